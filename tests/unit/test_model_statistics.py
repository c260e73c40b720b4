from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.random import PCG64, Generator
from scipy.signal import lfilter

from pipeline.statistics.count_models import fit_negative_binomial, fit_poisson
from pipeline.statistics.difference_in_differences import difference_in_differences
from pipeline.statistics.interrupted_series import interrupted_series, restricted_fit
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mixed_models import fit_linear_mixed
from pipeline.statistics.mixed_ordinal import fit_mixed_ordered_logit
from pipeline.statistics.ordinal_models import effective_size, fit_ordered_logit
from pipeline.statistics.pooling import pool
from pipeline.statistics.regression_results import can_bear, few_per_parameter
from pipeline.statistics.separation import separated_counts, separated_ordinal
from pipeline.statistics.treatment_permutation import flip_signs, permute_treated
from pipeline.statistics.wild_bootstrap import wild_cluster_test
from tests.model_references import data, design

LEVEL = 0.95


def codes(cautions: Any) -> set[str]:
    return {caution.code for caution in cautions}


def generator(seed: int = 1) -> Generator:
    return Generator(PCG64(seed))


# Linear models


@pytest.mark.parametrize("errors", ["HC0", "HC2", "HC3"])
def test_robust_errors_are_those_of_statsmodels(errors: Any) -> None:
    rows = data("panel")
    wide = design(treated=rows["treated"], x0=rows["x0"])
    found = fit_linear(rows["y"], wide, LEVEL, errors).coefficients["std_error"]
    assert found.to_numpy() == pytest.approx(getattr(sm.OLS(rows["y"], wide).fit(), f"{errors}_se").to_numpy())


def test_cr2_with_a_cluster_each_is_hc2() -> None:
    rows = data("panel").query("time == 3")
    wide = design(treated=rows["treated"], x0=rows["x0"])
    single = fit_linear(rows["y"], wide, LEVEL, "CR2", rows["project"])
    assert single.coefficients["std_error"].to_numpy() == pytest.approx(
        fit_linear(rows["y"], wide, LEVEL, "HC2").coefficients["std_error"].to_numpy()
    )


def test_few_clusters_and_few_observations_are_said() -> None:
    rows = data("panel").query("time == 3").head(12)
    wide = design(x0=rows["x0"])
    assert codes(fit_linear(rows["y"], wide, LEVEL, "CR2", rows["commune"]).cautions) >= {"few-clusters", "low-df"}
    assert codes(fit_linear(rows["y"], wide, LEVEL).cautions) == {"few-per-parameter"}


def test_an_observation_alone_in_its_category_is_said() -> None:
    wide = design(alone=[1, *[0] * 29])
    outcome = pd.Series(generator().normal(size=30))
    assert "full-leverage" in codes(fit_linear(outcome, wide, LEVEL, "HC3").cautions)
    assert "full-leverage" not in codes(fit_linear(outcome, wide, LEVEL, "HC1").cautions)


@pytest.mark.parametrize(
    ("wide", "errors", "clusters"),
    [
        (design(a=[1, 2, 3, 4], b=[2, 4, 6, 8]), "HC3", None),
        (design(a=[1.0, 2.0]), "HC3", None),
        (design(a=[1, 2, 3, 5]), "CR2", None),
        (design(a=[1, 2, 3, 5]), "CR2", ["x"] * 4),
    ],
    ids=["collinear", "as many coefficients as observations", "no clusters", "one cluster"],
)
def test_what_cannot_be_fitted_is_refused(wide: pd.DataFrame, errors: Any, clusters: Any) -> None:
    given = None if clusters is None else pd.Series(clusters)
    with pytest.raises(ValueError, match=r"separate coefficients|clusters"):
        fit_linear(pd.Series(np.arange(len(wide)) ** 2.0), wide, LEVEL, errors, given)


def test_small_models_have_a_threshold() -> None:
    assert not can_bear(9, 2)
    assert can_bear(10, 2)
    assert can_bear(0, 0)
    assert few_per_parameter(19, 2)
    assert not few_per_parameter(20, 2)


# Mixed models


