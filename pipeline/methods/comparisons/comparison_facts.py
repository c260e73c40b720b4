"""The facts of a declared comparison: what each group answered, how far apart they are, what chance alone would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import capitalised
from pipeline.facts import Fact, provenance
from pipeline.methods.comparisons.compared_columns import Option, option_label, share_label
from pipeline.methods.comparisons.compared_groups import Group, Pairs, Sample
from pipeline.methods.comparisons.comparison_results import TOGETHER, Result, changes, chose
from pipeline.methods.p_values import p_fields
from pipeline.methods.surveys.answer_groups import GROUP_MIN
from pipeline.statistics.results import Estimate

COMPUTED_BY = "pipeline.methods.comparisons.comparison_facts"
POINTS, POINT_DECIMALS = 100, 1
DELTA_DECIMALS = 2
GROUPS_LIMIT = (
    "Les groupes diffèrent aussi par autre chose que ce qui les nomme : l’écart ne dit pas d’où il vient."
    " Les réponses sont traitées comme un tirage parmi d’autres possibles."
)
PAIRS_LIMIT = (
    "Les deux réponses viennent des mêmes personnes ; rien ne dit ce qui les a fait changer, ni si la première est"
    " un souvenir."
)
SURVEY_PREFIX = "survey_"
FACT_COLUMNS = (
    *("gap_fact", "apart_fact", "shift_fact", "gained_fact", "lost_fact", "p_fact", "adjusted_fact", "smallest_fact"),
    *("needs_below_fact", "needs_above_fact", "sees_below_fact", "sees_above_fact", "sees_fact"),
    *("needs_same_fact", "needs_changes_fact"),
)
"""Columns of a result's row that may hold one of its facts (those of precision are `comparison_precision`'s)."""


@dataclass
class Told:
    """Facts of one result, with the ids that its row of `comparison_results` needs, and its rows of groups."""

    facts: list[Fact] = field(default_factory=list)
    ids: dict[str, str | None] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(default_factory=list)

    def add(self, fact: Fact, column: str = "") -> str:
        """Keep a fact, under a column of the result's row when one is named; its id."""
        self.facts.append(fact)
        if column:
            self.ids[column] = fact.fact_id
        return fact.fact_id


@dataclass(frozen=True)
class Subject:
    """What all facts of one result share: the start of their ids and labels, design, limits and table."""

    prefix: str
    result: Result
    limits_fr: str = ""

    @property
    def is_survey(self) -> bool:
        """Whether people were asked; else a register tells."""
        return self.result.sample.comparison.table.startswith(SURVEY_PREFIX)

    @property
    def limits(self) -> str:
        """What the comparison does not say; that of its kind unless told."""
        return self.limits_fr or (PAIRS_LIMIT if isinstance(self.result.sample, Pairs) else GROUPS_LIMIT)

    def fact(self, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
        """One fact about this result."""
        comparison = self.result.sample.comparison
        is_paired = isinstance(self.result.sample, Pairs)
        question = f"{comparison.question_fr.rstrip(' ?')}{NO_BREAK}: {label[0]}"
        usual: dict[str, Any] = {
            "design": "before_after" if is_paired else "sample" if self.is_survey else "census",
            "limits_fr": french(self.limits),
            "source_table": comparison.table,
            "method": "Dénombrement",
            "computed_by": f"{COMPUTED_BY}:told",
        }
        return Fact(
            fact_id=f"{self.prefix}-{what}",
            label_fr=french(question),
            label_en=f"{comparison.question_en} {label[1]}",
            rows=provenance(rows),
            **{**usual, **fields},
        )


def told(subject: Subject) -> Told:
    """The facts of one result."""
    result, found = subject.result, Told()
    if isinstance(result.sample, Pairs):
        _tell_pairs(subject, result.sample, found)
    else:
        for group in result.sample.groups:
            _tell_group(subject, result.sample, group, found)
    rows = all_rows(result)
    if len(rows) and result.finding != "nothing":
        _tell_gap(subject, rows, found)
        _tell_chance(subject, rows, found)
    return found


def all_rows(result: Result) -> pd.DataFrame:
    """Every delivered row that a result rests on."""
    if isinstance(result.sample, Pairs):
        return result.sample.rows
    parts = [group.rows for group in result.sample.groups]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["source_file", "source_row"])


