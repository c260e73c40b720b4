"""Do several items measure one thing? Cronbach's alpha and McDonald's omega, and what a small base forbids to say.

Frames hold one row a respondent and one column an item, all items turned the same way. Only those who answered every
item count. Alpha is right when all items reflect the thing equally well (tau-equivalence) and too low otherwise; omega
lets each have its own loading on one factor.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import f

from pipeline.statistics.results import Caution, Estimate, Method

ALPHA = Method("alpha de Cronbach", "Cronbach's alpha", "Cronbach 1951")
FELDT = Method("Feldt", "Feldt", "Feldt 1965; Feldt, Woodruff, Salih 1987")
OMEGA = Method(
    "oméga de McDonald", "McDonald's omega", "McDonald 1999: one factor, maximum likelihood, observed variance"
)
OMEGA_STANDARDISED = Method(
    "oméga de McDonald, items réduits", "McDonald's omega, standardised items", "McDonald 1999: one factor, minres"
)
FEW_MIN, NONE_MIN = 30, 5
FEW = Caution(
    "reliability-few-respondents",
    "Moins de trente personnes ont répondu à tous les items : la fidélité est mal connue, lire l’intervalle.",
    "Fewer than thirty people answered all items: reliability is poorly known, read the interval.",
)
NONE = Caution(
    "reliability-too-few",
    "Trop peu de personnes ont répondu à tous les items : la fidélité n’est pas calculée.",
    "Too few people answered all items: reliability is not computed.",
)
CONSTANT = Caution(
    "reliability-constant-item",
    "Un item a reçu partout la même réponse : il ne dit rien de ce qu’il partage avec les autres.",
    "One item got the same answer everywhere: it says nothing of what it shares with the others.",
)
REVERSED = Caution(
    "reliability-negative",
    "Des items s’opposent : l’un d’eux est sans doute à retourner, ou ils ne mesurent pas une même chose.",
    "Items oppose each other: one is probably to be reversed, or they do not measure one thing.",
)
TWO_ITEMS = Caution(
    "reliability-two-items",
    "Deux items seulement : un facteur ne peut pas en être tiré, l’alpha ne dit que leur corrélation.",
    "Two items only: no factor can be drawn from them, alpha only tells their correlation.",
)
IMPROPER = Caution(
    "reliability-improper",
    "Un item se confond avec le facteur (solution impropre) : l’oméga n’est pas donné.",
    "One item is taken for the factor itself (improper solution): omega is not given.",
)
IMPROPER_BELOW = 1e-3
"""The smallest unique part of an item's variance that is sought; a solution at this edge is a Heywood case."""

Numbers = NDArray[np.float64]


def alpha(items: pd.DataFrame, level: float) -> Estimate:
    """Cronbach's alpha with Feldt's interval.

    Missing, with a caution, for fewer than `NONE_MIN` complete respondents or when no item varies.

    Raises:
        ValueError: there are fewer than two items.
    """
    complete = _complete(items)
    n, k = complete.shape
    cautions = _cautions(complete)
    variances = complete.var(axis=0, ddof=1) if n > 1 else np.zeros(k)
    total = complete.sum(axis=1).var(ddof=1) if n > 1 else 0.0
    if NONE in cautions or not total > 0:
        return Estimate(value=None, method=ALPHA, n=n, cautions=cautions)
    value = float(k / (k - 1) * (1 - variances.sum() / total))
    tail, freedom = (1 - level) / 2, (n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - value) * float(f.ppf(q, *freedom)) for q in (1 - tail, tail))
    cautions += (REVERSED,) if value < 0 else ()
    cautions += (TWO_ITEMS,) if k == 2 else ()
    return Estimate(value=value, method=ALPHA, n=n, low=low, high=high, level=level, interval=FELDT, cautions=cautions)


