"""Closed questions in a booklet: who says yes, ordered answers, podiums, and every answer of every question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters import rounded_parts
from pipeline.booklet.chapters.survey_marks import estimate_frame
from pipeline.booklet.chapters.surveys import NONE_FR, SURVEYS_FR, shown, with_survey
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.wording import rank
from pipeline.released import Release

YES, NO = "yes", "no"
WHOLE = (0.0, 1.0)
KEY = ["survey", "question"]
PODIUM_WIDTHS, RANKED_WIDTHS, ANSWER_WIDTHS = (60, 20, 20), (48, 18, 14, 20), (66, 34)
APART_FR = {"Sans avis": "apart_fact", "Sans réponse": "missing_fact"}
NO_PODIUM_FR = "Aucune question à plusieurs réponses n’en a reçu assez pour que les premières places aient un sens."
NO_OTHER_LEVELS_FR = "Les réponses ordonnées de ce livret tiennent dans les figures précédentes."


def yes_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The share of those who say yes to each question that is answered by yes or no, with its interval."""
    rows = shown(release, "survey_answers")
    is_binary = rows.groupby(KEY)["answer"].transform(lambda names: set(names) == {YES, NO})
    said = rows[is_binary.astype(bool) & rows["answer"].eq(YES)]
    if said.empty:
        return Text(escape(NONE_FR))
    frame = estimate_frame(release, said["share_fact"], said["question_fr"], said["survey"])
    return figures.intervals(frame, caption_fr, "part de « oui »", unit="share", head_fr="Question", reach=WHOLE)


def likert_figure(release: Release, caption_fr: str, position: int = 0) -> Figure | Text:
    """The ordered answers of the questions that share the `position`-th list of levels, worst at the left.

    Lists are taken from that shared by most questions of all surveys to that of fewest, so that a booklet and another
    show the same ones; a list that no question of this booklet has is passed over.
    """
    lists = _level_lists(release)
    if position >= len(lists):
        return Text(escape(NO_OTHER_LEVELS_FR if lists else NONE_FR))
    levels = lists[position]
    questions = [lines for lines in _ordered(release) if tuple(lines["answer_fr"]) == levels]
    frame = pd.DataFrame([_likert_row(release, lines) for lines in questions])
    frame["label"] = with_survey(frame["label"], [str(lines["survey"].iloc[0]) for lines in questions])
    return figures.likert(frame, caption_fr)


def _ordered(release: Release) -> list[pd.DataFrame]:
    """The answers of each ordered question that this booklet shows."""
    rows = shown(release, "survey_answers")
    return [lines for _, lines in rows[rows["kind"].eq("ordinal")].groupby(KEY, sort=False)]


def _level_lists(release: Release) -> list[tuple[str, ...]]:
    rows = release.table("survey_answers")
    ordinal = rows[rows["kind"].eq("ordinal")].groupby(KEY, sort=False)["answer_fr"].agg(tuple)
    is_here = {tuple(lines["answer_fr"]) for lines in _ordered(release)}
    return [
        levels
        for levels in ordinal.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
        if levels in is_here
    ]


def _likert_row(release: Release, lines: pd.DataFrame) -> dict[str, Any]:
    """Counts of the levels, worst first, and of those who did not judge."""
    is_best_first = bool(lines["is_best_first"].iloc[0])
    ordered = lines[::-1] if is_best_first else lines
    bases = shown(release, "survey_bases").merge(lines[KEY].head(1))
    apart = bases["apart_fact"].iloc[0]
    counts = {str(row.answer_fr): release.fact(str(row.share_fact))["numerator"] for row in ordered.itertuples()}
    label = str(lines["question_fr"].iloc[0])
    return {"label": label, **counts, "apart": release.fact(apart)["value"] if isinstance(apart, str) else 0}


def podium_tables(release: Release) -> Text:
    """One table a question: the answers in its first three places, and how likely each is to be there."""
    rows = shown(release, "survey_podiums")
    if rows.empty:
        return Text(escape(NO_PODIUM_FR))
    parts = []
    for survey, asked in rows.groupby("survey", sort=False):
        parts += [f"**{escape(SURVEYS_FR[str(survey)])}**"] if len(set(rows["survey"])) > 1 else []
        parts += [_podium(release, told) for _, told in asked.groupby("question", sort=False)]
    return Text(Markdown("\n\n".join(parts)))


def _podium(release: Release, told: pd.DataFrame) -> Markdown:
    """Headed by the question; with the mean rank where answers were ranked."""
    ranks = {"Rang moyen": release.links(told["rank_fact"])} if told["rank_fact"].notna().any() else {}
    columns: dict[str, Sequence[Any]] = {
        str(told["question_fr"].iloc[0]): [_placed(row) for row in told.itertuples()],
        "Part": release.links(told["share_fact"]),
        **ranks,
        "Chances de rester parmi les trois premières": release.links(told["chance_fact"]),
    }
    return pipe_table(columns, widths=PODIUM_WIDTHS if not ranks else RANKED_WIDTHS)


def _placed(row: Any) -> str:
    """« 1. Un terrain », « 3e ex æquo. La presse »."""
    is_tied = pd.notna(row.is_tied) and row.is_tied
    return f"{f'{rank(row.place)} ex æquo' if is_tied else row.place}. {row.answer_fr}"


def answer_tables(release: Release) -> Text:
    """One small table a closed question: its answers with their share of those who answered it, survey by survey."""
    rows, bases = shown(release, "survey_answers"), shown(release, "survey_bases")
    if rows.empty:
        return Text(escape(NONE_FR))
    parts = []
    for survey, asked in rows.groupby("survey", sort=False):
        parts += [f"**{escape(SURVEYS_FR[str(survey)])}**"] if len(set(rows["survey"])) > 1 else []
        tables = [_answers(release, given, bases.merge(given[KEY].head(1)).iloc[0]) for given in _questions(asked)]
        parts.append("\n\n".join(["::: {.answers}", *tables, ":::"]))
    return Text(Markdown("\n\n".join(parts)))


def _questions(asked: pd.DataFrame) -> list[pd.DataFrame]:
    return [given for _, given in asked.groupby("question", sort=False)]


def _answers(release: Release, given: pd.DataFrame, base: pd.Series) -> Markdown:
    """Headed by the question: each answer, then how many had no opinion and how many did not answer."""
    others = {word: release.link(base[column]) for word, column in APART_FR.items() if isinstance(base[column], str)}
    columns: dict[str, Sequence[Any]] = {
        str(given["question_fr"].iloc[0]): [*given["answer_fr"], *others],
        "Réponses": [*release.links(given["share_fact"]), *others.values()],
    }
    return pipe_table(columns, align="lr", widths=ANSWER_WIDTHS)


def rounding_note(release: Release) -> Text:
    """That the printed percentages of some questions do not add up to a hundred; nothing when they all do.

    Of questions that allow one answer: where several were allowed, nothing need add up.
    """
    rows = shown(release, "survey_answers")
    of_one_answer = rounded_parts.wholes(rows[rows["kind"].ne("several")], KEY)
    return Text(escape(rounded_parts.rounding_note(release, of_one_answer)))
