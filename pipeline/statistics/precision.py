"""With groups of these sizes, could a test decide at all, and which difference would it have seen? Exact, in counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm

from pipeline.statistics.fourfold_tables import fisher_p_values
from pipeline.statistics.results import Test
from pipeline.statistics.shift_algorithm import subset_sums

POWER = 0.8
"""Chance of seeing a difference that is there, below which a study is usually held too small (Cohen 1988)."""

LARGEST_PRODUCT = 2_500
"""Product of the sizes beyond which the power of a rank test is approached (Noether 1987)."""

HALVINGS = 20


def can_decide(test: Test, level: float) -> bool:
    """Whether some data of these sizes and margins would give a p-value at most 1 − `level`.

    An approximate test of large groups tells no smallest p-value and always can; one that was not done never can.
    """
    if test.p_value is None:
        return False
    return test.smallest_p is None or test.smallest_p <= 1 - level + 1e-12


def count_that_decides(n: int, m: int, total: int, level: float) -> tuple[int | None, int | None]:
    """(largest, smallest) number of yes of `n`, of `total` shared with a group of `m`, for which Fisher's test decides.

    The total stays as it is, as in the test itself: where its smallest p-value is too large, no count decides. The
    first lies below the other group's share, the second above; None when no count on that side would do.
    """
    rejects = _rejects(n, m, level)
    decisive = [yes for yes in range(max(0, total - m), min(n, total) + 1) if rejects[yes, total - yes]]
    below = [yes for yes in decisive if yes / n < (total - yes) / m]
    above = [yes for yes in decisive if yes / n > (total - yes) / m]
    return max(below, default=None), min(above, default=None)


def fisher_power(share: float, n: int, other_share: float, m: int, level: float) -> float:
    """Probability that Fisher's test of samples of `n` and `m` tells these two true shares apart (exact)."""
    rejects = _rejects(n, m, level)
    first, second = binom.pmf(np.arange(n + 1), n, share), binom.pmf(np.arange(m + 1), m, other_share)
    return float(first @ rejects @ second)


def detectable_count(
    n: int, other_yes: int, m: int, level: float, power: float = POWER
) -> tuple[int | None, int | None]:
    """(largest, smallest) k such that a true share of k of `n` would be told from `other_yes` of `m` with that power.

    The first lies below the other group's share, the second above; None when even none, or all, would not do.
    """
    share = other_yes / m
    seen = [yes for yes in range(n + 1) if fisher_power(yes / n, n, share, m, level) >= power]
    below = [yes for yes in seen if yes / n < share]
    above = [yes for yes in seen if yes / n > share]
    return max(below, default=None), min(above, default=None)


def detectable_superiority(n: int, m: int, level: float, power: float = POWER) -> float | None:
    """The P(one group above the other), above ½, that the exact Mann-Whitney test sees with that power.

    Under Lehmann's alternatives G = Fᵏ, for which the order of the pooled sample has a closed form (Savage 1956), so
    that the power is exact; ties lower it. None when even groups that hardly overlap would not do.
    """
    if n * m > LARGEST_PRODUCT:
        return _noether(n, m, level, power)
    critical = _critical(n, m, level)
    if critical is None:
        return None
    return _first_reaching(lambda superiority: rank_power(superiority, n, m, critical), power)


def rank_power(superiority: float, n: int, m: int, critical: int) -> float:
    """Probability that U of groups of `n` and `m` is at most `critical` or at least nm − `critical`."""
    chances = lehmann_distribution(superiority / (1 - superiority), n, m)
    return float(chances[: critical + 1].sum() + chances[len(chances) - 1 - critical :].sum())


def lehmann_distribution(odds: float, n: int, m: int) -> NDArray[np.float64]:
    """Probability of each U = 0…nm, the pairs in which the first group is above, when its members top it with `odds`.

    From the top down, the next member of the pooled order is one of the i left of the first group with probability
    i·odds / (i·odds + j), and is then above the j left of the second (Savage 1956).
    """
    left = np.zeros((m + 1, n * m + 1))
    left[:, 0] = 1.0  # nobody of the first group is left, so U grows no more
    for i in range(1, n + 1):
        for j in range(m + 1):
            first = i * odds / (i * odds + j)
            left[j] = first * _moved(left[j], j)
            if j:
                left[j] += (1 - first) * left[j - 1]
    return left[m]


def one_way_changes_needed(level: float) -> int:
    """How many pairs must change, all the same way, before McNemar's or the sign test can decide: 6 at 95 %."""
    changes = 1
    while 2 * 0.5**changes > 1 - level:
        changes += 1
    return changes


def changes_that_decide(changed: int, level: float) -> int | None:
    """Of `changed` pairs, how many must go the same way for McNemar's test to decide; None when even all would not."""
    enough = (same for same in range((changed + 1) // 2, changed + 1) if _two_tails(same, changed) <= 1 - level)
    return next(enough, None)


@lru_cache(maxsize=64)
def _rejects(n: int, m: int, level: float) -> NDArray[np.bool_]:
    """Whether Fisher's test decides, for each number of yes of the first group (rows) and of the second (columns)."""
    rejects: NDArray[np.bool_] = fisher_p_values(n, m) <= 1 - level
    return rejects


def _two_tails(same: int, changed: int) -> float:
    return min(1.0, 2 * float(binom.sf(same - 1, changed, 0.5)))


def _moved(chances: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    moved = np.zeros_like(chances)
    moved[by:] = chances[: len(chances) - by]
    return moved


def _critical(n: int, m: int, level: float) -> int | None:
    """The largest U whose two tails have together at most 1 − `level` by chance; None when not even U = 0 has."""
    null = subset_sums(range(1, n + m + 1), n)
    if null is None:
        return None
    tails = 2 * np.cumsum(null.probabilities)
    allowed = int((tails <= 1 - level + 1e-12).sum())
    return allowed - 1 if allowed else None


def _first_reaching(power: Callable[[float], float], wanted: float) -> float | None:
    """The smallest superiority with that power, which grows from ½ to 1 (by halving)."""
    low, high = 0.5, 0.999
    if power(high) < wanted:
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= wanted else (middle, high)
    return high


def _noether(n: int, m: int, level: float, power: float) -> float | None:
    found = 0.5 + float(norm.ppf((1 + level) / 2) + norm.ppf(power)) * np.sqrt((n + m) / (12 * n * m))
    return float(found) if found < 1 else None
