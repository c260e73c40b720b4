"""Did a series change level or slope on a given date, beyond its own trend and its memory from one point to the next?

Segmented regression y = a + bt + c·after + d·after·(t − t₀): c is the change of level on the date, d that of the slope.
Points close in time resemble each other; with ρ their correlation over the usual gap, two points m gaps apart have ρ^m
(first-order autoregression, for uneven dates too), estimated by restricted likelihood, best in short series by Turner
et al. 2021 (DOI 10.1186/s12874-021-01364-0), which advise plain least squares below 12 points.

An interval at the ρ estimated covers 91 to 93 % from 8 to 60 points when ρ is 0.4 or more, because ρ is not known;
Newey–West errors, usual in long series, cover 77 to 93 % with 500 to 2000 points. Bounds and p-values therefore average
Student's law over all ρ from 0 to 0.98, each with its restricted likelihood times 1/(1 − ρ²), the prior that is even on
Fisher's scale of correlations (Harville 1974; Fisher 1921): `benchmarks/coverage_series.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import brentq, minimize_scalar
from scipy.special import stdtr, stdtrit

from pipeline.statistics.regression_results import Matrix, coefficient_table
from pipeline.statistics.results import Caution, Method

DAYS_A_MONTH = 365.25 / 12
TERMS = ("constant", "slope", "level change", "slope change")
LEAST_EACH_SIDE = 3
"""Points before and after without which there is no slope to compare."""
SHORT = 12
MOST_CORRELATION = 0.98
CORRELATIONS = MOST_CORRELATION * (np.arange(50) + 0.5) / 50
"""The values of ρ that bounds are averaged over."""

PLAIN = Method("régression segmentée, moindres carrés", "segmented regression, least squares", "Wagner et al. 2002")
AUTOREGRESSIVE = Method(
    "régression segmentée, erreurs autorégressives d’ordre 1 (vraisemblance restreinte)",
    "segmented regression, first-order autoregressive errors by restricted likelihood",
    "Wagner et al. 2002; Turner et al. 2021; Harville 1974",
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change with its interval and two-sided p-value."""

    estimate: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """What changed on the date: `level_change` in the unit of the series, `slope_change` in that unit per month.

    Both are missing when a side has too few points, and a caution says so. `autocorrelation` is between neighbours.
    """

    level_change: Change | None
    slope_change: Change | None
    slope_before: float | None
    autocorrelation: float | None
    method: Method
    level: float
    n_before: int
    n_after: int
    cautions: tuple[Caution, ...] = ()


def interrupted_series(frame: pd.DataFrame, change_on: pd.Timestamp, level: float) -> SeriesChange:
    """The change of `frame` (`when`: datetime, `value`) on `change_on`, which counts as after.

    Values on one date are averaged. Restricted likelihood from 12 points, plain least squares below; Student's t with
    n − 4 degrees of freedom, averaged over the memory that the points allow.

    Raises:
        ValueError: a column is missing.
    """
    absent = {"when", "value"} - set(frame.columns)
    if absent:
        raise ValueError(f"Columns are missing: {', '.join(sorted(absent))}.")
    series = frame.dropna(subset=["when", "value"]).groupby("when")["value"].mean().sort_index()
    months = (pd.DatetimeIndex(series.index) - pd.Timestamp(change_on)) / pd.Timedelta(days=DAYS_A_MONTH)
    times = np.asarray(months, dtype=float)
    sides = int((times < 0).sum()), int((times >= 0).sum())
    if min(sides) < LEAST_EACH_SIDE:
        return _too_short(level, sides)
    return _fitted(times, series.to_numpy(dtype=float), level, sides)


def _fitted(times: Matrix, values: Matrix, level: float, sides: tuple[int, int]) -> SeriesChange:
    has_noise = _has_noise(times, values)
    is_plain = len(values) < SHORT or not has_noise
    correlation = None if is_plain else _likeliest(times, values)
    _, estimates, errors = restricted_fit(times, values, correlation or 0.0)
    laws = averaged_laws(times, values) if has_noise else None
    rows = coefficient_table(TERMS, estimates, errors, len(values) - len(TERMS), level)
    return SeriesChange(
        level_change=_change(rows, "level change", laws, level),
        slope_change=_change(rows, "slope change", laws, level),
        slope_before=float(rows["estimate"].iloc[TERMS.index("slope")]),
        autocorrelation=correlation,
        method=PLAIN if is_plain else AUTOREGRESSIVE,
        level=level,
        n_before=sides[0],
        n_after=sides[1],
        cautions=_cautions(len(values), correlation, errors),
    )


def _has_noise(times: Matrix, values: Matrix) -> bool:
    """Whether the series strays from its line by more than rounding."""
    fit = sm.OLS(values, _design(times)).fit()
    return bool(fit.mse_resid > np.finfo(float).eps * np.var(values))


def _likeliest(times: Matrix, values: Matrix) -> float:
    """The ρ of the largest restricted likelihood."""
    found = minimize_scalar(
        lambda rho: -restricted_fit(times, values, rho)[0], bounds=(0.0, MOST_CORRELATION), method="bounded"
    )
    return float(found.x)


def _design(times: Matrix) -> Matrix:
    after = (times >= 0).astype(float)
    return np.column_stack([np.ones_like(times), times, after, after * times])


