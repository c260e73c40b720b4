"""All rates, and the table of docs/statistics.md that tells the worst of each interval and test.

`python -m benchmarks.coverage --page` measures and rewrites the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import (
    coverage_agreement,
    coverage_designs,
    coverage_gaps,
    coverage_models,
    coverage_series,
    coverage_tests,
)
from benchmarks.coverage_rates import Rate, Scenario, measured

PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
START, END = "<!-- rates: written by python -m benchmarks.coverage --page -->", "<!-- end of rates -->"
QUICK = 0.06
"""The share of draws of a quick run."""


def scenarios() -> Iterator[Scenario]:
    """Every scenario that is drawn, intervals then tests."""
    for module in (
        coverage_gaps,
        coverage_models,
        coverage_series,
        coverage_designs,
        coverage_agreement,
        coverage_tests,
    ):
        yield from module.scenarios()


def rates(*, is_quick: bool = False, only: str = "") -> Iterator[Rate]:
    """Each rate, exact ones first; `only` those whose name or setting holds a text."""
    yield from () if only else coverage_gaps.exact_rates(is_quick=is_quick)
    for scenario in scenarios():
        if only in f"{scenario.what} {scenario.setting}":
            yield measured(scenario, QUICK if is_quick else 1.0)
    yield from () if only else coverage_tests.comparisons(QUICK if is_quick else 1.0)


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
        told = [rate for rate in own if rate.shown] or own
        worst = max(told, key=lambda rate: rate.rate) if is_size else min(told, key=lambda rate: rate.rate)
        described = (
            f"{'size' if is_size else 'covers'} {worst.rate:.1%} {f'± {worst.error:.1%}' if worst.draws else 'exact'}"
        )
        verdict = next((rate.verdict for rate in told if rate.verdict in ("BELOW", "ABOVE")), worst.verdict)
        cells = (what, f"`{worst.module}`", len(own), described, worst.setting, f"{worst.shown:.0%}", verdict)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


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
