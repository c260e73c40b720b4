"""What a booklet shows of the audit of printed figures: counts by severity, what was examined, each finding."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.survey_wording import quoted
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import captioned
from pipeline.booklet.markdown import EMPTY, Markdown, escape, pipe_table
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.capitals import capitalised
from pipeline.released import Release

MEANINGS_FR = {
    "ne peut pas être juste": "L’arithmétique l’exclut, quelle que soit la réponse de chacun.",
    "contradictoire": "Deux énoncés de la même chose ne peuvent pas être vrais ensemble, tels qu’ils sont publiés. Une "
    "précision qui manque (une date, un périmètre, un ajout tardif) peut encore les accorder.",
    "à vérifier": "Le chiffre est possible, mais à une condition qui reste à établir.",
    "non étayé": "Ce qui a été recueilli ne suffit pas à le soutenir, ce qui ne le rend pas faux.",
}
"""What each severity means: how far a finding goes, and where it stops."""

FOUND_FR = "Compté"
"""What heads the numbers that were found beside those printed: a register's rows, the names of a text."""

SAME_FR = "Le constat est le même pour tout ce que nomme le tableau qui suit"
"""Before a reason that is said once, of all the rows of a table."""

NONE_FR = "Aucun constat : tout ce qui a été examiné s’accorde."


def severity_table(release: Release, caption_fr: str) -> Table | Text:
    """How many findings have each severity, and what it means; a severity without any is left out."""
    rows = release.table("audit_severities")
    rows = rows[rows["count"].ne(0)]
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Gravité": [capitalised(name) for name in rows["severity_fr"]],
            "Constats": release.links(rows["count_fact"]),
            "Ce que cela veut dire": [MEANINGS_FR[name] for name in rows["severity_fr"]],
        },
        caption_fr,
        align="lrl",
        widths=(22, 12, 66),
    )


def check_table(release: Release, caption_fr: str) -> Table:
    """What each check set against what, how much it examined and how much it found."""
    rows = release.table("audit_checks")
    return Table(
        {
            "Contrôle": list(rows["check_fr"]),
            "Rapprochements": release.links(rows["examined_fact"]),
            "Constats distincts": release.links(rows["found_fact"]),
        },
        caption_fr,
        align="lrr",
        widths=(60, 20, 20),
    )


def findings(release: Release) -> Text:
    """One table a severity, which its caption names, the gravest first: subject, what is printed, what was found."""
    rows = release.table("audit_findings")
    if rows.empty:
        return Text(escape(NONE_FR))
    tables = [
        captioned(
            _severity(release, str(name), told), f"Constats de gravité {quoted(str(name))}", f"audit-findings-{place}"
        )
        for place, (name, told) in enumerate(rows.groupby("severity_fr", sort=False), start=1)
    ]
    return Text(Markdown("\n\n".join(tables)))


def _severity(release: Release, name: str, told: pd.DataFrame) -> Markdown:
    """What all of its findings say is said once, above their table."""
    subjects = {capitalised(name): [_subject(row) for row in told.itertuples()]}
    said = [_links(release, row.said) for row in told.itertuples()]
    reason_fr = str(told["reason_fr"].iloc[0])
    is_said_once = len(set(told["reason_fr"])) == 1
    are_found = all(map(len, told["shown"]))
    if is_said_once and len(told) > 1 and (are_found or not any(map(len, told["shown"]))):
        found = {FOUND_FR: [_links(release, row.shown) for row in told.itertuples()]} if are_found else {}
        columns = {**subjects, _said_head(told): said, **found}
        table = pipe_table(columns, "lrr" if found else "ll", (64, 22, 14) if found else (58, 42))
        return Markdown(f"{escape(SAME_FR)}{NO_BREAK}: {escape(reason_fr)}.\n\n{table}")
    found = {"Constat": [_reason(release, row) for row in told.itertuples()]}
    return pipe_table({**subjects, _said_head(told): said, **found}, widths=(46, 20, 34))


def _said_head(told: pd.DataFrame) -> str:
    """A claim publishes a word: the number beside it is what the study's reader takes it for, not one it prints."""
    is_claim = told["check"].eq("claims")
    if is_claim.all():
        return "Effectif supposé"
    return "Publié, ou effectif supposé" if is_claim.any() else "Publié"


def _subject(row: Any) -> Markdown:
    return escape(str(row.subject_fr))


def _links(release: Release, facts: Any) -> Markdown:
    """Each different printed value once, linked to its evidence."""
    shown = {release.display(fact): release.link(fact) for fact in facts}
    return Markdown(f"{NARROW}; ".join(shown.values()) or EMPTY)


def _reason(release: Release, row: Any) -> Markdown:
    found = _links(release, row.shown) if len(row.shown) else ""
    reason = escape(capitalised(str(row.reason_fr)))
    return Markdown(f"{reason}{NO_BREAK}: {found}" if found else str(reason))
