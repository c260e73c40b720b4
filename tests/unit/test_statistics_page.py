"""The page for referees: its table of rates names every default interval, and is written between its marks only."""

from __future__ import annotations

import ast
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks import coverage, coverage_gaps, coverage_page, coverage_tests
from benchmarks.coverage_rates import NONE_SHOWN, Rate, Scenario, measured

STATISTICS = coverage_page.PAGE.parents[1] / "pipeline" / "statistics"
NOT_DEFAULTS = {
    "binomial_intervals": "candidates among which `shares` chooses",
    "hypergeometric_intervals": "candidates among which `shares` chooses",
    "correlations": "printed by no booklet",
    "mean_tests": "printed by no booklet",
    "intraclass": "printed by no booklet",
    "promoters": "the interval of `means`, times a hundred",
    "regression_results": "the table that models fill",
    "saturation": "a band of orders, not an interval",
}


@pytest.fixture(scope="module")
def table() -> list[list[str]]:
    text = coverage_page.PAGE.read_text(encoding="utf-8")
    inside = text.split(coverage_page.START)[1].split(coverage_page.END)[0]
    summary = inside.strip().split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in summary.splitlines()[2:]]


def test_the_table_names_every_default(table: list[list[str]]) -> None:
    simulated = {scenario.what for scenario in coverage_page.scenarios()}
    exact = {"difference of shares, groups", "difference of shares, phases", "odds ratio", "ratio of rates"}
    assert {row[0] for row in table} == simulated | exact | set(coverage.MODULES) | set(coverage_tests.MODULES)


def test_every_module_that_gives_an_interval_is_in_the_table_or_says_why_not(table: list[list[str]]) -> None:
    measured_modules = {row[1].strip("`") for row in table}
    giving = {_module(path) for path in STATISTICS.rglob("*.py") if _gives_interval(path)}
    assert giving - measured_modules == set(NOT_DEFAULTS)


def test_no_rate_of_the_page_is_out_of_bounds(table: list[list[str]]) -> None:
    assert {row[6] for row in table} <= {"ok", "93–94 %", "none shown"}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(STATISTICS).with_suffix("").parts)


def _gives_interval(path: Path) -> bool:
    """Whether it passes a `low` to a result, or as the key of one."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = any(isinstance(node, ast.keyword) and node.arg == "low" for node in nodes)
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    return named or any(isinstance(key, ast.Constant) and key.value == "low" for key in keys)


def test_the_worst_setting_is_told() -> None:
    found = [
        Rate("a", "easy", "m", 0.97, 1000),
        Rate("a", "hard", "m", 0.90, 1000),
        Rate("a", "size", "m", 0.2, 0, is_size=True),
    ]
    lines = coverage_page.summary(found).splitlines()
    assert lines[2].startswith("| a | `m` | 2 | covers 90.0% ± 1.9% | hard |")
    assert lines[2].endswith("BELOW |")
    assert lines[3].endswith("| size | 100% | ABOVE |")


def test_the_table_is_written_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{coverage_page.START}\nold\n{coverage_page.END}\nafter\n", encoding="utf-8")
    coverage_page.write_page("new", page)
    assert page.read_text(encoding="utf-8") == f"before\n{coverage_page.START}\nnew\n{coverage_page.END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        coverage_page.write_page("new", page)


@pytest.mark.parametrize(
    ("rate", "draws", "is_size", "verdict"),
    [
        (0.94, 0, False, "ok"),
        (0.935, 0, False, "93–94 %"),
        (0.929, 0, False, "BELOW"),
        (0.92, 1000, False, "93–94 %"),
        (0.90, 1000, False, "BELOW"),
        (0.05, 0, True, "ok"),
        (0.051, 0, True, "ABOVE"),
        (0.06, 1000, True, "ok"),
    ],
)
def test_a_rate_strays_by_chance_only(rate: float, draws: int, is_size: bool, verdict: str) -> None:
    assert Rate("a", "b", "m", rate, draws, is_size=is_size).verdict == verdict


def test_samples_without_an_interval_do_not_count() -> None:
    answers = iter([True, None, False, None])
    found = measured(Scenario("a", "b", "m", lambda _: next(answers), draws=4))
    assert (found.rate, found.shown) == (0.5, 0.5)


def test_a_size_that_shows_none_is_left_soon_and_told_as_withheld() -> None:
    found = measured(Scenario("a", "4 units", "m", lambda _: None))
    assert (found.draws, found.shown, found.verdict) == (NONE_SHOWN, 0, "none shown")
    told = coverage_page.every_setting([found, Rate("a", "30 units", "m", 0.95, 0, 0.5)])
    assert told.splitlines()[2] == "| a | 30 units: 95.0% exact (shown in 50%); **withheld** at 4 units |"


def test_a_batch_is_counted_like_draws() -> None:
    found = measured(Scenario("a", "b", "m", batch=lambda _, draws: np.arange(draws) % 4 > 0, draws=100))
    assert (found.rate, found.draws, found.shown) == (0.75, 100, 1.0)


def test_the_exact_rates_hold_at_the_smallest_sizes() -> None:
    found = list(islice(coverage_gaps.exact_rates(is_quick=True), 4))
    assert all(rate.verdict == "ok" and rate.draws == 0 for rate in found)
