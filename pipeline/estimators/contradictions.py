"""Printed figures set against each other: repetitions, gaps that a hedge explains, contradictions, totals, shares."""

from __future__ import annotations

from itertools import combinations, groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.printed import consistency, totals
from pipeline.methods.printed.consistency import is_claimed_by_both, pair_verdict
from pipeline.methods.printed.key_figures import figure_fact_id, with_territories
from pipeline.methods.printed.printed_key_figures import has_fact, remark
from pipeline.methods.printed.tallies import Tally
from pipeline.methods.printed.totals import Breakdown, breakdowns, shares_outside
from pipeline.params import EstimateParams

REQUIRES = ("key_figures", "territories", "key_figure_labels")

PAIR_COLUMNS = (
    "verdict_fr",
    "who_fr",
    "indicator_fr",
    *(f"{side}_{what}" for side in ("first", "second") for what in ("who_fr", "fact", "fr", "where_fr", "note_fr")),
)


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """The consistency of what is printed.

    Tables: `contradictions_pairs` (one row a pair, both figures as printed), `contradictions_verdicts` (counts) and
    `contradictions_totals` (one row a printed total with its parts).
    """
    figures = with_territories(tables)
    tally = Tally("contradictions", "estimate", figures)
    compared = pairs(figures)
    verdicts, verdict_facts = by_verdict(compared, tally)
    checked, total_facts = printed_totals(figures, tally)
    return Estimates(
        [*pair_totals(compared, tally), *verdict_facts, *total_facts, *shares(figures, tally)],
        {
            "contradictions_pairs": pair_table(compared),
            "contradictions_verdicts": verdicts,
            "contradictions_totals": checked,
        },
    )


def pairs(figures: pd.DataFrame) -> list[tuple[str, Any, Any]]:
    """Every two figures that one city (or national body) gives of one indicator, with the verdict.

    Then every title of one holder that two cities are said to hold in the same year.
    """
    given = list(figures[has_fact(figures)].itertuples())
    about = attrgetter("city", "indicator_id")
    same = [
        (pair_verdict(first, second), first, second)
        for _, group in groupby(sorted(given, key=about), key=about)
        for first, second in combinations(group, 2)
    ]
    titles = [figure for figure in given if figure.indicator_id in consistency.ONE_HOLDER]
    rivals = [
        (consistency.CONTRADICTORY, first, second)
        for first, second in combinations(titles, 2)
        if is_claimed_by_both(first, second)
    ]
    return [*same, *rivals]


def by_verdict(compared: list[tuple[str, Any, Any]], tally: Tally) -> tuple[pd.DataFrame, list[Fact]]:
    """How many pairs got each verdict."""
    facts = []
    for verdict in consistency.VERDICTS:
        found = [pair for pair in compared if pair[0] == verdict]
        label = f"Paires de chiffres, verdict{NO_BREAK}: {verdict}"
        facts.append(tally.count(slug(verdict), label, verdict, len(found), _rows(found, tally)))
    counts = {"count": [fact.value for fact in facts], "count_fact": [fact.fact_id for fact in facts]}
    return pd.DataFrame({"verdict_fr": consistency.VERDICTS, **counts}), facts


def pair_totals(compared: list[tuple[str, Any, Any]], tally: Tally) -> list[Fact]:
    """How many pairs were examined, and how many join two documents."""
    across = [pair for pair in compared if pair[1].source != pair[2].source]
    examined = len(tally.everything)
    return [
        tally.count("figures", "Chiffres examinés", "Figures examined", examined, tally.everything),
        tally.count("pairs", "Paires de chiffres examinées", "Pairs examined", len(compared), _rows(compared, tally)),
        tally.count(
            "across", "Paires prises dans deux documents", "Across documents", len(across), _rows(across, tally)
        ),
    ]


