"""Intervals for a share against values printed in the literature and computed with independent software.

`shares/reference.json` comes from R (binom, Hmisc, samplingbook, stats) and from enumeration; each says its call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import hypergeom

from pipeline.statistics import binomial_intervals as binomial
from pipeline.statistics import hypergeometric_intervals as finite
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import standard_error, wald

REFERENCE: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "shares" / "reference.json").read_text(encoding="utf-8")
)
CASE = re.compile(r"x(?P<k>\d+)_n(?P<n>\d+)_N(?P<size>\d+)\.(?P<kind>.+?)(?P<is_90>_90)?")

BINOMIAL: dict[str, Callable[[int, int, float], Estimate]] = {
    "wilson": lambda k, n, level: binomial.wilson(k, n, level, is_edged=True),
    "wilson_plain": binomial.wilson,
    "clopper_pearson": binomial.clopper_pearson,
    "jeffreys": lambda k, n, level: binomial.jeffreys(k, n, level, "equal_tailed"),
    "jeffreys_bcd": binomial.jeffreys,
    "binom.bayes": lambda k, n, level: binomial.jeffreys(k, n, level, "one_sided"),
    "agresti_coull": binomial.agresti_coull,
}
FINITE: dict[str, Callable[[int, int, int, float], Estimate]] = {
    "hypergeom": finite.equal_tailed,
    "hypergeom_sterne": finite.sterne,
    "hypergeom_blaker": finite.blaker,
}


def cases(*kinds: str) -> list[Any]:
    """Each reference of these kinds: k, n, N, level, kind, value, tolerance."""
    read = {name: found for name in REFERENCE if (found := CASE.fullmatch(name)) and found["kind"] in kinds}
    assert {found["kind"] for found in read.values()} == set(kinds)
    return [
        pytest.param(
            *(int(found[part]) for part in ("k", "n", "size")),
            0.90 if found["is_90"] else 0.95,
            found["kind"],
            REFERENCE[name]["value"],
            max(REFERENCE[name]["tol"], 1e-12),
            id=name,
        )
        for name, found in read.items()
    ]


@pytest.mark.parametrize(("k", "n", "size", "level", "kind", "value", "tol"), cases(*BINOMIAL))
def test_binomial(k: int, n: int, size: int, level: float, kind: str, value: list[float], tol: float) -> None:
    found = BINOMIAL[kind](k, n, level)
    assert (found.low, found.high) == pytest.approx(value, rel=tol, abs=1e-12)


@pytest.mark.parametrize(("k", "n", "size", "level", "kind", "value", "tol"), cases(*FINITE))
def test_hypergeometric(k: int, n: int, size: int, level: float, kind: str, value: dict[str, Any], tol: float) -> None:
    found = FINITE[kind](k, n, size, level)
    assert (found.low, found.high) == pytest.approx(value["p"], rel=tol)
    assert [round((found.low or 0) * size), round((found.high or 0) * size)] == value["M"]


@pytest.mark.parametrize(("k", "n", "size", "level", "kind", "value", "tol"), cases("betabinom"))
def test_posterior(k: int, n: int, size: int, level: float, kind: str, value: dict[str, float], tol: float) -> None:
    found = finite.posterior(k, n, size, level)
    expected = (value["lo"] / size, value["hi"] / size, value["mean"] / size)
    assert (found.low, found.high, found.value) == pytest.approx(expected, rel=tol)


@pytest.mark.parametrize(("k", "n", "size", "level", "kind", "value", "tol"), cases("samplingbook"))
def test_wald_agrees_and_the_packages_exact_limits_are_one_unit_too_wide(
    k: int, n: int, size: int, level: float, kind: str, value: dict[str, Any], tol: float
) -> None:
    found = wald(k, n, size, level)
    assert (found.low, found.high) == pytest.approx(value["approx"], rel=tol, abs=1e-12)
    if value["se"] is not None:
        assert standard_error(k, n, size) == pytest.approx(value["se"], rel=tol)
    exact = finite.equal_tailed(k, n, size, level)
    low, high = round((exact.low or 0) * size), round((exact.high or 0) * size)
    assert value["exact_M"] == [max(low - 1, k), min(high + 1, size - n + k)]


def test_coverage_over_every_possible_population() -> None:
    n, size = 30, 60
    reference = REFERENCE["coverage_n30_N60"]["value"]
    totals, outcomes = np.arange(size + 1), np.arange(n + 1)
    for kind, name in (("hypergeom", "hypergeom"), ("hypergeom_sterne", "sterne"), ("hypergeom_blaker", "blaker")):
        bounds = [(e.low or 0.0, e.high or 0.0) for e in (FINITE[kind](k, n, size, 0.95) for k in outcomes)]
        low, high = np.array(bounds).T
        is_held = (low[:, None] * size <= totals + 1e-9) & (totals <= high[:, None] * size + 1e-9)
        coverage = (hypergeom.pmf(outcomes[:, None], size, totals[None, :], n) * is_held).sum(axis=0)
        found = {"min": coverage.min(), "mean": coverage.mean(), "mean_width": (high - low).mean()}
        assert found == pytest.approx(reference[name], rel=1e-9)


# Statistics in Medicine 17 (1998), 857-872, table I: method 3 (score), method 4 (with continuity correction).
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2535, 0.3682)),
    (15, 148, (0.0624, 0.1605), (0.0598, 0.1644)),
    (0, 20, (0.0, 0.1611), (0.0, 0.2005)),
    (1, 29, (0.0061, 0.1718), (0.0018, 0.1963)),
]


@pytest.mark.parametrize(("k", "n", "plain", "continuous"), NEWCOMBE)
def test_wilson(k: int, n: int, plain: tuple[float, float], continuous: tuple[float, float]) -> None:
    found, corrected = binomial.wilson(k, n, 0.95), binomial.wilson_continuity(k, n, 0.95)
    assert (found.low, found.high) == pytest.approx(plain, abs=5e-5)
    assert (corrected.low, corrected.high) == pytest.approx(continuous, abs=5e-5)


@pytest.mark.parametrize(("k", "n"), [(-1, 4), (5, 4), (0, 0)])
def test_what_is_not_a_share_is_refused(k: int, n: int) -> None:
    for interval in (*BINOMIAL.values(), binomial.wilson_continuity, binomial.mid_p):
        with pytest.raises(ValueError, match="is not a share"):
            interval(k, n, 0.95)


def test_more_answers_than_people_are_refused() -> None:
    for interval in FINITE.values():
        with pytest.raises(ValueError, match="population of 4"):
            interval(2, 5, 4, 0.95)
