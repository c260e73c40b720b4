"""Statements of one verdict, drawn: the band that the quantifier implies, and how many are named."""

from __future__ import annotations

import pandas as pd

from pipeline import figures
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.methods.printed.quantifiers import BEYOND, CONSISTENT
from pipeline.released import Release

SUCH_FR = {BEYOND: "au-delà du codage", CONSISTENT: "cohérentes"}
"""What a verdict is called when several statements have it."""


def words_table(release: Release, caption_fr: str) -> Table:
    """Each word that a compared statement uses, the number it is read as, and how many statements use it."""
    table = release.table("statements")
    read = table[table["said_fact"].notna()]
    ranges = [(str(word), rows) for word, rows in read.groupby("quantifier", sort=True)]
    return Table(
        {
            "Mot du texte": [f"«{NARROW}{word}{NARROW}»" for word, _ in ranges],
            "Effectif que nous lui prêtons": [_ranges(release, rows) for _, rows in ranges],
        },
        caption_fr,
        widths=(30, 70),
    )


def _ranges(release: Release, rows: pd.DataFrame) -> Markdown:
    """The numbers a word is read as, each once: a base of another size changes them."""
    shown = {release.display(fact): release.link(fact) for fact in rows["said_fact"]}
    return Markdown(f"{NARROW}; ".join(shown.values()))


def ranges_figure(release: Release, verdict_fr: str, where_fr: str) -> Figure | Text:
    """One row a statement of this verdict, in the order of the text; a sentence where none of them is published.

    `where_fr` says where the dots are, for whoever cannot see them.
    """
    table = release.table("statements")
    rows, largest = table[table["verdict_fr"] == verdict_fr], release.fact("statements-entities")["value"]
    if rows.empty or largest != largest:
        return Text(escape(none_sentence(verdict_fr)))
    labels = [f"{row.topic_fr} (l.{NO_BREAK}{row.line})" for row in rows.itertuples()]
    caption = f"Affirmations {SUCH_FR[verdict_fr]}{NO_BREAK}: effectif supposé par le mot employé et effectif nommé"
    alt = f"{caption}. Pour chacune, le point est {where_fr} (valeurs au tableau)."
    return figures.ranges(labels, rows, list(rows["count"]), int(largest), caption, alt)


def none_sentence(verdict_fr: str) -> str:
    """That no such statement is shown; whether there is none or its numbers are hidden is told by the table."""
    verdict = f"«{NARROW}{verdict_fr}{NARROW}»"
    return f"Rien n’est dessiné{NO_BREAK}: aucune affirmation dont les nombres sont publiés n’a le verdict {verdict}."
