"""All rates, and the table of docs/statistics.md that tells the worst of each interval and test.

`python -m benchmarks.coverage --page` measures and rewrites the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import cache
from pathlib import Path

from benchmarks import (
    coverage_agreement,
    coverage_designs,
    coverage_finite,
    coverage_gaps,
    coverage_groups,
    coverage_models,
    coverage_series,
    coverage_tests,
)
from benchmarks.coverage_rates import Rate, Scenario, measured, told

PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
START, END = "<!-- rates: written by python -m benchmarks.coverage --page -->", "<!-- end of rates -->"
QUICK = 0.03
"""The share of draws of a quick run."""

NEARLY_ALWAYS = 0.995


def scenarios() -> Iterator[Scenario]:
    """Every scenario that is drawn, intervals then tests."""
    for module in (
        coverage_gaps,
        coverage_finite,
        coverage_groups,
        coverage_models,
        coverage_series,
        coverage_designs,
        coverage_agreement,
        coverage_tests,
    ):
        yield from module.scenarios()


@cache
def _every() -> tuple[Scenario, ...]:
    return tuple(scenarios())


def rates(pool: Executor, *, share: float = 1.0, only: str = "") -> list[Rate]:
    """Each rate, exact ones first; `share` of the draws; `only` those whose name or setting holds a text.

    The rate of a scenario depends on its name alone, not on the process of the `pool` that measures it.
    """
    tests = None if only else pool.submit(_comparisons, share)
    chosen = [index for index, each in enumerate(_every()) if only in f"{each.what} {each.setting}"]
    drawn = [pool.submit(_measured, index, share) for index in chosen]
    exact = [] if only else [*coverage_gaps.exact_rates(is_quick=share <= QUICK), *coverage_finite.exact_rates()]
    return [*exact, *(each.result() for each in drawn), *(tests.result() if tests else [])]


def _measured(index: int, share: float) -> Rate:
    return measured(_every()[index], share)


def _comparisons(share: float) -> list[Rate]:
    return list(coverage_tests.comparisons(share))


def summary(found: Iterable[Rate]) -> str:
    """One row an interval or test: settings, and the one that does worst."""
    by_name: dict[tuple[bool, str], list[Rate]] = {}
    for rate in found:
        by_name.setdefault((rate.is_size, rate.what), []).append(rate)
    lines = [
        "| interval or test | `pipeline.statistics` | settings | worst rate | in | shown there | verdict |",
        "|---|---|--:|--:|---|--:|---|",
    ]
    for (is_size, what), own in by_name.items():
        seen = [rate for rate in own if rate.shown] or own
        worst = max(seen, key=lambda rate: rate.rate) if is_size else min(seen, key=lambda rate: rate.rate)
        described = f"{'size' if is_size else 'covers'} {told(worst)}"
        verdict = next((rate.verdict for rate in seen if rate.verdict in ("BELOW", "ABOVE")), worst.verdict)
        cells = (what, f"`{worst.module}`", len(own), described, worst.setting, f"{worst.shown:.0%}", verdict)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def every_setting(found: Iterable[Rate]) -> str:
    """One row an interval: each setting with its rate, and those at which the interval is withheld."""
    by_name: dict[str, list[Rate]] = {}
    for rate in found:
        if not rate.is_size:
            by_name.setdefault(rate.what, []).append(rate)
    lines = ["| interval | coverage in each setting |", "|---|---|"]
    for what, own in by_name.items():
        shown = [f"{rate.setting}: {told(rate)}{_partly(rate)}" for rate in own if rate.shown]
        withheld = [rate.setting for rate in own if not rate.shown]
        cell = "; ".join([*shown, *([f"**withheld** at {', '.join(withheld)}"] if withheld else [])])
        lines.append(f"| {what} | {cell} |")
    return "\n".join(lines)


def _partly(rate: Rate) -> str:
    """In how many samples there was an interval, where not in nearly all."""
    return f" (shown in {rate.shown:.0%})" if rate.shown < NEARLY_ALWAYS else ""


def write_page(table: str, page: Path = PAGE) -> None:
    """Put the table between its marks.

    Raises:
        ValueError: the page has no marks.
    """
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{page} has no marks for the table of rates.")
    page.write_text(f"{before}{START}\n{table}\n{END}{after}", encoding="utf-8")
