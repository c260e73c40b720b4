"""Totals, means, ratios, variances and design effects of a sample, of all of it or of its domains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.sampling.design import Design, Floats
from pipeline.statistics.sampling.linearisation import covariance

TOTAL = Method("Total pondéré", "Weighted total", "Horvitz & Thompson 1952")
MEAN = Method("Moyenne pondérée", "Weighted mean", "Hájek 1971")
RATIO = Method(
    "Rapport de totaux pondérés", "Ratio of weighted totals", "Särndal, Swensson & Wretman 1992, section 5.6"
)
VARIANCE = Method("Variance pondérée", "Weighted variance", "Lumley 2010")
LINEARISED = Method(
    "Variance linéarisée, loi de Student", "Linearised variance, Student's t", "Särndal, Swensson & Wretman 1992"
)

ROUNDING = 1e-12
"""A standard error this much smaller than its value is what floating-point numbers leave of zero."""

NO_FREEDOM = Caution(
    "no-degrees-of-freedom",
    "Aucune strate n’a deux grappes tirées : l’échantillon ne dit pas combien le nombre varie.",
    "No stratum has two clusters drawn: the sample does not tell how much the number varies.",
)
FEW_CLUSTERS = 10
"""First-stage clusters below which the linearised variance is too small: Student's interval covers 92 %."""

TOO_FEW_CLUSTERS = Caution(
    "few-sampled-clusters",
    "Moins de dix grappes tirées : la marge serait trop étroite, elle n’est pas donnée.",
    "Fewer than ten clusters drawn: the margin would be too narrow and is not given.",
)
NOBODY = Caution("nobody", "Personne n’a répondu.", "Nobody answered.")


@dataclass(frozen=True, eq=False)
class Moments:
    """p estimates (`point`) with their covariance (p × p), the degrees of freedom and the units they rest on.

    `n_clusters` are those drawn at the first stage, 0 where units are drawn one by one.
    """

    point: Floats
    covariance: Floats
    degrees_of_freedom: int
    n: int
    method: Method
    n_clusters: int = 0

    @property
    def standard_errors(self) -> Floats:
        """One a value."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def varies(self) -> NDArray[np.bool_]:
        """Which values have a variance beyond rounding."""
        return np.asarray(self.standard_errors > ROUNDING * np.maximum(np.abs(self.point), ROUNDING))

    def bounds(self, level: float, degrees_of_freedom: float | None = None) -> Floats:
        """Student intervals (p × 2) with the design's degrees of freedom, or with those given (infinite: normal)."""
        degrees = self.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom
        reach = quantile_of_t(level, degrees) * self.standard_errors
        return np.column_stack([self.point - reach, self.point + reach])

    def estimate(self, level: float, position: int = 0) -> Estimate:
        """One value as a result; no interval for a census, without degrees of freedom, or of few clusters.

        The linearised variance is a mean square around what the clusters themselves say, a little too small when they
        are few and unequal (94 % from 10): that of clusters is taken c/(c − 1) times, as the jackknife's comes to.
        """
        value = float(self.point[position])
        if not self.n or not np.isfinite(value):
            return Estimate(value=None, method=self.method, n=self.n, cautions=(NOBODY,))
        if self.degrees_of_freedom < 1:
            return Estimate(value=value, method=self.method, n=self.n, cautions=(NO_FREEDOM,))
        if not self.varies[position]:
            return Estimate(value=value, method=self.method, n=self.n)
        if 0 < self.n_clusters < FEW_CLUSTERS:
            return Estimate(value=value, method=self.method, n=self.n, cautions=(TOO_FEW_CLUSTERS,))
        widening = np.sqrt(self.n_clusters / (self.n_clusters - 1)) if self.n_clusters else 1.0
        low, high = (value + widening * (bound - value) for bound in map(float, self.bounds(level)[position]))
        return Estimate(value=value, low=low, high=high, level=level, interval=LINEARISED, method=self.method, n=self.n)


