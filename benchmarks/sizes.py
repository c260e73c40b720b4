"""Measure how often each default test errs when there is nothing to find, and how often its interval holds the truth.

Run: python -m benchmarks.sizes [draws]. Sizes of Fisher's and McNemar's tests are exact (enumerated over true shares,
the worst is shown); the others are simulated with a fixed seed, and the table shows the Monte Carlo error. A nominal
5 % test must err at most 5 % of the time, a nominal 95 % interval hold the truth at least 93 % of the time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from scipy.stats import binom

from pipeline.statistics import (
    effect_sizes,
    exact_differences,
    exact_tables,
    location_shifts,
    multiplicity,
    paired_tests,
    rank_tests,
)
from pipeline.statistics.fourfold_tables import fisher, fisher_p_values
from pipeline.statistics.results import Estimate, Test

DRAWS, SEED = 400, 20251125
LEVEL = 0.95
ERRORS = 3
"""Monte Carlo errors that a simulated rate may stray."""

SHARES = np.linspace(0.02, 0.98, 25)
SIZES = ((4, 4), (4, 10), (10, 10), (10, 30), (30, 30))
FIVE_LEVELS = np.array([0.1, 0.15, 0.35, 0.3, 0.1])
ELEVEN_LEVELS = np.array([1, 1, 2, 3, 5, 9, 14, 20, 22, 14, 9]) / 100


@dataclass(frozen=True)
class Row:
    """A rate in one setting; `draws` is 0 when it is exact."""

    what: str
    setting: str
    rate: float
    draws: int
    is_size: bool

    @property
    def error(self) -> float:
        """Monte Carlo standard error."""
        return (self.rate * (1 - self.rate) / self.draws) ** 0.5 if self.draws else 0.0

    @property
    def holds(self) -> bool:
        """Whether the rate is what it should be, but for Monte Carlo error."""
        slack = ERRORS * max(self.error, (0.05 * 0.95 / self.draws) ** 0.5) if self.draws else 1e-9
        return self.rate <= 1 - LEVEL + slack if self.is_size else self.rate >= 0.93 - slack


def rows(draws: int = DRAWS) -> Iterator[Row]:
    """Every default test and interval, setting by setting."""
    yield from exact_sizes()
    yield from exact_coverages()
    generator = Generator(PCG64(SEED))
    for what, setting, rejects in simulated_tests(generator):
        yield Row(what, setting, float(np.mean([rejects() for _ in range(draws)])), draws, True)
    for what, setting, covers in simulated_intervals(generator):
        yield Row(what, setting, float(np.mean([covers() for _ in range(draws)])), draws, False)


def exact_sizes() -> Iterator[Row]:
    """Fisher's and McNemar's tests: the probability of p ≤ 5 %, the largest over true shares."""
    for n, m in SIZES:
        p = fisher_p_values(n, m)
        worst = max(binom.pmf(range(n + 1), n, s) @ (p <= 1 - LEVEL) @ binom.pmf(range(m + 1), m, s) for s in SHARES)
        yield Row("Fisher 2 × 2", f"{n} and {m}", float(worst), 0, True)
    for n in (6, 10, 30):
        rates = []
        for share in SHARES:  # of pairs that change
            by_changed = [_mc_nemar_rate(changed) for changed in range(n + 1)]
            rates.append(binom.pmf(range(n + 1), n, share) @ np.array(by_changed))
        yield Row("McNemar", f"{n} pairs", float(max(rates)), 0, True)


def _mc_nemar_rate(changed: int) -> float:
    decides = [paired_tests.mc_nemar(gained, changed - gained).p_value <= 1 - LEVEL for gained in range(changed + 1)]  # type: ignore[operator]
    return float(binom.pmf(range(changed + 1), changed, 0.5) @ np.array(decides))


def exact_coverages() -> Iterator[Row]:
    """The difference of two shares: the probability that the interval holds it, the smallest over pairs of shares."""
    for n, m in SIZES[:3]:
        bounds = {
            (a, b): exact_differences.difference_of_shares([[a, n - a], [b, m - b]], LEVEL)
            for a in range(n + 1)
            for b in range(m + 1)
        }
        worst = min(_difference_coverage(bounds, n, m, first, second) for first in SHARES for second in SHARES)
        yield Row("difference of shares", f"{n} and {m}", worst, 0, False)


def _difference_coverage(bounds: dict[tuple[int, int], Estimate], n: int, m: int, first: float, second: float) -> float:
    chances = np.outer(binom.pmf(range(n + 1), n, first), binom.pmf(range(m + 1), m, second))
    return float(sum(chances[key] for key, found in bounds.items() if _holds(found, first - second)))


def simulated_tests(generator: Generator) -> Iterator[tuple[str, str, Callable[[], bool]]]:
    """What is simulated: a test, a setting without any difference, and one draw of « it rejects »."""
    for levels, name in ((FIVE_LEVELS, "5 levels"), (ELEVEN_LEVELS, "11 levels")):
        for n, m in SIZES:
            yield (
                "Mann-Whitney",
                f"{n} and {m}, {name}",
                partial(_ranks_reject, generator, levels, n, m),
            )
        for n in (6, 10, 30):
            yield (
                "signed ranks",
                f"{n} pairs, {name}",
                partial(_signs_reject, generator, levels, n),
            )
    for sizes in ((4, 4, 4), (5, 8, 10), (3, 3, 4, 5)):
        yield (
            "Kruskal-Wallis",
            f"{sizes}, 11 levels",
            partial(_groups_reject, generator, sizes),
        )
        yield (
            "Fisher r × c",
            f"{sizes}, 3 answers",
            partial(_table_rejects, generator, sizes),
        )
    yield "Holm, 5 Fisher tests", "10 and 10", partial(_family_rejects, generator)


def _ranks_reject(generator: Generator, levels: Any, n: int, m: int) -> bool:
    return _rejects(rank_tests.mann_whitney(_marks(generator, levels, n), _marks(generator, levels, m)))


def _signs_reject(generator: Generator, levels: Any, n: int) -> bool:
    return _rejects(paired_tests.signed_rank(_marks(generator, levels, n) - _marks(generator, levels, n)))


def _groups_reject(generator: Generator, sizes: Sequence[int]) -> bool:
    return _rejects(rank_tests.kruskal_permutation([_marks(generator, ELEVEN_LEVELS, n) for n in sizes], draws=499))


def _table_rejects(generator: Generator, sizes: Sequence[int]) -> bool:
    return _rejects(exact_tables.fisher([generator.multinomial(n, [0.5, 0.3, 0.2]) for n in sizes]))


def simulated_intervals(generator: Generator) -> Iterator[tuple[str, str, Callable[[], bool]]]:
    """What is simulated: an interval, a setting with a known truth, and one draw of « it holds it »."""
    for n, m in SIZES:
        for higher, name in ((ELEVEN_LEVELS, "alike"), (ELEVEN_LEVELS[::-1], "far apart")):
            truth = _dominance(ELEVEN_LEVELS, higher)
            yield (
                "Cliff’s delta",
                f"{n} and {m}, {name}",
                partial(_delta_holds, generator, higher, n, m, truth),
            )
        yield (
            "Hodges-Lehmann",
            f"{n} and {m}",
            partial(_shift_holds, generator, n, m),
        )


def _delta_holds(generator: Generator, higher: Any, n: int, m: int, truth: float) -> bool:
    found = effect_sizes.cliff_delta(_marks(generator, ELEVEN_LEVELS, n), _marks(generator, higher, m))
    return _holds(found, truth)


def _shift_holds(generator: Generator, n: int, m: int) -> bool:
    first, second = _marks(generator, ELEVEN_LEVELS, n) + 2, _marks(generator, ELEVEN_LEVELS, m)
    return _holds(location_shifts.shift(first, second), 2)


def _dominance(first: Any, second: Any) -> float:
    signs = np.sign(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    return float(first @ signs @ second)


def _marks(generator: Generator, levels: Any, n: int) -> Any:
    return generator.choice(len(levels), n, p=levels)


def _rejects(test: Test) -> bool:
    return test.p_value is not None and test.p_value <= 1 - LEVEL


def _holds(estimate: Estimate, truth: float) -> bool:
    return (
        estimate.low is not None and estimate.high is not None and estimate.low - 1e-9 <= truth <= estimate.high + 1e-9
    )


def _family_rejects(generator: Generator) -> bool:
    shares = (0.2, 0.4, 0.5, 0.7, 0.9)
    counts = [generator.binomial(10, share, 2) for share in shares]
    found = multiplicity.adjusted([fisher([[a, 10 - a], [b, 10 - b]]).p_value for a, b in counts], "holm")
    return any(p is not None and p <= 1 - LEVEL for p in found)


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a rate is not what it should be."""
    found = list(rows(int(arguments[0]) if arguments else DRAWS))
    print(f"{'test or interval':<22} {'setting':<24} {'size':>7} {'holds':>7} {'± error':>8}")
    for row in found:
        size, coverage = (f"{row.rate:.3f}", "") if row.is_size else ("", f"{row.rate:.3f}")
        mark = "" if row.holds else "  NOT AS IT SHOULD BE"
        print(f"{row.what:<22} {row.setting:<24} {size:>7} {coverage:>7} {row.error:>8.3f}{mark}")
    return int(not all(row.holds for row in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
