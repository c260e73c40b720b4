"""What a booklet shows of response: who answered, from which groups, who is missing, what weights change."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.surveys import SURVEYS_FR, all_count_alike, shown
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import listed, tables_by
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import capitalised, uncapitalised
from pipeline.methods.surveys.nonresponse import GAP, NO_GAP, UNDECIDABLE
from pipeline.released import Release

NO_SURVEY_FR = "Aucune enquête de ce livret n’a de registre d’invitations."
NO_GROUP_FR = "Aucun registre ne dit à quel groupe appartiennent les personnes invitées."
NO_REMINDER_FR = "Personne n’a été relancé, ou les réponses ne disent pas de qui elles viennent."
NOT_COMPARED_FR = (
    "Rien à comparer : tout le monde a répondu, personne n’a répondu, ou aucun registre ne décrit les invités."
)
NOT_WEIGHTED_FR = (
    "Aucune enquête de ce livret n’est pondérée : le plan d’analyse n’en demande pas, ou aucun poids ne convient."
)
NO_OTHER_FR = "Aucune réponse en double, aucune réponse de personnes que le registre n’a pas invitées."
NO_SILENT_FR = "Chaque groupe pondéré compte au moins une réponse."
ALL_ONE_FR = (
    "tous les poids valent un, si bien que les réponses ont déjà la composition de ceux qu’elles représentent."
    " Pondérer ne peut rien y changer, et ne dit donc rien de ce que les absents auraient répondu."
)
FINDINGS_FR = {
    UNDECIDABLE: f"aucune décision possible{NO_BREAK}: trop peu d’invités, ou trop peu d’absents",
    NO_GAP: "aucun écart décelable",
    GAP: "les absents diffèrent des répondants",
}
ROUNDED_FR = "Chaque valeur est arrondie pour elle-même, l’écart aussi"
DRAWN = ("status", "commune_insee")
"""Columns whose groups the figure shows; the lists below it tell all."""


def surveys_table(release: Release, caption_fr: str) -> Table | Text:
    """The register, invited, answered, complete and response rate of each survey."""
    rows = shown(release, "response_surveys")
    if rows.empty:
        return Text(escape(NO_SURVEY_FR))
    return Table(
        {
            "Enquête": _surveys(rows),
            "Au registre": release.links(rows["frame_fact"]),
            "Invités": release.links(rows["invited_fact"]),
            "Ont répondu": release.links(rows["answered_fact"]),
            "Jusqu’au bout": release.links(rows["completed_fact"]),
            "Taux de réponse": release.links(rows["rate_fact"]),
        },
        caption_fr,
        widths=(24, 13, 12, 14, 15, 22),
    )


def other_responses(release: Release) -> Text:
    """Responses that count for nobody, and communes of which nobody answered."""
    said = {
        "repeated_fact": "réponses en double",
        "uninvited_fact": "réponses de personnes non invitées",
        "silent_fact": "communes invitées dont personne n’a répondu",
    }
    items = [
        Markdown(f"{SURVEYS_FR[row['survey']]}, {text}{NO_BREAK}: {release.link(row[column])}")
        for _, row in shown(release, "response_surveys").iterrows()
        for column, text in said.items()
        if isinstance(row[column], str)
    ]
    return listed(items, NO_OTHER_FR)


def rates_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The part of each group that answered, by state of the project and by commune; every invited person is counted."""
    rows = shown(release, "response_groups")
    drawn = rows[rows["column"].isin(DRAWN)]
    if drawn.empty:
        return Text(escape(NO_GROUP_FR))
    facts = [release.fact(fact) for fact in drawn["rate_fact"]]
    frame = pd.DataFrame(
        {
            "label": [capitalised(str(value)) for value in drawn["value_fr"]],
            "group": [f"{SURVEYS_FR[str(row.survey)]}, {str(row.column_fr).lower()}" for row in drawn.itertuples()],
            "value": [fact["value"] for fact in facts],
            "low": [fact["low"] for fact in facts],
            "high": [fact["high"] for fact in facts],
            "shown": [release.display(fact) for fact in drawn["rate_fact"]],
            "link": release.links(drawn["rate_fact"]),
        }
    )
    return figures.intervals(
        frame, caption_fr, "part des invités qui ont répondu", unit="share", head_fr="Commune ou état du projet"
    )


def groups(release: Release) -> Text:
    """One table a survey: each column of the register, then its groups with how many of them answered."""
    rows = shown(release, "response_groups")
    if rows.empty:
        return Text(escape(NO_GROUP_FR))
    lines = [
        {
            "survey": _by_group_fr(str(survey)),
            "Groupes": told["column_fr"].iloc[0],
            "Ont répondu": _rates(release, told),
        }
        for (survey, _), told in rows.groupby(["survey", "column"], sort=False)
    ]
    return tables_by(pd.DataFrame(lines, dtype=object), "survey", "response-groups", widths=(25, 75))


def _by_group_fr(survey: str) -> str:
    """« Réponses par groupe : agents des communes »."""
    name = SURVEYS_FR[survey]
    return f"Réponses par groupe{NO_BREAK}: {uncapitalised(name)}"