def test_groups_that_do_not_differ_give_least_squares_and_say_so() -> None:
    rows = data("singular")
    wide = design(time=rows["time"], treated=rows["treated"])
    mixed = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, "satterthwaite")
    plain = fit_linear(rows["y"], wide, LEVEL, "classic")
    assert "boundary" in codes(mixed.cautions)
    assert mixed.measures["sd_groups"] == 0
    pd.testing.assert_frame_equal(mixed.coefficients, plain.coefficients)
    wary = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL)
    assert "boundary" in codes(wary.cautions)
    assert wary.term("treated")["estimate"] == pytest.approx(plain.term("treated")["estimate"])
    assert wary.term("treated")["df"] < plain.term("treated")["df"]


def test_slopes_that_the_data_cannot_bear_are_dropped_and_said() -> None:
    rows = data("singular")
    wide = design(time=rows["time"])
    fit = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, slope="time")
    assert "slopes-at-limit" in codes(fit.cautions)


def test_a_mixed_model_recovers_what_was_planted() -> None:
    chance = generator(3)
    groups = np.repeat(np.arange(40), 5)
    x = chance.normal(size=200)
    outcome = pd.Series(1 + 2 * x + chance.normal(scale=1.5, size=40)[groups] + chance.normal(size=200))
    fit = fit_linear_mixed(outcome, design(x=x), pd.Series(groups), LEVEL)
    assert fit.term("x")["low"] < 2 < fit.term("x")["high"]
    assert fit.measures["icc"] == pytest.approx(1.5**2 / (1.5**2 + 1), abs=0.12)
    assert not fit.cautions


@pytest.mark.parametrize(
    ("outcome", "groups"),
    [([1, 2, 3, 4], "aaaa"), ([1, 2, 4, 3], "abcd"), ([5, 5, 5, 5], "aabb")],
    ids=["one group", "no group of two", "nothing varies"],
)
def test_a_mixed_model_of_nothing_is_refused(outcome: list[float], groups: str) -> None:
    with pytest.raises(ValueError, match=r"groups|variance"):
        fit_linear_mixed(pd.Series(outcome), design(x=[0, 1, 0, 1]), pd.Series(list(groups)), LEVEL)


# Ordered outcomes


def test_separation_of_ordered_answers_is_found_before_the_fit() -> None:
    answers = pd.Series([1, 1, 2, 2, 3, 3])
    told = pd.DataFrame({"x": [0.0, 1, 2, 3, 4, 5], "noise": [1.0, 0, 1, 0, 0, 1]})
    assert "x" in separated_ordinal(answers - 1, told)
    with pytest.raises(ValueError, match="separated by x"):
        fit_ordered_logit(answers, told[["x"]], LEVEL)
    assert separated_ordinal(answers - 1, pd.DataFrame({"x": [0.0, 3, 2, 1, 4, 2]})) == []


def test_a_category_with_one_extreme_answer_separates() -> None:
    """Everybody in the group gave the top answer: quasi-complete separation."""
    answers = pd.Series([0, 0, 1, 1, 1, 1])
    assert separated_ordinal(answers, pd.DataFrame({"group": [0.0, 0, 0, 0, 1, 1]})) == ["group"]


def test_binary_answers_give_the_logit() -> None:
    rows = data("panel")
    wide = design(x0=rows["x0"], treated=rows["treated"])
    above = rows["y"].gt(28).astype(int)
    logit = sm.Logit(above, wide).fit(disp=0, tol=1e-12)
    fit = fit_ordered_logit(above, wide.drop(columns="(Intercept)"), LEVEL)
    for term in ("x0", "treated"):
        assert fit.term(term)["estimate"] == pytest.approx(logit.params[term], rel=1e-6)
        assert fit.term(term)["std_error"] == pytest.approx(logit.bse[term], rel=1e-6)
    assert fit.term("0|1")["estimate"] == pytest.approx(-logit.params["(Intercept)"], rel=1e-6)


def test_the_order_of_a_categorical_is_that_of_the_answers() -> None:
    answers = pd.Series(
        pd.Categorical(["low", "high", "mid", "low", "high", "mid", "mid"], ["low", "mid", "high"], ordered=True)
    )
    fit = fit_ordered_logit(answers, pd.DataFrame({"x": [0.0, 1, 1, 1, 0, 0, 1]}), LEVEL)
    assert list(fit.coefficients["term"]) == ["x", "low|mid", "mid|high"]


