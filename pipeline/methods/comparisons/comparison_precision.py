"""What would it have taken for a comparison to decide, and what could groups of these sizes have shown? As facts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facts import Fact
from pipeline.methods.comparisons.compared_columns import Option, option_label
from pipeline.methods.comparisons.compared_groups import Pairs, Sample
from pipeline.methods.comparisons.comparison_facts import Subject, Told, all_rows
from pipeline.methods.comparisons.comparison_results import TWO, Result, changes, chose
from pipeline.statistics import precision

MOST_TABLES = 2_500
"""Product of two sizes beyond which the power of Fisher's test takes too long to enumerate."""

REACH, COUNTS = "reach", "counts"
"""Column of a result's row that says whether every count was tried: then one that is missing does not exist."""

FIRST_STEP = "seuil de la famille partagé entre ses tests, première marche de Holm"


def tell_precision(subject: Subject, found: Told, level: float) -> None:
    """Facts of what would have decided, under the names of the columns of the result's row; none for a gap.

    Of groups whose test could not decide whatever the answers, nothing is told: it would gainsay the verdict.
    The level is the family's shared between its tests, as the first step of Holm's adjustment does.
    """
    result = subject.result
    if result.finding not in ("no-gap", "undecidable"):
        return
    strict = 1 - (1 - level) / max(1, result.tests)
    found.ids[REACH] = COUNTS if _can_count(result) else None
    for what, fact in _facts(subject, result, strict):
        found.add(fact, f"{what}_fact")


def _can_count(result: Result) -> bool:
    """Whether two groups are compared on one answer, and small enough for every count to be tried, without weights."""
    if isinstance(result.sample, Pairs) or result.option is None or len(result.sample.groups) != TWO:
        return False
    if result.is_weighted:
        return False
    first, second = result.sample.groups
    return first.n * second.n <= MOST_TABLES


def _facts(subject: Subject, result: Result, level: float) -> Iterator[tuple[str, Fact]]:
    if isinstance(result.sample, Pairs):
        yield from _changes(subject, result.sample, level)
    elif result.finding == "undecidable":
        return
    elif _can_count(result) and result.option is not None:
        yield from _counts(subject, result.sample, result.option, level)
    elif len(result.sample.groups) == TWO and result.option is None:
        yield from _superiority(subject, result.sample, level)


def _counts(subject: Subject, sample: Sample, option: Option, level: float) -> Iterator[tuple[str, Fact]]:
    """Of the first group, the counts that would have decided, and those that four studies in five would have seen.

    The first keep the number of these answers in both groups together, on which the test and its verdict rest.
    """
    first, second = sample.groups
    mine, other = (int(chose(group.given, sample.outcome, option).sum()) for group in sample.groups)
    fr, en = option_label(option)
    decisive = precision.count_that_decides(first.n, second.n, mine + other, level)
    visible = precision.detectable_count(first.n, other, second.n, level)
    needs_fr = f"réponses {fr} qui auraient tranché à total égal, {first.label_fr}"
    sees_fr = f"réponses {fr} attendues pour être vues, {first.label_fr}"
    said = (
        ("needs", decisive, needs_fr, "Test de Fisher inversé"),
        ("sees", visible, sees_fr, "Puissance exacte de Fisher"),
    )
    for what, bounds, label_fr, method in said:
        for side, count in zip(("below", "above"), bounds, strict=True):
            if count is not None:
                label = (label_fr, f"{what} {side}: {en}, {first.label_en}")
                yield f"{what}_{side}", _count(subject, f"{what}-{side}", label, (count, first.n), method)


def _count(subject: Subject, what: str, label: tuple[str, str], count_of: tuple[int, int], method: str) -> Fact:
    count, n = count_of
    share = {"value": count / n, "numerator": count, "denominator": n, "unit": "share"}
    return subject.fact(what, label, all_rows(subject.result), method=method, filter=FIRST_STEP, **share)


def _superiority(subject: Subject, sample: Sample, level: float) -> Iterator[tuple[str, Fact]]:
    """How often a member of one group would have had to answer above one of the other."""
    first, second = sample.groups
    superiority = precision.detectable_superiority(first.n, second.n, level)
    if superiority is not None:
        fact = subject.fact(
            "sees",
            (
                "part des comparaisons deux à deux qu’un groupe devrait l’emporter pour que l’écart soit vu",
                "superiority that would be seen",
            ),
            all_rows(subject.result),
            value=superiority,
            unit="share",
            decimals=0,
            method="Puissance exacte du test de Mann-Whitney, sans ex æquo",
            filter=FIRST_STEP,
        )
        yield "sees", fact


def _changes(subject: Subject, pairs: Pairs, level: float) -> Iterator[tuple[str, Fact]]:
    """How many changes one way would have decided, among those that there were; or how many are needed at least."""
    option = subject.result.option
    moved = int(pairs.first.ne(pairs.second).sum()) if option is None else sum(changes(pairs, option))
    enough = precision.changes_that_decide(moved, level)
    label = (
        ("changements dans le même sens qui auraient tranché, parmi ceux constatés", "same-way changes that decide")
        if enough is not None
        else ("changements dans le même sens nécessaires au moins pour trancher", "same-way changes needed")
    )
    fields = (
        {"value": enough / moved, "numerator": enough, "denominator": moved, "unit": "share"}
        if enough
        else {
            "value": precision.one_way_changes_needed(level),
            "unit": "count",
        }
    )
    yield (
        "needs_same" if enough else "needs_changes",
        subject.fact(
            "needs", label, all_rows(subject.result), method="Test des signes inversé", filter=FIRST_STEP, **fields
        ),
    )