def quantile_of_t(level: float, degrees: float) -> float:
    """The two-sided quantile of Student's t; of the normal law for infinite degrees of freedom."""
    upper = (1 + level) / 2
    return float(stats.norm.ppf(upper) if np.isinf(degrees) else stats.t.ppf(upper, degrees))


def as_columns(values: ArrayLike) -> Floats:
    """n values, or n × p, as n × p floats."""
    told = np.asarray(values, dtype=float)
    return told[:, None] if told.ndim == 1 else told


def observed(values: ArrayLike, design: Design) -> tuple[Floats, Design]:
    """Rows without a missing value, and the sample seen from them."""
    told = as_columns(values)
    kept = np.asarray(~np.isnan(told).any(axis=1))
    return (told, design) if kept.all() else (design.rows(told, kept), design.domain(kept))


def totals(values: ArrayLike, design: Design) -> Moments:
    """Totals of each column of `values` (n, or n × p) over the population."""
    told, seen = observed(values, design)
    expanded = told * seen.weights[:, None]
    return _moments(expanded.sum(axis=0), expanded, seen, TOTAL)


def means(values: ArrayLike, design: Design) -> Moments:
    """Means of each column of `values` (n, or n × p) over the population; shares, for zeros and ones."""
    told, seen = observed(values, design)
    weights, whole = seen.weights[:, None], seen.weights.sum()
    if not whole:
        nothing = np.full(told.shape[1], np.nan)
        return Moments(nothing, np.full((told.shape[1],) * 2, np.nan), 0, 0, MEAN)
    found = (told * weights).sum(axis=0) / whole
    return _moments(found, (told - found) * weights / whole, seen, MEAN)


def ratio(numerator: ArrayLike, denominator: ArrayLike, design: Design) -> Moments:
    """The ratio of two totals, not the mean of ratios."""
    told, seen = observed(np.column_stack([as_columns(numerator), as_columns(denominator)]), design)
    above, below = (told * seen.weights[:, None]).sum(axis=0)
    found = above / below
    return _moments(np.array([found]), ((told[:, 0] - found * told[:, 1]) * seen.weights / below)[:, None], seen, RATIO)


def variance(values: ArrayLike, design: Design) -> Moments:
    """The variance of one variable over the population, with the factor n/(n-1)."""
    told, seen = observed(values, design)
    centred = told - means(told, seen).point
    found = means(centred**2 * seen.size / (seen.size - 1), seen)
    return Moments(found.point, found.covariance, found.degrees_of_freedom, found.n, VARIANCE)


def design_effects(found: Moments, values: ArrayLike, design: Design, *, with_replacement: bool = False) -> Floats:
    """How many times larger each variance of `means` or `totals` is than that of a simple sample of the same size.

    The simple sample is drawn without replacement unless said otherwise (Kish 1965, section 8.2).
    """
    told, seen = observed(values, design)
    whole = seen.weights.sum()
    spread = np.array([variance(column, seen).point[0] for column in told.T])
    simple = spread / seen.size * (1.0 if with_replacement else (whole - seen.size) / whole)
    return np.asarray(np.diag(found.covariance) / (simple * whole**2 if found.method == TOTAL else simple))


def by_domain(
    statistic: Callable[..., Moments], groups: Any, design: Design, *columns: ArrayLike
) -> dict[str, Moments]:
    """`statistic` (`means`, `totals`, `ratio`) in each group; sizes of groups in the population count as unknown."""
    labels = np.asarray(groups).astype(str)
    return {str(name): _in_domain(statistic, labels == name, design, columns) for name in np.unique(labels)}


def _in_domain(
    statistic: Callable[..., Moments], kept: NDArray[np.bool_], design: Design, columns: tuple[ArrayLike, ...]
) -> Moments:
    return statistic(*(design.rows(column, kept) for column in columns), design.domain(kept))


def _moments(values: Floats, expanded: Floats, design: Design, method: Method) -> Moments:
    clusters = len(np.unique(design.clusters[design.weights != 0, 0]))
    drawn = clusters if clusters < design.size else 0
    return Moments(values, covariance(expanded, design), design.degrees_of_freedom, design.size, method, drawn)
