"""Comparable figures side by side, and for every other indicator the reason why it is not compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.printed.comparability import REASONS, Verdict, comparability
from pipeline.methods.printed.key_figures import PERIMETERS_FR, figure_fact_id, with_territories
from pipeline.methods.printed.printed_key_figures import remark, when
from pipeline.methods.printed.tallies import Tally
from pipeline.params import EstimateParams

REQUIRES = ("key_figures", "territories", "key_figure_labels")

FEWEST_DRAWN = 5
"""With fewer dots a table is read faster than a figure."""

VALUE_COLUMNS = ("group_id", "title_fr", "territory", "value", "figure_fact", "when_fr", "note_fr", "source")


@dataclass(frozen=True)
class Judged:
    """One indicator: its figures and the verdict on them."""

    indicator_id: str
    name_fr: str
    figures: pd.DataFrame
    verdict: Verdict

    @property
    def territories(self) -> list[str]:
        """The territories that give it, in alphabetical order."""
        return sorted(self.figures["territory"].unique(), key=slug)


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """The comparisons.

    Tables: `city_comparison_groups` (one row a comparison, the widest first), `city_comparison_values` (one row a
    figure in a comparison, territories in alphabetical order), `city_comparison_reasons` and `city_comparison_others`
    (not compared).
    """
    figures = with_territories(tables)
    figures = figures[figures["territory"].ne("")]
    tally = Tally("city_comparison", "estimate", figures)
    judged = [
        Judged(str(indicator), str(given["indicator_fr"].iloc[0]), given, comparability(given))
        for indicator, given in figures.groupby("indicator_id", sort=True)
    ]
    groups, values, group_facts = comparisons(judged, tally)
    reasons, reason_facts = why_not(judged, tally)
    return Estimates(
        [*totals(judged, figures, tally), *group_facts, *reason_facts],
        {
            "city_comparison_groups": groups,
            "city_comparison_values": values,
            "city_comparison_reasons": reasons,
            "city_comparison_others": others(judged),
        },
    )


def comparisons(judged: list[Judged], tally: Tally) -> tuple[pd.DataFrame, pd.DataFrame, list[Fact]]:
    """The comparable groups, each with a fact for its number of territories, and the figures they hold."""
    facts, lines, values = [], [], [pd.DataFrame(columns=list(VALUE_COLUMNS))]
    for one in judged:
        for group in one.verdict.groups:
            perimeter = str(group["perimeter"].iloc[0])
            title = f"{one.name_fr}, {PERIMETERS_FR.get(perimeter, perimeter)}"
            group_id, count = slug(f"{one.indicator_id} {perimeter}"), group["territory"].nunique()
            label_en = f"{one.indicator_id.replace('_', ' ')}, {perimeter}: territories compared"
            facts.append(
                tally.count(f"{group_id}-territories", f"Territoires comparés, {title}", label_en, count, group)
            )
            shape = {"group_id": group_id, "title_fr": title, "count": count, "is_drawn": count >= FEWEST_DRAWN}
            lines.append({**shape, "count_fact": facts[-1].fact_id})
            values.append(_values(group, group_id, title))
    columns = ["group_id", "title_fr", "count", "is_drawn", "count_fact"]
    groups = pd.DataFrame(lines, columns=columns).sort_values(
        "count", ascending=False, kind="stable", ignore_index=True
    )
    return groups, pd.concat(values, ignore_index=True), facts


def _values(group: pd.DataFrame, group_id: str, title: str) -> pd.DataFrame:
    ordered = group.sort_values("territory", key=lambda names: names.map(slug), kind="stable")
    middle = (ordered["value_min"] + ordered["value_max"]) / 2
    return ordered.assign(
        group_id=group_id,
        title_fr=title,
        value=ordered["value"].fillna(middle),
        figure_fact=ordered["key_figure_id"].map(figure_fact_id),
        when_fr=[when(figure) for figure in ordered.itertuples()],
        note_fr=[remark(figure) for figure in ordered.itertuples()],
    )[list(VALUE_COLUMNS)]


def why_not(judged: list[Judged], tally: Tally) -> tuple[pd.DataFrame, list[Fact]]:
    """How many indicators are left out for each reason, in the order in which the conditions are tried."""
    facts, lines = [], []
    for reason in REASONS:
        left = [one for one in judged if one.verdict.reason == reason]
        rows = pd.concat([one.figures for one in left]) if left else tally.everything.head(0)
        facts.append(
            tally.count(f"reason-{slug(reason)}", f"Indicateurs non comparés, {reason}", reason, len(left), rows)
        )
        lines.append({"reason_fr": reason, "count": len(left), "count_fact": facts[-1].fact_id})
    return pd.DataFrame(lines), facts


def others(judged: list[Judged]) -> pd.DataFrame:
    """The indicators that several territories give and that are not compared, with the reason."""
    lines = [
        {"indicator_fr": one.name_fr, "territories": one.territories, "reason_fr": one.verdict.reason}
        for one in judged
        if not one.verdict.is_comparable and len(one.territories) > 1
    ]
    table = pd.DataFrame(lines, columns=["indicator_fr", "territories", "reason_fr"])
    return table.sort_values("indicator_fr", key=lambda names: names.map(slug), ignore_index=True)


def totals(judged: list[Judged], figures: pd.DataFrame, tally: Tally) -> list[Fact]:
    """How many indicators and figures were examined, and how many can be compared."""
    several = [one for one in judged if len(one.territories) > 1]
    comparable = [one for one in judged if one.verdict.is_comparable]
    groups = [group for one in comparable for group in one.verdict.groups]
    compared = pd.concat(groups) if groups else figures.head(0)
    n_judged, n_compared = len(judged), len(compared)
    label_compared = "Chiffres mis côte à côte, répétitions identiques comptées une fois"
    label_share = "Part des chiffres qui peuvent être mis côte à côte"
    return [
        tally.count("indicators", "Indicateurs examinés", "Indicators examined", n_judged, figures),
        tally.count("figures", "Chiffres examinés", "Figures examined", len(figures), figures),
        tally.count(
            "several", "Indicateurs donnés par plusieurs territoires", "Given by several", len(several), figures
        ),
        tally.count("comparable", "Indicateurs comparables", "Comparable indicators", len(comparable), compared),
        tally.count("groups", "Comparaisons possibles", "Comparisons", len(groups), compared),
        tally.count("compared-figures", label_compared, "Figures compared", n_compared, compared),
        tally.share("compared-share", label_share, "Share of figures compared", n_compared, len(figures), compared),
    ]
