"""Marks and numbers in a booklet: means with intervals, scores of recommendation, reliability."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.rounded_parts import rounding_note
from pipeline.booklet.chapters.survey_wording import bounds_fr, scale_fr
from pipeline.booklet.chapters.surveys import NONE_FR, SURVEYS_FR, shown
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.telling import with_note
from pipeline.released import Release

SCALE = (0, 10)
SCALE_WIDTHS = (14, 28, 8, 15, 8, 9, 18)
"""Of the columns of scales, the first of which is left out where all are of one survey."""


def scales_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The mean marks from zero to ten with their intervals, by survey."""
    rows = shown(release, "survey_scales")
    marks = rows[rows["lowest"].eq(SCALE[0]) & rows["highest"].eq(SCALE[1])]
    if marks.empty:
        return Text(escape(NONE_FR))
    frame = estimate_frame(release, marks["mean_fact"], marks["question_fr"], marks["survey"])
    return figures.intervals(frame, caption_fr, "note moyenne sur 10", head_fr="Question", reach=SCALE)


def estimate_frame(release: Release, facts: pd.Series, labels_fr: pd.Series, surveys: pd.Series) -> pd.DataFrame:
    """What `figures.intervals` draws of these facts, under the names of their surveys when there are several."""
    told = [release.fact(fact) for fact in facts]
    frame = pd.DataFrame(
        {
            "label": list(labels_fr),
            "value": [fact["value"] for fact in told],
            "low": [fact["low"] for fact in told],
            "high": [fact["high"] for fact in told],
            "shown": [release.display(fact) for fact in facts],
            "link": release.links(facts),
        }
    )
    groups = [SURVEYS_FR[survey] for survey in surveys]
    return frame.assign(group=groups) if len(set(groups)) > 1 else frame


def scales_table(release: Release, caption_fr: str) -> Table | Text:
    """Every scale and number asked for: its mean with interval, its median, the best marks, and the base.

    Where they are of several surveys, the first column says of which.
    """
    rows = shown(release, "survey_scales")
    if rows.empty:
        return Text(escape(NONE_FR))
    is_mixed = len(set(rows["survey"])) > 1
    return Table(
        {
            **({"Enquête": [SURVEYS_FR[survey] for survey in rows["survey"]]} if is_mixed else {}),
            "Question": [_with_scale(row) for row in rows.itertuples()],
            "Moyenne": release.links(rows["mean_fact"]),
            "Intervalle": [_bounds(release, row) for row in rows.itertuples()],
            "Médiane": release.links(rows["median_fact"]),
            "Notes les plus hautes": release.links(rows["top_fact"]),
            "Base": [_base(release, row) for row in rows.itertuples()],
        },
        caption_fr,
        widths=SCALE_WIDTHS if is_mixed else SCALE_WIDTHS[1:],
    )


def _bounds(release: Release, row: Any) -> str:
    """The interval of the mean, else that of the median, named so; else why there is none; nothing of hidden ones."""
    mean, median = release.fact(row.mean_fact), release.fact(row.median_fact)
    if not mean["interval_method"] and median["interval_method"]:
        bounds = bounds_fr(median)
        return f"médiane{NO_BREAK}: {bounds}" if bounds else ""
    return bounds_fr(mean)


def _with_scale(row: Any) -> str:
    """The question, then « de 0 à 10 », or that any number could be given."""
    return f"{row.question_fr} ({_scale_fr(row)})"


def _scale_fr(row: Any) -> str:
    if pd.isna(row.lowest):
        return "nombre libre"
    return scale_fr(row.lowest, row.highest)


def _base(release: Release, row: Any) -> Markdown:
    """« 26 (2 sans avis, 1 sans réponse) »."""
    others = [
        f"{release.link(fact)} {word}"
        for fact, word in ((row.apart_fact, "sans avis"), (row.missing_fact, "sans réponse"))
        if isinstance(fact, str)
    ]
    beside = f" ({', '.join(others)})" if others else ""
    return Markdown(f"{release.link(row.base_fact)}{beside}")


def promoters_table(release: Release, caption_fr: str) -> Table | Text:
    """Each recommendation: score, interval, and how many promote, are passive, detract."""
    rows = shown(release, "survey_promoters")
    if rows.empty:
        return Text(escape(NONE_FR))
    wholes = rows[["promoters_fact", "passives_fact", "detractors_fact"]].to_numpy()
    return Table(
        {
            "Enquête": [SURVEYS_FR[survey] for survey in rows["survey"]],
            "Score": release.links(rows["score_fact"]),
            "Intervalle": [bounds_fr(release.fact(fact)) for fact in rows["score_fact"]],
            "Promoteurs": release.links(rows["promoters_fact"]),
            "Passifs": release.links(rows["passives_fact"]),
            "Détracteurs": release.links(rows["detractors_fact"]),
        },
        with_note(caption_fr, rounding_note(release, wholes)),
        widths=(22, 10, 18, 17, 16, 17),
    )


def reliability_table(release: Release, caption_fr: str) -> Table | Text:
    """Each set of items of the analysis plan: do they measure one thing, and what forbids to conclude."""
    rows = shown(release, "survey_reliability")
    if rows.empty:
        return Text(Markdown(""))
    return Table(
        {
            "Mesure": [f"{row.title_fr} ({SURVEYS_FR[str(row.survey)]})" for row in rows.itertuples()],
            "Alpha": release.links(rows["alpha_fact"]),
            "Intervalle": [_alpha_bounds(release, fact) for fact in rows["alpha_fact"]],
            "Oméga": release.links(rows["omega_fact"]),
            "Base": release.links(rows["base_fact"]),
            "À savoir": list(rows["cautions_fr"]),
        },
        caption_fr,
        widths=(24, 8, 14, 8, 7, 39),
    )


def _alpha_bounds(release: Release, fact: Any) -> str:
    return bounds_fr(release.fact(fact)) if isinstance(fact, str) else ""
