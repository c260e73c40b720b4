"""What a sample design refuses, and what is said when a number cannot be sure."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.statistics.sampling.association import association
from pipeline.statistics.sampling.calibration import (
    CalibrationError,
    calibrate,
    effective_size,
    post_stratify,
    rake,
    trim,
    weighting_effect,
)
from pipeline.statistics.sampling.comparisons import mean_is_zero, means_differ, ranks_differ
from pipeline.statistics.sampling.design import sample_design
from pipeline.statistics.sampling.estimates import by_domain, means, totals
from pipeline.statistics.sampling.jackknife import jackknife
from pipeline.statistics.sampling.proportions import share_estimate
from pipeline.statistics.sampling.quantiles import quantile, quantile_estimate
from pipeline.statistics.sampling.regression import SeparationError, regression

SIX = np.array([3.0, 5.0, 4.0, 8.0, 1.0, 6.0])


def test_a_census_has_no_interval() -> None:
    everybody = sample_design(6, population=[np.full(6, 6)])
    found = means(SIX, everybody).estimate(0.95)
    assert (found.value, found.low, found.cautions) == (4.5, None, ())
    share = share_estimate(np.ones(6), everybody, 0.95)
    assert (share.value, share.low, share.cautions) == (1.0, None, ())


def test_one_answer_has_no_interval_and_says_why() -> None:
    one = sample_design(1)
    assert means([4.0], one).estimate(0.95).cautions[0].code == "no-degrees-of-freedom"
    assert share_estimate([1.0], one, 0.95).cautions[0].code == "no-degrees-of-freedom"


def test_nobody_answered_gives_no_number() -> None:
    for found in (
        means([np.nan, np.nan], sample_design(2)).estimate(0.95),
        share_estimate([np.nan], sample_design(1), 0.9),
    ):
        assert (found.value, found.cautions[0].code) == (None, "nobody")
    assert quantile_estimate([np.nan], sample_design(1), 0.5, 0.95).value is None


def test_answers_all_alike_say_that_nothing_is_known_of_the_spread() -> None:
    assert share_estimate(np.ones(5), sample_design(5), 0.95).cautions[0].code == "same-answer"


def test_weights_default_to_what_each_answer_stands_for() -> None:
    found = sample_design(4, strata=["a", "a", "b", "b"], population=[[10, 10, 4, 4]])
    assert found.weights.tolist() == [5, 5, 2, 2]
    assert totals(np.ones(4), found).point[0] == 14


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"weights": [1, 2]}, "6 values"),
        ({"weights": [1, 1, 1, 1, 1, -1]}, "zero or more"),
        ({"population": [np.full(6, 5)]}, "smaller"),
        ({"population": [np.full(6, 9), np.full(6, 9)]}, "1 stages"),
        ({"lonely": "guess"}, "no policy"),
        ({"clusters": [list("aabbcc")], "strata": list("xyxxyy")}, "two strata"),
        ({"strata": list("xy")}, "6 strata"),
        ({"clusters": [list("ab")]}, "6 clusters"),
    ],
)
def test_a_design_that_cannot_be_is_refused(how: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sample_design(6, **how)  # type: ignore[arg-type]


def test_a_domain_keeps_the_number_of_clusters_drawn() -> None:
    design = sample_design(6, population=[np.full(6, 60)])
    alone = by_domain(totals, list("aaabbb"), design, np.ones(6))["a"]
    assert alone.point[0] == 30
    # Three of six drawn units are in the domain: its size in the population is itself estimated.
    assert alone.standard_errors[0] == pytest.approx(np.sqrt((1 - 0.1) * 6 / 5 * 1.5 * 100))


def test_units_outside_a_domain_of_a_calibrated_sample_still_hold_it() -> None:
    design = post_stratify(sample_design(6), list("aabbbb"), {"a": 10, "b": 20})
    assert by_domain(totals, list("aabbbb"), design, np.ones(6))["a"].standard_errors[0] == pytest.approx(0)


def test_labels_that_only_one_side_has_are_named() -> None:
    with pytest.raises(CalibrationError, match=r"not in the population: c; .*not sampled: b"):
        post_stratify(sample_design(2), ["a", "c"], {"a": 3, "b": 4})
    with pytest.raises(CalibrationError, match="add up"):
        rake(sample_design(2), [(["a", "b"], {"a": 3, "b": 4}), (["x", "y"], {"x": 3, "y": 3})])
    with pytest.raises(CalibrationError, match="hold together"):
        rake(sample_design(2), [(["a", "b"], {"a": 3, "b": 4}), (["x", "y"], {"x": 4, "y": 3})])


def test_totals_out_of_reach_are_refused() -> None:
    columns = np.column_stack([np.ones(4), [1, 2, 3, 4]])
    with pytest.raises(CalibrationError):
        calibrate(sample_design(4), columns, [4, 400], "raking")
    with pytest.raises(CalibrationError, match="both sides"):
        calibrate(sample_design(4), columns, [4, 10], "logit", (1.5, 2))
    assert calibrate(sample_design(4), columns, [4, 11]).weights @ [1, 2, 3, 4] == pytest.approx(11)


def test_trimming_keeps_the_total_and_the_bounds() -> None:
    design = sample_design(4, weights=[1, 1, 1, 9])
    cut = trim(design, 0.5, 4)
    assert cut.weights.sum() == pytest.approx(12)
    assert cut.weights.max() == pytest.approx(4)
    with pytest.raises(CalibrationError, match="room"):
        trim(design, 0, 2)


def test_equal_weights_cost_nothing() -> None:
    assert weighting_effect([2, 2, 2]) == pytest.approx(1)
    assert effective_size([2, 2, 2]) == pytest.approx(3)
    assert effective_size([1, 1, 4]) == pytest.approx(2)


def test_a_lonely_cluster_cannot_be_left_out() -> None:
    design = sample_design(3, strata=list("aab"), population=[[5, 5, 4]])
    with pytest.raises(ValueError, match="one cluster"):
        jackknife(lambda weights: weights @ np.ones(3), design)


def test_lonely_strata_count_as_declared() -> None:
    spread = {
        policy: means(
            [1.0, 3.0, 9.0], sample_design(3, strata=list("aab"), population=[[5, 5, 4]], lonely=policy)
        ).standard_errors[0]
        for policy in ("adjust", "average", "remove", "certainty")
    }
    assert spread["remove"] == spread["certainty"] < spread["average"] < spread["adjust"]


def test_separated_answers_are_told() -> None:
    columns = np.column_stack([np.ones(6), np.arange(6)])
    with pytest.raises(SeparationError):
        regression([0, 0, 0, 1, 1, 1], columns, sample_design(6), "logit")


def test_tests_that_cannot_be_done_are_refused() -> None:
    design = sample_design(4)
    with pytest.raises(ValueError, match="two rows"):
        association(list("aaaa"), list("abab"), design)
    with pytest.raises(ValueError, match="Two groups"):
        means_differ(np.arange(4), list("abca"), design)
    with pytest.raises(ValueError, match="Two groups"):
        ranks_differ(np.arange(4), list("aaaa"), design)
    with pytest.raises(ValueError, match="degrees"):
        mean_is_zero([1.0, 2.0], sample_design(2))


def test_three_groups_are_compared_by_one_test() -> None:
    found = ranks_differ([1, 2, 3, 4, 5, 6, 7, 8, 9], list("aaabbbccc"), sample_design(9))
    assert found.freedom == (2.0, 6.0)
    assert found.p_value < 0.01


def test_the_median_of_a_step_depends_on_the_rule() -> None:
    assert [quantile([1, 2, 3, 4], np.ones(4), 0.5, rule) for rule in ("math", "school", "hf7")] == [2, 2.5, 2.5]
    assert quantile([7], [1], 0.9) == 7
    assert np.isnan(quantile([], [], 0.5))


@pytest.mark.parametrize("rule", ["hf4", "hf5", "hf6", "hf7", "hf8", "hf9"])
def test_equal_weights_give_the_quantiles_of_hyndman_and_fan(rule: str) -> None:
    named = {
        "hf4": "interpolated_inverted_cdf",
        "hf5": "hazen",
        "hf6": "weibull",
        "hf7": "linear",
        "hf8": "median_unbiased",
        "hf9": "normal_unbiased",
    }
    for share in (0.2, 0.4, 0.5, 0.77):
        expected = np.quantile(SIX, share, method=named[rule])  # type: ignore[call-overload]
        assert quantile(SIX, np.ones(6), share, rule) == pytest.approx(expected)  # type: ignore[arg-type]


def test_an_arcsine_interval_stays_on_its_side_of_zero() -> None:
    design = sample_design(4, weights=[4, 1, 1, 1], strata=list("aabb"), population=[[12, 12, 2, 2]])
    found = share_estimate([0, 1, 0, 0], design, 0.9, "asin")
    assert found.low == 0.0


def test_a_quantile_without_spread_has_no_interval_and_says_why() -> None:
    everybody = sample_design(5, weights=[1, 1.2, 0.2, 2, 1], population=[np.full(5, 5)])
    assert quantile_estimate([0, 0, 0, 0, 1], everybody, 0.5, 0.9).low is None
    assert quantile_estimate([0, 0, 0, 0, 1], everybody, 0.5, 0.9).cautions == ()
    assert quantile_estimate([3, 3, 3], sample_design(3), 0.5, 0.9).cautions[0].code == "at-the-end"
    assert quantile_estimate([3], sample_design(1), 0.5, 0.9).cautions[0].code == "no-degrees-of-freedom"
