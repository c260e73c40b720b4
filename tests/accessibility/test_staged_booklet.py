"""A booklet laid out with the project's own theme, on paper and on screen: no violation, no defect, without a build."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import lxml.html
import pytest

from pipeline import renderer
from tests.accessibility import semantics, tagged, webpage
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


def test_rows_bear_the_same_names_on_paper_and_on_screen(booklet: Path) -> None:
    tables = tagged.read(booklet).root.all("Table")
    on_paper = [[cell.text for cell in table.all("TH") if cell.scope == "/Row"] for table in tables]
    page = lxml.html.fromstring(booklet.with_suffix(".html").read_bytes())
    on_screen = [
        [cell.text_content() for cell in table.iterfind(".//th[@scope='row']")] for table in page.iter("table")
    ]
    assert [squeezed(names) for names in on_paper] == [squeezed(names) for names in on_screen]
    assert any(on_paper)
    assert not all(on_paper)


def squeezed(names: list[str]) -> list[str]:
    """Without spaces: where a line ends, paper has one more."""
    return ["".join(name.split()) for name in names]


def test_the_page_has_no_defect(on_screen: Defects) -> None:
    assert {rule: on_screen[rule] for rule in on_screen.keys() - {QUOTES_SOURCE}} == {}
