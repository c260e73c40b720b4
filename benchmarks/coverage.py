"""How often the default interval of each statistic holds the truth, and why it is the default.

Shares: every outcome is enumerated, so the coverage is exact, and its smallest value over all true shares is shown.
Marks, scores of promoters and medians: answers are drawn, seeded, from populations like those of the surveys and from
the worst of their kind; the standard error of the coverage is that of the drawing. Gaps, models, series, designs,
agreement and the sizes of their tests are in `coverage_*.py`. `python -m benchmarks.coverage` prints Markdown tables,
in about a quarter of an hour of one core; `--quick` in one minute, with fewer draws, `--share 0.4` with four draws of
ten; `--jobs 2` uses two processes, with the same result; `--only TEXT` measures the scenarios of that name alone;
`--out FILE` writes a file; `--page` rewrites the tables of docs/statistics.md. It fails when a rate is not what it
should be.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from math import nan, sqrt
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator
from scipy.stats import binom, hypergeom

from benchmarks import coverage_page, coverage_rates
from pipeline.statistics import binomial_intervals as binomial
from pipeline.statistics import hypergeometric_intervals as finite
from pipeline.statistics.means import mean_interval, student_interval
from pipeline.statistics.medians import median_interval
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import share_interval

LEVEL, LEAST, WANTED = 0.95, 0.93, 0.94
SIZES, POPULATION = (4, 10, 30), 30
DRAWS, SEED = coverage_rates.CHEAP, 20261121
MANY, FEW_DRAWS = 200, 300
"""Free numbers have an interval from so many answers only; a bootstrap within each draw is slow, so fewer of them."""

EDGE = 1e-9
GRID = np.linspace(0.0005, 0.9995, 1000)

Interval = Callable[[Sequence[float], int | None], Estimate]
Populations = dict[str, list[int]]

MARKS: Populations = {
    "satisfied": [3, 4, 5, 6, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 10, 10],
    "delighted but one": [10] * 29 + [0],
    "divided": [0] * 10 + [5] * 6 + [10] * 14,
    "spread out": [*range(11), *range(11), *range(1, 9)],
}
SIGNS: Populations = {
    "mostly promoters": [1] * 20 + [0] * 7 + [-1] * 3,
    "divided": [1] * 10 + [0] * 10 + [-1] * 10,
    "passive but one": [0] * 29 + [1],
}
COUNTS: Populations = {
    "days": [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 10],
    "staff, a few large": [
        1,
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        2,
        3,
        3,
        3,
        3,
        4,
        4,
        4,
        5,
        5,
        6,
        6,
        7,
        8,
        9,
        10,
        12,
        15,
        18,
        25,
        40,
        90,
    ],
}


@dataclass(frozen=True)
class Coverage:
    """How often an interval held the truth (share of all draws, or the smallest over true shares), and how wide it is.

    `shown` is the share of draws in which there was an interval at all; coverage is that of the intervals shown.
    """

    what: str
    case: str
    n: int
    population: int | None
    coverage: float
    width: float
    error: float = 0.0
    shown: float = 1.0


def share_coverage(name: str, interval: Callable[[int, int], Estimate], n: int, population: int | None) -> Coverage:
    """Exact: the smallest coverage over true shares, which lies at a limit of an interval or beside it."""
    outcomes = np.arange(n + 1)
    found = [interval(int(k), n) for k in outcomes]
    low, high = np.array([(each.low, each.high) for each in found], dtype=float).T
    if population is None:
        limits = np.concatenate([low, high])
        truths = np.unique(np.clip([*GRID, *(limits - EDGE), *(limits + EDGE)], EDGE, 1 - EDGE))
        chances = binom.pmf(outcomes[:, None], n, truths[None, :])
    else:
        truths = np.arange(population + 1) / population
        chances = hypergeom.pmf(outcomes[:, None], population, np.arange(population + 1)[None, :], n)
    is_held = (low[:, None] <= truths + EDGE / 10) & (truths - EDGE / 10 <= high[:, None])
    coverage = (chances * is_held).sum(axis=0)
    return Coverage(name, "every share", n, population, float(coverage.min()), float((high - low).mean()))


def default_shares() -> Iterator[Coverage]:
    """The default interval of a share, N unknown and N = 30."""
    for n in SIZES:
        yield share_coverage("share", lambda k, n: share_interval(k, n, LEVEL), n, None)
        if n < POPULATION:
            yield share_coverage("share", lambda k, n: share_interval(k, n, LEVEL, POPULATION), n, POPULATION)


def rejected_shares() -> Iterator[Coverage]:
    """The intervals that could have been the default."""
    candidates = {
        "Wilson": binomial.wilson,
        "Wilson, continuity": binomial.wilson_continuity,
        "Jeffreys": binomial.jeffreys,
        "Agresti-Coull": binomial.agresti_coull,
        "mid-p": binomial.mid_p,
    }
    for name, method in candidates.items():
        yield from (share_coverage(name, lambda k, n, m=method: m(k, n, LEVEL), n, None) for n in SIZES)  # type: ignore[misc]
    for name, exact in {"Sterne": finite.sterne, "Blaker": finite.blaker}.items():
        for n in SIZES[:2]:
            yield share_coverage(name, lambda k, n, e=exact: e(k, n, POPULATION, LEVEL), n, POPULATION)  # type: ignore[misc]


def drawn_coverage(
    what: str,
    populations: Populations,
    interval: Interval,
    truth: Callable[[Sequence[float]], float],
    samples: int = DRAWS,
) -> Iterator[Coverage]:
    """Simulated: `samples` of each size from each population, with replacement (endless) and without (N = 30)."""
    for case, people in populations.items():
        for n in SIZES:
            for population in (None, POPULATION):
                if n != population:
                    yield _drawn((what, case), people, interval, truth(people), (n, population), samples)


def _drawn(
    names: tuple[str, str],
    people: list[int],
    interval: Interval,
    truth: float,
    size: tuple[int, int | None],
    samples: int = DRAWS,
) -> Coverage:
    n, population = size
    rng = Generator(PCG64(SEED))

    @cache
    def limits(sample: tuple[float, ...]) -> tuple[float, float]:
        found = interval(sample, population)
        return (nan, nan) if found.low is None or found.high is None else (found.low, found.high)

    draws = (rng.choice(people, n, replace=population is None) for _ in range(samples))
    low, high = np.array([limits(tuple(np.sort(sample).tolist())) for sample in draws]).T
    is_shown = ~np.isnan(low)
    if not is_shown.any():
        return Coverage(*names, n, population, nan, nan, shown=0.0)
    coverage = float(((low - EDGE <= truth) & (truth <= high + EDGE))[is_shown].mean())
    error = sqrt(coverage * (1 - coverage) / is_shown.sum())
    return Coverage(*names, n, population, coverage, float(np.nanmean(high - low)), error, float(is_shown.mean()))


def default_draws(samples: int = DRAWS) -> Iterator[Coverage]:
    """The default intervals of marks, scores of promoters, free numbers and medians."""

    def mark(values: Sequence[float], population: int | None) -> Estimate:
        return mean_interval(values, LEVEL, (0, 10), population)

    def sign(values: Sequence[float], population: int | None) -> Estimate:
        return mean_interval(values, LEVEL, (-1, 1), population)

    def number(values: Sequence[float], population: int | None) -> Estimate:
        return mean_interval(values, LEVEL, None, population)

    def median(values: Sequence[float], population: int | None) -> Estimate:
        return median_interval(values, LEVEL, population)

    yield from drawn_coverage("mean mark", MARKS, mark, _mean, samples)
    yield from drawn_coverage("promoter score", SIGNS, sign, _mean, samples)
    yield from drawn_coverage("mean of a free number", COUNTS, number, _mean, samples)
    for case, people in COUNTS.items():
        yield _drawn(
            ("mean of a free number", case), people, number, _mean(people), (MANY, None), min(FEW_DRAWS, samples)
        )
    yield from drawn_coverage("median", {**MARKS, **COUNTS}, median, _median, samples)


def _drawn_defaults(samples: int) -> list[Coverage]:
    return list(default_draws(samples))


def rejected_draws() -> Iterator[Coverage]:
    """Student's interval, on the same draws."""

    def student(values: Sequence[float], population: int | None) -> Estimate:
        return student_interval(values, LEVEL, population)

    yield from drawn_coverage("Student, mark", MARKS, student, _mean, FEW_DRAWS)
    yield from drawn_coverage("Student, promoters", SIGNS, student, _mean, FEW_DRAWS)
    yield from drawn_coverage("Student, free number", COUNTS, student, _mean, FEW_DRAWS)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _median(values: Sequence[float]) -> float:
    return float(np.median(values))


