"""What a booklet shows of funding: the levers, who has the profile of each, when a cap counts, what holders say."""

from __future__ import annotations

from typing import Any

from pipeline.booklet.chapters.funding_words import (
    NO_BRAKE_FR,
    NO_REGISTER_FR,
    asks,
    capped_sentence,
    nobody_sentence,
)
from pipeline.booklet.chapters.told_facts import told
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.methods.projects.knowledge_facts import is_given, rows_of
from pipeline.released import Release

FIRMS = "funding-firms-profile"
SAID_OF_MONEY = (
    "survey-startups-brake-financing-mean",
    "survey-startups-needs-funding",
    "survey-startups-obstacles-funding",
    "survey-communes-difficulties-budget",
)
"""Facts of the surveys that speak of money, where the cohort has them."""


def levers_table(release: Release, caption_fr: str) -> Table:
    """One row a lever and document: form, rate, cap, who may have it, where it is printed."""
    rows = release.table("funding_levers")
    columns: dict[str, list[Any]] = {
        "Aide": [_lever(row) for row in rows_of(rows)],
        "Taux": [_rate(release, row) for row in rows_of(rows)],
        "Plafond": release.links(rows["cap_fact"]),
        "Pour qui": [enumeration(list(each)) for each in rows["beneficiaries"]],
        "Document": [f"{release.with_document_names(row.source)}, l.{NO_BREAK}{row.line}" for row in rows_of(rows)],
    }
    return Table(columns, caption_fr, align="llrll", widths=(30, 16, 12, 24, 18))


def capped_text(release: Release) -> Text:
    """From which expense each cap counts; nothing where no lever has both a rate and a cap."""
    rows = release.table("funding_levers")
    capped = rows[rows["full_fact"].map(is_given)]
    sentences = [
        Markdown(capped_sentence(str(escape(row.scheme_fr)), str(release.link(row.full_fact))))
        for row in rows_of(capped)
    ]
    return Text(Markdown(" ".join(sentences)))


def profiles_table(release: Release, caption_fr: str) -> Table | Text:
    """For each lever open to holders: how many projects have its profile, and what the register cannot tell."""
    rows = release.table("funding_levers")
    rows = rows[rows["profile_fact"].map(is_given)]
    if rows.empty:
        return Text(escape(NO_REGISTER_FR))
    columns: dict[str, list[Any]] = {
        "Aide": [f"{row.scheme_fr} ({row.form})" for row in rows_of(rows)],
        "Qui demande": [_asks(row) for row in rows_of(rows)],
        "Projets qui ont le profil": release.links(rows["profile_fact"]),
        "Reste à prouver": list(rows["unchecked_fr"]),
    }
    return Table(columns, caption_fr, align="llrl", widths=(38, 16, 20, 26))


def firms_text(release: Release) -> Text:
    """How many holders have the profile of an aid to firms, and what it means for the others."""
    if not release.has_fact(FIRMS):
        return Text(Markdown(""))
    fact = release.fact(FIRMS)
    if fact["numerator"] != fact["numerator"]:
        return Text(Markdown(""))
    said = escape(nobody_sentence(float(fact["numerator"]), float(fact["denominator"])))
    head = f"Porteurs qui ont le profil d’une aide aux entreprises{NO_BREAK}: {release.link(FIRMS)}."
    return Text(Markdown(f"{head} {said}"))


def money_text(release: Release) -> Text:
    """What the surveys of the cohort say of money."""
    return bullets(told(release, SAID_OF_MONEY), NO_BRAKE_FR)


def _lever(row: Any) -> Markdown:
    funders = enumeration([str(escape(each)) for each in row.funders])
    return Markdown(f"**{escape(row.scheme_fr)}**{NARROW}; {escape(row.form)}, {funders}")


def _asks(row: Any) -> str:
    return asks(is_for_communes=bool(row.is_for_communes), is_for_holders=bool(row.is_for_holders))


def _rate(release: Release, row: Any) -> Markdown:
    link = release.link(row.rate_fact)
    return Markdown(f"{link} ({escape(row.rate_base_fr)})") if row.rate_base_fr and is_given(row.rate_fact) else link
