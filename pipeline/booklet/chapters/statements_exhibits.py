"""Statements of one verdict, drawn: the band that the quantifier implies, and how many are named."""

from __future__ import annotations

from pipeline import figures
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.released import Release


def ranges_figure(release: Release, verdict_fr: str, where_fr: str) -> Figure | Text:
    """One row a statement of this verdict, in the order of the text; a sentence where none of them is published.

    `where_fr` says where the dots are, for whoever cannot see them.
    """
    table = release.table("statements")
    rows, largest = table[table["verdict_fr"] == verdict_fr], release.fact("statements-entities")["value"]
    if rows.empty or largest != largest:
        return Text(escape(none_sentence(verdict_fr)))
    labels = [f"{row.topic_fr} (l.{NO_BREAK}{row.line})" for row in rows.itertuples()]
    caption = (
        f"Affirmations «{NARROW}{verdict_fr}{NARROW}»{NO_BREAK}: effectif supposé par le mot employé et effectif nommé"
    )
    alt = f"{caption}. Pour chacune, le point est {where_fr} (valeurs au tableau)."
    return figures.ranges(labels, rows, list(rows["count"]), int(largest), caption, alt)


def none_sentence(verdict_fr: str) -> str:
    """That no such statement is shown; whether there is none or its numbers are hidden is told by the table."""
    verdict = f"«{NARROW}{verdict_fr}{NARROW}»"
    return f"Rien n’est dessiné{NO_BREAK}: aucune affirmation dont les nombres sont publiés n’a le verdict {verdict}."
