"""Published figures: the arithmetic check of every share and mean, breakdowns, and quantities printed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.printed.breakdowns import breakdowns
from pipeline.methods.printed.printed_facts import bases_fact, count_fact, fact_id, frame_fact, printed_fact
from pipeline.methods.printed.printed_figures import VERDICTS_FR, Check, check, is_checkable
from pipeline.methods.printed.repeated_quantities import repeated_quantities
from pipeline.params import EstimateParams

REQUIRES = ("published", "frames", "twins")

LARGEST_DRAWN_BASE = 40
"""Beyond it a figure's bases are not drawn; the chapter says so in words."""

CHECK_COLUMNS = (
    *("figure_id", "label_fr", "population", "verdict", "verdict_fr", "reason_fr"),
    *("value_fact", "frame_fact", "bases_fact"),
)
ORDER = {verdict: rank for rank, verdict in enumerate(VERDICTS_FR)}


def estimate(tables: Tables, params: EstimateParams) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Printed values, possible bases, verdicts, breakdowns and repeated quantities.

    Tables: `published_checks` (one row a checked figure), `published_verdicts` (one a verdict), `published_grid`
    (figures × bases), `published_single_bases` (one row a complete base that alone suits figures),
    `published_breakdowns`, `published_twins` (one row a place).
    """
    published, frames = tables["published"], tables["frames"]
    checkable = [is_checkable(figure) for figure in published.itertuples()]
    checked = published.loc[pd.Series(checkable, published.index, dtype=bool)]
    checks = {str(figure.figure_id): check(figure, frames) for figure in checked.itertuples()}
    printed = _printed(published, {*checks, *tables["twins"]["figure_id"]})
    check_facts, check_table = _checks(checked, checks, frames)
    verdict_facts, verdict_table = _verdicts(published, checked, checks)
    base_facts, base_table = _single_bases(checked, checks)
    joint_facts, joint_table = breakdowns(checked[checked["unit"].eq("share")], checks)
    twin_facts, twin_table = repeated_quantities(tables, printed, checks)
    return Estimates(
        [*printed.values(), *check_facts, *verdict_facts, *base_facts, *joint_facts, *twin_facts],
        {
            "published_checks": check_table,
            "published_verdicts": verdict_table,
            "published_grid": _grid(check_table, checks),
            "published_single_bases": base_table,
            "published_breakdowns": joint_table,
            "published_twins": twin_table,
        },
    )


def _printed(published: pd.DataFrame, wanted: set[str]) -> dict[str, Fact]:
    shown = published[published["figure_id"].isin(wanted)]
    return {str(figure.figure_id): printed_fact(figure, _row(shown, figure)) for figure in shown.itertuples()}


def _row(published: pd.DataFrame, figure: Any) -> pd.DataFrame:
    return published[published["figure_id"].eq(str(figure.figure_id))]


def _checks(
    checked: pd.DataFrame, checks: Mapping[str, Check], frames: pd.DataFrame
) -> tuple[list[Fact], pd.DataFrame]:
    facts: dict[str, Fact] = {}
    records = []
    for figure in checked.itertuples():
        found, row = checks[str(figure.figure_id)], _row(checked, figure)
        frame = frames[frames["population"].eq(str(figure.population))]
        bases = bases_fact(figure, found, pd.concat([row, frame]))
        known = _frame(figure, found, row, frame)
        facts |= {fact.fact_id: fact for fact in (bases, known) if fact}
        records.append(_record(figure, found, known.fact_id if known else None, bases.fact_id))
    table = pd.DataFrame(records, columns=["rank", *CHECK_COLUMNS])
    table = table.sort_values(["rank", "label_fr", "figure_id"], ignore_index=True)
    return list(facts.values()), table.drop(columns="rank")


def _frame(figure: Any, found: Check, row: pd.DataFrame, frame: pd.DataFrame) -> Fact | None:
    """The base the figure was held against: printed beside it, or its population's; None when none is known."""
    if not found.bases:
        return None
    if pd.isna(figure.n_printed):
        return frame_fact(figure.population, found, frame)
    return frame_fact(figure.population, found, row, figure)


