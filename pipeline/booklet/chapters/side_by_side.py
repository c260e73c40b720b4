"""How printed key figures are shown side by side: comparable ones, pairs that disagree, parts and their total."""

from __future__ import annotations

from typing import Any

from pipeline import figures
from pipeline.booklet.chapters.printed_links import as_printed
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import labelled
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.methods.printed.totals import WITHIN
from pipeline.released import Release


def drawn_comparisons(release: Release, caption_fr: str, none_fr: str, which: slice) -> Figure | Text:
    """Of the comparisons wide enough to be drawn, those of `which`, a panel each; `none_fr` where there is none."""
    groups, values = release.table("city_comparison_groups"), release.table("city_comparison_values")
    values = values.assign(label=values["territory"], shown=values["figure_fact"].map(release.display))
    drawn = groups[groups["is_drawn"]][which]
    panels = {
        str(title): values[values["group_id"].eq(group_id)].filter(["label", "value", "shown"])
        for title, group_id in zip(drawn["title_fr"], drawn["group_id"].astype(str), strict=True)
    }
    if not panels:
        return Text(escape(none_fr))
    told = [f"{title}{NO_BREAK}: {labelled(panel['label'], panel['shown'])}." for title, panel in panels.items()]
    return figures.dots(panels, caption_fr, f"Un point par territoire, par ordre alphabétique. {' '.join(told)}")


def comparison_table(release: Release, caption_fr: str, none_fr: str) -> Table | Text:
    """Every compared figure, the widest comparison first, with what must be known to read it."""
    groups = release.table("city_comparison_groups")
    rank = {group_id: position for position, group_id in enumerate(groups["group_id"])}
    values = release.table("city_comparison_values").sort_values(
        "group_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True
    )
    columns = {
        "Comparaison": list(values["title_fr"]),
        "Territoire": list(values["territory"]),
        "Chiffre": release.links(values["figure_fact"]),
        "Année et remarque": [_remark(row) for row in values.itertuples()],
        "Document": [release.with_document_names(source) for source in values["source"]],
    }
    return _table(columns, caption_fr, none_fr, align="llrll", widths=(28, 22, 18, 16, 16))


def _remark(row: Any) -> str:
    """The year, which few documents print beside a number, then the note of the survey."""
    return ", ".join(text for text in (row.when_fr, row.note_fr) if text)


def pair_table(release: Release, verdict_fr: str, caption_fr: str, none_fr: str) -> Table | Text:
    """The pairs of one verdict: both figures as printed, linked to their evidence, with place and note."""
    pairs = release.table("contradictions_pairs")
    pairs = pairs[pairs["verdict_fr"].eq(verdict_fr)]
    columns = {
        "Territoire ou organisme": list(pairs["who_fr"]),
        "Indicateur": list(pairs["indicator_fr"]),
        "Lu à un endroit": [as_printed(release, pair, "first") for _, pair in pairs.iterrows()],
        "Lu à un autre": [as_printed(release, pair, "second") for _, pair in pairs.iterrows()],
    }
    return _table(columns, caption_fr, none_fr, widths=(22, 24, 37, 37))


def totals_table(release: Release, caption_fr: str, none_fr: str) -> Table | Text:
    """The totals whose parts are several, with their sum, and those that their parts exceed or cannot be held to.

    A single part that fits in its total tells nothing: how many there are is told in a sentence.
    """
    found = release.table("contradictions_totals")
    found = found[found["sum_fact"].notna() | found["verdict_fr"].ne(WITHIN)]
    columns = {
        "Territoire ou organisme": list(found["who_fr"]),
        "Total publié": [_total(release, row) for row in found.itertuples()],
        "Parties publiées": [_parts(release, row) for row in found.itertuples()],
        "Somme": release.links(found["sum_fact"]),
        "Verdict": list(found["verdict_fr"]),
    }
    return _table(columns, caption_fr, none_fr, align="lllrl", widths=(20, 26, 44, 9, 22))


def _table(columns: dict[str, list[Any]], caption_fr: str, none_fr: str, **layout: Any) -> Table | Text:
    is_empty = not next(iter(columns.values()))
    return Text(escape(none_fr)) if is_empty else Table(columns, caption_fr, **layout)


def _total(release: Release, row: Any) -> Markdown:
    return _named(release, row.total_fr, row.total_fact)


def _parts(release: Release, row: Any) -> Markdown:
    parts = [_named(release, name, fact) for name, fact in zip(row.parts_fr, row.part_ids, strict=True)]
    return Markdown(", ".join(parts))


def _named(release: Release, name: str, fact_id: str | None) -> Markdown:
    return Markdown(f"{escape(name)}{NO_BREAK}{release.link(fact_id)}")
