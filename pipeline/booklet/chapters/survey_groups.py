"""Answers by group of respondents in a booklet: a question a row, a group a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.survey_wording import quoted, scale_fr
from pipeline.booklet.chapters.surveys import SURVEYS_FR, shown
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import captioned
from pipeline.booklet.markdown import EMPTY, Markdown, escape, pipe_table
from pipeline.released import Release

NO_GROUPS_FR = "Aucune question ne partage les répondants en groupes assez nombreux pour être comparés."
COMPARED = 2
"""One group alone is compared with nothing."""

LEAST_QUESTION, MOST_QUESTION, GROUP_WIDTH = 34, 55, 16
"""Percent of the width: a question takes what its groups leave, each of which needs room for « 58 % (11 sur 19) »."""


def group_tables(release: Release) -> Text:
    """One table for each question that makes groups: what each scale and closed question got in each of them.

    Groups are in the order of the questionnaire; one that is too small everywhere for a mean or a share has no column.
    A question that leaves fewer than two such groups has no table.
    """
    rows = _rows(release)
    columns = rows[rows.groupby(["survey", "by", "group"])["told_fact"].transform("count").gt(0)]
    is_compared = columns.groupby(["survey", "by"])["group"].transform("nunique").ge(COMPARED)
    if not is_compared.any():
        return Text(escape(NO_GROUPS_FR))
    return Text(Markdown("\n\n".join(_parts(release, columns[is_compared]))))


def _rows(release: Release) -> pd.DataFrame:
    """Scales, then closed questions: one row a question and group."""
    scales = shown(release, "survey_by_group").rename(columns={"mean_fact": "told_fact"}).assign(answer_fr="")
    closed = shown(release, "survey_closed_by_group").rename(columns={"share_fact": "told_fact"})
    return pd.concat([scales, closed], ignore_index=True)


def _parts(release: Release, rows: pd.DataFrame) -> Iterator[Markdown]:
    """The name of each survey where there are several, then its tables."""
    places = count(1)
    for survey, asked in rows.groupby("survey", sort=False):
        if len(set(rows["survey"])) > 1:
            yield Markdown(f"**{escape(SURVEYS_FR[str(survey)])}**")
        for _, told in asked.groupby("by", sort=False):
            caption = f"Réponses par groupe, selon {quoted(str(told['by_fr'].iloc[0]))}"
            yield captioned(_table(release, told), caption, f"survey-groups-{next(places)}")


def _table(release: Release, told: pd.DataFrame) -> Markdown:
    """One row a question, one column a group."""
    questions = told["question"].unique()
    groups = dict(zip(told["group"], told["group_fr"], strict=True))
    cells = {(row.question, row.group): _cell(release, row.count_fact, row.told_fact) for row in told.itertuples()}
    scales = _scales(release, str(told["survey"].iloc[0]))
    firsts = {question: told[told["question"].eq(question)].iloc[0] for question in questions}
    named = {question: f"{_question(row)}{scales.get(question, '')}" for question, row in firsts.items()}
    columns: dict[str, Sequence[Any]] = {
        "Question": [named[question] for question in questions],
        **{
            str(group_fr): [cells.get((question, group), Markdown(EMPTY)) for question in questions]
            for group, group_fr in groups.items()
        },
    }
    return pipe_table(columns, widths=widths(len(groups)))


def widths(groups: int) -> tuple[int, ...]:
    """Percent of the width of the question, then of each of so many groups."""
    question = max(LEAST_QUESTION, min(MOST_QUESTION, 100 - GROUP_WIDTH * groups))
    return (question, *[(100 - question) // groups] * groups)


def _scales(release: Release, survey: str) -> dict[str, str]:
    """« (de 1 à 5) » of each question whose means do not say out of how many they are."""
    rows = shown(release, "survey_scales")
    rows = rows[rows["survey"].eq(survey) & rows["measure"].eq("scale")]
    return {
        str(row["question"]): f" ({scale_fr(float(row['lowest']), float(row['highest']))})"
        for _, row in rows.iterrows()
        if release.fact(str(row["mean_fact"]))["unit"] != "mean_0_10"
    }


def _question(row: pd.Series) -> str:
    return f"{row['question_fr']} {row['answer_fr']}".strip()


def _cell(release: Release, count: object, told: object) -> Markdown:
    """« 7,6/10 (19) », « 58 % (11 sur 19) », or a dash where the group is too small to be told."""
    if not isinstance(told, str):
        return Markdown(EMPTY)
    return Markdown(f"{release.link(told)} ({release.link(count)})" if isinstance(count, str) else release.link(told))