@dataclass(frozen=True)
class Laws:
    """For each correlation (first axis): its weight, the coefficients (second axis) and their standard errors.

    A last axis tells series apart where several are fitted at once.
    """

    weights: Matrix
    estimates: Matrix
    errors: Matrix
    freedom: int

    def below(self, value: float, term: str) -> Matrix:
        """The probability that a coefficient lies below `value`: the interval holds it from (1 − level)/2 on."""
        column = TERMS.index(term)
        distances = (value - self.estimates[:, column]) / self.errors[:, column]
        return np.asarray((self.weights * stdtr(self.freedom, distances)).sum(axis=0))

    def quantile(self, share: float, term: str) -> float:
        """The value below which a coefficient of a single series lies with probability `share`."""
        column = TERMS.index(term)
        each = self.estimates[:, column] + stdtrit(self.freedom, share) * self.errors[:, column]
        low, high = float(each.min()), float(each.max())
        if low == high:
            return low
        excess = partial(self._excess, share=share, term=term)
        return float(brentq(excess, low, high, xtol=1e-12 * (high - low)))

    def _excess(self, value: float, share: float, term: str) -> float:
        return float(self.below(value, term)) - share


def averaged_laws(times: Matrix, values: Matrix) -> Laws:
    """The laws of the coefficients of `values` (n, or n × series) at `times` (months from the change) over all ρ."""
    fits = [restricted_fit(times, values, rho) for rho in CORRELATIONS]
    likelihoods = np.array([fit[0] for fit in fits])
    prior = -np.log(1 - CORRELATIONS**2).reshape(-1, *[1] * (likelihoods.ndim - 1))
    scores = likelihoods + prior
    weights = np.exp(scores - scores.max(axis=0))
    return Laws(
        weights / weights.sum(axis=0),
        np.array([fit[1] for fit in fits]),
        np.array([fit[2] for fit in fits]),
        len(times) - len(TERMS),
    )


def restricted_fit(times: Matrix, values: Matrix, rho: float) -> tuple[Matrix, Matrix, Matrix]:
    """Restricted log-likelihood (without constants) at ρ, coefficients and their standard errors, of `values` (n, or
    n × series).

    −½(log|R| + log|X′R⁻¹X| + (n − k) log s²), s² = r′R⁻¹r / (n − k) (Harville 1977). As each point depends on the one
    before alone, R⁻¹ is what least squares of y_i − ρ^m_i y_(i−1), each divided by √(1 − ρ^2m_i), come to.
    """
    design = _design(times)
    gaps = np.diff(times)
    memory = rho ** (gaps / np.median(gaps))
    spread = np.sqrt(1 - memory**2)
    x, y = _whitened(design, memory, spread), _whitened(values, memory, spread)
    inverse = np.linalg.inv(x.T @ x)
    estimates = inverse @ (x.T @ y)
    freedom = len(times) - len(TERMS)
    variance = ((y - x @ estimates) ** 2).sum(axis=0) / freedom
    log_determinants = 2 * np.log(spread).sum() - np.linalg.slogdet(inverse)[1]
    errors = np.sqrt(np.multiply.outer(np.diag(inverse), variance))
    with np.errstate(divide="ignore"):
        return np.asarray(-0.5 * (log_determinants + freedom * np.log(variance))), estimates, errors


def _whitened(values: Matrix, memory: Matrix, spread: Matrix) -> Matrix:
    """The first row, then each row beyond what it remembers of the one before, in units of what is new in it."""
    shape = (-1, *[1] * (values.ndim - 1))
    new = (values[1:] - memory.reshape(shape) * values[:-1]) / spread.reshape(shape)
    return np.concatenate([values[:1], new])


def _change(rows: pd.DataFrame, term: str, laws: Laws | None, level: float) -> Change:
    """The change with bounds and p-value averaged over the correlation, or at the one fitted without `laws`."""
    row = rows.iloc[TERMS.index(term)]
    estimate, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if laws is None:
        return Change(estimate=estimate, low=low, high=high, p_value=float(row["p_value"]))
    below = float(laws.below(0.0, term))
    return Change(
        estimate=estimate,
        low=min(estimate, laws.quantile((1 - level) / 2, term)),
        high=max(estimate, laws.quantile((1 + level) / 2, term)),
        p_value=min(1.0, 2 * min(below, 1 - below)),
    )


def _cautions(n: int, correlation: float | None, errors: Matrix) -> tuple[Caution, ...]:
    found = []
    if not (errors > 0).all():
        found.append(Caution("no-noise", "la série suit exactement sa droite", "the series follows its line exactly"))
    if n < SHORT:
        fr = "série courte : la ressemblance entre points voisins n’est pas mesurée, la marge en tient compte"
        found.append(Caution("short-series", fr, "short series: correlation between neighbours is not estimated"))
    if correlation is not None and correlation > MOST_CORRELATION - 0.01:
        fr = "les points voisins se ressemblent trop pour séparer tendance et changement"
        found.append(Caution("strong-memory", fr, "neighbours too alike to tell trend from change"))
    return tuple(found)


def _too_short(level: float, sides: tuple[int, int]) -> SeriesChange:
    fr = "trop peu de points avant ou après la date pour comparer deux pentes"
    return SeriesChange(
        level_change=None,
        slope_change=None,
        slope_before=None,
        autocorrelation=None,
        method=PLAIN,
        level=level,
        n_before=sides[0],
        n_after=sides[1],
        cautions=(Caution("too-short", fr, "too few points before or after the date to compare two slopes"),),
    )