def omega(items: pd.DataFrame) -> Estimate:
    """McDonald's omega: squared sum of the loadings on one factor, over the variance of the sum of the items.

    Loadings by maximum likelihood, as a confirmatory one-factor model gives them. No interval: none that holds at these
    sizes is at hand; alpha's says how little a small base tells. Missing, with a caution, where no factor can be drawn.
    """
    complete = _complete(items)
    cautions = _cautions(complete)
    if complete.shape[1] < 3:
        cautions += (TWO_ITEMS,)
    if {NONE, CONSTANT, TWO_ITEMS} & set(cautions):
        return Estimate(value=None, method=OMEGA, n=len(complete), cautions=cautions)
    loadings = one_factor_loadings(complete)
    if (1 - loadings**2).min() <= IMPROPER_BELOW * (1 + 1e-6):
        return Estimate(value=None, method=OMEGA, n=len(complete), cautions=(*cautions, IMPROPER))
    shared = (loadings * complete.std(axis=0)).sum() ** 2
    value = float(shared / complete.sum(axis=1).var())
    return Estimate(value=value, method=OMEGA, n=len(complete), cautions=cautions)


def omega_standardised(items: pd.DataFrame) -> Estimate:
    """Omega of items reduced to unit variance, loadings by minimum residuals and the model's own variance below."""
    complete = _complete(items)
    cautions = _cautions(complete)
    if {NONE, CONSTANT} & set(cautions):
        return Estimate(value=None, method=OMEGA_STANDARDISED, n=len(complete), cautions=cautions)
    loadings = minres_loadings(complete)
    shared = loadings.sum() ** 2
    value = float(shared / (shared + (1 - loadings**2).sum()))
    return Estimate(value=value, method=OMEGA_STANDARDISED, n=len(complete), cautions=cautions)


def one_factor_loadings(complete: Numbers) -> Numbers:
    """Standardised loadings of the items on one factor by maximum likelihood, turned so that their sum is positive.

    Shape (n, k) to (k,). Minimises log det S + tr(S^-1 R) with S = l l' + diag(1 - l^2): at the maximum the model gives
    each item its observed variance (Lawley, Maxwell 1971, section 4.2), so the loadings alone need be sought. Own code:
    statsmodels' `Factor` stops short of the maximum when an item nears the edge, without a word.
    """
    correlations: Numbers = np.asarray(np.corrcoef(complete, rowvar=False))

    def loss(loadings: Numbers) -> tuple[float, Numbers]:
        model = np.outer(loadings, loadings)
        np.fill_diagonal(model, 1.0)
        inverse = np.linalg.inv(model)
        slopes = inverse - inverse @ correlations @ inverse
        value = np.linalg.slogdet(model)[1] + (inverse * correlations).sum()
        return float(value), 2 * (slopes @ loadings - np.diag(slopes) * loadings)

    values, vectors = np.linalg.eigh(correlations)
    edge = np.sqrt(1 - IMPROPER_BELOW)
    start = np.clip(vectors[:, -1] * np.sqrt(values[-1]), -0.95, 0.95)
    bounds = [(-edge, edge)] * len(start)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-9}).x
    return np.asarray(found * np.sign(found.sum()))


def minres_loadings(complete: Numbers) -> Numbers:
    """Standardised loadings that leave the smallest squared residual correlations (Harman, Jones 1966)."""
    correlations: Numbers = np.asarray(np.corrcoef(complete, rowvar=False))

    def loss(loadings: Numbers) -> tuple[float, Numbers]:
        residuals = correlations - np.outer(loadings, loadings)
        np.fill_diagonal(residuals, 0.0)
        return float((residuals**2).sum() / 2), -2 * residuals @ loadings

    start = np.full(complete.shape[1], 0.5)
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return np.asarray(found * np.sign(found.sum()))


def _complete(items: pd.DataFrame) -> Numbers:
    if items.shape[1] < 2:
        raise ValueError("Reliability needs at least two items.")
    return items.astype("float64").dropna().to_numpy()


def _cautions(complete: Numbers) -> tuple[Caution, ...]:
    if len(complete) < NONE_MIN:
        return (NONE,)
    few = (FEW,) if len(complete) < FEW_MIN else ()
    return few + ((CONSTANT,) if (np.ptp(complete, axis=0) == 0).any() else ())
