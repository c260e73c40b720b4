"""What a declared comparison found: the test its columns call for, the size of the gap, and what could be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.estimates import Tables
from pipeline.methods.comparisons.compared_columns import Column, Option
from pipeline.methods.comparisons.compared_groups import Pairs, Sample, compared_groups, compared_pairs
from pipeline.plan import Family
from pipeline.statistics import (
    effect_sizes,
    exact_differences,
    exact_tables,
    fourfold_tables,
    location_shifts,
    multiplicity,
    paired_tests,
    rank_tests,
)
from pipeline.statistics.results import Estimate, Test
from pipeline.statistics.shares import share_interval

Finding = Literal["nothing", "undecidable", "no-gap", "gap"]
TWO = 2


@dataclass(frozen=True)
class Result:
    """One test of a comparison.

    `option` is the answer that was counted (of two, the first; of several that may be chosen, each in turn).
    `effect` is the gap between two groups or moments, `shift` the same in the unit of the marks. `adjusted` is the
    p-value adjusted over `tests`, how many tests of the family could decide.
    """

    sample: Sample | Pairs
    test: Test
    option: Option | None = None
    effect: Estimate | None = None
    shift: Estimate | None = None
    finding: Finding = "nothing"
    adjusted: float | None = None
    tests: int = 0

    @property
    def name(self) -> str:
        """The comparison's name, with that of the answer when each answer has a test of its own."""
        outcome = self.sample.outcome
        has_one_each = outcome.kind == "choices" or (isinstance(self.sample, Pairs) and len(outcome.options) > TWO)
        option = f"-{slug(self.option.name)}" if has_one_each and self.option else ""
        return f"{self.sample.comparison.comparison}{option}"


def family_results(tables: Tables, family: Family, level: float) -> list[Result]:
    """The results of a family: those that could decide are adjusted together, the others say that they could not.

    Comparisons of tables that were not delivered are left out.

    Raises:
        EstimateError: the plan names a column that the cohort's tables do not have.
    """
    found = [
        result
        for comparison in family.comparisons
        if comparison.table in tables
        for result in (
            _paired(compared_pairs(tables, comparison), level)
            if comparison.paired_with
            else group_results(compared_groups(tables, comparison), level)
        )
    ]
    return judged(found, family.adjustment, level)


def judged(found: Sequence[Result], adjustment: multiplicity.Adjustment, level: float) -> list[Result]:
    """The same results with their finding: only tests that could decide once adjusted count, and are adjusted."""
    done = [result for result in found if result.test.p_value is not None]
    could = multiplicity.worth_testing([result.test.smallest_p for result in done], level)
    counted = {id(result): can for result, can in zip(done, could, strict=True)}
    p_values = [result.test.p_value if counted.get(id(result)) else None for result in found]
    adjusted = multiplicity.adjusted(p_values, adjustment)
    return [
        replace(result, finding=_finding(result.test, p, level), adjusted=p, tests=sum(could))
        for result, p in zip(found, adjusted, strict=True)
    ]


def _finding(test: Test, adjusted: float | None, level: float) -> Finding:
    if test.p_value is None:
        return "nothing"
    if adjusted is None:
        return "undecidable"
    return "gap" if adjusted <= 1 - level + 1e-12 else "no-gap"


def group_results(sample: Sample, level: float) -> Iterator[Result]:
    """The test that the outcome's kind calls for; one an answer where several may be chosen. Nothing is adjusted."""
    outcome = sample.outcome
    if outcome.kind in ("scale", "ordinal"):
        yield _ranks(sample, level)
    elif outcome.kind == "choices":
        for option in outcome.options:
            yield _shares(sample, option, level)
    elif len(outcome.options) == TWO:
        yield _shares(sample, outcome.options[0], level)
    else:
        yield Result(sample, exact_tables.fisher([counts(group.given, outcome) for group in sample.groups] or [[0]]))


def counts(values: pd.Series, outcome: Column) -> list[int]:
    """How many gave each answer, in the order of the questionnaire."""
    return [int(chose(values, outcome, option).sum()) for option in outcome.options]


def chose(values: pd.Series, outcome: Column, option: Option) -> pd.Series:
    """Whether each answer is, or holds, this one."""
    if outcome.kind == "ordinal":
        return values.eq(float(outcome.options.index(option)))
    if outcome.kind == "choices":
        return values.map(lambda given: option.name in given).astype(bool)
    return values.eq(option.name).astype(bool)


def _shares(sample: Sample, option: Option, level: float) -> Result:
    yes = [int(chose(group.given, sample.outcome, option).sum()) for group in sample.groups]
    table = [[count, group.n - count] for count, group in zip(yes, sample.groups, strict=True)]
    if len(table) == TWO:
        difference = exact_differences.difference_of_shares(table, level)
        return Result(sample, fourfold_tables.fisher(table), option, effect=difference)
    return Result(sample, exact_tables.fisher(table or [[0]]), option)


def _ranks(sample: Sample, level: float) -> Result:
    groups = [group.given.to_numpy(dtype=float) for group in sample.groups]
    if len(groups) != TWO:
        return Result(sample, rank_tests.kruskal_permutation(groups))
    first, second = groups
    shift = location_shifts.shift(first, second, level) if sample.outcome.kind == "scale" else None
    delta = effect_sizes.cliff_delta(first, second, level)
    return Result(sample, rank_tests.mann_whitney(first, second), effect=delta, shift=shift)


def _paired(pairs: Pairs, level: float) -> Iterator[Result]:
    if pairs.outcome.kind in ("scale", "ordinal"):
        differences = (pairs.first - pairs.second).to_numpy(dtype=float)
        shift = location_shifts.pseudo_median(differences, level) if pairs.outcome.kind == "scale" else None
        effect = effect_sizes.paired_rank_biserial(differences, level)
        yield Result(pairs, paired_tests.signed_rank(differences), effect=effect, shift=shift)
        return
    options = pairs.outcome.options
    for option in options[:1] if len(options) == TWO else options:
        gained, lost = changes(pairs, option)
        test = paired_tests.mc_nemar(gained, lost, len(pairs.first))
        if not len(pairs.first):
            test = Test(p_value=None, method=test.method, sizes=(0,), cautions=(paired_tests.NO_PAIR,))
        yield Result(pairs, test, option, effect=_share_of_changes(gained, lost, level))


def _share_of_changes(gained: int, lost: int, level: float) -> Estimate | None:
    return share_interval(gained, gained + lost, level) if gained + lost else None


def changes(pairs: Pairs, option: Option) -> tuple[int, int]:
    """(pairs that gave the answer to the outcome only, pairs that gave it to the other question only)."""
    now, then = (chose(values, pairs.outcome, option) for values in (pairs.first, pairs.second))
    return int((now & ~then).sum()), int((~now & then).sum())