def _record(figure: Any, found: Check, frame_id: str | None, bases_id: str) -> dict[str, Any]:
    return {
        "rank": ORDER[found.verdict],
        "figure_id": figure.figure_id,
        "label_fr": french(figure.label_fr),
        "population": figure.population,
        "verdict": found.verdict,
        "verdict_fr": VERDICTS_FR[found.verdict],
        "reason_fr": french(found.reason_fr),
        "value_fact": fact_id(figure.figure_id),
        "frame_fact": frame_id,
        "bases_fact": bases_id,
    }


def _verdicts(
    published: pd.DataFrame, checked: pd.DataFrame, checks: Mapping[str, Check]
) -> tuple[list[Fact], pd.DataFrame]:
    counts = {verdict: sum(found.verdict == verdict for found in checks.values()) for verdict in VERDICTS_FR}
    facts = [
        count_fact(name, label_fr, label_en, count, rows, table="published")
        for name, label_fr, label_en, count, rows in (
            ("printed", "Chiffres relevés dans les documents publiés", "Printed figures", len(published), published),
            ("checked", "Parts, fractions et moyennes soumises au contrôle", "Checked", len(checked), checked),
            *(
                (verdict, f"Chiffres contrôlés : {label}", f"Verdict: {verdict}", counts[verdict], checked)
                for verdict, label in VERDICTS_FR.items()
            ),
        )
    ]
    table = pd.DataFrame(
        [(verdict, label, counts[verdict], f"published-{verdict}") for verdict, label in VERDICTS_FR.items()],
        columns=["verdict", "verdict_fr", "count", "count_fact"],
    )
    return facts, table


def _single_bases(checked: pd.DataFrame, checks: Mapping[str, Check]) -> tuple[list[Fact], pd.DataFrame]:
    """Figures that the check taught nothing about, and those that suit one complete base where documents print two."""
    founds = list(checks.values())
    silent = sum(bool(found.bases) and not found.is_telling for found in founds)
    disputed = [found for found in founds if len(found.bases) > 1 and found.is_telling]
    alone = Counter(found.complete[0] for found in disputed if len(found.complete) == 1)
    counts = [
        ("untold", "Chiffres contrôlés que toute base rend possibles", "Figures any base allows", silent),
        (
            "disputed",
            "Chiffres que le contrôle pouvait exclure et dont plusieurs bases complètes sont connues",
            "Several",
            len(disputed),
        ),
        *(
            (f"single-base-{base}", f"Chiffres que la seule base complète de {base} rend possibles", "One", alone[base])
            for base in sorted(alone, reverse=True)
        ),
    ]
    facts = [count_fact(*count, checked, table="published") for count in counts]
    table = pd.DataFrame({"base": sorted(alone, reverse=True)})
    return facts, table.assign(count_fact=[fact.fact_id for fact in facts[2:]])


def _grid(check_table: pd.DataFrame, checks: Mapping[str, Check]) -> pd.DataFrame:
    """One row a figure that the check could exclude and whose base can be drawn, one column a base.

    Cells as `figures.base_grid` reads them; rows keep the order of `published_checks` and its `bases_fact`.
    """
    founds = [(row, checks[str(row.figure_id)]) for row in check_table.itertuples()]
    drawn = [(row, found) for row, found in founds if 0 < _widest(found) <= LARGEST_DRAWN_BASE and found.is_telling]
    bases = range(1, max((_widest(found) for _, found in drawn), default=0) + 1)
    return pd.DataFrame(
        {"label_fr": row.label_fr, "bases_fact": row.bases_fact, **{str(n): _cell(found, n) for n in bases}}
        for row, found in drawn
    )


def _widest(found: Check) -> int:
    return max(found.bases, default=0)


def _cell(found: Check, n: int) -> str | None:
    if n > _widest(found):
        return None
    outcome = "possible" if n in found.possible else "excluded"
    return f"complete-{outcome}" if n in found.bases else outcome
