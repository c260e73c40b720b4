"""A booklet laid out with the project's own theme, on paper and on screen: no violation, no defect, without a build."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline import renderer
from tests.accessibility import semantics, webpage
from tests.conftest import Check
from tests.fixtures.renderer.staged import DOCUMENT, stage

EMBEDDED = renderer.Resolved("embedded", "as installed")
DATE = dt.date(2026, 3, 31)
# This booklet quotes source code on purpose, to see that it comes out as it was typed.
QUOTES_SOURCE = "leftovers"

Defects = dict[str, list[str]]


@pytest.fixture(scope="module")
def booklet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF, beside its page for screens."""
    folder = tmp_path_factory.mktemp("booklet")
    renderer.render(stage(folder / "project"), DOCUMENT, folder / "output", EMBEDDED, DATE)
    return folder / "output" / f"{DOCUMENT.stem}.pdf"


@pytest.fixture(scope="module")
def on_paper(booklet: Path) -> Defects:
    return semantics.defects(booklet)


@pytest.fixture(scope="module")
def on_screen(booklet: Path) -> Defects:
    return webpage.defects(booklet.with_suffix(".html"))


def test_the_pdf_breaks_no_rule_of_ua_1(check_ua_1: Check, booklet: Path) -> None:
    assert check_ua_1(booklet) == []


def test_the_pdf_has_no_other_defect(on_paper: Defects) -> None:
    assert {rule: on_paper[rule] for rule in on_paper.keys() - {QUOTES_SOURCE}} == {}


def test_the_page_has_no_defect(on_screen: Defects) -> None:
    assert {rule: on_screen[rule] for rule in on_screen.keys() - {QUOTES_SOURCE}} == {}