def below(found: Sequence[Coverage], least: float) -> list[Coverage]:
    """Those that cover less often than `least`, drawing errors of two standard errors allowed."""
    return [each for each in found if each.coverage + 2 * each.error < least]


def markdown(title: str, found: Sequence[Coverage]) -> str:
    """One table: coverage in percent, with its standard error when it was drawn."""
    header = "| statistic | truth | n | N | interval shown | coverage | mean width |\n|---|---|--:|--:|--:|--:|--:|"
    lines = [
        f"| {each.what} | {each.case} | {each.n} | {each.population or '∞'} | {each.shown:.0%} | {_covered(each)} |"
        for each in found
    ]
    return "\n".join([f"## {title}", "", header, *lines, ""])


def _covered(found: Coverage) -> str:
    """Coverage and width; « none » where no interval was shown."""
    if not found.shown:
        return "none | "
    error = f" ± {found.error:.1%}" if found.error else ""
    return f"{found.coverage:.1%}{error} | {found.width:.3g}"


MODULES = {
    "share": "shares",
    "mean mark": "means",
    "promoter score": "means",
    "mean of a free number": "means",
    "median": "medians",
}


def as_rate(found: Coverage) -> coverage_rates.Rate:
    """The same, as the other scenarios are told."""
    size = f"{found.case}, n {found.n}, N {found.population or '∞'}"
    draws = round(found.coverage * (1 - found.coverage) / found.error**2 / found.shown) if found.error else 0
    rate = 0.0 if not found.shown else found.coverage
    return coverage_rates.Rate(found.what, size, MODULES[found.what], rate, draws, found.shown)


