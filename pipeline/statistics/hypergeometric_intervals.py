"""Intervals for a share of a finite population of which n were drawn: how many of the N are likely to share it.

Inversion of tests of « M of the N »: a limit is the outermost M that the test does not reject. All M that the answers
leave possible (successes..N - failures) are tried; with Sterne's and Blaker's tests those kept can have gaps, and the
interval is their hull. When everybody was drawn the interval is one point. No Python or R package gives these: those
that claim to are off by one unit (see tests/golden/shares).
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import betabinom, hypergeom

from pipeline.statistics.binomial_intervals import SHARE, is_share
from pipeline.statistics.results import Estimate, Method

EQUAL_TAILED = Method(
    "hypergéométrique exact",
    "Exact hypergeometric",
    "Buonaccorsi 1987; Wright 1991: each one-sided test at half the error, the M it keeps",
)
STERNE = Method("hypergéométrique exact (Sterne)", "Exact hypergeometric, Sterne", "Sterne 1954")
BLAKER = Method("hypergéométrique exact (Blaker)", "Exact hypergeometric, Blaker", "Blaker 2000")
POSTERIOR = Method(
    "bêta-binomial (Jeffreys)", "Beta-binomial, Jeffreys prior", "Ericson 1969: posterior of the finite total"
)
TIE = 1 + 1e-7
"""Two probabilities closer than this are equal: the same convention as R's exact tests."""

Numbers = NDArray[np.float64]


def equal_tailed(successes: int, n: int, population: int, level: float) -> Estimate:
    """The M with P(X >= successes) and P(X <= successes) both above (1 - level) / 2.

    Both rise or fall with M, so each limit is found by halving.
    """
    lowest, highest = _possible(successes, n, population)
    tail = (1 - level) / 2
    totals = range(lowest, highest + 1)
    rejected = bisect_left(totals, True, key=lambda m: bool(hypergeom.sf(successes - 1, population, m, n) > tail))
    kept = bisect_left(totals, True, key=lambda m: bool(hypergeom.cdf(successes, population, m, n) <= tail))
    return _interval((lowest + rejected, lowest + kept - 1), (successes, n, population), level, EQUAL_TAILED)


def sterne(successes: int, n: int, population: int, level: float) -> Estimate:
    """The M for which the outcomes no likelier than the observed one have together more than 1 - level."""
    candidates, chances = _chances(successes, n, population)
    is_as_extreme = chances <= chances[:, [successes]] * TIE
    return _hull(candidates, chances, is_as_extreme, (successes, n, population), level, STERNE)


def blaker(successes: int, n: int, population: int, level: float) -> Estimate:
    """The M for which outcomes whose smaller tail is not above that observed have together more than 1 - level."""
    candidates, chances = _chances(successes, n, population)
    below = chances.cumsum(axis=1)
    above = chances[:, ::-1].cumsum(axis=1)[:, ::-1]
    smaller = np.minimum(above, below)
    is_as_extreme = smaller <= smaller[:, [successes]] * TIE
    return _hull(candidates, chances, is_as_extreme, (successes, n, population), level, BLAKER)


def posterior(successes: int, n: int, population: int, level: float) -> Estimate:
    """Central posterior interval of the total under the prior Beta(1/2, 1/2); `value` is the posterior mean share."""
    _possible(successes, n, population)
    tail, unseen = (1 - level) / 2, population - n
    law = betabinom(unseen, successes + 0.5, n - successes + 0.5)
    low, high = (successes + float(law.ppf(q)) if unseen else successes for q in (tail, 1 - tail))
    mean = successes + unseen * (successes + 0.5) / (n + 1)
    return Estimate(
        value=mean / population,
        method=POSTERIOR,
        n=n,
        low=low / population,
        high=high / population,
        level=level,
        interval=POSTERIOR,
    )


def _possible(successes: int, n: int, population: int) -> tuple[int, int]:
    """The smallest and the largest M that the answers leave possible.

    Raises:
        ValueError: this is not a share, or more were drawn than there are.
    """
    is_share(successes, n)
    if n > population:
        raise ValueError(f"{n} answers cannot come from a population of {population}.")
    return successes, population - (n - successes)


def _chances(successes: int, n: int, population: int) -> tuple[NDArray[np.int64], Numbers]:
    """Every M possible, and the probability of each outcome 0..n under it: shapes (m,) and (m, n + 1)."""
    lowest, highest = _possible(successes, n, population)
    candidates, outcomes = np.arange(lowest, highest + 1), np.arange(n + 1)
    log_factorials = gammaln(np.arange(population + 1) + 1.0)

    def log_ways(among: NDArray[np.int64], taken: NDArray[np.int64]) -> Numbers:
        is_possible = (taken >= 0) & (taken <= among)
        left = np.where(is_possible, among - taken, 0)
        ways = log_factorials[among] - log_factorials[np.where(is_possible, taken, 0)] - log_factorials[left]
        return np.where(is_possible, ways, -np.inf)

    with_it, without = candidates[:, None], population - candidates[:, None]
    every = log_factorials[population] - log_factorials[n] - log_factorials[population - n]
    return candidates, np.exp(log_ways(with_it, outcomes) + log_ways(without, n - outcomes) - every)


def _hull(
    candidates: NDArray[np.int64],
    chances: Numbers,
    is_as_extreme: NDArray[np.bool_],
    drawn: tuple[int, int, int],
    level: float,
    method: Method,
) -> Estimate:
    """The smallest interval around the M whose outcomes as extreme as that observed are likely enough together."""
    kept = candidates[(chances * is_as_extreme).sum(axis=1) > 1 - level]
    return _interval((int(kept.min()), int(kept.max())), drawn, level, method)


def _interval(totals: tuple[int, int], drawn: tuple[int, int, int], level: float, method: Method) -> Estimate:
    successes, n, population = drawn
    low, high = (total / population for total in totals)
    return Estimate(value=successes / n, method=SHARE, n=n, low=low, high=high, level=level, interval=method)
