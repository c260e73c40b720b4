"""What a booklet shows of the surveys: means of scales, one small table a closed question."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet import wording
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import labelled, tables_by
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
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
DECIMALS = 1


def shown(release: Release, table: str) -> pd.DataFrame:
    """The rows of a survey table that this audience's booklet shows."""
    rows = release.table(table)
    audience = release.summary["audience"]
    return rows if audience == ALL_SURVEYS else rows[rows["survey"].eq(f"survey_{audience}")]


def scales_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The means of the marks from zero to ten, as bars."""
    rows = shown(release, "survey_scales")
    marks = rows[rows["lowest"].eq(SCALE[0]) & rows["highest"].eq(SCALE[1])]
    if marks.empty:
        return Text(escape(NONE_FR))
    names = list(marks["question_fr"])
    alt = f"{caption_fr}. {labelled(names, [release.display(fact) for fact in marks['mean_fact']])}."
    means = [round(mean, DECIMALS) for mean in marks["mean"]]
    return figures.bars(names, means, "note moyenne sur 10", caption_fr, alt)


def scales_table(release: Release, caption_fr: str) -> Table | Text:
    """Every scale and number asked for: its mean, its scale and how many answers it rests on."""
    rows = shown(release, "survey_scales")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Enquête": [SURVEYS_FR[survey] for survey in rows["survey"]],
            "Question": list(rows["question_fr"]),
            "Moyenne": release.links(rows["mean_fact"]),
            "Échelle": [_scale_fr(row) for row in rows.itertuples()],
            "Réponses": release.links(rows["base_fact"]),
        },
        caption_fr,
        widths=(20, 42, 12, 14, 12),
    )


def _scale_fr(row: Any) -> str:
    """« de 0 à 10 », or that any number could be given."""
    if pd.isna(row.lowest):
        return "nombre libre"
    return f"de {wording.number(row.lowest)} à {wording.number(row.highest)}"


def answer_tables(release: Release) -> Text:
    """One table a survey: each closed question, then its answers with their share of those who answered it."""
    rows = shown(release, "survey_answers")
    if rows.empty:
        return Text(escape(NONE_FR))
    lines = [
        {
            "survey": SURVEYS_FR[str(survey)],
            "question": given["question_fr"].iloc[0],
            "Réponses": _answers(release, given),
        }
        for (survey, _), given in rows.groupby(["survey", "question"], sort=False)
    ]
    return tables_by(pd.DataFrame(lines, dtype=object), "survey", widths=(38, 62))


def _answers(release: Release, given: pd.DataFrame) -> Markdown:
    """« Oui : 3 sur 4 ; Non : 1 sur 4 »."""
    shares = (
        f"{escape(str(row.answer_fr))}{NO_BREAK}: {release.link(str(row.share_fact))}" for row in given.itertuples()
    )
    return Markdown(f"{NARROW}; ".join(shares))
