"""Did a series change level or slope on a given date, beyond its own trend and its memory from one point to the next?

Segmented regression y = a + bt + c·after + d·after·(t − t₀): c is the change of level on the date, d that of the slope.
Points close in time resemble each other; with ρ their correlation over the usual gap, two points m gaps apart have ρ^m
(first-order autoregression, for uneven dates too), estimated by restricted likelihood, best in short series by Turner
et al. 2021 (DOI 10.1186/s12874-021-01364-0), which advise plain least squares below 12 points.

An interval at the ρ estimated covers 91 to 93 % from 8 to 60 points when ρ is 0.4 or more, because ρ is not known.
Bounds and p-values therefore average Student's law over all ρ from 0 to 0.98, each with its restricted likelihood times
(1 − ρ²)^(−1/2), Jeffreys' prior of an autoregression (Harville 1974; Zellner 1971, chapter 7): 94 to 97 % covered
(`benchmarks/coverage_series.py`). With more than 500 points the average is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq, minimize_scalar

from pipeline.statistics.regression_results import Matrix, coefficient_table
from pipeline.statistics.results import Caution, Method

DAYS_A_MONTH = 365.25 / 12
TERMS = ("constant", "slope", "level change", "slope change")
LEAST_EACH_SIDE = 3
"""Points before and after without which there is no slope to compare."""
SHORT, LONG = 12, 500
MOST_CORRELATION = 0.98
CORRELATIONS = MOST_CORRELATION * (np.arange(50) + 0.5) / 50
"""The values of ρ that bounds are averaged over."""

PLAIN = Method("régression segmentée, moindres carrés", "segmented regression, least squares", "Wagner et al. 2002")
AUTOREGRESSIVE = Method(
    "régression segmentée, erreurs autorégressives d’ordre 1 (vraisemblance restreinte)",
    "segmented regression, first-order autoregressive errors by restricted likelihood",
    "Wagner et al. 2002; Turner et al. 2021; Harville 1974",
)
ROBUST = Method(
    "régression segmentée, erreurs de Newey–West",
    "segmented regression, Newey–West errors",
    "Wagner et al. 2002; Newey & West 1987",
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

    Values on one date are averaged. Restricted likelihood from 12 to 500 points, plain least squares below, Newey–West
    errors above; Student's t with n − 4 degrees of freedom, averaged over the memory that up to 500 points allow.

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
    after = (times >= 0).astype(float)
    design = np.column_stack([np.ones_like(times), times, after, after * times])
    method, estimates, covariance, correlation = _regression(design, values, times)
    errors = np.sqrt(np.diag(covariance))
    laws = _laws(design, values, times) if method in (PLAIN, AUTOREGRESSIVE) and _has_noise(design, values) else None
    rows = coefficient_table(TERMS, estimates, errors, len(values) - len(TERMS), level)
    return SeriesChange(
        level_change=_change(rows, "level change", laws, level),
        slope_change=_change(rows, "slope change", laws, level),
        slope_before=float(rows["estimate"].iloc[TERMS.index("slope")]),
        autocorrelation=correlation,
        method=method,
        level=level,
        n_before=sides[0],
        n_after=sides[1],
        cautions=_cautions(len(values), correlation, errors),
    )


def _has_noise(design: Matrix, values: Matrix) -> bool:
    """Whether the series strays from its line by more than rounding."""
    fit = sm.OLS(values, design).fit()
    return bool(fit.mse_resid > np.finfo(float).eps * np.var(values))


def _regression(design: Matrix, values: Matrix, times: Matrix) -> tuple[Method, Matrix, Matrix, float | None]:
    """Coefficients and their covariance, with the autocorrelation when it is estimated."""
    n = len(values)
    if n < SHORT or not _has_noise(design, values):
        fit = sm.OLS(values, design).fit()
        return PLAIN, fit.params, fit.cov_params(), None
    if n > LONG:
        lags = int(4 * (n / 100) ** (2 / 9))  # Newey & West 1994, Bartlett kernel
        robust = sm.OLS(values, design).fit().get_robustcov_results("HAC", maxlags=lags, use_correction=True)
        return ROBUST, robust.params, robust.cov_params(), None
    gaps = _gaps(times)
    found = minimize_scalar(
        lambda rho: -_restricted_likelihood(design, values, rho**gaps)[0],
        bounds=(0.0, MOST_CORRELATION),
        method="bounded",
    )
    _, estimates, covariance = _restricted_likelihood(design, values, found.x**gaps)
    return AUTOREGRESSIVE, estimates, covariance, float(found.x)


def _gaps(times: Matrix) -> Matrix:
    """The time between two points, in usual gaps (n × n)."""
    return np.asarray(np.abs(times[:, None] - times[None, :]) / np.median(np.diff(times)))


@dataclass(frozen=True)
class _Laws:
    """For each correlation: its weight, the coefficients (one row each), their standard errors; degrees of freedom."""

    weights: Matrix
    estimates: Matrix
    errors: Matrix
    freedom: int

    def below(self, value: float, column: int) -> float:
        """The probability that a coefficient lies below `value`."""
        distances = (value - self.estimates[:, column]) / self.errors[:, column]
        return float(self.weights @ stats.t.cdf(distances, self.freedom))

    def quantile(self, share: float, column: int) -> float:
        """The value below which a coefficient lies with probability `share`."""
        each = self.estimates[:, column] + stats.t.ppf(share, self.freedom) * self.errors[:, column]
        low, high = float(each.min()), float(each.max())
        if low == high:
            return low
        return float(brentq(lambda value: self.below(value, column) - share, low, high, xtol=1e-12 * (high - low)))


def _laws(design: Matrix, values: Matrix, times: Matrix) -> _Laws:
    gaps = _gaps(times)
    fits = [_restricted_likelihood(design, values, rho**gaps) for rho in CORRELATIONS]
    scores = np.array([fit[0] for fit in fits]) - 0.5 * np.log(1 - CORRELATIONS**2)
    weights = np.exp(scores - scores.max())
    return _Laws(
        weights / weights.sum(),
        np.array([fit[1] for fit in fits]),
        np.array([np.sqrt(np.diag(fit[2])) for fit in fits]),
        len(values) - len(TERMS),
    )


def _restricted_likelihood(design: Matrix, values: Matrix, correlation: Matrix) -> tuple[float, Matrix, Matrix]:
    """Restricted log-likelihood (without constants) of errors so correlated, coefficients, their covariance.

    −½(log|R| + log|X′R⁻¹X| + (n − k) log s²), s² = r′R⁻¹r / (n − k): Harville 1977.
    """
    n, k = design.shape
    factor = cho_factor(correlation, lower=True)
    weighted = cho_solve(factor, design)
    information = design.T @ weighted
    estimates = np.linalg.solve(information, weighted.T @ values)
    residuals = values - design @ estimates
    variance = float(residuals @ cho_solve(factor, residuals)) / (n - k)
    log_determinants = 2 * np.log(np.diag(factor[0])).sum() + np.linalg.slogdet(information)[1]
    likelihood = -0.5 * (log_determinants + (n - k) * np.log(variance))
    return float(likelihood), estimates, variance * np.linalg.inv(information)


def _change(rows: pd.DataFrame, term: str, laws: _Laws | None, level: float) -> Change:
    """The change with bounds and p-value averaged over the correlation, or at the one fitted without `laws`."""
    column = TERMS.index(term)
    row = rows.iloc[column]
    estimate, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if laws is None:
        return Change(estimate=estimate, low=low, high=high, p_value=float(row["p_value"]))
    below = laws.below(0.0, column)
    return Change(
        estimate=estimate,
        low=min(estimate, laws.quantile((1 - level) / 2, column)),
        high=max(estimate, laws.quantile((1 + level) / 2, column)),
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