def report(defaults: Sequence[Coverage], others: Sequence[coverage_rates.Rate], *, has_rejected: bool) -> str:
    """The tables, and the sentence that says whether the defaults keep what is asked of them."""
    failing = [f"{each.what} ({each.case}, n = {each.n})" for each in below(defaults, WANTED)]
    failing += [f"{each.what} ({each.setting})" for each in coverage_rates.failing(others)]
    verdict = (
        f"Every default interval shown covers at least {WANTED:.0%} (never below {LEAST:.0%}), drawing errors allowed."
        if not failing
        else f"Not as it should be: {', '.join(failing)}."
    )
    census = f"N = {POPULATION} and n = {POPULATION} is a census, which has no interval."
    parts = [f"# Coverage of nominal {LEVEL:.0%} intervals\n\n{verdict} {census}\n", markdown("Defaults", defaults)]
    for title, is_size in (("Other defaults", False), ("Sizes of tests", True)):
        parts.append(coverage_rates.markdown(title, [each for each in others if each.is_size is is_size]))
    if has_rejected:
        parts.append(markdown("Not chosen", [*rejected_shares(), *rejected_draws()]))
    return "\n".join(parts)


def main() -> int:
    """Print the report, or write it to `--out`; 1 when a rate is not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file to write instead of printing")
    parser.add_argument("--jobs", type=int, default=1, help="processes that draw, 1 by default")
    parser.add_argument("--share", type=float, default=1.0, help="part of the draws to make, 1 by default")
    parser.add_argument("--quick", action="store_true", help="fewer draws, defaults only")
    parser.add_argument("--only", default="", help="only the scenarios whose name holds this text")
    parser.add_argument("--page", action="store_true", help="rewrite the table of docs/statistics.md")
    chosen = parser.parse_args()
    share = coverage_page.QUICK if chosen.quick else chosen.share
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("fork")) as pool:
        drawn = None if chosen.only else pool.submit(_drawn_defaults, max(1, round(DRAWS * share)))
        others = coverage_page.rates(pool, share=share, only=chosen.only)
        defaults = [*default_shares(), *drawn.result()] if drawn else []
    told = report(defaults, others, has_rejected=not (chosen.page or chosen.quick or chosen.only))
    if chosen.out is None:
        print(told)
    else:
        chosen.out.write_text(told, encoding="utf-8")
    if chosen.page:
        every = [*map(as_rate, defaults), *others]
        coverage_page.write_page(f"{coverage_page.summary(every)}\n\n{coverage_page.every_setting(every)}")
    return int(bool(coverage_rates.failing([*map(as_rate, defaults), *others])))


if __name__ == "__main__":
    sys.exit(main())
