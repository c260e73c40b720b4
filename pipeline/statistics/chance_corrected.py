"""Coefficients of agreement for any number of raters with missing ratings, and weights for near agreement.

One frame for all (Gwet 2014, Handbook of Inter-Rater Reliability, ch. 2 to 5): coefficient = (p_a - p_e) / (1 - p_e).
With r_ik raters giving category k to unit i, r_i ratings of it, weights w_kl and r*_ik = sum_l w_kl r_il,

    p_a = mean over units with r_i >= 2 of  sum_k r_ik (r*_ik - 1) / (r_i (r_i - 1))

and p_e says what « by chance » means: nothing (percent agreement), 1 / q**2 a pair (Brennan & Prediger 1981), shares of
categories pi_k = mean of r_ik / r_i (Fleiss, Scott), each rater's own shares p_gk, meaned over pairs of raters
(Cohen, Conger), or sum(w) sum_k pi_k (1 - pi_k) / (q (q - 1)) (Gwet's AC1, AC2),
which stays steady where kappa falls because nearly all ratings are one category. The variance is that of the mean of
the coefficient's linearisation over units, and the interval uses Student's t with n - 1 degrees of freedom.
Krippendorff's alpha in this frame pairs ratings with a correction of 1 / (number of ratings).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import t

from pipeline.statistics.kappas import Kappa
from pipeline.statistics.krippendorff import NO_PAIR, NO_VARIATION
from pipeline.statistics.ratings import Array, categories
from pipeline.statistics.results import Method

Chance = Literal["none", "uniform", "fleiss", "conger", "gwet"]
NearAgreement = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio"]

METHODS: dict[Chance, Method] = {
    "none": Method("accord moyen entre paires", "percent agreement", "Gwet 2014, ch. 2"),
    "uniform": Method("coefficient de Brennan et Prediger", "Brennan-Prediger", "Brennan & Prediger 1981; Gwet 2014"),
    "fleiss": Method("kappa de Fleiss généralisé", "generalised Fleiss' kappa", "Fleiss 1971; Gwet 2014"),
    "conger": Method("kappa de Conger généralisé", "generalised Conger's kappa", "Conger 1980; Gwet 2014"),
    "gwet": Method("coefficient AC de Gwet", "Gwet's AC", "Gwet 2008; Gwet 2014"),
}
ALPHA = Method("alpha de Krippendorff, variance de Gwet", "Krippendorff's alpha, Gwet's variance", "Gwet 2014, ch. 3")
STUDENT = Method("de Student sur la linéarisation", "Student's t on the linearisation", "Gwet 2014, ch. 5")


@dataclass(frozen=True)
class _Counts:
    """r_ik, the weights, and what follows from them; every unit was rated at least once.

    `given_by` says who gave what: units × raters × categories, 1 or 0.
    """

    counts: Array
    weights: Array
    given_by: Array

    @property
    def given(self) -> Array:
        total: Array = self.counts.sum(axis=1)
        return total

    @property
    def agreeing(self) -> Array:
        """sum_k r_ik (r*_ik - 1) of each unit."""
        total: Array = (self.counts * (self.counts @ self.weights.T - 1)).sum(axis=1)
        return total

    @property
    def symmetric(self) -> Array:
        """Weights averaged with their transpose."""
        mean: Array = (self.weights + self.weights.T) / 2
        return mean


def coefficient(
    ratings: pd.DataFrame,
    chance: Chance,
    level: float,
    near: NearAgreement = "identity",
    values: list[Any] | None = None,
) -> Kappa:
    """The agreement of `ratings` (units × raters, missing allowed) beyond `chance`.

    `values` is the scale in order; without it, the values that occur, sorted. A unit rated once counts for the shares
    of categories, not for agreement; one never rated counts for nothing.
    """
    method = METHODS[chance]
    found = _counted(ratings, near, values)
    is_paired = found.given >= 2
    n, paired = len(found.counts), int(is_paired.sum())
    if paired == 0:
        return Kappa(value=None, method=method, n=0, cautions=(NO_PAIR,))
    pair_count = np.where(is_paired, found.given * (found.given - 1), 1)
    per_unit = np.where(is_paired, found.agreeing / pair_count, 0)
    observed = float(per_unit.sum() / paired)
    expected, expected_per_unit = _CHANCES[chance](found)
    if np.isclose(expected, 1):
        return Kappa(value=None, method=method, n=paired, cautions=(NO_VARIATION,))
    value = (observed - expected) / (1 - expected)
    linear = (n / paired) * (per_unit - expected * is_paired) / (1 - expected)
    linear = linear - 2 * (1 - value) * (expected_per_unit - expected) / (1 - expected)
    return _with_interval(method, value, linear - value, level, (paired, observed, expected))


def alpha_with_variance(ratings: pd.DataFrame, level: float, near: NearAgreement = "identity") -> Kappa:
    """Krippendorff's alpha in Gwet's frame, with an interval that needs no resampling.

    `near="ordinal"` is Gwet's ordinal weight, not Krippendorff's ordinal distance: the two coefficients differ.
    """
    found = _counted(ratings, near, None)
    found = _Counts(found.counts[found.given >= 2], found.weights, found.given_by[found.given >= 2])
    n = len(found.counts)
    if n == 0:
        return Kappa(value=None, method=ALPHA, n=0, cautions=(NO_PAIR,))
    mean_given, total = float(found.given.mean()), float(found.given.sum())
    excess = (found.given - mean_given) / mean_given
    per_unit = found.agreeing / (mean_given * (found.given - 1))
    uncorrected = float(per_unit.mean())
    observed = (1 - 1 / total) * uncorrected + 1 / total
    shares = found.counts.sum(axis=0) / total
    expected = float(shares @ found.weights @ shares)
    if np.isclose(expected, 1):
        return Kappa(value=None, method=ALPHA, n=n, cautions=(NO_VARIATION,))
    value, prime = (observed - expected) / (1 - expected), (uncorrected - expected) / (1 - expected)
    by_chance = found.counts @ (found.symmetric @ shares) / mean_given - expected * excess
    linear = (per_unit - observed * excess - expected) / (1 - expected)
    linear = linear - 2 * (1 - prime) * (by_chance - expected) / (1 - expected)
    return _with_interval(ALPHA, value, linear - prime, level, (n, observed, expected))


def near_agreement(values: list[Any], near: NearAgreement) -> Array:
    """Weights from 1 (same category) to 0 (the two that are farthest apart): categories × categories.

    Categories that are no numbers count as 1, 2, …, in their order.
    """
    points = np.array(
        values if all(isinstance(v, (int, float, np.number)) for v in values) else range(1, len(values) + 1)
    )
    points = points.astype(float)
    gaps = np.abs(points[:, None] - points[None, :])
    ranks = np.arange(len(points))
    steps = np.abs(ranks[:, None] - ranks[None, :])
    sums = points[:, None] + points[None, :]
    distances = {
        "identity": (gaps > 0).astype(float),
        "linear": gaps,
        "quadratic": gaps**2,
        "ordinal": steps * (steps + 1) / 2,
        "radical": np.sqrt(gaps),
        "ratio": np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0) ** 2,
    }
    distance = distances[near]
    farthest = distance.max(initial=0)
    return 1 - distance / farthest if farthest > 0 else np.ones_like(distance)


def _counted(ratings: pd.DataFrame, near: NearAgreement, values: list[Any] | None) -> _Counts:
    scale = categories(ratings) if values is None else values
    kept = ratings.dropna(how="all").dropna(axis=1, how="all").astype(object)
    rated = kept.where(kept.notna(), None).to_numpy(dtype=object)
    given_by = np.stack([rated == value for value in scale], axis=2).astype(float) if scale else np.zeros((0, 0, 0))
    return _Counts(given_by.sum(axis=1), near_agreement(scale, near), given_by)


def _shares(found: _Counts) -> Array:
    shares: Array = (found.counts / found.given[:, None]).mean(axis=0)
    return shares


def _no_chance(found: _Counts) -> tuple[float, Array]:
    return 0.0, np.zeros(len(found.counts))


def _uniform_chance(found: _Counts) -> tuple[float, Array]:
    expected = float(found.weights.sum() / len(found.weights) ** 2)
    return expected, np.full(len(found.counts), expected)


def _fleiss_chance(found: _Counts) -> tuple[float, Array]:
    shares = _shares(found)
    return float(shares @ found.weights @ shares), found.counts @ (found.symmetric @ shares) / found.given


def _conger_chance(found: _Counts) -> tuple[float, Array]:
    """Two raters chosen at random, each by its own shares; a rater's missing ratings weigh on its shares only.

    The share p_gl of rater g moves with unit i by z_igl = rated l - (rated - n_g / n) p_gl, taken n / n_g times.
    """
    n, raters, _ = found.given_by.shape
    by_rater = found.given_by.sum(axis=(0, 2))
    shares = found.given_by.sum(axis=0) / by_rater[:, None]
    others = (shares.sum(axis=0) - shares) / (raters * max(raters - 1, 1))
    moved = found.given_by - (found.given_by.sum(axis=2) - by_rater / n)[:, :, None] * shares
    per_unit = (moved * (n / by_rater)[:, None] * (others @ found.weights)).sum(axis=(1, 2))
    return float((others @ found.weights * shares).sum()), per_unit


def _gwet_chance(found: _Counts) -> tuple[float, Array]:
    q, shares = len(found.weights), _shares(found)
    factor = float(found.weights.sum()) / max(q * (q - 1), 1)
    return factor * float((shares * (1 - shares)).sum()), factor * (found.counts @ (1 - shares)) / found.given


_CHANCES: dict[Chance, Callable[[_Counts], tuple[float, Array]]] = {
    "none": _no_chance,
    "uniform": _uniform_chance,
    "fleiss": _fleiss_chance,
    "conger": _conger_chance,
    "gwet": _gwet_chance,
}


def _with_interval(
    method: Method, value: float, deviations: Array, level: float, counted: tuple[int, float, float]
) -> Kappa:
    """`deviations` are those of the linearised coefficient of each unit from the coefficient itself."""
    n_units, (n, observed, expected) = len(deviations), counted
    known = {"value": float(value), "method": method, "n": n, "observed": observed, "expected": expected}
    if n_units < 2:
        return Kappa(**known)  # type: ignore[arg-type]
    error = float(np.sqrt((deviations**2).sum() / (n_units * (n_units - 1))))
    half = float(t.ppf((1 + level) / 2, n_units - 1)) * error
    least = min(-1.0, value)  # where few units were rated by several, a coefficient can be less than -1
    bounds = {"low": max(least, value - half), "high": min(1.0, value + half), "level": level, "interval": STUDENT}
    return Kappa(**known, **bounds, standard_error=error)  # type: ignore[arg-type]
