"""What weights nobody can prove do to a composite: weights drawn around those declared, and closed forms to check by.

Weights w follow a Dirichlet distribution of parameters alpha = concentration * declared weights: the larger the
concentration, the closer to them; alpha = 1 throughout means that any weights are as likely as any others. For the
arithmetic composite C = sum w_k x_k and mu = alpha / sum(alpha), A = sum(alpha), exactly

    E(C) = sum mu_k x_k        Var(C) = (sum mu_k x_k**2 - E(C)**2) / (A + 1)

and one unit is above another with a probability that is exact too: w is a vector of independent gamma variables over
their sum, so sum w_k d_k > 0 when sum g_k d_k > 0, a weighted sum of chi-square variables (Imhof 1961).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from scipy.integrate import quad

from pipeline.statistics.composites import WHOLE
from pipeline.statistics.ratings import Array

MOST_INTERVALS = 500


def drawn_weights(alpha: Sequence[float], draws: int, seed: int) -> Array:
    """`draws` vectors of weights that sum to one, Dirichlet(alpha): draws × criteria; one seed, one answer."""
    return Generator(PCG64(seed)).dirichlet(list(alpha), size=draws)


def composite_moments(scores: pd.DataFrame, alpha: Sequence[float]) -> pd.DataFrame:
    """`mean` and `deviation` of each unit's arithmetic composite over the weights, exactly; no score may be missing."""
    total = float(np.sum(alpha))
    centre = np.array(alpha) / total
    values = scores.to_numpy(dtype=float)
    mean = values @ centre
    variance = np.maximum(values**2 @ centre - mean**2, 0) / (total + 1)
    return pd.DataFrame({"mean": mean, "deviation": np.sqrt(variance)}, index=scores.index)


def above_probability(differences: Sequence[float], alpha: Sequence[float]) -> float:
    """How likely sum w_k d_k > 0 is under Dirichlet(alpha), where d are the differences of two units, exactly.

    One half when they do not differ; 1 or 0, without an integral, when none is negative or none is positive.
    """
    d = np.round(np.array(differences, dtype=float), WHOLE)
    if not d.any():
        return 0.5
    if (d >= 0).all() or (d <= 0).all():
        return float(d.max() > 0)
    kept = d != 0
    scaled, degrees = d[kept] / np.abs(d).max(), 2 * np.array(alpha, dtype=float)[kept]
    return float(np.clip(0.5 + _imhof_integral(scaled, degrees) / np.pi, 0, 1))


def expected_ranks(scores: pd.DataFrame, alpha: Sequence[float]) -> pd.Series:
    """The mean rank of each unit over the weights, 1 the highest, equal units sharing theirs, exactly.

    A check of simulations, not something to print: 1 + the sum of the others' probabilities of being above.
    """
    values = scores.to_numpy(dtype=float)
    above = [[above_probability(other - unit, alpha) for other in values] for unit in values]
    return pd.Series(np.sum(above, axis=1) - 0.5 + 1, index=scores.index)


def _imhof_integral(scale: Array, degrees: Array) -> float:
    """Imhof's integral at zero: of sin(theta(u)) / (u rho(u)) over u > 0."""

    def integrand(u: float) -> float:
        theta = float((degrees * np.arctan(scale * u)).sum()) / 2
        log_rho = float((degrees * np.log1p((scale * u) ** 2)).sum()) / 4
        return float(np.sin(theta) / u * np.exp(-log_rho))

    return float(quad(integrand, 0, np.inf, limit=MOST_INTERVALS, epsabs=1e-10, epsrel=1e-9)[0])
