"""Statements of one verdict, drawn: the band that the quantifier implies, and how many are named."""

from __future__ import annotations

import pandas as pd

from pipeline import figures
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.methods.printed.quantifiers import BEYOND, CONSISTENT, NO_NUMBER, OWN_BASE, unsized
from pipeline.released import Release

SUCH_FR = {BEYOND: "au-delà du codage", CONSISTENT: "cohérentes"}
"""What a verdict is called when several statements have it."""

NO_BOUND_FR = "aucun\u00a0: le mot n’a pas de borne"
NO_SHARE_FR = "Aucun pourcentage n’est publié avec sa base."
NO_COUNT_FR = "Aucun effectif entier ne s’arrondit à cette part."


def words_table(release: Release, caption_fr: str) -> Table:
    """Each word that a statement uses and the numbers it is read as; a word that implies none says so."""
    ranges = [(str(word), rows) for word, rows in release.table("statements").groupby("quantifier", sort=True)]
    return Table(
        {
            "Mot du texte": [f"«{NARROW}{word}{NARROW}»" for word, _ in ranges],
            "Effectif que nous lui prêtons": [_ranges(release, rows) for _, rows in ranges],
        },
        caption_fr,
        widths=(30, 70),
    )


def _ranges(release: Release, rows: pd.DataFrame) -> Markdown:
    """The numbers a word is read as, each once, with the base of those that are not about all that the study met."""
    read = rows.dropna(subset="said_fact")
    said = [(str(fact), str(base)) for fact, base in zip(read["said_fact"], read["base"], strict=True)]
    shown = {(release.display(fact), base): f"{release.link(fact)}{_among(base)}" for fact, base in said}
    return Markdown(f"{NARROW}; ".join(shown.values()) or escape(NO_BOUND_FR))


def _among(base: str) -> str:
    return "" if base == OWN_BASE else f" {escape(f'parmi les {base}')}"


def percentages(release: Release) -> Text:
    """Each percentage that is printed with its base, and the whole numbers that round to it."""
    rows = release.table("statements_arithmetic")
    return bullets([_percentage(release, row) for _, row in rows.iterrows()], NO_SHARE_FR)


def _percentage(release: Release, row: pd.Series) -> Markdown:
    """« À propos des communes sondées, le texte publie 60 % de 84 (l. 769). … »: the size of the base is told once."""
    about, where = escape(f"À propos des {unsized(row['base'])}"), escape(f"(l.{NO_BREAK}{row['line']})")
    possible = f"L’effectif entier qui s’arrondit à cette part est {release.link(row['possible_fact'])}."
    counted = NO_COUNT_FR if release.display(row["possible_fact"]) == NO_NUMBER else possible
    return Markdown(f"{about}, le texte publie {release.link(row['printed_fact'])} {where}. {counted}")


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
