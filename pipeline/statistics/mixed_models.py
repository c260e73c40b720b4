"""A linear model whose observations come in groups (projects) that share what is not measured.

Each group has an intercept, or a slope too, of its own. Variances are brought to where the score is zero by Fisher
scoring: from equal parts with random intercepts, from statsmodels' MixedLM where that goes astray and with slopes
(MixedLM's own stop leaves 1e-6). Normal p-values give way to Student's t with Kenward–Roger or Satterthwaite degrees of
freedom.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
import statsmodels.api as sm

from pipeline.statistics.cautions import BOUNDARY, NOT_CONVERGED
from pipeline.statistics.cluster_errors import FEW_CLUSTERS
from pipeline.statistics.regression_results import Fitted, Matrix, coefficient_table, few_per_parameter
from pipeline.statistics.results import Caution, Method
from pipeline.statistics.variance_components import Group, Sums, group_sums

Freedom = Literal["kenward_roger", "satterthwaite", "normal"]

MOST_STEPS, SMALLEST_STEP = 50, 1e-6
SETTLED = 1e-8
"""Largest step, in standard errors of the components, at which they have settled."""
NO_RESIDUAL = 1e-20
AT_LIMIT = 1e-6
"""Smallest eigenvalue of the random effects' covariance, as a part of the residual variance, that is not zero."""

METHODS = {
    "kenward_roger": Method(
        "modèle linéaire mixte (vraisemblance restreinte), degrés de liberté de Kenward–Roger",
        "linear mixed model by restricted likelihood, Kenward–Roger degrees of freedom",
        "Laird & Ware 1982; Kenward & Roger 1997",
    ),
    "satterthwaite": Method(
        "modèle linéaire mixte (vraisemblance restreinte), degrés de liberté de Satterthwaite",
        "linear mixed model by restricted likelihood, Satterthwaite degrees of freedom",
        "Laird & Ware 1982; Satterthwaite 1946; Fai & Cornelius 1996",
    ),
    "normal": Method(
        "modèle linéaire mixte (maximum de vraisemblance), loi normale",
        "linear mixed model by maximum likelihood, normal distribution",
        "Laird & Ware 1982",
    ),
}
SLOPES_AT_LIMIT = Caution(
    "slopes-at-limit",
    "les données ne portent pas une pente par groupe : seul le niveau varie d’un groupe à l’autre",
    "the data cannot bear a slope for each group: only the level varies between groups",
)


@dataclass(frozen=True, kw_only=True)
class FittedMixed(Fitted):
    """A fitted mixed model.

    `group_effects` has one row a group and one column a random effect (best linear unbiased predictions);
    `random_covariance` is the effects' estimated covariance. Measures: `sd_residual`, `icc` (the share of the variance
    between groups, with random intercepts only), `log_likelihood`.
    """

    group_effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    random_covariance: pd.DataFrame = field(default_factory=pd.DataFrame)


def fit_linear_mixed(
    outcome: pd.Series,
    design: pd.DataFrame,
    groups: pd.Series,
    level: float,
    freedom: Freedom = "kenward_roger",
    slope: str = "",
) -> FittedMixed:
    """`outcome` (n) on `design` (n × k, with its constant), an intercept of its own for each of `groups`.

    `slope` names a column of the design whose coefficient varies between groups too. With `freedom="normal"` the fit is
    by maximum likelihood; otherwise by restricted likelihood. A variance estimated at zero is said; then every group
    has the same intercept. Kenward–Roger's degrees of freedom still count what estimating that zero costs: with n − k
    instead, as Satterthwaite's have it, 5 to 10 groups cover 93 %.

    Raises:
        ValueError: columns that depend on each other, fewer than two groups, or no group with two observations.
    """
    random = pd.DataFrame({"intercept": 1.0}, index=design.index)
    if slope:
        random[slope] = design[slope]
    units = _units(outcome, design, random, groups)
    is_restricted = freedom != "normal"
    settled = None if slope else _settle(units, _equal_parts(outcome, random), is_restricted)
    if settled is None and not _falls_from_zero(units, outcome, design, random, is_restricted):
        settled = _settle(units, _components(outcome, design, random, groups, is_restricted), is_restricted)
    if settled is None or _at_limit(settled[0], random.shape[1]):
        if slope:
            simpler = fit_linear_mixed(outcome, design, groups, level, freedom)
            return _told(simpler, SLOPES_AT_LIMIT)
        settled = _without_groups(outcome, design, is_restricted)
    found = group_sums(units, settled[0], is_restricted=is_restricted)
    return _fitted(found, settled, units, (design, random, groups), freedom, level)


