"""Intervals that small samples would make too narrow: widened by what the sample does not tell, or withheld."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from pipeline.statistics import krippendorff as alphas
from pipeline.statistics.change_points import change_point
from pipeline.statistics.interrupted_series import interrupted_series
from pipeline.statistics.kappas import LEAST_UNITS, TOO_FEW_UNITS, cohen_of_ratings, dependable
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.sampling.design import sample_design
from pipeline.statistics.sampling.estimates import FEW_CLUSTERS, TOO_FEW_CLUSTERS, means

LEVEL = 0.95


def generator(seed: int) -> Generator:
    return Generator(PCG64(seed))


def rated(units: int) -> pd.DataFrame:
    """Two raters who agree three times out of four."""
    first = np.arange(units) % 4
    return pd.DataFrame({"first": first, "second": np.where(np.arange(units) % 5 == 0, (first + 1) % 4, first)})


@pytest.mark.parametrize(("units", "has_interval"), [(9, False), (10, True)])
def test_alpha_has_an_interval_from_ten_units(units: int, has_interval: bool) -> None:
    found = alphas.krippendorff(rated(units), "nominal", LEVEL, seed=1, draws=300)
    assert found.value is not None
    assert (found.low is not None) is has_interval
    assert (alphas.TOO_FEW_UNITS in found.cautions) is not has_interval


def test_clusters_count_for_alpha_not_the_units_in_them() -> None:
    found = alphas.krippendorff(rated(27), "nominal", LEVEL, seed=1, clusters=[unit // 3 for unit in range(27)])
    assert found.cautions == (alphas.TOO_FEW_UNITS,)


def test_alpha_s_interval_reaches_further_down_than_up_where_agreement_is_high() -> None:
    found = alphas.krippendorff(rated(20), "nominal", LEVEL, seed=1)
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.value - found.low > found.high - found.value > 0
    narrow = alphas.krippendorff(rated(200), "nominal", LEVEL, seed=1)
    assert narrow.low is not None and narrow.low > found.low


@pytest.mark.parametrize("units", [LEAST_UNITS - 1, LEAST_UNITS])
def test_kappa_is_printed_with_its_interval_from_three_hundred_units(units: int) -> None:
    plain = cohen_of_ratings(rated(units), LEVEL)
    found = dependable(plain)
    assert found.value == plain.value
    if units < LEAST_UNITS:
        assert (found.low, found.interval, found.cautions) == (None, None, (TOO_FEW_UNITS,))
    else:
        assert found == plain


@pytest.mark.parametrize("clusters", [FEW_CLUSTERS - 1, FEW_CLUSTERS])
def test_a_design_mean_has_an_interval_from_ten_clusters(clusters: int) -> None:
    members = np.repeat(np.arange(clusters), 3)
    found = means(generator(2).normal(size=len(members)), sample_design(len(members), clusters=[members]))
    told = found.estimate(LEVEL)
    assert (told.low is None) is (clusters < FEW_CLUSTERS)
    assert (TOO_FEW_CLUSTERS in told.cautions) is (clusters < FEW_CLUSTERS)


def test_few_units_that_are_no_clusters_keep_their_interval() -> None:
    assert means([1.0, 2.0, 4.0], sample_design(3)).estimate(LEVEL).low is not None


def test_the_jump_of_a_series_does_not_take_its_memory_for_known() -> None:
    when = pd.date_range("2024-01-01", periods=24, freq="MS")
    values = generator(3).normal(size=24)
    found = interrupted_series(pd.DataFrame({"when": when, "value": values}), when[12], LEVEL).level_change
    assert found is not None
    sides = np.arange(24) >= 12
    times = np.arange(24.0) - 12
    design = pd.DataFrame({"constant": 1.0, "slope": times, "jump": sides.astype(float), "turn": times * sides})
    plain = fit_linear(pd.Series(values), design, LEVEL, "classic").term("jump")
    assert found.high - found.low > plain["high"] - plain["low"]
    assert (found.p_value < 0.05) is (not found.low <= 0 <= found.high)


def test_many_observations_make_student_s_degrees_of_freedom_those_of_least_squares() -> None:
    small = pd.DataFrame({"constant": 1.0, "x": (np.arange(12) < 3).astype(float)})
    outcome = pd.Series(generator(4).normal(size=12))
    wary, plain = (fit_linear(outcome, small, LEVEL, errors) for errors in ("HC3 Satterthwaite", "HC3"))
    assert wary.term("x")["std_error"] == pytest.approx(plain.term("x")["std_error"])
    assert wary.term("x")["df"] < 6 < plain.term("x")["df"]
    assert "Satterthwaite" in wary.method.name_fr
    large = pd.DataFrame({"constant": 1.0, "x": np.arange(251.0) % 7})
    assert fit_linear(pd.Series(generator(5).normal(size=251)), large, LEVEL).term("x")["df"] == 249


def test_a_change_point_is_not_found_in_a_series_that_only_remembers() -> None:
    chance, found = generator(6), 0
    for _ in range(60):
        values = np.zeros(80)
        for day in range(1, 80):
            values[day] = 0.6 * values[day - 1] + chance.normal()
        p_value = change_point(
            pd.DataFrame({"when": pd.date_range("2025-01-01", periods=80), "value": values})
        ).test.p_value
        found += p_value is not None and p_value <= 0.05
    assert found <= 6
