"""How sure is a difference of means of independent groups, or of two such differences, with few units in each?

The estimate is Σ c_g ȳ_g with c_g = ±1, its variance Σ s_g²/n_g: unbiased whatever the spreads, and what CR2 errors by
unit come to. Degrees of freedom say how well that variance is known. Bell & McCaffrey 2002 take spreads for equal and
cover 91 to 94 % when the smaller group's is two or three times as large; Welch 1947 takes them as observed and covers
90 to 93 % when two or three units face many. The smaller of the two covers 94 % or more from 2 units a group on, as
long as no group's standard deviation is more than twice another's (`benchmarks/coverage_gaps.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from pipeline.statistics.regression_results import Matrix


@dataclass(frozen=True, kw_only=True)
class MeanContrast:
    """Estimate, standard error and degrees of freedom: numbers, or one a sample where groups hold several."""

    estimate: Matrix
    std_error: Matrix
    df: Matrix

    def bounds(self, level: float) -> tuple[Matrix, Matrix]:
        """Student's interval."""
        reach = stdtrit(self.df, (1 + level) / 2) * self.std_error
        return np.asarray(self.estimate - reach), np.asarray(self.estimate + reach)

    def p_value(self) -> Matrix:
        """Student's two-sided p-value; the error must not be zero."""
        return np.asarray(2 * stdtr(self.df, -np.abs(self.estimate) / self.std_error))


def mean_contrast(added: Sequence[Matrix], taken: Sequence[Matrix], *, has_equal_spread: bool = False) -> MeanContrast:
    """The means of the groups `added` minus those of the groups `taken`; each has its units in its last axis, two at
    least. Degrees of freedom are Bell & McCaffrey's alone where spreads are taken for equal.
    """
    groups = [*added, *taken]
    n = np.array([group.shape[-1] for group in groups], dtype=float)
    signs = np.repeat([1.0, -1.0], [len(added), len(taken)])
    means = np.stack([group.mean(axis=-1) for group in groups], axis=-1)
    parts = np.stack([group.var(axis=-1, ddof=1) for group in groups], axis=-1) / n
    alike = (1 / n).sum() ** 2 / (1 / n**2 / (n - 1)).sum()
    variance = parts.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        observed = variance**2 / (parts**2 / (n - 1)).sum(axis=-1)
    df = np.full_like(variance, alike) if has_equal_spread else np.fmin(alike, observed)
    return MeanContrast(estimate=means @ signs, std_error=np.sqrt(variance), df=df)