def _units(outcome: pd.Series, design: pd.DataFrame, random: pd.DataFrame, groups: pd.Series) -> list[Group]:
    x = design.to_numpy(dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("Columns of the design depend on each other.")
    sizes = groups.value_counts()
    if len(sizes) < 2 or sizes.max() < 2:
        raise ValueError("A mixed model needs two groups, and a group with two observations.")
    y, z, labels = outcome.to_numpy(dtype=float), random.to_numpy(dtype=float), groups.to_numpy()
    if np.sum((y - x @ np.linalg.lstsq(x, y)[0]) ** 2) <= NO_RESIDUAL * np.sum(y**2):
        raise ValueError("The design explains the outcome exactly: there is no variance to split.")
    return [Group(y[labels == name], x[labels == name], z[labels == name]) for name in pd.unique(groups)]


def _components(
    outcome: pd.Series, design: pd.DataFrame, random: pd.DataFrame, groups: pd.Series, is_restricted: bool
) -> Matrix:
    """statsmodels' estimate of the components, residual variance last.

    Its warnings are silenced because `_settle` judges convergence and the limit itself.
    """
    y, x, z = (np.asarray(given, dtype=float) for given in (outcome, design, random))
    rows, columns = np.tril_indices(z.shape[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = sm.MixedLM(y, x, groups.to_numpy(), z).fit(reml=is_restricted)
        except np.linalg.LinAlgError:  # its optimiser met a singular matrix: start from equal parts instead
            return _equal_parts(outcome, random)
    return np.append(np.asarray(fit.cov_re)[rows, columns], fit.scale)


def _equal_parts(outcome: pd.Series, random: pd.DataFrame) -> Matrix:
    """Half of the outcome's variance to each random effect, half to the residuals: where scoring starts."""
    rows, columns = np.tril_indices(random.shape[1])
    return np.append(np.eye(random.shape[1])[rows, columns], 1.0) * float(np.var(outcome.to_numpy(dtype=float))) / 2


def _falls_from_zero(
    units: list[Group], outcome: pd.Series, design: pd.DataFrame, random: pd.DataFrame, is_restricted: bool
) -> bool:
    """Whether the likelihood of a random intercept falls as its variance leaves zero, so that zero is its best."""
    if random.shape[1] > 1:
        return False
    plain, _ = _without_groups(outcome, design, is_restricted)
    return bool(group_sums(units, plain, is_restricted=is_restricted).score[0] <= 0)


def _settle(units: list[Group], components: Matrix, is_restricted: bool) -> tuple[Matrix, bool] | None:
    """Fisher scoring from `components` to where the score is zero, and whether it got there.

    Each step is halved until the likelihood rises; nothing when a step leads out of the covariances, as it does when
    the best variance is below zero.
    """
    current = group_sums(units, components, is_restricted=is_restricted)
    for _ in range(MOST_STEPS):
        step = np.asarray(np.linalg.solve(current.expected_information, current.score), dtype=float)
        if float(step @ current.score) < SETTLED**2:
            return components, True
        moved = _step(units, components, step, current, is_restricted)
        if moved is None:
            return None
        components, current = moved
    return components, False


def _step(
    units: list[Group], components: Matrix, step: Matrix, current: Sums, is_restricted: bool
) -> tuple[Matrix, Sums] | None:
    size = 1.0
    while size > SMALLEST_STEP:
        tried = components + size * step
        try:
            found = group_sums(units, tried, is_restricted=is_restricted)
        except np.linalg.LinAlgError:
            size /= 2
            continue
        if found.log_likelihood >= current.log_likelihood - 1e-10 * abs(current.log_likelihood):
            return tried, found
        size /= 2
    return None


def _covariance(components: Matrix, q: int) -> Matrix:
    """The random effects' covariance (q × q) from its lower triangle."""
    lower = np.zeros((q, q))
    lower[np.tril_indices(q)] = components[:-1]
    return lower + np.tril(lower, -1).T


def _at_limit(components: Matrix, q: int) -> bool:
    return float(np.linalg.eigvalsh(_covariance(components, q)).min()) < AT_LIMIT * components[-1]


def _without_groups(outcome: pd.Series, design: pd.DataFrame, is_restricted: bool) -> tuple[Matrix, bool]:
    """Components of a model without random effects: zero, and the residual variance of least squares."""
    fit = sm.OLS(outcome.to_numpy(dtype=float), design.to_numpy(dtype=float)).fit()
    return np.array([0.0, fit.mse_resid if is_restricted else fit.ssr / len(design)]), True


def _fitted(
    found: Sums,
    settled: tuple[Matrix, bool],
    units: list[Group],
    given: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
    freedom: Freedom,
    level: float,
) -> FittedMixed:
    (components, has_converged), (design, random, groups) = settled, given
    is_boundary = not components[:-1].any()
    counts_as_plain = is_boundary and freedom != "kenward_roger"
    covariance, df = _inference(found, freedom, len(design) if counts_as_plain else 0)
    psi = _covariance(components, random.shape[1])
    terms, effects = list(design.columns), list(random.columns)
    cautions = [*few_per_parameter(len(design), len(terms)), *_group_cautions(len(units))]
    cautions += [BOUNDARY] if is_boundary else []
    cautions += [] if has_converged else [NOT_CONVERGED]
    return FittedMixed(
        coefficients=coefficient_table(terms, found.beta, np.sqrt(np.diag(covariance)), df, level),
        covariance=pd.DataFrame(covariance, index=terms, columns=terms),
        n=len(design),
        level=level,
        method=METHODS[freedom],
        cautions=tuple(cautions),
        measures=_measures(psi, components[-1], found.log_likelihood),
        group_effects=pd.DataFrame(_predictions(found, units, components, psi), pd.unique(groups), effects),
        random_covariance=pd.DataFrame(psi, effects, effects),
    )


def _inference(found: Sums, freedom: Freedom, n_without_groups: int) -> tuple[Matrix, Matrix]:
    """Covariance and degrees of freedom of the fixed effects; those of least squares given their n."""
    k = len(found.beta)
    if freedom == "normal":
        return found.phi, np.full(k, np.inf)
    if n_without_groups:
        return found.phi, np.full(k, float(n_without_groups - k))
    if freedom == "satterthwaite":
        return found.phi, found.degrees_of_freedom(found.observed_information)
    return found.adjusted_covariance(), found.degrees_of_freedom(found.expected_information)


def _predictions(found: Sums, units: list[Group], components: Matrix, psi: Matrix) -> Matrix:
    """ΨZ′V⁻¹(y − Xβ), one row a group (Henderson 1975)."""
    rows = []
    for unit in units:
        variance = np.tensordot(components, np.array(unit.parts()), axes=1)
        rows.append(psi @ unit.z.T @ np.linalg.solve(variance, unit.y - unit.x @ found.beta))
    return np.array(rows)


def _measures(psi: Matrix, residual: float, log_likelihood: float) -> dict[str, float]:
    measures = {"sd_residual": float(np.sqrt(residual)), "log_likelihood": float(log_likelihood)}
    if len(psi) == 1:
        between = float(psi[0, 0])
        measures |= {"sd_groups": float(np.sqrt(between)), "icc": between / (between + float(residual))}
    return measures


def _group_cautions(n_groups: int) -> tuple[Caution, ...]:
    if n_groups >= FEW_CLUSTERS:
        return ()
    return (Caution("few-clusters", "les groupes sont peu nombreux et la marge est large", "few groups: wide margin"),)


def _told(fit: FittedMixed, caution: Caution) -> FittedMixed:
    return replace(fit, cautions=(caution, *fit.cautions))
