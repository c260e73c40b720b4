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
from pipeline.methods.comparisons.weighted_groups import (
    ORDER_UNWEIGHTED,
    TOO_SMALL,
    Weights,
    survey_weights,
    weighted_shares,
)
from pipeline.plan import Comparison, Family, Plan
from pipeline.statistics import (
    effect_sizes,
    exact_differences,
    exact_tables,
    fourfold_tables,
    location_shifts,
    many_groups,
    multiplicity,
    paired_tests,
    rank_tests,
)
from pipeline.statistics.results import Caution, Estimate, Test
from pipeline.statistics.shares import share_interval

Finding = Literal["nothing", "undecidable", "no-gap", "gap"]
TWO = 2
TOGETHER = (many_groups.EPSILON_SQUARED, many_groups.CRAMER_V)
"""Sizes of a difference that have no side: they set no group against another."""


@dataclass(frozen=True)
class Result:
    """One test of a comparison.

    `option` is the answer that was counted (of two, the first; of several that may be chosen, each in turn).
    `effect` is the gap between two groups or moments, or how far apart all are (`TOGETHER`); `shift` the gap in the
    unit of the marks. `adjusted` is the p-value adjusted over `tests`, how many tests of the family could decide.
    `is_weighted` says that test and effect count answers with the weights of their survey.
    """

    sample: Sample | Pairs
    test: Test
    option: Option | None = None
    effect: Estimate | None = None
    shift: Estimate | None = None
    finding: Finding = "nothing"
    adjusted: float | None = None
    tests: int = 0
    is_weighted: bool = False

    @property
    def name(self) -> str:
        """The comparison's name, with that of the answer when each answer has a test of its own."""
        outcome = self.sample.outcome
        has_one_each = outcome.kind == "choices" or (isinstance(self.sample, Pairs) and len(outcome.options) > TWO)
        option = f"-{slug(self.option.name)}" if has_one_each and self.option else ""
        return f"{self.sample.comparison.comparison}{option}"


def family_results(tables: Tables, family: Family, level: float, plan: Plan | None = None) -> list[Result]:
    """The results of a family: those that could decide are adjusted together, the others say that they could not.

    Comparisons of tables that were not delivered are left out. Groups of a survey that `plan` weights are compared with
    these weights where their sizes bear it.

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
            else group_results(compared_groups(tables, comparison), level, _weights(tables, plan, comparison))
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


def _weights(tables: Tables, plan: Plan | None, comparison: Comparison) -> Weights | None:
    """Those of the survey, when one survey is compared within itself."""
    return None if comparison.against else survey_weights(tables, plan, comparison.table)


def group_results(sample: Sample, level: float, weights: Weights | None = None) -> Iterator[Result]:
    """The test that the outcome's kind calls for; one an answer where several may be chosen. Nothing is adjusted."""
    outcome = sample.outcome
    if outcome.kind in ("scale", "ordinal"):
        yield _with_caution(_ranks(sample, level), ORDER_UNWEIGHTED if weights else None)
    elif outcome.kind == "choices":
        for option in outcome.options:
            yield _answers(sample, option, level, weights)
    else:
        yield _answers(sample, outcome.options[0] if len(outcome.options) == TWO else None, level, weights)


def _answers(sample: Sample, option: Option | None, level: float, weights: Weights | None) -> Result:
    """Whether groups give one answer (or, without `option`, each of them) as often, weighted where that can be."""
    if weights is None:
        return _counted(sample, option, level)
    options = sample.outcome.options
    codes = [
        chose(group.given, sample.outcome, option).astype(float)
        if option
        else group.given.map({each.name: float(place) for place, each in enumerate(options)})
        for group in sample.groups
    ]
    found = weighted_shares(sample, codes, weights, level)
    if found is None:
        return _with_caution(_counted(sample, option, level), TOO_SMALL)
    test, gap = found
    return Result(sample, test, option, effect=gap if option else None, is_weighted=True)


def _with_caution(result: Result, caution: Caution | None) -> Result:
    if caution is None or result.test.p_value is None:
        return result
    return replace(result, test=replace(result.test, cautions=(*result.test.cautions, caution)))


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


def _counted(sample: Sample, option: Option | None, level: float) -> Result:
    """Fisher's test of the counts, and how far apart the groups are."""
    if option is None:
        table = [counts(group.given, sample.outcome) for group in sample.groups]
    else:
        yes = [int(chose(group.given, sample.outcome, option).sum()) for group in sample.groups]
        table = [[count, group.n - count] for count, group in zip(yes, sample.groups, strict=True)]
    if len(table) == TWO and option is not None:
        difference = exact_differences.difference_of_shares(table, level)
        return Result(sample, fourfold_tables.fisher(table), option, effect=difference)
    apart = many_groups.cramer_v(table, level) if table else None
    return Result(sample, exact_tables.fisher(table or [[0]]), option, effect=apart)


def _ranks(sample: Sample, level: float) -> Result:
    groups = [group.given.to_numpy(dtype=float) for group in sample.groups]
    if len(groups) != TWO:
        return Result(sample, rank_tests.kruskal_permutation(groups), effect=many_groups.epsilon_squared(groups, level))
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
