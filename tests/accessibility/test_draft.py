"""A draft can be read by everybody: its mark breaks no rule of PDF/UA-1, and stays out of the reading order."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.editions.marks import marked
from tests.accessibility import semantics, webpage
from tests.accessibility.test_staged_booklet import QUOTES_SOURCE
from tests.conftest import Check
from tests.unit.test_draft_marks import DRAFT, laid_out


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("draft"), DRAFT)


def test_a_draft_breaks_no_rule_of_ua_1(check_ua_1: Check, draft: Path) -> None:
    assert check_ua_1(draft) == []


def test_a_draft_has_no_other_defect(draft: Path) -> None:
    found = semantics.defects(draft)
    assert {rule: found[rule] for rule in found.keys() - {QUOTES_SOURCE}} == {}


def test_its_page_has_no_defect(draft: Path) -> None:
    page = draft.with_suffix(".html")
    page.write_text(marked(page.read_text(encoding="utf-8"), DRAFT), encoding="utf-8")
    found = webpage.defects(page)
    assert {rule: found[rule] for rule in found.keys() - {QUOTES_SOURCE}} == {}
