"""The interval of a share that is printed when nothing else is asked for: which one is honest depends on the base.

Chosen on evidence, by exact enumeration over every true share (`benchmarks/coverage.py` prints the table): at n = 4, 10
or 30, the real coverage of nominal 95 % falls to 83 % for Wilson, 87 % for Jeffreys and Agresti-Coull and 92 % for
mid-p at some shares. Clopper-Pearson never falls below the level, and neither does the exact hypergeometric interval
that takes its place when N is known (it tends to Clopper-Pearson as N grows, so that a reader meets one logic).
"""

from __future__ import annotations

from math import sqrt

from scipy.stats import norm

from pipeline.statistics.binomial_intervals import SHARE, clopper_pearson, is_share
from pipeline.statistics.hypergeometric_intervals import equal_tailed
from pipeline.statistics.results import Caution, Estimate, Method

CENSUS = Caution(
    "census",
    "Tout le monde a répondu : aucun intervalle, la part est celle de la population.",
    "Everybody answered: no interval, the share is that of the population.",
)
ALL_ALIKE = Caution(
    "all-alike",
    "Toutes les réponses vont dans le même sens ; cela ne prouve pas que personne ne pense autrement.",
    "All answers are alike; this does not prove that nobody thinks otherwise.",
)
WALD = Method("Wald, population finie", "Wald, finite population", "Cochran 1977, section 3.4")


def share_interval(successes: int, n: int, level: float, population: int | None = None) -> Estimate:
    """The share `successes` of `n` with its default interval.

    `population` is the number N of those the answers stand for, when a register gives it. All of them answered: no
    interval and caution `census`. N known: exact hypergeometric, equal-tailed. Else Clopper-Pearson.

    Raises:
        ValueError: this is not a share, or `n` is above `population`.
    """
    is_share(successes, n)
    if population is not None and n == population:
        return Estimate(value=successes / n, method=SHARE, n=n, cautions=(CENSUS,))
    if population is None:
        found = clopper_pearson(successes, n, level)
    else:
        found = equal_tailed(successes, n, population, level)
    cautions = (ALL_ALIKE,) if successes in (0, n) else ()
    return Estimate(
        value=found.value,
        method=SHARE,
        n=n,
        low=found.low,
        high=found.high,
        level=level,
        interval=found.interval,
        cautions=cautions,
    )


def wald(successes: int, n: int, population: int, level: float) -> Estimate:
    """Normal interval with finite population correction: for comparison with other software, never printed.

    Not cut at 0 and 1; of zero width at 0 and n successes, which is why.
    """
    is_share(successes, n)
    p = successes / n
    half = float(norm.ppf((1 + level) / 2)) * standard_error(successes, n, population)
    return Estimate(value=p, method=SHARE, n=n, low=p - half, high=p + half, level=level, interval=WALD)


def standard_error(successes: int, n: int, population: int) -> float:
    """Unbiased standard error of a share under simple random sampling without replacement; 0 for a single answer."""
    is_share(successes, n)
    p = successes / n
    return sqrt(p * (1 - p) / max(n - 1, 1) * (population - n) / population)
