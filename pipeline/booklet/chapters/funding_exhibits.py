"""What a booklet shows of funding: the levers, when a cap counts, who has the profile, what holders say of money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.fact_sentences import told
from pipeline.booklet.chapters.funding_words import (
    NO_BRAKE_FR,
    NO_REGISTER_FR,
    capped_sentence,
    firms_sentence,
    hosted_sentence,
    unchecked_sentence,
)
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import enumeration
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
    """One row a lever and document: who may have it, how much, who gives it, where we read it."""
    rows = release.table("funding_levers")
    columns: dict[str, list[Any]] = {
        "Aide": [f"{row.scheme_fr} ({row.form})" for row in rows_of(rows)],
        "Pour qui": [enumeration(list(each)) for each in rows["beneficiaries"]],
        "Part financée": [_rate(release, row) for row in rows_of(rows)],
        "Plafond": release.links(rows["cap_fact"]),
        "Qui la verse": [enumeration(list(each)) for each in rows["funders"]],
        "Source": [release.with_document_names(str(source)) for source in rows["source"]],
    }
    return Table(columns, caption_fr, align="lllrll", widths=(24, 22, 13, 10, 14, 17), has_phrases=True)


def capped_text(release: Release) -> Text:
    """From which expense each cap counts; nothing where no lever has both a rate and a cap."""
    rows = release.table("funding_levers")
    capped = rows[rows["full_fact"].map(is_given)]
    sentences = [
        Markdown(capped_sentence(str(escape(row.scheme_fr)), str(release.link(row.full_fact))))
        for row in rows_of(capped)
    ]
    return Text(Markdown(" ".join(sentences)))


def profiles_text(release: Release) -> Text:
    """Who may ask with a commune, and who has the profile of an aid to firms."""
    rows = release.table("funding_levers")
    rows = rows[rows["profile_fact"].map(is_given)]
    if rows.empty:
        return Text(escape(NO_REGISTER_FR))
    hosted, firms = rows[rows["is_for_hosted"]], rows[~rows["is_for_hosted"]]
    told = [*_hosted(release, hosted), *_firms(release, firms)]
    return bullets(told, "")


def _hosted(release: Release, levers: pd.DataFrame) -> Iterator[Markdown]:
    """How many projects may ask with their commune; the register tells the same of every such lever."""
    if levers.empty or not is_told(release, str(levers["profile_fact"].iloc[0])):
        return
    fact_id = str(levers["profile_fact"].iloc[0])
    fact = release.fact(fact_id)
    shown = release.link(fact_id, f"{fact['numerator']:.0f}")
    yield hosted_sentence(float(fact["numerator"]), float(fact["denominator"]), shown, _names(levers))
    for unchecked, rows in levers[levers["unchecked_fr"].ne("")].groupby("unchecked_fr", sort=False):
        yield unchecked_sentence(_names(rows), str(escape(str(unchecked))))


def _firms(release: Release, levers: pd.DataFrame) -> Iterator[Markdown]:
    """How many holders have the profile of an aid to firms, and what the others may do."""
    if levers.empty or not release.has_fact(FIRMS) or not is_told(release, FIRMS):
        return
    fact = release.fact(FIRMS)
    count, total = float(fact["numerator"]), float(fact["denominator"])
    yield firms_sentence(count, total, release.link(FIRMS, f"{count:.0f}"), _names(levers))


def _names(levers: pd.DataFrame) -> list[str]:
    """The schemes, each once."""
    return [str(escape(name)) for name in levers["scheme_fr"].unique()]


def money_text(release: Release) -> Text:
    """What the surveys of the cohort say of money."""
    return bullets(told(release, SAID_OF_MONEY), NO_BRAKE_FR)


def _rate(release: Release, row: Any) -> Markdown:
    link = release.link(row.rate_fact)
    return Markdown(f"{link} ({escape(row.rate_base_fr)})") if row.rate_base_fr and is_given(row.rate_fact) else link
