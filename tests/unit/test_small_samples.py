"""Intervals that small samples would make too narrow: widened by what the sample does not tell, or withheld."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator
from scipy.stats import ttest_1samp, ttest_ind

from pipeline.booklet.chapters.agreement_words import cautions
from pipeline.methods.agreement_facts import coefficient_fields, one_a_line
from pipeline.statistics import krippendorff as alphas
from pipeline.statistics.agreement import BIAS
from pipeline.statistics.change_points import change_point
from pipeline.statistics.difference_in_differences import FEW, FEW_UNITS, difference_in_differences
from pipeline.statistics.interrupted_series import interrupted_series
from pipeline.statistics.kappas import (
    FISHER_STUDENT,
    FULL_AGREEMENT,
    LEAST_PLAIN_UNITS,
    LEAST_UNITS,
    NO_LIGHT_INTERVAL,
    TOO_FEW_PLAIN_UNITS,
    TOO_FEW_UNITS,
    cohen_of_ratings,
    dependable,
    light,
)
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mean_contrasts import mean_contrast
from pipeline.statistics.pooling import mean_effect, pool, restricted_variance
from pipeline.statistics.results import Caution
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


@pytest.mark.parametrize(
    ("weights", "least", "caution"),
    [("none", LEAST_PLAIN_UNITS, TOO_FEW_PLAIN_UNITS), ("quadratic", LEAST_UNITS, TOO_FEW_UNITS)],
)
def test_a_kappa_is_printed_with_an_interval_from_enough_units(weights: Any, least: int, caution: Caution) -> None:
    few, enough = (dependable(cohen_of_ratings(rated(units), LEVEL, weights)) for units in (least - 1, least))
    assert few.value is not None
    assert (few.low, few.interval, few.cautions) == (None, None, (caution,))
    assert enough.low is not None and enough.high is not None and enough.value is not None
    assert enough.interval == FISHER_STUDENT and not enough.cautions
    assert enough.value - enough.low > enough.high - enough.value > 0


def test_raters_who_never_differ_have_no_interval_and_it_is_said() -> None:
    same = pd.DataFrame({"first": np.arange(40) % 4, "second": np.arange(40) % 4})
    found = dependable(cohen_of_ratings(same, LEVEL))
    assert (found.value, found.low, found.cautions) == (1, None, (FULL_AGREEMENT,))


def test_several_raters_have_a_mean_kappa_without_interval_and_it_is_said() -> None:
    found = light(rated(12).assign(third=np.arange(12) % 4))
    assert found.low is None and found.cautions == (NO_LIGHT_INTERVAL,)


def test_a_coefficient_says_in_its_fact_why_it_has_no_interval() -> None:
    fields = coefficient_fields(dependable(cohen_of_ratings(rated(12), LEVEL)), "Un jugement.")
    assert (fields["low"], "level" in fields) == (None, False)
    assert fields["limits_fr"] == f"Un jugement. {TOO_FEW_PLAIN_UNITS.said_fr}"


def test_cautions_of_a_table_are_each_said_once() -> None:
    rows = pd.DataFrame({"cautions_fr": [one_a_line([TOO_FEW_UNITS, BIAS, BIAS]), one_a_line([BIAS]), "", None]})
    said = str(cautions(rows))
    assert said.count("un coefficient pondéré") == 1 and said.count("note plus haut") == 1
    assert str(cautions(rows.iloc[2:])) == ""


@pytest.mark.parametrize("treated", [2, 4, 9, 10])
def test_few_units_have_the_wary_degrees_of_freedom(treated: int) -> None:
    """The margin of a difference in differences is that of `mean_contrast`, which the benchmark measures."""
    here, there = generator(9).normal(size=treated), 3 * generator(10).normal(size=12)
    arms = [("treated", here), ("comparison", there)]
    rows = [
        {"unit": f"{arm}{i}", "arm": arm, "phase": phase, "value": change if phase == "endline" else 0.0}
        for arm, changes in arms
        for i, change in enumerate(changes)
        for phase in ("baseline", "endline")
    ]
    found = difference_in_differences(pd.DataFrame(rows), LEVEL)
    wary, plain = (mean_contrast([here], [there], has_equal_spread=equal) for equal in (False, True))
    assert found is not None
    assert wary.df <= plain.df
    low, high = (plain if treated >= FEW_UNITS else wary).bounds(LEVEL)
    assert (found.low, found.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert (FEW in found.cautions) is (treated < FEW_UNITS)


def test_a_mean_contrast_is_welch_s_where_spreads_differ_and_student_s_for_one_group() -> None:
    x, y = generator(11).normal(size=5), 4 * generator(12).normal(size=5)
    found, welch = mean_contrast([x], [y]), ttest_ind(x, y, equal_var=False)
    assert float(found.p_value()) == pytest.approx(welch.pvalue)
    assert [float(bound) for bound in found.bounds(LEVEL)] == pytest.approx(list(welch.confidence_interval(LEVEL)))
    assert float(mean_contrast([x], []).p_value()) == pytest.approx(ttest_1samp(x, 0).pvalue)


def test_the_pooled_interval_holds_that_of_the_plain_mean_and_agrees_with_its_p_value() -> None:
    effects, variances = np.array([0.1, 0.2, 2.0]), np.array([0.01, 0.04, 1.0])
    found = pool(pd.DataFrame({"label": list("abc"), "effect": effects, "variance": variances}), LEVEL)
    plain = ttest_1samp(effects, 0).confidence_interval(LEVEL)
    assert found.low is not None and found.high is not None and found.p_value is not None
    assert found.low <= plain.low and found.high >= plain.high
    assert (found.p_value <= 1 - LEVEL) is (not found.low <= 0 <= found.high)


def test_sets_of_effects_are_pooled_as_each_alone() -> None:
    effects, variances = generator(13).normal(size=(6, 4)), np.array([0.1, 0.2, 0.3, 0.4])
    several = mean_effect(effects, variances, restricted_variance(effects, variances), LEVEL)
    for row, each in enumerate(effects):
        alone = pool(pd.DataFrame({"label": range(4), "effect": each, "variance": variances}), LEVEL)
        assert (several.low[row], several.predicted_high[row]) == pytest.approx((alone.low, alone.predicted_high))


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
