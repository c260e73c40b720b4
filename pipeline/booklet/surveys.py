"""What a booklet shows of the surveys: response, means of scales, one small table a closed question."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet import figures
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import labelled, tables_by
from pipeline.booklet.markdown import escape
from pipeline.released import Release

SURVEYS_FR = {
    "survey_startups": "Porteurs de projet",
    "survey_communes": "Agents des communes",
    "survey_institutions": "Partenaires",
}
ALL_SURVEYS = "institutions"
"""The audience whose booklet shows every survey; each of the others shows its own."""

NONE_FR = "Aucune question de ce type n’a reçu de réponse."
SCALE = (0, 10)


def shown(release: Release, table: str) -> pd.DataFrame:
    """The rows of a survey table that this audience's booklet shows."""
    rows = release.table(table)
    audience = release.summary["audience"]
    return rows if audience == ALL_SURVEYS else rows[rows["survey"].eq(f"survey_{audience}")]


def response_table(release: Release, caption_fr: str) -> Table | Text:
    """Invited, answered and response rate of each survey."""
    rows = shown(release, "survey_response")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Enquête": [SURVEYS_FR[survey] for survey in rows["survey"]],
            "Invités": release.links(rows["invited_fact"]),
            "Réponses": release.links(rows["answered_fact"]),
            "Taux de réponse": release.links(rows["rate_fact"]),
        },
        caption_fr,
    )


def scales_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The means of the marks from 0 to 10, as bars from the lowest to the highest possible mark."""
    rows = shown(release, "survey_scales")
    marks = rows[rows["lowest"].eq(SCALE[0]) & rows["highest"].eq(SCALE[1])]
    if marks.empty:
        return Text(escape(NONE_FR))
    alt = f"{caption_fr}. {labelled(marks['question_fr'], [release.display(fact) for fact in marks['mean_fact']])}."
    return figures.bars(list(marks["question_fr"]), list(marks["mean"]), "note moyenne sur 10", caption_fr, alt)


def scales_table(release: Release, caption_fr: str) -> Table | Text:
    """Every scale and number asked for: its mean and how many answers it rests on."""
    rows = shown(release, "survey_scales")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Question": list(rows["question_fr"]),
            "Moyenne": release.links(rows["mean_fact"]),
            "Réponses retenues": release.links(rows["base_fact"]),
        },
        caption_fr,
        widths=(64, 16, 20),
    )


def answer_tables(release: Release) -> Text:
    """One table a closed question: each answer and its share of those who answered the question."""
    rows = shown(release, "survey_answers")
    if rows.empty:
        return Text(escape(NONE_FR))
    frame = pd.DataFrame(
        {
            "question": rows["survey"].map(SURVEYS_FR) + "\u00a0: " + rows["question_fr"],
            "answer": rows["answer_fr"],
            "Part des répondants": release.links(rows["share_fact"]),
        }
    )
    return tables_by(frame, "question", widths=(68, 32))