@pytest.mark.parametrize(
    ("answers", "x"), [([1, 1, 1], [0, 1, 2]), ([1, 2, 3], [1, 1, 1])], ids=["one answer", "constant predictor"]
)
def test_ordered_answers_without_variation_are_refused(answers: list[int], x: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two different answers|constant"):
        fit_ordered_logit(pd.Series(answers), pd.DataFrame({"x": x}), LEVEL)


def test_the_effective_size_of_an_ordered_outcome() -> None:
    assert effective_size(pd.Series([0, 0, 1, 1])) == pytest.approx(4 * (1 - 1 / 4))
    assert effective_size(pd.Series([0, 0, 0, 0])) == 0


def test_groups_of_answers_that_do_not_differ_are_said() -> None:
    chance = generator(5)
    answers = pd.Series(chance.integers(0, 3, 60))
    fit = fit_mixed_ordered_logit(
        answers, pd.DataFrame({"x": chance.normal(size=60)}), pd.Series(np.tile(range(12), 5)), LEVEL
    )
    assert ("boundary" in codes(fit.cautions)) == ("sd_groups" not in fit.measures)


# Counts


def test_rows_without_events_that_a_predictor_tells_are_found() -> None:
    counts = pd.Series([0, 0, 0, 2, 1, 3])
    told = design(x=[1, 1, 1, 0, 0, 0])
    assert separated_counts(counts, told) == ["x"]
    assert separated_counts(counts * 0, told) == ["(Intercept)", "x"]
    assert separated_counts(counts, design(x=[1, 0, 1, 0, 1, 0])) == []
    with pytest.raises(ValueError, match="separated by x"):
        fit_poisson(counts, told, LEVEL)


def test_exposure_is_what_events_are_counted_per() -> None:
    fit = fit_poisson(pd.Series([2, 3, 8, 12]), design(x=[0, 0, 1, 1]), LEVEL, pd.Series([10.0, 15, 20, 30]))
    assert np.exp(fit.term("(Intercept)")["estimate"]) == pytest.approx(5 / 25)
    assert np.exp(fit.term("x")["estimate"]) == pytest.approx((20 / 50) / (5 / 25))


def test_more_variation_than_poisson_is_said() -> None:
    counts = pd.Series([0, 0, 0, 0, 30, 1, 0, 25, 0, 0, 2, 40])
    wide = design(x=[0, 1] * 6)
    plain, wide_margins = fit_poisson(counts, wide, LEVEL, errors="model"), fit_poisson(counts, wide, LEVEL)
    assert "overdispersed" in codes(plain.cautions)
    assert "widened-for-dispersion" in codes(wide_margins.cautions)
    ratio = wide_margins.term("x")["std_error"] / plain.term("x")["std_error"]
    assert ratio == pytest.approx(plain.measures["pearson_dispersion"] ** 0.5)
    assert fit_negative_binomial(counts, wide, LEVEL).measures["theta"] < 1


def test_no_more_variation_than_poisson_gives_poisson_back() -> None:
    counts = pd.Series([2, 3, 2, 3, 2, 3, 2, 3])
    fit = fit_negative_binomial(counts, design(x=[0, 1] * 4), LEVEL)
    assert "not-overdispersed" in codes(fit.cautions)
    assert "theta" not in fit.measures


@pytest.mark.parametrize(
    ("counts", "exposure", "match"),
    [([1, 2.5, 3], None, "whole"), ([1, -2, 3], None, "whole"), ([1, 2, 3], [1, 0, 2], "Exposure")],
)
def test_impossible_counts_are_refused(counts: list[float], exposure: Any, match: str) -> None:
    given = None if exposure is None else pd.Series(exposure)
    with pytest.raises(ValueError, match=match):
        fit_poisson(pd.Series(counts), design(x=[0, 1, 0]), LEVEL, given)


# Designs


def did_frame(changes: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        {"unit": f"{arm}{i}", "arm": arm, "phase": phase, "value": 10.0 + i + (change if phase == "endline" else 0)}
        for arm, values in changes.items()
        for i, change in enumerate(values)
        for phase in ("baseline", "endline")
    ]
    return pd.DataFrame(rows)


def test_a_difference_in_differences_by_hand() -> None:
    found = difference_in_differences(did_frame({"treated": [3, 4, 5], "comparison": [1, 1, 4]}), LEVEL)
    assert found is not None
    assert found.estimate == pytest.approx(4 - 2)
    assert (found.n_treated, found.n_comparison) == (3, 3)
    assert found.low is not None and found.low < 2 < (found.high or 0)


def test_a_test_that_could_not_decide_gives_no_p_value() -> None:
    few = difference_in_differences(did_frame({"treated": [3, 4], "comparison": [1, 2]}), LEVEL)
    assert few is not None
    assert few.p_value is None
    assert "cannot-decide" in codes(few.cautions)
    more = difference_in_differences(did_frame({"treated": [5, 6, 7, 8, 9], "comparison": [1, 2, 3, 4, 0]}), LEVEL)
    assert more is not None
    assert more.p_value == pytest.approx(2 / 252)


def test_one_unit_has_no_margin() -> None:
    found = difference_in_differences(did_frame({"treated": [3], "comparison": [1, 2, 4]}), LEVEL)
    assert found is not None
    assert (found.low, found.p_value) == (None, None)
    assert "one-unit" in codes(found.cautions)


def test_units_that_change_alike_have_no_margin() -> None:
    found = difference_in_differences(did_frame({"treated": [2, 2, 2], "comparison": [1, 1, 1]}), LEVEL)
    assert found is not None
    assert found.estimate == pytest.approx(1)
    assert "same-change" in codes(found.cautions)


def test_units_with_both_arms_are_compared_with_themselves() -> None:
    """Three projects, each with a treated and a comparison site; their sites' gaps are 1, 2 and 3."""
    rows = [
        {
            "unit": unit,
            "arm": arm,
            "phase": phase,
            "value": base + (gap if arm == "treated" and phase == "endline" else 0),
        }
        for unit, base, gap in (("a", 1.0, 1.0), ("b", 5.0, 2.0), ("c", 9.0, 3.0))
        for arm, phase in product(("treated", "comparison"), ("baseline", "endline"))
    ]
    found = difference_in_differences(pd.DataFrame(rows), LEVEL)
    assert found is not None
    assert found.estimate == pytest.approx(2)
    assert found.high == pytest.approx(2 + 4.302652729911275 / np.sqrt(3))
    assert "au sein de chaque unité" in found.method.name_fr


def test_units_without_both_phases_are_left_out_and_said() -> None:
    frame = did_frame({"treated": [3, 4, 5], "comparison": [1, 1, 4]})
    alone = pd.DataFrame([{"unit": "z", "arm": "treated", "phase": "baseline", "value": 99.0}])
    found = difference_in_differences(pd.concat([frame, alone]), LEVEL)
    assert found is not None
    assert found.n_treated == 3
    assert "incomplete-units" in codes(found.cautions)


def test_phases_with_other_units_are_compared_by_their_means() -> None:
    cells = {
        ("treated", "baseline"): [1, 2, 3],
        ("treated", "endline"): [5, 6, 7],
        ("comparison", "baseline"): [1, 1, 4],
        ("comparison", "endline"): [2, 3, 4],
    }
    rows = [
        {"unit": f"{arm}{phase}{i}", "arm": arm, "phase": phase, "value": float(value)}
        for (arm, phase), values in cells.items()
        for i, value in enumerate(values)
    ]
    found = difference_in_differences(pd.DataFrame(rows), LEVEL)
    assert found is not None
    assert found.estimate == pytest.approx(4 - 1)
    assert "other-units" in codes(found.cautions)


@pytest.mark.parametrize(
    "frame", [did_frame({"treated": [1, 2]}), did_frame({"treated": [1]}).iloc[:0]], ids=["one arm", "empty"]
)
def test_without_a_comparison_there_is_no_difference(frame: pd.DataFrame) -> None:
    assert difference_in_differences(frame, LEVEL) is None


def test_another_arm_or_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="Arms are"):
        difference_in_differences(did_frame({"control": [1, 2]}), LEVEL)
    with pytest.raises(ValueError, match="missing: arm"):
        difference_in_differences(did_frame({"treated": [1, 2]}).drop(columns="arm"), LEVEL)


