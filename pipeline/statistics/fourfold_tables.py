"""Do two groups answer yes as often? Exact tests and intervals of a table [[a, b], [c, d]].

Rows are the groups, columns yes and no (or the other way round: Fisher's test and the odds ratio do not mind).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import boschloo_exact, fisher_exact, hypergeom
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep

from pipeline.statistics.cautions import EMPTY, ONE_VALUE
from pipeline.statistics.results import Estimate, Method, Test
from pipeline.statistics.shift_algorithm import Alternative

Fourfold = Sequence[Sequence[int]]

FISHER = Method("test exact de Fisher", "Fisher's exact test", "Fisher 1935")
FISHER_CENTRAL = Method("test exact de Fisher, deux demi-tests", "central Fisher's exact test", "Fay 2010")
FISHER_MID_P = Method("test de Fisher, p médian", "Fisher mid-p test", "Lancaster 1961")
BOSCHLOO = Method("test exact de Boschloo", "Boschloo's exact test", "Boschloo 1970")
ODDS_RATIO = Method("rapport des cotes conditionnel", "conditional odds ratio", "Fisher 1935")
EXACT_CONDITIONAL = Method("exact conditionnel", "exact conditional", "Cornfield 1956")
RISK_DIFFERENCE = Method("différence de deux parts", "risk difference", "Newcombe 1998")
NEWCOMBE = Method("Newcombe (méthode 10)", "Newcombe hybrid score", "Newcombe 1998")
WALD = Method("Wald", "Wald", "Wald 1943")


SAME = 1 + 1e-7
"""Two probabilities nearer than this are one: R's `fisher.test` uses the same factor."""


def fisher(table: Fourfold, alternative: Alternative = "two-sided") -> Test:
    """Fisher's exact test (scipy's `fisher_exact`); two-sided, the tables that are no likelier than the observed one.

    `greater` asks whether the odds of a over b exceed those of c over d. Conditional on all margins, so that
    `smallest_p` is the smallest p-value of any table with these margins. Assumption: answers are independent.
    """
    sizes = _sizes(table)
    if not all(sizes):
        return Test(p_value=None, method=FISHER, sizes=sizes, cautions=(EMPTY,))
    cells = np.asarray(table)
    alike = (ONE_VALUE,) if not cells.sum(axis=0).all() else ()
    return Test(
        p_value=float(fisher_exact(cells, alternative=alternative).pvalue),
        method=FISHER,
        sizes=sizes,
        statistic=float(cells[0, 0]),
        smallest_p=smallest_fisher_p(table, alternative),
        cautions=alike,
    )


def smallest_fisher_p(table: Fourfold, alternative: Alternative = "two-sided") -> float:
    """The smallest p-value of Fisher's test over all tables with the margins of this one."""
    chances = _probabilities(table)
    if alternative == "greater":
        return float(chances[-1])
    if alternative == "less":
        return float(chances[0])
    return min(1.0, float(chances[chances <= chances.min() * SAME].sum()))


def fisher_p_values(n: int, m: int) -> np.ndarray:
    """The two-sided p-value of each table of two groups of `n` and `m`: rows 0…n yes of the first, columns 0…m."""
    p_values = np.ones((n + 1, m + 1))
    for yes in range(1, n + m):
        first = np.arange(max(0, yes - m), min(n, yes) + 1)
        chances = hypergeom.pmf(first, n + m, n, yes)
        as_unlikely = chances[None, :] <= chances[:, None] * SAME
        p_values[first, yes - first] = np.minimum(1.0, as_unlikely @ chances)
    return p_values


def fisher_central(table: Fourfold) -> Test:
    """Twice the smaller one-sided p-value: the test that the exact interval of the odds ratio inverts."""
    less, greater = (fisher(table, how) for how in ("less", "greater"))
    if less.p_value is None or greater.p_value is None:
        return less
    chances = _probabilities(table)
    return Test(
        p_value=min(1.0, 2 * min(less.p_value, greater.p_value)),
        method=FISHER_CENTRAL,
        sizes=less.sizes,
        statistic=less.statistic,
        smallest_p=min(1.0, 2 * float(min(chances[0], chances[-1]))),
        cautions=less.cautions,
    )


