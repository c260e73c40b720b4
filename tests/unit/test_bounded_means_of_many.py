"""The interval of a bounded mean of a great many answers."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from pipeline.statistics.binomial_intervals import clopper_pearson
from pipeline.statistics.bounded_means import bounded_interval

MILLION = 1_000_000


@pytest.mark.parametrize("lowest", [0, -1])
def test_of_a_million_marks_it_is_that_of_the_normal_law(lowest: int) -> None:
    highest = -lowest or 10
    marks = Generator(PCG64(1)).integers(lowest, highest + 1, MILLION).astype(float)
    low, high, _ = bounded_interval(marks, (lowest, highest), 0.95)
    error = marks.std() / sqrt(MILLION)
    assert (marks.mean() - low) / error == pytest.approx(1.96, abs=0.005)
    assert (high - marks.mean()) / error == pytest.approx(1.96, abs=0.005)


@pytest.mark.parametrize("few", [1, 3, 50])
def test_of_rare_marks_it_depends_on_how_many_they_are(few: int) -> None:
    """As with the law of Poisson: how far limits are, times the answers, is the same of many as of more."""
    found = {}
    for n in (9_000, 20_000, MILLION):
        marks = np.repeat([0.0, 1.0, 10.0], [n - 2 * few, few, few])
        low, high, _ = bounded_interval(marks, (0, 10), 0.95)
        found[n] = np.array([marks.mean() - low, high - marks.mean()]) * n
    assert found[20_000] == pytest.approx(found[9_000], rel=0.01)
    assert found[MILLION] == pytest.approx(found[9_000], rel=0.01)


@pytest.mark.parametrize("successes", [0, 1, 250_000, MILLION - 1, MILLION])
def test_of_two_marks_it_is_that_of_clopper_and_pearson(successes: int) -> None:
    marks = np.repeat([0.0, 1.0], [MILLION - successes, successes])
    low, high, _ = bounded_interval(marks, (0, 1), 0.999)
    exact = clopper_pearson(successes, MILLION, 0.999)
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=1e-12)
