"""Regressions and designs: what a change of order, unit or origin must not change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from pipeline.statistics.count_models import fit_poisson
from pipeline.statistics.difference_in_differences import difference_in_differences
from pipeline.statistics.interrupted_series import interrupted_series
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mixed_models import fit_linear_mixed
from pipeline.statistics.ordinal_models import fit_ordered_logit
from pipeline.statistics.pooling import pool
from pipeline.statistics.separation import separated_ordinal
from pipeline.statistics.treatment_permutation import permute_treated

LEVEL = 0.95
FEW = settings(max_examples=20, deadline=None)
seeds = st.integers(0, 10_000)
scales = st.floats(0.01, 1000)
shifts = st.floats(-1000, 1000)


def sample(seed: int, n: int = 24) -> pd.DataFrame:
    chance = Generator(PCG64(seed))
    group = np.repeat(np.arange(n // 4), 4)
    x = chance.normal(size=n)
    return pd.DataFrame({"constant": 1.0, "x": x, "group": group, "y": x + chance.normal(size=n) + group % 3})


@FEW
@given(seed=seeds, scale=scales, shift=shifts, errors=st.sampled_from(["HC3", "CR2"]))
def test_a_linear_fit_follows_its_unit_and_ignores_its_order(
    seed: int, scale: float, shift: float, errors: Any
) -> None:
    rows = sample(seed)
    shuffled = rows.sample(frac=1, random_state=seed)
    first = fit_linear(rows["y"], rows[["constant", "x"]], LEVEL, errors, rows["group"]).term("x")
    second = fit_linear(
        shuffled["y"] * scale + shift, shuffled[["constant", "x"]], LEVEL, errors, shuffled["group"]
    ).term("x")
    for column in ("estimate", "low", "high"):
        assert second[column] == pytest.approx(first[column] * scale, rel=1e-6, abs=1e-6 * scale)
    assert second["p_value"] == pytest.approx(first["p_value"], rel=1e-5, abs=1e-12)
    assert first["low"] < first["estimate"] < first["high"]


@settings(max_examples=10, deadline=None)
@given(seed=seeds, scale=st.floats(0.1, 10))
def test_a_mixed_fit_follows_its_unit(seed: int, scale: float) -> None:
    rows = sample(seed)
    wide = rows[["constant", "x"]]
    first = fit_linear_mixed(rows["y"], wide, rows["group"], LEVEL)
    second = fit_linear_mixed(rows["y"] * scale, wide, rows["group"], LEVEL)
    assert second.measures["icc"] == pytest.approx(first.measures["icc"], abs=1e-5)
    assert second.term("x")["estimate"] == pytest.approx(first.term("x")["estimate"] * scale, rel=1e-4, abs=1e-5)
    assert second.term("x")["df"] == pytest.approx(first.term("x")["df"], rel=1e-3)


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_an_ordered_scale_read_backwards_gives_the_opposite(seed: int) -> None:
    rows = sample(seed)
    answers = pd.cut(rows["y"], [-np.inf, 0, 2, np.inf], labels=[0, 1, 2]).astype(int)
    assume(answers.nunique() == 3 and not separated_ordinal(answers, rows[["x"]]))
    forth = fit_ordered_logit(answers, rows[["x"]], LEVEL).term("x")
    back = fit_ordered_logit(2 - answers, rows[["x"]], LEVEL).term("x")
    assert back["estimate"] == pytest.approx(-forth["estimate"], rel=1e-5, abs=1e-7)
    assert back["low"] == pytest.approx(-forth["high"], rel=1e-5, abs=1e-7)


@FEW
@given(seed=seeds, scale=st.floats(0.01, 100))
def test_a_unit_of_exposure_moves_only_the_constant(seed: int, scale: float) -> None:
    rows = sample(seed)
    counts = Generator(PCG64(seed)).poisson(4, len(rows))
    exposure = pd.Series(1.0 + rows["group"])
    first = fit_poisson(pd.Series(counts), rows[["constant", "x"]], LEVEL, exposure)
    second = fit_poisson(pd.Series(counts), rows[["constant", "x"]], LEVEL, exposure * scale)
    assert second.term("x")["estimate"] == pytest.approx(first.term("x")["estimate"], rel=1e-5, abs=1e-7)
    moved = first.term("constant")["estimate"] - second.term("constant")["estimate"]
    assert moved == pytest.approx(np.log(scale), abs=1e-6)


def arms(seed: int, n: int = 12) -> pd.DataFrame:
    chance = Generator(PCG64(seed))
    units = [f"u{i}" for i in range(n)]
    arm = ["treated" if i < n // 2 else "comparison" for i in range(n)]
    rows = [
        {"unit": unit, "arm": side, "phase": phase, "value": float(chance.normal())}
        for unit, side in zip(units, arm, strict=True)
        for phase in ("baseline", "endline")
    ]
    return pd.DataFrame(rows)


@FEW
@given(seed=seeds, scale=scales, shift=shifts)
def test_a_difference_in_differences_ignores_levels_and_order(seed: int, scale: float, shift: float) -> None:
    frame = arms(seed)
    moved = frame.assign(value=frame["value"] * scale + shift).sample(frac=1, random_state=seed)
    first, second = difference_in_differences(frame, LEVEL), difference_in_differences(moved, LEVEL)
    assert first is not None and second is not None and first.low is not None and second.low is not None
    assert second.estimate == pytest.approx(first.estimate * scale, rel=1e-6, abs=1e-6 * scale)
    assert second.low == pytest.approx(first.low * scale, rel=1e-5, abs=1e-5 * scale)
    assert second.p_value == pytest.approx(first.p_value)
    assert first.low < first.estimate < (first.high or 0)


@FEW
@given(seed=seeds)
def test_swapping_arms_changes_the_sign_only(seed: int) -> None:
    frame = arms(seed)
    swapped = frame.assign(arm=frame["arm"].map({"treated": "comparison", "comparison": "treated"}))
    first, second = difference_in_differences(frame, LEVEL), difference_in_differences(swapped, LEVEL)
    assert first is not None and second is not None
    assert second.estimate == pytest.approx(-first.estimate)
    assert second.p_value == pytest.approx(first.p_value)


@FEW
@given(changes=st.lists(st.floats(-50, 50), min_size=4, max_size=9), extra=st.floats(0, 100))
def test_a_permutation_p_value_is_possible_and_never_below_the_smallest(changes: list[float], extra: float) -> None:
    treated = np.arange(len(changes)) % 2 == 0
    found = permute_treated(np.array(changes) + extra * treated, treated, LEVEL)
    assert found.p_value is not None and found.smallest_p is not None
    assert found.smallest_p - 1e-12 <= found.p_value <= 1


@FEW
@given(seed=seeds, scale=scales, shift=shifts, n=st.integers(8, 30))
def test_a_series_follows_its_unit(seed: int, scale: float, shift: float, n: int) -> None:
    values = Generator(PCG64(seed)).normal(size=n)
    frame = pd.DataFrame({"when": pd.date_range("2024-01-01", periods=n, freq="MS"), "value": values})
    when = frame["when"].iloc[n // 2]
    first = interrupted_series(frame, when, LEVEL)
    second = interrupted_series(frame.assign(value=values * scale + shift), when, LEVEL)
    assert first.level_change is not None and second.level_change is not None
    assert second.level_change.estimate == pytest.approx(
        first.level_change.estimate * scale, rel=1e-3, abs=1e-3 * scale
    )
    assert first.level_change.low <= first.level_change.estimate <= first.level_change.high


@FEW
@given(
    effects=st.lists(st.floats(-5, 5), min_size=3, max_size=10),
    seed=seeds,
    scale=scales,
    method=st.sampled_from(["reml", "dersimonian_laird", "paule_mandel"]),
)
def test_a_pooled_effect_lies_among_its_effects_and_follows_their_unit(
    effects: list[float], seed: int, scale: float, method: Any
) -> None:
    variances = Generator(PCG64(seed)).uniform(0.1, 2, len(effects))
    frame = pd.DataFrame({"label": range(len(effects)), "effect": effects, "variance": variances})
    found = pool(frame, LEVEL, method)
    other = pool(
        frame.assign(effect=frame["effect"] * scale, variance=frame["variance"] * scale**2)[::-1], LEVEL, method
    )
    assert found.estimate is not None and other.estimate is not None and found.tau2 is not None
    assert min(effects) - 1e-9 <= found.estimate <= max(effects) + 1e-9
    assert other.estimate == pytest.approx(found.estimate * scale, rel=1e-4, abs=1e-4 * scale)
    assert found.tau2 >= 0 and found.forest["weight"].sum() == pytest.approx(1)
    assert found.predicted_low is not None and found.low is not None and found.predicted_low <= found.low