def test_many_units_are_permuted_by_chance_with_a_fixed_seed() -> None:
    change = generator(2).normal(size=40)
    treated = np.arange(40) < 20
    first, second = (permute_treated(change, treated, LEVEL) for _ in range(2))
    assert first.p_value == second.p_value
    assert first.smallest_p == pytest.approx(1 / 10_000)


def test_signs_are_flipped_in_every_way() -> None:
    assert flip_signs([1.0, 2.0, 3.0], LEVEL).p_value == pytest.approx(2 / 8)
    assert flip_signs([0.0, 0.0], LEVEL).p_value == 1
    assert flip_signs([1.0], LEVEL).cautions


def series(values: Any) -> pd.DataFrame:
    return pd.DataFrame({"when": pd.date_range("2024-01-01", periods=len(values), freq="MS"), "value": values})


def test_a_planted_break_is_found() -> None:
    months = np.arange(36)
    noise = generator(4).normal(scale=0.5, size=36)
    found = interrupted_series(
        series(10 + 0.2 * months + 5 * (months >= 18) + noise), pd.Timestamp("2025-07-01"), LEVEL
    )
    assert found.level_change is not None and found.slope_change is not None
    assert found.level_change.low < 5 < found.level_change.high
    assert found.level_change.low > 0
    assert found.slope_change.low < 0 < found.slope_change.high
    assert (found.n_before, found.n_after) == (18, 18)
    assert found.slope_before == pytest.approx(0.2, abs=0.1)


