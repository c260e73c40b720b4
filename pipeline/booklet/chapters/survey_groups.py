"""Answers by group of respondents in a booklet: a question a row, a group a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.survey_wording import too_few_sentence
from pipeline.booklet.chapters.surveys import SURVEYS_FR, shown
from pipeline.booklet.exhibits import Text
from pipeline.booklet.markdown import EMPTY, Markdown, escape, pipe_table
from pipeline.released import Release

NO_GROUPS_FR = "Aucune question ne partage les répondants en groupes assez nombreux pour être comparés."
COMPARED = 2
"""One group alone is compared with nothing."""

QUESTION_WIDTH, GROUPS_WIDTH = 34, 66


def group_tables(release: Release) -> Text:
    """One table for each question that makes groups: what each scale and closed question got in each of them.

    Groups are in the order of the questionnaire; one that is too small everywhere for a mean or a share has no column.
    A question that leaves fewer than two such groups has no table, and is named at the end.
    """
    rows = _rows(release)
    columns = rows[rows.groupby(["survey", "by", "group"])["told_fact"].transform("count").gt(0)]
    is_compared = columns.groupby(["survey", "by"])["group"].transform("nunique").ge(COMPARED)
    if not is_compared.any():
        return Text(escape(NO_GROUPS_FR))
    parts = list(_parts(release, columns[is_compared]))
    compared = {str(by) for by in columns.loc[is_compared, "by_fr"]}
    return Text(Markdown("\n\n".join([*parts, *_left_out(rows, compared)])))


def _rows(release: Release) -> pd.DataFrame:
    """Scales, then closed questions: one row a question and group."""
    scales = shown(release, "survey_by_group").rename(columns={"mean_fact": "told_fact"}).assign(answer_fr="")
    closed = shown(release, "survey_closed_by_group").rename(columns={"share_fact": "told_fact"})
    return pd.concat([scales, closed], ignore_index=True)


def _parts(release: Release, rows: pd.DataFrame) -> Iterator[Markdown]:
    """The name of each survey where there are several, then its tables."""
    for survey, asked in rows.groupby("survey", sort=False):
        if len(set(rows["survey"])) > 1:
            yield Markdown(f"**{escape(SURVEYS_FR[str(survey)])}**")
        for _, told in asked.groupby("by", sort=False):
            yield _table(release, told)


def _table(release: Release, told: pd.DataFrame) -> Markdown:
    """Headed by the question that makes the groups."""
    questions = told["question"].unique()
    groups = dict(zip(told["group"], told["group_fr"], strict=True))
    cells = {(row.question, row.group): _cell(release, row.count_fact, row.told_fact) for row in told.itertuples()}
    named = {question: _question(told[told["question"].eq(question)].iloc[0]) for question in questions}
    columns: dict[str, Sequence[Any]] = {
        str(told["by_fr"].iloc[0]): [named[question] for question in questions],
        **{
            str(group_fr): [cells.get((question, group), Markdown(EMPTY)) for question in questions]
            for group, group_fr in groups.items()
        },
    }
    return pipe_table(columns, widths=(QUESTION_WIDTH, *[GROUPS_WIDTH // len(groups)] * len(groups)))


def _question(row: pd.Series) -> str:
    return f"{row['question_fr']} {row['answer_fr']}".strip()


def _cell(release: Release, count: object, told: object) -> Markdown:
    """« 7,6/10 (19) », « 58 % (11 sur 19) », or « (3) » where three are too few to be told."""
    said = [release.link(told)] if isinstance(told, str) else []
    of = [f"({release.link(count)})"] if isinstance(count, str) else []
    return Markdown(" ".join([*said, *of]))


def _left_out(rows: pd.DataFrame, compared: set[str]) -> list[Markdown]:
    questions = [str(by) for by in dict.fromkeys(rows["by_fr"]) if by not in compared]
    return [escape(too_few_sentence(questions))] if questions else []
