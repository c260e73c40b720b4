"""Cohen's kappa: how far two raters agree beyond what their own habits would give, with or without weights.

statsmodels' `cohens_kappa` gives the value, its variance (Fleiss, Cohen & Everitt 1969) and the variance without
agreement. Weights: linear (Cicchetti & Allison 1971) counts steps, quadratic (Fleiss & Cohen 1973) their square.

Wald's interval covers 88 to 95 % of plain kappas of 10 to 300 units and 75 to 94 % of weighted ones. On Fisher's scale,
with Student's quantile and n/(n − 1) on the variance, plain ones reach 94 % from 30 units on and weighted ones, and
Gwet's coefficient, from 300 on (`benchmarks/coverage_agreement.py`): `dependable` gives that interval, or none.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.stats.inter_rater import cohens_kappa

from pipeline.statistics.krippendorff import NO_PAIR, NO_VARIATION
from pipeline.statistics.ratings import Array, categories
from pipeline.statistics.results import Caution, Estimate, Method

Weights = Literal["none", "linear", "quadratic"]

WALD = Method("de Wald, borné à ±1", "Wald, bounded by -1 and 1", "Fleiss, Cohen & Everitt 1969")
METHODS: dict[Weights, Method] = {
    "none": Method("kappa de Cohen", "Cohen's kappa", "Cohen 1960"),
    "linear": Method("kappa pondéré, poids linéaires", "weighted kappa, linear weights", "Cicchetti & Allison 1971"),
    "quadratic": Method(
        "kappa pondéré, poids quadratiques", "weighted kappa, quadratic weights", "Fleiss & Cohen 1973"
    ),
}
LIGHT = Method("kappa de Light", "Light's kappa", "Light 1971")
FISHER_STUDENT = Method(
    "échelle z de Fisher, quantile de Student", "Fisher's z scale, Student quantile", "Fisher 1921; Student 1908"
)
LEAST_PLAIN_UNITS, LEAST_UNITS = 30, 300
"""Units from which the interval of a plain kappa, or of another coefficient, covers 94 %."""

TOO_FEW_PLAIN_UNITS = Caution(
    "kappa-few-units",
    "Sous trente unités, l’intervalle du kappa serait trop court : nous ne le donnons pas. "
    "Lisez celui de l’alpha de Krippendorff.",
    "No interval for kappa below thirty units: it would be too short; read that of Krippendorff's alpha.",
)
TOO_FEW_UNITS = Caution(
    "coefficient-few-units",
    "Sous trois cents unités, l’intervalle d’un coefficient pondéré ou de Gwet serait trop court : nous ne le donnons "
    "pas. Lisez celui de l’alpha de Krippendorff.",
    "No interval for a weighted or Gwet coefficient below three hundred units: it would be too short; read that of "
    "Krippendorff's alpha.",
)
NO_LIGHT_INTERVAL = Caution(
    "light-no-interval",
    "Le kappa moyen de plusieurs évaluateurs n’a pas d’intervalle : lisez celui de l’alpha de Krippendorff.",
    "No interval for the mean kappa of several raters; read that of Krippendorff's alpha.",
)
FULL_AGREEMENT = Caution(
    "kappa-full-agreement",
    "Pas d’intervalle pour le kappa : les évaluateurs ne diffèrent jamais, rien ne dit de combien il varierait.",
    "No interval for this coefficient: raters never differ, so that nothing tells how much it would vary.",
)


@dataclass(frozen=True, kw_only=True)
class Kappa(Estimate):
    """A kappa with its standard error, and the statistic z of its test against chance agreement.

    Both are missing when kappa is. `observed` and `expected` are the agreements that were compared (weighted ones when
    there are weights).
    """

    standard_error: float | None = None
    z: float | None = None
    observed: float | None = None
    expected: float | None = None


def crossed(ratings: pd.DataFrame, values: Sequence[Hashable] | None = None) -> Array:
    """The units that both raters (the two columns) rated, counted by first and second value.

    `values` is the scale in order; without it, the values that occur, sorted.
    """
    both = ratings.dropna()
    scale = categories(both) if values is None else list(values)
    position = {value: index for index, value in enumerate(scale)}
    table = np.zeros((len(scale), len(scale)))
    for first, second in both.to_numpy(dtype=object):
        table[position[first], position[second]] += 1
    return table


def cohen(table: Array, level: float, weights: Weights = "none") -> Kappa:
    """Kappa of a square table of counts (first rater in rows, second in columns), with its Wald interval.

    Kappa is missing when both raters used one value and the same: chance alone would give full agreement.
    """
    n, method = int(table.sum()), METHODS[weights]
    if n == 0:
        return Kappa(value=None, method=method, n=0, cautions=(NO_PAIR,))
    agreement = agreement_weights(len(table), weights)
    observed = float((table * agreement).sum() / n)
    expected = float((np.outer(table.sum(axis=1), table.sum(axis=0)) * agreement).sum() / n**2)
    if np.isclose(expected, 1):
        return Kappa(value=None, method=method, n=n, observed=observed, expected=expected, cautions=(NO_VARIATION,))
    with np.errstate(divide="ignore", invalid="ignore"):  # of its z, when a table leaves chance no variance
        found = cohens_kappa(table, wt=None if weights == "none" else weights)
    value, error, error_by_chance = float(found.kappa), float(found.std_kappa), float(found.std_kappa0)
    half = float(norm.ppf((1 + level) / 2)) * error
    return Kappa(
        value=value,
        method=method,
        n=n,
        low=max(-1.0, value - half),
        high=min(1.0, value + half),
        level=level,
        interval=WALD,
        standard_error=error,
        z=value / error_by_chance if error_by_chance > 0 else None,
        observed=observed,
        expected=expected,
    )


def cohen_of_ratings(
    ratings: pd.DataFrame, level: float, weights: Weights = "none", values: Sequence[Hashable] | None = None
) -> Kappa:
    """Kappa of two columns of ratings; a unit that one of the two did not rate is left out."""
    return cohen(crossed(ratings, values), level, weights)


def light(ratings: pd.DataFrame, weights: Weights = "none", values: Sequence[Hashable] | None = None) -> Estimate:
    """The mean of the kappas of all pairs of raters (Light 1971), on the units that all of them rated; no interval."""
    complete = ratings.dropna()
    scale = categories(complete) if values is None else list(values)
    pairs = [complete.iloc[:, list(pair)] for pair in combinations(range(complete.shape[1]), 2)]
    kappas = [cohen(crossed(pair, scale), 0.95, weights).value for pair in pairs]
    if complete.empty or None in kappas or not kappas:
        return Estimate(value=None, method=LIGHT, n=len(complete), cautions=(NO_VARIATION if kappas else NO_PAIR,))
    value = float(np.mean([kappa for kappa in kappas if kappa is not None]))
    return Estimate(value=value, method=LIGHT, n=len(complete), cautions=(NO_LIGHT_INTERVAL,))


def dependable(found: Kappa) -> Kappa:
    """The same coefficient with an interval that holds its level, or without one, and a caution that says why."""
    if found.value is None or found.low is None or found.level is None:
        return found
    is_plain = found.method == METHODS["none"]
    bare = replace(found, low=None, high=None, level=None, interval=None)
    if found.n < (LEAST_PLAIN_UNITS if is_plain else LEAST_UNITS):
        return replace(bare, cautions=(*found.cautions, TOO_FEW_PLAIN_UNITS if is_plain else TOO_FEW_UNITS))
    if not found.standard_error or abs(found.value) >= 1:
        return replace(bare, cautions=(*found.cautions, FULL_AGREEMENT))
    error = found.standard_error * float(np.sqrt(found.n / (found.n - 1))) / (1 - found.value**2)
    reach, middle = float(t.ppf((1 + found.level) / 2, found.n - 1)) * error, float(np.arctanh(found.value))
    low, high = (float(np.tanh(middle + side * reach)) for side in (-1, 1))
    return replace(found, low=low, high=high, interval=FISHER_STUDENT)


def agreement_weights(size: int, weights: Weights) -> Array:
    """What each pair of values counts as agreement, from 1 (same value) to 0 (opposite ends): size × size."""
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    if weights == "none":
        return np.eye(size)
    found: Array = 1 - (steps if weights == "linear" else steps**2)
    return found