def fisher_mid_p(table: Fourfold) -> Test:
    """Fisher's two-sided test with the tables as likely as the observed one weighed one half."""
    exact = fisher(table)
    if exact.p_value is None:
        return exact
    chances = _probabilities(table)
    observed = chances[int(np.asarray(table)[0, 0]) - _support(table)[0]]
    same = chances[(chances <= observed * SAME) & (chances * SAME >= observed)].sum()
    return Test(
        p_value=float(exact.p_value - same / 2),
        method=FISHER_MID_P,
        sizes=exact.sizes,
        statistic=exact.statistic,
        cautions=exact.cautions,
    )


def boschloo(table: Fourfold, alternative: Alternative = "two-sided") -> Test:
    """Boschloo's unconditional test (scipy's `boschloo_exact`): more powerful than Fisher's when only group sizes are
    fixed. Two-sided, twice the smaller one-sided p-value.
    """
    sizes = _sizes(table)
    if not all(sizes):
        return Test(p_value=None, method=BOSCHLOO, sizes=sizes, cautions=(EMPTY,))
    found = boschloo_exact(np.asarray(table).T, alternative=alternative)
    return Test(p_value=float(found.pvalue), method=BOSCHLOO, sizes=sizes, statistic=float(found.statistic))


def conditional_odds_ratio(table: Fourfold, level: float = 0.95, alternative: Alternative = "two-sided") -> Estimate:
    """Maximum-likelihood odds ratio given the margins, with its exact interval (scipy's `odds_ratio`).

    0 or infinite when a cell that bounds it is empty; missing when a margin is.
    """
    cells = np.asarray(table)
    n = int(cells.sum())
    if not (cells.sum(axis=0).all() and cells.sum(axis=1).all()):
        caution = ONE_VALUE if cells.sum(axis=1).all() else EMPTY
        return Estimate(value=None, method=ODDS_RATIO, n=n, cautions=(caution,))
    found = odds_ratio(cells, kind="conditional")
    bounds = found.confidence_interval(level, alternative=alternative)
    return Estimate(
        value=float(found.statistic),
        method=ODDS_RATIO,
        n=n,
        low=float(bounds.low),
        high=float(bounds.high),
        level=level,
        interval=EXACT_CONDITIONAL,
    )


def risk_difference(table: Fourfold, level: float = 0.95, *, interval: Method = NEWCOMBE) -> Estimate:
    """Share of yes in the first row minus that in the second, with Newcombe's interval (or `WALD`'s, for large groups).

    Newcombe's method 10 combines the Wilson bounds of the two shares (statsmodels' `confint_proportions_2indep`).
    """
    (yes, no), (other_yes, other_no) = (tuple(map(int, row)) for row in table)
    first, second = yes + no, other_yes + other_no
    if not (first and second):
        return Estimate(value=None, method=RISK_DIFFERENCE, n=first + second, cautions=(EMPTY,))
    name = "wald" if interval is WALD else "newcomb"
    low, high = confint_proportions_2indep(
        yes, first, other_yes, second, method=name, compare="diff", alpha=1 - level, correction=False
    )
    return Estimate(
        value=yes / first - other_yes / second,
        method=RISK_DIFFERENCE,
        n=first + second,
        low=max(-1.0, float(low)),
        high=min(1.0, float(high)),
        level=level,
        interval=interval,
    )


def _sizes(table: Fourfold) -> tuple[int, int]:
    first, second = (sum(map(int, row)) for row in table)
    return first, second


def _support(table: Fourfold) -> tuple[int, int]:
    (a, b), (c, d) = table
    return max(0, a - d), a + min(b, c)


def _probabilities(table: Fourfold) -> np.ndarray:
    """Probability of each value that the first cell can take, the margins being what they are."""
    (a, b), (c, d) = table
    low, high = _support(table)
    chances: np.ndarray = hypergeom.pmf(np.arange(low, high + 1), a + b + c + d, a + b, a + c)
    return chances