def pair_table(compared: list[tuple[str, Any, Any]]) -> pd.DataFrame:
    """One row a pair: who speaks, of what, and both figures as printed with their place and note."""
    lines = [
        {
            "verdict_fr": verdict,
            "who_fr": enumeration([_who(first), _who(second)] if first.city != second.city else [_who(first)]),
            "indicator_fr": first.indicator_fr,
            **_side("first", first),
            **_side("second", second),
        }
        for verdict, first, second in compared
    ]
    return pd.DataFrame(lines, columns=list(PAIR_COLUMNS))


def printed_totals(figures: pd.DataFrame, tally: Tally) -> tuple[pd.DataFrame, list[Fact]]:
    """Every printed total with its parts, and a fact for each sum of several parts."""
    found = breakdowns(figures)
    facts, lines = [], []
    for one in found:
        summed = _sum(one) if len(one.parts) > 1 and one.total is not None else None
        facts += [summed] if summed else []
        lines.append(
            {
                "who_fr": one.parts["territory"].iloc[0] or french(one.parts["entity"].iloc[0]),
                "total_fr": "" if one.total is None else one.total["indicator_fr"],
                "total_fact": None if one.total is None else figure_fact_id(one.total["key_figure_id"]),
                "parts_fr": list(one.parts["indicator_fr"]),
                "part_ids": [figure_fact_id(key) for key in one.parts["key_figure_id"]],
                "sum_fact": summed.fact_id if summed else None,
                "verdict_fr": one.verdict,
            }
        )
    columns = ["who_fr", "total_fr", "total_fact", "parts_fr", "part_ids", "sum_fact", "verdict_fr"]
    return pd.DataFrame(lines, columns=columns), [*facts, *_total_counts(found, tally)]


def shares(figures: pd.DataFrame, tally: Tally) -> list[Fact]:
    """How many shares were printed, and how many are not between nothing and everything."""
    printed, outside = figures[figures["unit"].eq("share")], shares_outside(figures)
    return [
        tally.count("shares", "Parts examinées", "Shares examined", len(printed), printed),
        tally.count("shares-outside", "Parts hors des bornes possibles", "Shares out of range", len(outside), outside),
    ]


def _total_counts(found: list[Breakdown], tally: Tally) -> list[Fact]:
    facts = [tally.count("totals", "Totaux examinés", "Totals examined", len(found), _parts(found, tally))]
    for verdict in totals.VERDICTS:
        matching = [one for one in found if one.verdict == verdict]
        label = f"Totaux examinés, verdict{NO_BREAK}: {verdict}"
        facts.append(tally.count(f"totals-{slug(verdict)}", label, verdict, len(matching), _parts(matching, tally)))
    return facts


def _sum(one: Breakdown) -> Fact:
    total = one.total
    assert total is not None  # noqa: S101 - a sum is only asked for where there is a total
    body = french(total["entity"])
    return Fact(
        fact_id=f"contradictions-sum-{slug(total['key_figure_id'])}",
        label_fr=french(f"Somme des parties publiées de « {total['indicator_fr']} », {body}"),
        label_en=f"Sum of the printed parts of {total['indicator_id']}",
        unit=str(total["unit"]),
        value=one.sum,
        method="somme des parties publiées au même endroit",
        computed_by="pipeline.estimators.contradictions:printed_totals",
        source_table="key_figures",
        design="document",
        limits_fr="Les parties non publiées manquent à la somme.",
        rows=provenance(one.parts),
    )


def _who(figure: Any) -> str:
    return str(figure.territory or french(figure.entity))


def _side(side: str, figure: Any) -> dict[str, str]:
    return {
        f"{side}_who_fr": _who(figure),
        f"{side}_fact": figure_fact_id(figure.key_figure_id),
        f"{side}_fr": french(f"« {figure.printed} »"),
        f"{side}_where_fr": f"{figure.source}, l.{NO_BREAK}{figure.line}",
        f"{side}_note_fr": remark(figure),
    }


def _rows(compared: list[tuple[str, Any, Any]], tally: Tally) -> pd.DataFrame:
    positions = sorted({figure.Index for _, *both in compared for figure in both})
    return tally.everything.loc[positions]


def _parts(found: list[Breakdown], tally: Tally) -> pd.DataFrame:
    return pd.concat([one.parts for one in found]) if found else tally.everything.head(0)