def test_memory_between_neighbours_widens_the_margin() -> None:
    chance = generator(6)
    values = np.zeros(60)
    for i in range(1, 60):
        values[i] = 0.7 * values[i - 1] + chance.normal()
    found = interrupted_series(series(values), pd.Timestamp("2026-07-01"), LEVEL)
    assert found.autocorrelation is not None and found.autocorrelation > 0.3
    assert found.level_change is not None
    assert found.level_change.high - found.level_change.low > 2


def test_short_series_are_said_and_very_short_ones_have_no_answer() -> None:
    short = interrupted_series(series([1, 2, 3, 4, 9, 9, 11, 12]), pd.Timestamp("2024-05-01"), LEVEL)
    assert "short-series" in codes(short.cautions)
    assert short.level_change is not None
    none = interrupted_series(series([1, 2, 3, 4, 9]), pd.Timestamp("2024-04-01"), LEVEL)
    assert none.level_change is None
    assert codes(none.cautions) == {"too-short"}
    exact = interrupted_series(series(np.arange(14.0)), pd.Timestamp("2024-08-01"), LEVEL)
    assert exact.level_change is not None
    assert exact.level_change.estimate == pytest.approx(0, abs=0.1)


def test_long_series_do_not_take_their_memory_for_known_either() -> None:
    values = lfilter([1.0], [1.0, -0.6], generator(7).normal(size=600))
    frame = pd.DataFrame({"when": pd.date_range("2024-01-01", periods=600), "value": values})
    found = interrupted_series(frame, pd.Timestamp("2024-10-01"), LEVEL)
    assert found.autocorrelation == pytest.approx(0.6, abs=0.1)
    assert found.level_change is not None and found.level_change.low < 0 < found.level_change.high
    assert found.level_change.high - found.level_change.low > 4 / (1 - 0.6) * np.sqrt(4 / 600)


def test_each_point_depends_on_the_one_before_alone() -> None:
    """The whitened fit is generalised least squares with all correlations ρ^|t − s|, for uneven dates too."""
    times = np.array([-4.0, -3, -1.5, -0.5, 0, 1, 2.5, 3, 5])
    values = generator(8).normal(size=(len(times), 2))
    likelihoods, estimates, errors = restricted_fit(times, values, 0.6)
    correlation = 0.6 ** (np.abs(times[:, None] - times) / np.median(np.diff(times)))
    after = (times >= 0).astype(float)
    x = np.column_stack([np.ones_like(times), times, after, after * times])
    for column in range(2):
        fit = sm.GLS(values[:, column], x, sigma=correlation).fit()
        assert estimates[:, column] == pytest.approx(fit.params)
        assert errors[:, column] == pytest.approx(fit.bse)
        information = x.T @ np.linalg.solve(correlation, x)
        determinants = np.linalg.slogdet(correlation)[1] + np.linalg.slogdet(information)[1]
        assert likelihoods[column] == pytest.approx(-0.5 * (determinants + 5 * np.log(fit.mse_resid)))


