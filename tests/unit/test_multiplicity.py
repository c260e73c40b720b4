from __future__ import annotations

import pytest

from pipeline.statistics.multiplicity import adjusted, worth_testing


@pytest.mark.parametrize(
    ("smallest", "worth"),
    [
        ([], []),
        ([0.2], [False]),
        ([0.04], [True]),
        ([0.04, 0.04], [False, False]),
        ([0.02, 0.02], [True, True]),
        ([0.03, 0.03, 0.03, 1e-5], [False, False, False, True]),
        ([None, 0.1], [True, False]),
        ([0.05], [True]),
    ],
)
def test_a_test_counts_when_it_could_decide_beside_the_others(smallest: list[float | None], worth: list[bool]) -> None:
    assert worth_testing(smallest, 0.95) == worth


def test_every_test_that_counts_can_still_decide_once_adjusted() -> None:
    smallest = [0.001, 0.004, 0.012, 0.03, 0.2]
    worth = worth_testing(smallest, 0.95)
    best = adjusted([p if counts else None for p, counts in zip(smallest, worth, strict=True)])
    assert all(p is None or p <= 0.05 for p in best)


def test_nothing_done_stays_nothing() -> None:
    assert adjusted([]) == []
    assert adjusted([None, None]) == [None, None]
