"""What a booklet shows of indicators before and after: counts, changes by domain, what each design lets one say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.change_words import (
    beside_project,
    change_text,
    signed,
    signed_alone,
    told_verdict,
    with_long_unit,
    with_symbol,
    with_unit,
)
from pipeline.booklet.chapters.design_wording import UNCHANGED_FR
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK
from pipeline.methods.indicators.library_codes import DOMAINS_FR
from pipeline.released import Release

NONE_FR = "Aucun indicateur n’a été mesuré avant et après l’essai. Il n’y a donc pas d’évolution à montrer."
NO_WAY_FR = "Aucun indicateur de ce domaine n’a été mesuré avant et après avec une cible au protocole."
NOT_SHARED_FR = (
    "Aucun indicateur compté n’a été mesuré avant et après par assez de projets : il n’y a rien à réunir sans mêler"
    " des grandeurs différentes."
)
NO_GOAL_FR = "Aucun indicateur mesuré n’éclaire d’objectif de développement durable."

VERDICTS_FR = {
    "reached": "atteinte",
    "met_before": "atteinte dès le départ",
    "approached": "approchée",
    "barely_approached": "à peine approchée",
    "not_approached": "non approchée",
    "lost": "atteinte au départ, perdue ensuite",
    "moved_away": "plus éloignée qu’au départ",
    "": HIDDEN_FR,
}
SENSES_FR = {
    "favourable": "favorable",
    "unfavourable": "défavorable",
    "unchanged": UNCHANGED_FR,
    "moved": "a bougé, à interpréter",
    "": HIDDEN_FR,
}
IN_MARGIN_FR = "dans la marge"
CONTROL_FR = ", avec site témoin"
DETAILED = "institutions"
"""The audience whose booklet shows every indicator of every project with its margin; the others show the figures."""
ELSEWHERE_FR = "Le cahier technique donne, pour chaque indicateur de chaque projet, l’évolution et sa marge."
WIDTHS = (27, 8, 8, 18, 14, 13, 12)
MOST_LINES = 12
"""Lines beyond which a figure keeps only the measures that say most: those with an interval or another site."""


def domains_table(release: Release, caption_fr: str) -> Table | Text:
    """Counts by domain."""
    rows = release.table("indicators_domains")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {"Domaine": list(rows["name"]), "Prévus": release.links(rows["planned_fact"]), **_by_row(release, rows)},
        caption_fr,
        align="lrrrrr",
        widths=(24, 12, 14, 16, 17, 17),
    )


def goals_table(release: Release, caption_fr: str) -> Table | Text:
    """Counts by sustainable development goal."""
    rows = release.table("indicators_goals")
    if rows.empty:
        return Text(escape(NO_GOAL_FR))
    return Table(
        {"Objectif": list(rows["name"]), **_by_row(release, rows)},
        caption_fr,
        align="lrrrr",
        widths=(40, 14, 15, 16, 15),
    )


def _by_row(release: Release, rows: pd.DataFrame) -> dict[str, list[Markdown]]:
    return {
        "Mesurés": release.links(rows["measured_fact"]),
        "Favorables": release.links(rows["favourable_fact"]),
        "Défavorables": release.links(rows["unfavourable_fact"]),
        "Cible atteinte": release.links(rows["reached_fact"]),
    }


def designs_table(release: Release, caption_fr: str) -> Table | Text:
    """How many indicators of projects have each design, what it lets one say, and what is missing to say more."""
    rows = release.table("indicators_designs")
    rows = rows[rows["count"].ne(0)]
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Ce qui a été mesuré": list(rows["design_fr"]),
            "Ce que cela permet de dire": list(rows["result_fr"]),
            "Ce qu’il faudrait de plus": list(rows["missing_fr"]),
            "Indicateurs": release.links(rows["count_fact"]),
        },
        caption_fr,
        align="lllr",
        widths=(26, 32, 29, 13),
        has_phrases=True,
    )


def changes_tables(release: Release) -> Text:
    """One table a domain: each indicator of each project, before, after, change, difference from the other site."""
    changes = release.table("indicators_changes")
    if not release.is_for(DETAILED):
        return Text(escape(ELSEWHERE_FR))
    if changes.empty:
        return Text(escape(NONE_FR))
    tables = [
        _changes_table(release, domain, name, changes[changes["domain"].eq(domain)])
        for domain, name in DOMAINS_FR.items()
        if changes["domain"].eq(domain).any()
    ]
    return Text(Markdown("\n\n".join(tables)))


def _changes_table(release: Release, domain: str, name: str, rows: pd.DataFrame) -> str:
    table = Table(
        {
            "Indicateur et projet": [_row_name(row) for row in rows.itertuples()],
            "Avant": [short(release, fact) for fact in rows["before_fact"]],
            "Après": [short(release, fact) for fact in rows["after_fact"]],
            "Évolution observée": [signed(release, fact) for fact in rows["change_fact"]],
            "Écart au site témoin": [signed(release, fact) for fact in rows["gap_fact"]],
            "Sens": [_sense(row) for row in rows.itertuples()],
            "Cible": [_target(row) for row in rows.itertuples()],
        },
        name,
        widths=WIDTHS,
    )
    count = release.link(f"indicators-domain-{domain}-measured")
    caption = escape(french(f"Domaine « {name} », indicateurs de projet mesurés avant et après"))
    return f"{table.markdown()}\n\n: {caption} ({count}) {{#tbl-indicators-changes-{domain}}}"


def _row_name(row: Any) -> str:
    """The indicator with its unit, and the project."""
    return f"{with_unit(beside_project(row.name_fr), row.unit_fr)}, {row.project}"


def _sense(row: Any) -> str:
    """« favorable, dans la marge »."""
    is_small = pd.notna(row.is_apart) and not row.is_apart and row.sense != "unchanged"
    return f"{SENSES_FR[row.sense]}, {IN_MARGIN_FR}" if is_small else SENSES_FR[row.sense]


def _target(row: Any) -> str:
    return VERDICTS_FR[told_verdict(row)] if isinstance(row.verdict, str) else ""


def short(release: Release, fact_id: Any) -> Markdown:
    """A level without its base, which the evidence annex gives: « 83 % » for « 83 % (850 sur 1 027) »."""
    if not isinstance(fact_id, str):
        return release.link(None)
    return release.link(fact_id, release.display(fact_id).partition(" (")[0])


def ways_figure(release: Release, domain: str, caption_fr: str) -> Figure | Text:
    """Each indicator of a domain on the way its protocol planned, from its start to its target, with its levels."""
    changes = release.table("indicators_changes")
    mine = changes[changes["domain"].eq(domain)]
    rows = _drawn(mine[mine["start"].notna() & mine["end"].notna()])
    if rows.empty:
        return Text(escape(NO_WAY_FR))
    frame = pd.DataFrame(
        {
            "label": [_way_name(row) for row in rows.itertuples()],
            "start": rows["start"].to_numpy(),
            "end": rows["end"].to_numpy(),
            "start_shown": [_level(release, row, "before") for row in rows.itertuples()],
            "end_shown": [_after(release, row) for row in rows.itertuples()],
            "start_link": [_level_link(release, row, "before") for row in rows.itertuples()],
            "end_link": [_after_link(release, row) for row in rows.itertuples()],
            "is_favourable": rows["sense"].map({"favourable": True, "unfavourable": False}).to_numpy(),
        }
    )
    return figures.ways(
        frame,
        f"{caption_fr} ({len(rows)} sur {len(mine)} {'mesurés' if len(mine) > 1 else 'mesuré'})",
        "avant",
        "après",
        head_fr="Indicateur et projet",
        neither_fr=UNCHANGED_FR,
    )


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """All the lines of a domain, or when they are too many those that chance or another site sheds light on."""
    is_clear = rows["is_apart"].notna() | rows["gap_fact"].notna()
    return rows[is_clear] if len(rows) > MOST_LINES and is_clear.any() else rows


def _way_name(row: Any) -> str:
    """The indicator with its unit where levels do not bear it, the project, and whether another site was measured."""
    beside = CONTROL_FR if isinstance(row.gap_fact, str) else ""
    return f"{with_long_unit(beside_project(row.name_fr), row.unit_fr)}, {row.project}{beside}"


def _level(release: Release, row: Any, phase: str) -> str:
    """The level before or after without its base, with its unit where that is short: « 27,9 °C »."""
    return with_symbol(release.display(getattr(row, f"{phase}_fact")).partition(" (")[0], row.unit_fr)


def _level_link(release: Release, row: Any, phase: str) -> Markdown:
    return release.link(getattr(row, f"{phase}_fact"), _level(release, row, phase))


def _is_hidden_by_rounding(release: Release, row: Any) -> bool:
    """Whether both levels are written alike although the indicator moved."""
    levels = {_level(release, row, phase) for phase in ("before", "after")}
    return len(levels) == 1 and row.sense in ("favourable", "unfavourable")


def _after(release: Release, row: Any) -> str:
    """The level after; with the change where rounding hides it: « 34 % (−0,5 point) »."""
    level = _level(release, row, "after")
    return f"{level} ({_moved(release, row)})" if _is_hidden_by_rounding(release, row) else level


def _after_link(release: Release, row: Any) -> Markdown:
    level = _level_link(release, row, "after")
    if not _is_hidden_by_rounding(release, row):
        return level
    return Markdown(f"{level} ({release.link(row.change_fact, _moved(release, row))})")


def _moved(release: Release, row: Any) -> str:
    return with_symbol(change_text(release, row.change_fact).partition(" (")[0], row.unit_fr)


def forest_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The indicator counted by most projects: each project’s change with its interval, and the mean of all."""
    pooled = release.table("indicators_pooled")
    if pooled.empty:
        return Text(escape(NOT_SHARED_FR))
    forest = release.table("indicators_forest")
    most = str(forest.groupby("indicator_id").size().idxmax())
    first = pooled[pooled["indicator_id"].eq(most)].iloc[0]
    rows = forest[forest["indicator_id"].eq(most)]
    frame = rows[["label", "value", "low", "high", "weight"]].assign(
        shown=[change_text(release, fact) for fact in rows["change_fact"]],
        link=[signed_alone(release, fact) for fact in rows["change_fact"]],
    )
    mean = {
        "label": "Ensemble",
        **{name: float(first[name]) for name in ("value", "low", "high")},
        "shown": change_text(release, first["pooled_fact"]),
        "link": signed_alone(release, first["pooled_fact"]),
    }
    is_relative = first["unit"] == "share_change"
    return figures.forest(
        frame,
        f"{caption_fr}{NO_BREAK}: {first['name_fr'].lower()}",
        "évolution relative" if is_relative else "points",
        mean,
        unit="share_change" if is_relative else "",
        head_fr="Projet",
    )
