"""What must hold of any sample: order, labels and units change nothing; intervals hold their estimate."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.sampling.calibration import effective_size, rake
from pipeline.statistics.sampling.design import Design, sample_design
from pipeline.statistics.sampling.estimates import means, totals
from pipeline.statistics.sampling.proportions import INTERVALS, share_estimate
from pipeline.statistics.sampling.quantiles import quantile, quantile_estimate

Sample = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Values, weights, strata (two units at least in each) and population sizes."""
    sizes = draw(st.lists(st.integers(2, 6), min_size=1, max_size=3))
    strata = np.repeat(np.arange(len(sizes)), sizes)
    more = np.array(draw(st.lists(st.integers(0, 20), min_size=len(sizes), max_size=len(sizes))))
    population = (np.array(sizes) + more)[strata].astype(float)
    numbers = st.floats(-100, 100).map(lambda value: round(value, 3))
    values = np.array(draw(st.lists(numbers, min_size=len(strata), max_size=len(strata))))
    weights = np.array(draw(st.lists(st.floats(0.2, 5), min_size=len(strata), max_size=len(strata))))
    return values, weights, strata, population


def designed(sample: Sample) -> Design:
    _, weights, strata, population = sample
    return sample_design(len(weights), weights=weights, strata=strata, population=[population])


@settings(max_examples=40, deadline=None)
@given(samples(), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(sample: Sample, chance: object) -> None:
    order = np.array(chance.sample(range(len(sample[0])), len(sample[0])))  # type: ignore[attr-defined]
    first = means(sample[0], designed(sample))
    shuffled: Sample = tuple(part[order] for part in sample)  # type: ignore[assignment]
    second = means(shuffled[0], designed(shuffled))
    np.testing.assert_allclose(first.point, second.point, atol=1e-9)
    np.testing.assert_allclose(first.covariance, second.covariance, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(samples(), st.floats(0.1, 10), st.floats(-50, 50))
def test_another_unit_of_measure_scales_estimate_and_error(sample: Sample, scale: float, shift: float) -> None:
    first = means(sample[0], designed(sample))
    second = means(sample[0] * scale + shift, designed(sample))
    np.testing.assert_allclose(second.point, first.point * scale + shift, atol=1e-7)
    np.testing.assert_allclose(second.covariance, first.covariance * scale**2, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(samples())
def test_units_that_are_all_their_own_cluster_change_nothing(sample: Sample) -> None:
    _, weights, strata, population = sample
    named = sample_design(
        len(weights), weights=weights, strata=strata, clusters=[np.arange(len(weights))], population=[population]
    )
    np.testing.assert_allclose(totals(sample[0], named).covariance, totals(sample[0], designed(sample)).covariance)


@settings(max_examples=30, deadline=None)
@given(samples())
def test_intervals_hold_their_estimate(sample: Sample) -> None:
    design = designed(sample)
    is_high = (sample[0] > 0).astype(float)
    for kind in INTERVALS:
        found = share_estimate(is_high, design, 0.9, kind)
        if found.low is not None and found.high is not None and found.value is not None:
            assert found.low <= found.value + 1e-12
            assert found.high >= found.value - 1e-12


@settings(max_examples=40, deadline=None)
@given(samples(), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_larger_share_has_no_smaller_quantile(sample: Sample, one: float, other: float) -> None:
    low, high = sorted((one, other))
    for rule in ("math", "school", "hf5", "hf7"):
        assert quantile(sample[0], sample[1], low, rule) <= quantile(sample[0], sample[1], high, rule) + 1e-9


@settings(max_examples=25, deadline=None)
@given(samples())
def test_an_interval_of_a_quantile_is_in_order(sample: Sample) -> None:
    found = quantile_estimate(sample[0], designed(sample), 0.5, 0.9)
    if found.low is not None and found.high is not None and found.value is not None:
        assert found.low <= found.value <= found.high


@settings(max_examples=40, deadline=None)
@given(samples(), st.lists(st.integers(5, 60), min_size=3, max_size=3))
def test_raked_weights_reach_their_margin_and_cost_answers(sample: Sample, sizes: list[int]) -> None:
    design = designed(sample)
    known = {str(stratum): float(sizes[stratum]) for stratum in np.unique(sample[2])}
    weights = rake(design, [(sample[2], known)]).weights
    for stratum, size in known.items():
        np.testing.assert_allclose(weights[sample[2] == int(stratum)].sum(), size)
    assert effective_size(weights) <= len(weights) + 1e-9