def _rates(release: Release, told: pd.DataFrame) -> Markdown:
    """« déployé : 21 sur 21 ; sélectionné : 7 sur 7 »."""
    each = (f"{escape(str(row.value_fr))}{NO_BREAK}: {release.link(str(row.rate_fact))}" for row in told.itertuples())
    return Markdown(f"{NARROW}; ".join(each))


def reminders_table(release: Release, caption_fr: str) -> Table | Text:
    """Answers before any reminder, people reminded, and how many of them answered afterwards."""
    rows = shown(release, "response_reminders")
    if rows.empty:
        return Text(escape(NO_REMINDER_FR))
    return Table(
        {
            "Enquête": _surveys(rows),
            "Réponses avant relance": release.links(rows["before_fact"]),
            "Relancés": release.links(rows["reminded_fact"]),
            "Dont ont répondu ensuite": release.links(rows["after_fact"]),
        },
        caption_fr,
    )


def missing_table(release: Release, caption_fr: str) -> Table | Text:
    """Each column of the register on which those who answered and the others were compared, and what it says."""
    rows = shown(release, "response_missing")
    if rows.empty:
        return Text(escape(NOT_COMPARED_FR))
    return Table(
        {
            "Enquête": _surveys(rows),
            "Comparés sur": list(rows["column_fr"]),
            "p ajustée": release.links(rows["p_fact"]),
            "Ce que l’on peut dire": [FINDINGS_FR[finding] for finding in rows["finding"]],
        },
        caption_fr,
        widths=(22, 24, 12, 42),
    )


def weights_table(release: Release, caption_fr: str) -> Table | Text:
    """How each weighted survey is weighted, how unequal the weights are and what they cost."""
    rows = shown(release, "response_weights")
    if rows.empty:
        return Text(escape(NOT_WEIGHTED_FR))
    return Table(
        {
            "Enquête": _surveys(rows),
            "Pondérée sur": list(rows["margins_fr"]),
            "Registre représenté": release.links(rows["represented_fact"]),
            "Poids": [_between(release, row) for row in rows.itertuples()],
            "Effet de plan": release.links(rows["effect_fact"]),
            "Réponses efficaces": [_of(release, row) for row in rows.itertuples()],
        },
        caption_fr,
        widths=(18, 20, 18, 16, 12, 16),
    )


def _between(release: Release, row: Any) -> Markdown:
    return Markdown(f"de {release.link(row.lowest_fact)} à {release.link(row.highest_fact)}")


def _of(release: Release, row: Any) -> Markdown:
    return Markdown(f"{release.link(row.effective_fact)} sur {release.link(row.answers_fact)}")


def silent_groups(release: Release) -> Text:
    """Groups in which nobody answered, for whom no weight can speak, and surveys whose weights are all one."""
    rows = shown(release, "response_weights")
    if rows.empty:
        return Text(Markdown(""))
    silent = [
        f"{SURVEYS_FR[str(row.survey)]}{NO_BREAK}: personne n’a répondu dans {_groups_fr(str(row.silent_fr))}. Aucun"
        f" poids ne peut parler pour ces absents{NARROW}; ils sont hors de ce que les réponses représentent."
        for row in rows.itertuples()
        if row.silent_fr
    ]
    alike = [f"{SURVEYS_FR[survey]}{NO_BREAK}: {ALL_ONE_FR}" for survey in _alike(release)]
    return listed([*(silent or [NO_SILENT_FR]), *alike], "")


def _groups_fr(names: str) -> str:
    """« le groupe « arrêté » », from names that commas part."""
    quoted = [f"«{NARROW}{name}{NARROW}»" for name in names.split(", ")]
    return f"le groupe {quoted[0]}" if len(quoted) == 1 else f"les groupes {enumeration(quoted)}"


def _alike(release: Release) -> list[str]:
    """The surveys whose weights are all one: nothing is to be learnt from their means with weights."""
    rows = shown(release, "response_weights")
    return [str(row["survey"]) for _, row in rows.iterrows() if all_count_alike(release, row)]


def scales_table(release: Release, caption_fr: str) -> Table | Text:
    """Each scale's mean without and with weights, side by side, of surveys whose weights differ; else nothing."""
    rows = shown(release, "response_scales")
    rows = rows[~rows["survey"].isin(_alike(release))]
    if rows.empty:
        return Text(Markdown(""))
    return Table(
        {
            "Enquête": _surveys(rows),
            "Question": list(rows["question_fr"]),
            "Sans pondération": release.links(rows["unweighted_fact"]),
            "Avec": release.links(rows["weighted_fact"]),
            "Écart": release.links(rows["shift_fact"]),
            "Réponses": release.links(rows["base_fact"]),
        },
        f"{caption_fr}. {ROUNDED_FR}",
        widths=(18, 36, 14, 12, 10, 10),
    )


def _surveys(rows: pd.DataFrame) -> list[str]:
    return [SURVEYS_FR[survey] for survey in rows["survey"]]
