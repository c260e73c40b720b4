"""Krippendorff's alpha: how far raters agree beyond chance, whatever their number, with ratings missing or not.

Derivation (Krippendorff 2011, Computing Krippendorff's alpha-reliability). A unit u rated m_u >= 2 times gives each
pair of its values (c, k) the weight 1 / (m_u - 1); summed over units these are the coincidences o_ck, with margins
n_c = sum_k o_ck and total n. With a distance delta between values,

    alpha = 1 - D_o / D_e = 1 - (n - 1) * sum_ck o_ck delta_ck / sum_ck n_c n_k delta_ck

where delta is: nominal, 1 unless c = k; interval, (c - k)**2; ratio, ((c - k) / (c + k))**2; ordinal, the square of the
number of values from c to k, both ends counted half: (sum_{g=c..k} n_g - (n_c + n_k) / 2)**2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from scipy.stats import norm, t

from pipeline.statistics.ratings import Array, categories, pairable, unit_counts
from pipeline.statistics.results import Caution, Estimate, Method

Metric = Literal["nominal", "ordinal", "interval", "ratio"]

METRICS_FR = {"nominal": "nominal", "ordinal": "ordinal", "interval": "d’intervalle", "ratio": "de rapport"}
BOOTSTRAP = Method(
    "rééchantillonnage des unités (BCa, percentiles élargis)",
    "BCa bootstrap over units, expanded percentiles",
    "Efron 1987; Hesterberg 2015",
)
FEW_UNITS = 10
"""Below so many units no bootstrap interval holds its level (`benchmarks/coverage_agreement.py`)."""

MOST_UNDEFINED = 0.05
"""When more of the bootstrap samples than this hold one value only, no interval is given."""

NO_PAIR = Caution(
    "agreement-no-pair",
    "Aucune unité n’a été notée deux fois : l’accord ne se mesure pas.",
    "No unit was rated twice: agreement cannot be measured.",
)
NO_VARIATION = Caution(
    "agreement-no-variation",
    "Toutes les notes sont égales : un accord au-delà du hasard ne se mesure pas.",
    "All ratings are equal: agreement beyond chance cannot be measured.",
)
NO_INTERVAL = Caution(
    "agreement-no-interval",
    "Pas d’intervalle : les unités rééchantillonnées portent trop souvent une seule valeur, ou ne s’écartent jamais.",
    "No interval: resampled units hold one value too often, or never disagree.",
)
TOO_FEW_UNITS = Caution(
    "agreement-few-units",
    "Pas d’intervalle : moins de dix unités indépendantes, il serait plus court qu’il ne devrait.",
    "No interval: fewer than ten independent units, it would be shorter than it should be.",
)


def krippendorff(
    ratings: pd.DataFrame,
    metric: Metric,
    level: float,
    *,
    seed: int,
    draws: int = 2000,
    clusters: Sequence[object] | None = None,
) -> Estimate:
    """Alpha of `ratings` (units × raters, missing allowed) with a bootstrap interval at `level`.

    Units are resampled with replacement, or whole `clusters` of them (one label a unit) when units are not independent.
    Percentiles are corrected for bias and skewness (BCa, Efron 1987), and taken further out, since plain ones are too
    narrow by the factor of Student's quantile and of n / (n − 1), with n units or clusters (Hesterberg 2015, « What
    teachers should know about the bootstrap »). No interval is given below ten, nor where resampling says nothing: full
    agreement, or values that hardly vary.
    """
    method = _method(metric)
    values, counts = categories(ratings), unit_counts(ratings, categories(ratings))
    is_paired = counts.sum(axis=1) >= 2
    n = int(is_paired.sum())
    if n == 0:
        return Estimate(value=None, method=method, n=0, cautions=(NO_PAIR,))
    value = alpha_from_counts(counts, values, metric)
    if value is None:
        return Estimate(value=None, method=method, n=n, cautions=(NO_VARIATION,))
    groups = np.arange(n) if clusters is None else np.asarray(clusters, dtype=object)[is_paired]
    if len(set(groups)) < FEW_UNITS:
        return Estimate(value=value, method=method, n=n, cautions=(TOO_FEW_UNITS,))
    drawn, without_one = _bootstrap(pairable(counts), values, metric, groups, draws, Generator(PCG64(seed)))
    is_defined = np.isfinite(drawn)
    if value == 1 or is_defined.mean() < 1 - MOST_UNDEFINED:
        return Estimate(value=value, method=method, n=n, cautions=(NO_INTERVAL,))
    low, high = _corrected_bounds(drawn[is_defined], without_one, value, level)
    interval = {"low": min(float(low), value), "high": max(float(high), value), "level": level, "interval": BOOTSTRAP}
    return Estimate(value=value, method=method, n=n, **interval)  # type: ignore[arg-type]


def _corrected_bounds(drawn: Array, without_one: Array, value: float, level: float) -> tuple[float, float]:
    """BCa bounds from `drawn` values and those `without_one` unit or cluster (the value itself where undefined)."""
    n = len(without_one)
    reach = float(t.ppf((1 + level) / 2, n - 1) * np.sqrt(n / (n - 1)))
    below = ((drawn < value).mean() + (drawn <= value).mean()) / 2
    bias = float(norm.ppf(np.clip(below, 1 / len(drawn), 1 - 1 / len(drawn))))
    jackknife = np.where(np.isfinite(without_one), without_one, value)
    gaps = jackknife.mean() - jackknife
    spread = float((gaps**2).sum())
    skew = float((gaps**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    shares = [float(norm.cdf(bias + (bias + z) / (1 - skew * (bias + z)))) for z in (-reach, reach)]
    low, high = np.quantile(drawn, np.clip(shares, 0, 1))
    return float(low), float(high)


def alpha(ratings: pd.DataFrame, metric: Metric = "nominal") -> float | None:
    """Alpha of `ratings` (units × raters, missing allowed); none when no unit is rated twice or no value differs."""
    values = categories(ratings)
    return alpha_from_counts(unit_counts(ratings, values), values, metric)


def alpha_from_counts(counts: Array, values: Sequence[Any], metric: Metric) -> float | None:
    """Alpha from how often each of `values` (sorted) was given to each unit: units × values."""
    found = _alphas(_coincidences(pairable(counts)).sum(axis=0)[None], values, metric)[0]
    return float(found) if np.isfinite(found) else None


def _method(metric: Metric) -> Method:
    return Method(f"alpha {METRICS_FR[metric]}", f"Krippendorff's alpha, {metric}", "Krippendorff 2011")


def _coincidences(counts: Array) -> Array:
    """What each unit adds to the coincidences: units × values × values."""
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    coincidences: Array = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return coincidences


def _alphas(coincidences: Array, values: Sequence[Any], metric: Metric) -> Array:
    """One alpha a layer of `coincidences` (layers × values × values); not a number where it is not defined."""
    margins = coincidences.sum(axis=2)
    totals = margins.sum(axis=1)
    distance = _DISTANCES[metric](values, margins)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * distance).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        alphas: Array = np.where(expected > 0, 1 - (totals - 1) * observed / expected, np.nan)
    return alphas


def _bootstrap(
    counts: Array, values: Sequence[Any], metric: Metric, groups: Any, draws: int, rng: Generator
) -> tuple[Array, Array]:
    """Alpha of `draws` samples of the groups of units, drawn with replacement, and without each group in turn."""
    labels, position = np.unique(np.asarray(groups).astype(str), return_inverse=True)
    times = rng.multinomial(len(labels), [1 / len(labels)] * len(labels), size=draws)
    all_but_one = 1 - np.eye(len(labels), dtype=times.dtype)
    per_unit = _coincidences(counts).reshape(len(counts), -1)
    found = [
        _alphas((chosen[:, position] @ per_unit).reshape(-1, len(values), len(values)), values, metric)
        for chosen in (times, all_but_one)
    ]
    return found[0], found[1]


def _nominal(values: Sequence[Any], _margins: Array) -> Array:
    return 1 - np.eye(len(values))


def _ordinal(_values: Sequence[Any], margins: Array) -> Array:
    """Layers × values × values, since the distance between two ranks counts the ratings between them."""
    middle = np.cumsum(margins, axis=1) - margins / 2
    distance: Array = (middle[:, :, None] - middle[:, None, :]) ** 2
    return distance


def _interval(values: Sequence[Any], _margins: Array) -> Array:
    points = np.array(values, dtype=float)
    distance: Array = (points[:, None] - points[None, :]) ** 2
    return distance


def _ratio(values: Sequence[Any], _margins: Array) -> Array:
    points = np.array(values, dtype=float)
    sums = points[:, None] + points[None, :]
    gaps = points[:, None] - points[None, :]
    distance: Array = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0) ** 2
    return distance


_DISTANCES: dict[Metric, Callable[[Sequence[Any], Array], Array]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
