"""Tables and lists of all pages that would leave if demonstration cohorts had somebody to protect are counted again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.page_tables import lists_of_pages, tables_of_pages
from benchmarks.raised_pages import raised_pages
from benchmarks.recounts import counted_again
from pipeline.booklet.documents import document
from pipeline.disclosure.decided import Decision
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.plan import load_plan
from tests.conftest import ROOT
from tests.contract.test_disclosure_cohorts import RECOUNTED
from tests.fixtures.real_estimates import RULES, decided, estimated, published

pytestmark = pytest.mark.slow


def pages(root: Path, cohort: str, rules: str, decision: Decision, booklets: Sequence[str]) -> Path:
    """The folder of what would leave, these booklets among it."""
    paths = CohortPaths(cohort, ROOT)
    described = load_cohort(paths).model_copy(update={"disclosure": RULES[rules]})
    shown = [document(name, ROOT / "reports") for name in booklets]
    return raised_pages(root, ROOT, described, estimated(cohort), decision, shown, load_plan(paths))


@pytest.mark.parametrize(
    ("cohort", "rules", "booklets", "least"),
    [
        ("villes-intelligentes", "enterprises", ["institutions"], 20),
        ("villes-intelligentes", "many", ["institutions"], 20),
        ("qmi-1", "enterprises", ["communes", "solutions"], 200),
        ("qmi-1", "five", ["startups-en"], 180),
    ],
)
def test_nothing_hidden_is_counted_again_on_pages(
    tmp_path: Path, cohort: str, rules: str, booklets: list[str], least: int
) -> None:
    """Each table and list alone, below those with the same heads, and joined with other pages and with open data."""
    decision = decided(cohort, rules)
    folder = pages(tmp_path, cohort, rules, decision, booklets)
    tables, lists = tables_of_pages(folder), lists_of_pages(folder)
    assert len(tables) > least
    assert len(lists) > least / 2
    assert list(counted_again(published(cohort), decision, {**tables, **lists})) == []


def test_counts_hidden_beside_the_lists_that_pages_show_are_counted_again(tmp_path: Path) -> None:
    """What the search finds on pages alone where these counts are hidden, and not the lists of what they count."""
    cohort = "villes-intelligentes"
    naive = Decision(facts=RECOUNTED[cohort])
    tables = tables_of_pages(pages(tmp_path, cohort, "enterprises", naive, ["institutions"]))
    without_data = dataclasses.replace(published(cohort), tables={})
    assert set(counted_again(without_data, naive, tables)) & RECOUNTED[cohort]
