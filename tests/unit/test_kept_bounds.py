"""Exact bounds of differences are taken from a former build, and are those that would be found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline import compare
from pipeline.former_results import FormerResults
from pipeline.statistics import exact_differences
from pipeline.statistics.exact_differences import difference_of_shares

TABLE = np.array([[7, 5], [3, 11]])


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, stage_code: Path) -> None:
    """A process that found nothing yet, of a build that keeps its results."""
    monkeypatch.setattr(exact_differences, "BOUNDS", {})
    monkeypatch.setattr(exact_differences, "FORMER_BOUNDS", {})
    monkeypatch.setattr(compare, "of_stage", lambda *_, **__: FormerResults("comparisons/demo", [stage_code]))


def compared(table: np.ndarray) -> object:
    """What a stage finds, in a process of its own."""
    exact_differences.BOUNDS.clear()
    with compare._bounds_of_former_builds("demo"):
        return difference_of_shares(table)


@pytest.mark.usefixtures("build")
def test_bounds_are_taken_without_looking_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = compared(TABLE)
    monkeypatch.setattr(exact_differences, "_lower_now", lambda *_: pytest.fail("looked for again"))
    assert compared(TABLE) == found


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("other", [[[7, 6], [3, 11]], [[7, 5], [4, 11]], [[3, 11], [7, 5]]])
def test_another_table_has_its_own(other: list[list[int]]) -> None:
    first = compared(TABLE)
    found = compared(np.array(other))
    exact_differences.BOUNDS.clear()
    exact_differences.FORMER_BOUNDS.clear()
    assert found == difference_of_shares(np.array(other))
    assert found != first
