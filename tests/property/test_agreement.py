"""Agreement does not depend on the order of units or raters; intervals hold their estimate; gaps are said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.statistics.agreement import (
    BIAS,
    CONCENTRATION,
    agreement_cautions,
    exact_agreement,
    one_way_differences,
    spreads,
)
from pipeline.statistics.chance_corrected import Chance, coefficient
from pipeline.statistics.intraclass import intraclass
from pipeline.statistics.kappas import cohen_of_ratings, light
from pipeline.statistics.krippendorff import (
    NO_INTERVAL,
    NO_PAIR,
    NO_VARIATION,
    TOO_FEW_UNITS,
    Metric,
    alpha,
    krippendorff,
)
from pipeline.statistics.multi_rater_kappas import conger, fleiss
from pipeline.statistics.results import Estimate

METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")
RATINGS = st.lists(st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=3, max_size=3), min_size=2, max_size=9).map(
    lambda rows: pd.DataFrame(rows, columns=["a", "b", "c"], dtype=float)
)
ESTIMATORS: dict[str, Callable[[pd.DataFrame], Estimate]] = {
    "fleiss": fleiss,
    "conger": conger,
    "light": light,
    "gwet": lambda ratings: coefficient(ratings, "gwet", 0.95),
    "alpha": lambda ratings: krippendorff(ratings, "ordinal", 0.95, seed=1, draws=50),
    "icc": lambda ratings: intraclass(ratings, "agreement", 0.95),
}


@given(RATINGS, st.sampled_from(METRICS), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_units_and_raters_changes_nothing(ratings: pd.DataFrame, metric: Metric, chance: object) -> None:
    shuffled = ratings.sample(frac=1, random_state=chance.randint(0, 99)).iloc[:, ::-1]  # type: ignore[attr-defined]
    for measure in (lambda given: alpha(given, metric), lambda given: coefficient(given, "conger", 0.95).value):
        assert measure(shuffled) == pytest.approx(measure(ratings), nan_ok=True)


@given(RATINGS, st.floats(0.5, 9), st.floats(-5, 5))
@settings(max_examples=25, deadline=None)
def test_another_scale_changes_no_interval_alpha_and_an_increasing_one_no_ordinal_alpha(
    ratings: pd.DataFrame, factor: float, shift: float
) -> None:
    for stretched, metric in ((ratings * factor + shift, "interval"), (np.exp(ratings) + shift, "ordinal")):
        assert alpha(stretched, metric) == pytest.approx(alpha(ratings, metric))  # type: ignore[arg-type]


@given(RATINGS, st.sampled_from(["none", "uniform", "fleiss", "conger", "gwet"]))
@example(pd.DataFrame([[0, 0, 1], [0, None, None]], columns=["a", "b", "c"], dtype=float), "fleiss")
@settings(max_examples=40, deadline=None)
def test_an_interval_holds_its_estimate(ratings: pd.DataFrame, chance: Chance) -> None:
    found = [krippendorff(ratings, "ordinal", 0.95, seed=3, draws=60), coefficient(ratings, chance, 0.95)]
    for each in found:
        if each.low is not None and each.high is not None and each.value is not None:
            assert each.low - 1e-9 <= each.value <= each.high + 1e-9


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize(
    "rows", [[], [[1, 2, 3]], [[1, None, None]] * 3, [[2, 2, 2]] * 4], ids=["none", "one", "single", "constant"]
)
def test_what_cannot_be_measured_is_said_not_invented(name: str, rows: list[list[float]]) -> None:
    found = ESTIMATORS[name](pd.DataFrame(rows, columns=["a", "b", "c"], dtype=float))
    assert found.value is not None or found.cautions


def test_no_pair_no_variation_and_full_agreement_are_told_apart() -> None:
    def told(rows: list[list[float | None]]) -> tuple[str, ...]:
        found = krippendorff(pd.DataFrame(rows, columns=["a", "b"], dtype=float), "ordinal", 0.95, seed=1)
        return tuple(caution.code for caution in found.cautions)

    assert told([[1, None], [None, 2]]) == (NO_PAIR.code,)
    assert told([[1, 1], [1, 1]]) == (NO_VARIATION.code,)
    assert told([[1, 1], [2, 2]]) == (TOO_FEW_UNITS.code,)
    assert told([[1, 1], [2, 2]] * 5) == (NO_INTERVAL.code,)


def test_the_same_seed_gives_the_same_interval_and_clusters_are_drawn_whole() -> None:
    rng = np.random.default_rng(4)
    first = rng.integers(0, 4, 60)
    given = pd.DataFrame({"a": first, "b": np.clip(first + rng.integers(-1, 2, 60), 0, 3)})
    one, again = (krippendorff(given, "ordinal", 0.95, seed=9) for _ in range(2))
    assert one == again
    whole = krippendorff(given, "ordinal", 0.95, seed=9, clusters=[unit // 5 for unit in range(60)])
    assert whole.value == one.value
    assert (whole.low, whole.high) != (one.low, one.high)


def test_a_bootstrap_interval_covers_the_alpha_of_the_population() -> None:
    rng = np.random.default_rng(8)
    first = rng.integers(0, 4, 4000)
    population = pd.DataFrame({"a": first, "b": np.clip(first + rng.choice([-1, 0, 1], 4000, p=[0.2, 0.6, 0.2]), 0, 3)})
    truth = alpha(population, "ordinal")
    held = 0
    for draw in range(120):
        found = krippendorff(population.sample(40, random_state=draw), "ordinal", 0.95, seed=draw, draws=300)
        held += found.low <= truth <= found.high  # type: ignore[operator]
    assert held >= 0.88 * 120  # nominal 95 %, 120 runs: 4 standard errors below


def test_exact_agreement_counts_only_units_rated_twice() -> None:
    given = pd.DataFrame({"a": [1, 2, None, 3], "b": [1, 0, 2, None], "c": [1, 2, None, None]})
    found = exact_agreement(given)
    assert (found.same, found.units) == (1, 2)
    assert spreads(given).tolist()[:2] == [0, 2]
    assert spreads(given).isna().tolist() == [False, False, True, True]


def test_concentrated_or_one_sided_ratings_are_told() -> None:
    alike = pd.DataFrame({"a": [2.0] * 9 + [0.0], "b": [2.0] * 10})
    assert agreement_cautions(alike) == (CONCENTRATION,)
    tilted = pd.DataFrame({"a": [0.0, 1, 2, 0, 1, 2, 3], "b": [1.0, 2, 3, 1, 2, 3, 3]})
    assert agreement_cautions(tilted) == (BIAS,)
    assert one_way_differences(tilted) == one_way_differences(tilted[["b", "a"]]) == (6, 6)
    assert agreement_cautions(tilted.iloc[:0]) == ()
    assert one_way_differences(tilted.assign(c=0.0)) == (0, 0), "of two raters only"


def test_kappa_falls_where_nearly_all_ratings_are_alike_and_gwet_does_not() -> None:
    given = pd.DataFrame({"a": [1] * 46 + [1, 1, 0, 0], "b": [1] * 46 + [0, 0, 1, 1]})
    kappa, steady = cohen_of_ratings(given, 0.95), coefficient(given, "gwet", 0.95)
    assert exact_agreement(given).same == 46
    assert (kappa.value or 0) < 0 < 0.9 < (steady.value or 0)
