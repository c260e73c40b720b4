"""Saturation and co-occurrence of codes: exact means, intervals over orders, and tests only where they can decide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from pipeline.statistics.co_occurrence import co_occurrences, code_pairs, smallest_p_value, tarone_family
from pipeline.statistics.saturation import new_codes, saturation_curve

PRESENCE = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=8).map(
    lambda rows: pd.DataFrame(rows, columns=list("abcd"))
)


@given(PRESENCE)
@settings(max_examples=40, deadline=None)
def test_a_curve_never_falls_ends_at_all_codes_and_holds_its_mean(presence: pd.DataFrame) -> None:
    curve = saturation_curve(presence, 0.95, seed=1, draws=50)
    assert curve["expected"].is_monotonic_increasing
    assert curve["expected"].iloc[-1] == pytest.approx(presence.any().sum())
    assert curve["expected"].iloc[0] == pytest.approx(presence.sum(axis=1).mean())
    assert (curve["low"] <= curve["high"]).all()
    assert new_codes(presence).sum() == presence.any().sum()


def test_orders_drawn_at_random_have_the_exact_mean() -> None:
    presence = pd.DataFrame(np.random.default_rng(2).random((12, 15)) < 0.2)
    curve = saturation_curve(presence, 0.5, seed=3, draws=4000)
    middle = curve.iloc[4]
    assert middle["low"] <= middle["expected"] <= middle["high"]
    assert saturation_curve(presence, 0.95, seed=3).equals(saturation_curve(presence, 0.95, seed=3))


@given(st.integers(1, 14), st.data())
@settings(max_examples=40, deadline=None)
def test_no_table_has_a_smaller_p_value(n: int, data: st.DataObject) -> None:
    first, second = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    tables = range(max(0, first + second - n), min(first, second) + 1)
    exact = min(fisher_exact([[k, first - k], [second - k, n - first - second + k]]).pvalue for k in tables)
    assert smallest_p_value(n, first, second) == pytest.approx(exact)


def test_only_pairs_that_can_decide_are_tested_and_paid_for() -> None:
    rare = [True] + [False] * 11
    half = [True] * 6 + [False] * 6
    presence = pd.DataFrame({"half": half, "same": half, "rare": rare})
    found = code_pairs(presence, 0.05).set_index(["first", "second"])
    assert found["is_tested"].tolist() == [True, False, False]
    assert found.loc[("half", "same"), "p_value"] == pytest.approx(2 / 924)
    assert found["p_value"].isna().tolist() == [False, True, True]
    assert co_occurrences(presence).loc["half", "rare"] == 1


def test_no_family_where_no_test_can_decide() -> None:
    assert tarone_family(np.array([0.2, 0.5]), 0.05) == 0
    assert tarone_family(np.array([0.001, 0.04, 0.04]), 0.05) == 2
    few = pd.DataFrame({"a": [True, False, False], "b": [True, True, False]})
    assert not code_pairs(few, 0.05)["is_tested"].any()
    assert code_pairs(few, 0.05, []).empty


def test_false_alarms_of_the_family_stay_below_the_level() -> None:
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(150):
        presence = pd.DataFrame(rng.random((18, 6)) < 0.4, columns=list("abcdef"))
        alarms += bool((code_pairs(presence, 0.05)["p_value"] <= 0.05).any())
    assert alarms <= 0.05 * 150 + 4 * (150 * 0.05 * 0.95) ** 0.5