def _tell_group(subject: Subject, sample: Sample, group: Group, found: Told) -> None:
    """Of a scale, the median and its base; else how many gave each answer (the counted one, when one is counted)."""
    line = {"name": group.name, "group_fr": group.label_fr, "answer_fr": "", "n": group.n}
    if sample.outcome.kind == "scale":
        median, base = _median_and_base(subject, sample, group)
        found.groups.append({**line, "value_fact": found.add(median), "base_fact": found.add(base)})
        return
    for option, count in _counted(subject.result, group.given):
        told_id = found.add(_share(subject, group, option, count))
        found.groups.append({**line, "answer_fr": option.label_fr, "value_fact": told_id, "base_fact": None})


def _median_and_base(subject: Subject, sample: Sample, group: Group) -> tuple[Fact, Fact]:
    name, base_label = slug(group.name), (f"réponses retenues, {group.label_fr}", f"answers, {group.label_en}")
    middle = float(group.given.median())
    median = subject.fact(
        f"{name}-median",
        (f"médiane, {group.label_fr}", f"median, {group.label_en}"),
        group.rows,
        value=middle,
        unit=sample.outcome.unit,
        decimals=sample.outcome.median_decimals(middle),
        n_answered=group.n,
        method="Médiane",
    )
    return median, subject.fact(f"{name}-base", base_label, group.rows, value=group.n, unit="count")


def _share(subject: Subject, group: Group, option: Option, count: int) -> Fact:
    label = share_label(option, (group.label_fr, group.label_en), subject.is_survey)
    share = {"value": count / group.n, "numerator": count, "denominator": group.n, "unit": "share"}
    method = "Part des réponses du groupe qui comptent"
    return subject.fact(f"{slug(group.name)}-{slug(option.name)}", label, group.rows, method=method, **share)


def _counted(result: Result, given: pd.Series) -> Iterator[tuple[Option, int]]:
    outcome = result.sample.outcome
    for option in [result.option] if result.option else outcome.options:
        yield option, int(chose(given, outcome, option).sum())


def _tell_pairs(subject: Subject, pairs: Pairs, found: Told) -> None:
    """Of each of the two moments, the median or how many gave the counted answer; then who changed."""
    n = len(pairs.first)
    if not n:
        return
    moments = (("before", pairs.second, pairs.other), ("after", pairs.first, pairs.outcome))
    for what, given, column in moments:
        group = Group(what, f"«{NARROW}{column.label_fr}{NARROW}»", f"“{column.label_en}”", given, pairs.rows)
        _tell_group(subject, Sample(pairs.comparison, pairs.outcome, (group,)), group, found)
    if subject.result.option is None:
        return
    gained, lost = changes(pairs, subject.result.option)
    fr, en = option_label(subject.result.option)
    ways = (("gained", gained, f"passent à {fr}", f"change to {en}"), ("lost", lost, f"quittent {fr}", f"leave {en}"))
    for what, count, said_fr, said_en in ways:
        fact = subject.fact(
            what, (said_fr, said_en), pairs.rows, value=count / n, numerator=count, denominator=n, unit="share"
        )
        found.add(fact, f"{what}_fact")


def _tell_gap(subject: Subject, rows: pd.DataFrame, found: Told) -> None:
    """The size of the gap, with its interval; of several groups, never set in pairs, how far apart all are.

    None where one of two groups is too small for a share or a median of its own.
    """
    result = subject.result
    if result.effect is None or result.effect.value is None:
        return
    if result.effect.method in TOGETHER:
        label = f"{result.effect.method.name_fr}, ensemble des groupes", f"{result.effect.method.name_en}, all groups"
        more: dict[str, Any] = {"unit": "number", "decimals": DELTA_DECIMALS, **_bounds(result.effect)}
        found.add(subject.fact("apart", label, rows, **more), "apart_fact")
        return
    if isinstance(result.sample, Sample) and min(group.n for group in result.sample.groups) < GROUP_MIN:
        return
    label, more = _gap(result, result.effect)
    found.add(subject.fact("gap", label, rows, **more), "gap_fact")
    if result.shift is not None and result.shift.value is not None:
        said, outcome = _between(result.sample), result.sample.outcome
        label = f"écart typique, {said[0]}", f"typical gap, {said[1]}"
        more = {"unit": outcome.unit, "decimals": outcome.gap_decimals(result.shift), **_bounds(result.shift)}
        found.add(subject.fact("shift", label, rows, **more), "shift_fact")