def test_too_few_projects_are_not_pooled() -> None:
    for k in (0, 1, 2):
        found = pool(
            pd.DataFrame({"label": list("ab")[:k], "effect": [1.0, 2.0][:k], "variance": [0.1, 0.2][:k]}), LEVEL
        )
        assert found.estimate is None
        assert codes(found.cautions) == {"too-few-to-pool"}
        assert len(found.forest) == k


def test_effects_that_agree_have_no_variance_between_them() -> None:
    found = pool(
        pd.DataFrame({"label": list("abcdef"), "effect": [1.0, 1.1, 0.9, 1.0, 1.05, 0.95], "variance": [0.1] * 6}),
        LEVEL,
    )
    assert (found.tau2, found.i2) == (0, 0)
    assert found.estimate == pytest.approx(1)
    assert found.low is not None and found.predicted_low is not None and found.predicted_low <= found.low


@pytest.mark.parametrize("variance", [0.0, -1.0, float("nan")])
def test_an_effect_without_variance_is_refused(variance: float) -> None:
    with pytest.raises(ValueError, match="positive variance"):
        pool(pd.DataFrame({"label": list("abc"), "effect": [1.0, 2, 3], "variance": [1.0, 1.0, variance]}), LEVEL)


# Wild bootstrap


def test_the_wild_bootstrap_is_what_refitting_each_draw_gives() -> None:
    rows = data("panel").query("commune in ['C1', 'C2', 'C3', 'C4', 'C5']").reset_index(drop=True)
    wide = design(d=rows["d"], treated=rows["treated"], post=rows["post"])
    members, names = pd.factorize(rows["commune"])
    without = sm.OLS(rows["y"], wide.drop(columns="d")).fit()

    def t(y: pd.Series) -> float:
        fit = sm.OLS(y, wide).fit()
        return float(
            fit.params["d"] / fit.get_robustcov_results("cluster", groups=members, use_correction=False).bse[1]
        )

    draws = [
        t(without.fittedvalues + np.array(signs)[members] * without.resid)
        for signs in product((-1, 1), repeat=len(names))
    ]
    found = wild_cluster_test(rows["y"], wide, rows["commune"], "d")
    assert found.statistic == pytest.approx(t(rows["y"]))
    assert found.p_value == pytest.approx(np.mean(np.abs(draws) >= abs(t(rows["y"])) - 1e-9))
    assert (found.draws, found.is_enumerated) == (32, True)


def test_few_clusters_have_few_distinct_draws() -> None:
    rows = data("panel").query("commune in ['C1', 'C2', 'C3']").reset_index(drop=True)
    wide = design(x0=rows["x0"])
    two, six = (
        wild_cluster_test(rows["y"], wide, rows["commune"], "x0", weights) for weights in ("rademacher", "webb")
    )
    assert codes(two.cautions) == {"few-clusters", "few-distinct-draws"}
    assert codes(six.cautions) == {"few-clusters"}
    assert six.draws == 6**3


def test_many_clusters_are_drawn_with_a_fixed_seed() -> None:
    rows = data("panel")
    wide = design(d=rows["d"], treated=rows["treated"], post=rows["post"])
    first, second = (wild_cluster_test(rows["y"], wide, rows["project"], "d", "webb", draws=499) for _ in range(2))
    assert first.p_value == second.p_value
    assert not first.is_enumerated


@pytest.mark.parametrize("term", ["unknown"])
def test_a_term_that_the_design_lacks_is_refused(term: str) -> None:
    rows = data("panel")
    with pytest.raises(ValueError, match="not in list"):
        wild_cluster_test(rows["y"], design(d=rows["d"]), rows["commune"], term)
