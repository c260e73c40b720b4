from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from pipeline.statistics.change_points import (
    CONSTANT,
    LEAST_DAYS,
    TOO_MUCH_MEMORY,
    TOO_SHORT,
    change_point,
    parting_of,
    pettitt_p,
)


def daily(values: object, start: str = "2025-01-01") -> pd.DataFrame:
    found = np.asarray(values, dtype=float)
    return pd.DataFrame({"when": pd.date_range(start, periods=len(found), freq="D"), "value": found})


def remembering(n: int, memory: float, rng: Generator) -> np.ndarray:
    noise = rng.normal(size=n + 50)
    values = np.zeros(n + 50)
    for day in range(1, n + 50):
        values[day] = memory * values[day - 1] + noise[day]
    return values[50:] * (1 - memory**2) ** 0.5


def test_the_statistic_counts_pairs_as_pettitt_defines_it() -> None:
    """K = max over t of |Σ_{i≤t} Σ_{j>t} sign(x_i − x_j)|, by double counting."""
    rng = Generator(PCG64(1))
    values = np.round(rng.normal(size=41), 1)  # with ties
    signs = np.sign(values[:, None] - values[None, :])
    pairs = [abs(signs[:t, t:].sum()) for t in range(1, 41)]
    assert parting_of(values) == (int(np.argmax(pairs)) + 1, max(pairs))


def test_the_approximate_p_value_is_pettitts() -> None:
    assert pettitt_p(0, 30) == 1
    assert pettitt_p(200, 50) == pytest.approx(2 * np.exp(-6 * 200**2 / (50**3 + 50**2)))


def test_a_jump_is_found_on_its_day_whatever_the_order_and_the_scale() -> None:
    values = remembering(200, 0.4, Generator(PCG64(2)))
    values[120:] += 2.5
    frame = daily(values)
    found = change_point(frame)
    assert found.changed_on is not None
    assert abs((found.changed_on - frame["when"][120]).days) <= 2
    assert found.test.p_value is not None
    assert found.test.p_value < 0.001
    assert found.after is not None
    assert found.before is not None
    assert found.after - found.before == pytest.approx(2.5, abs=0.5)
    other = change_point(frame.assign(value=frame["value"] * 7 + 3).sample(frac=1, random_state=1))
    assert (other.changed_on, other.test.p_value) == (found.changed_on, pytest.approx(found.test.p_value))


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.6])
def test_series_without_a_jump_are_rarely_said_to_have_one(memory: float) -> None:
    rng = Generator(PCG64(3))
    n = 300
    p_values = [change_point(daily(remembering(270, memory, rng))).test.p_value for _ in range(n)]
    decided = [p for p in p_values if p is not None]
    assert len(decided) > 0.8 * n
    # 5 % plus three standard errors of 300 simulations, and the slack that the docstring tells.
    assert np.mean([p <= 0.05 for p in decided]) <= 0.06 + 3 * (0.05 * 0.95 / n) ** 0.5


def test_ignoring_memory_would_find_jumps_everywhere() -> None:
    """Why the series is whitened: Pettitt's own p-value on days that remember one another."""
    rng = Generator(PCG64(4))
    plain = [pettitt_p(parting_of(remembering(270, 0.6, rng))[1], 270) <= 0.05 for _ in range(100)]
    assert np.mean(plain) > 0.3


def test_missing_days_are_no_neighbours() -> None:
    values = remembering(200, 0.3, Generator(PCG64(5)))
    values[100:] += 2
    frame = daily(values).drop(index=range(40, 60))
    found = change_point(frame)
    assert found.changed_on is not None
    assert abs((found.changed_on - pd.Timestamp("2025-04-11")).days) <= 3
    assert found.test.sizes == (178,)  # 180 days, 179 steps, one of them over the hole


def test_what_cannot_be_tested_says_why() -> None:
    rng = Generator(PCG64(6))
    assert change_point(daily(rng.normal(size=LEAST_DAYS - 1))).test.cautions == (TOO_SHORT,)
    assert change_point(daily(np.full(100, 3.0))).test.cautions == (CONSTANT,)
    assert change_point(daily(remembering(300, 0.95, rng))).test.cautions == (TOO_MUCH_MEMORY,)


def test_a_day_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        change_point(pd.concat([daily(range(70)), daily([1.0])]))


def test_a_steady_rise_is_parted_in_its_middle() -> None:
    assert parting_of(np.arange(10.0)) == (5, 25.0)