def _gap(result: Result, effect: Estimate) -> tuple[tuple[str, str], dict[str, Any]]:
    """Label and fields of a gap: changes that go one way, points between two shares, or a rank measure of effect."""
    said = _between(result.sample)
    if isinstance(result.sample, Pairs) and result.option is not None:
        same = f"part des changements qui vont vers {option_label(result.option)[0]}", "share of changes one way"
        gained, lost = changes(result.sample, result.option)
        return same, {"unit": "share", "numerator": gained, "denominator": gained + lost, **_bounds(effect)}
    if result.option is not None:
        parts = ("parts pondérées", "weighted shares") if result.is_weighted else ("parts", "shares")
        label = f"écart des {parts[0]}, {said[0]}", f"difference of {parts[1]}, {said[1]}"
        return label, {"unit": "points", "decimals": POINT_DECIMALS, **_bounds(effect, POINTS)}
    label = f"{effect.method.name_fr}, {said[0]}", f"{effect.method.name_en}, {said[1]}"
    return label, {"unit": "number", "decimals": DELTA_DECIMALS, **_bounds(effect)}


def _bounds(estimate: Estimate, times: int = 1) -> dict[str, Any]:
    """Value and interval as a fact has them; a bound without end is no bound that can be printed."""
    bounds = [estimate.low, estimate.high]
    has_interval = all(bound is not None and np.isfinite(bound) for bound in bounds)
    low, high = (bound * times if has_interval and bound is not None else None for bound in bounds)
    return {
        "value": times * (estimate.value or 0.0),
        "low": low,
        "high": high,
        "level": estimate.level if has_interval else None,
        "interval_method": estimate.interval.name_fr if has_interval and estimate.interval else "",
        "method": estimate.method.title_fr,
    }


def _between(sample: Sample | Pairs) -> tuple[str, str]:
    """« A moins B »."""
    if isinstance(sample, Pairs):
        return "la seconde réponse moins la première", "second answer minus first"
    first, second = sample.groups
    return f"{first.label_fr} moins {second.label_fr}", f"{first.label_en} minus {second.label_en}"


def _tell_chance(subject: Subject, rows: pd.DataFrame, found: Told) -> None:
    """The p-value and the adjusted one of a test that could decide; the smallest p-value of any test that tells it."""
    result = subject.result
    cautions = " ".join(f"{capitalised(caution.said_fr)}." for caution in result.test.cautions)
    more = {
        "method": result.test.method.title_fr,
        "limits_fr": french(f"{subject.limits} {cautions}".strip()),
    }
    if result.adjusted is not None and result.test.p_value is not None:
        alone = "probabilité d’un écart au moins aussi net si seul le hasard jouait (p)", "p-value"
        found.add(subject.fact("p", alone, rows, **p_fields(result.test.p_value), **more), "p_fact")
        together = "p ajustée sur l’ensemble des tests de la famille", "adjusted p-value"
        found.add(subject.fact("adjusted", together, rows, **p_fields(result.adjusted), **more), "adjusted_fact")
    if result.test.smallest_p is not None:
        least = "plus petite probabilité (p) que ces effectifs permettaient d’atteindre", "smallest attainable p-value"
        found.add(subject.fact("smallest", least, rows, **p_fields(result.test.smallest_p), **more), "smallest_fact")


def family_counts(
    results: Sequence[Result], prefix: str, titles: tuple[str, str], limits_fr: str = GROUPS_LIMIT
) -> list[Fact]:
    """How many tests of a family could decide and were adjusted together, how many could not, how many show a gap."""
    parts = [rows for rows in map(all_rows, results) if len(rows)]
    if not parts:
        return []
    findings = [result.finding for result in results]
    counted = (
        ("tests", "tests qui pouvaient trancher", findings.count("gap") + findings.count("no-gap")),
        ("undecidable", "comparaisons sans décision possible", findings.count("undecidable")),
        ("gaps", "écarts que le hasard explique mal", findings.count("gap")),
    )
    return [
        Fact(
            fact_id=f"{prefix}-{what}",
            label_fr=french(f"{titles[0]} : {label}"),
            label_en=f"{titles[1]}: {what}",
            unit="count",
            value=float(count),
            method="Dénombrement",
            computed_by=f"{COMPUTED_BY}:family_counts",
            source_table=results[0].sample.comparison.table,
            design="sample",
            limits_fr=french(limits_fr),
            rows=provenance(pd.concat(parts)),
        )
        for what, label, count in counted
    ]
