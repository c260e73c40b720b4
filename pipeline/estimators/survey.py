"""The surveys: what was answered to each closed question, the mean of each scale. Who answered is `response`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.intake.questionnaires import RELEASED_AS
from pipeline.methods.answers import answered, counts, scale
from pipeline.params import EstimateParams

REQUIRES = ("questionnaires", "question_groups", "questions", "answers")

COMPUTED_BY = "pipeline.estimators.survey"
LIMIT = "Réponses déclarées, sans pondération ; qui n’a pas répondu peut penser autrement."
SCALE_LIMIT = f"{LIMIT} « Ne sait pas » et « non concerné » sont hors de la base."
NO_BOUNDS: dict[str, float | None] = {"lowest": None, "highest": None}
CLOSED, NUMERIC = ("choice", "choices"), ("integer", "number")


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """The share of each answer, the mean of each scale or number.

    Tables: `survey_answers` (survey, question, answer, their labels, share and its fact), `survey_scales` (survey,
    question, label, mean, bounds of a scale, facts of the mean and its base) and what was asked, as `RELEASED_AS` names
    it.
    """
    names = [name for name in dict.fromkeys(tables["questions"]["survey"]) if name in tables]
    facts: list[Fact] = []
    answers: list[dict[str, Any]] = []
    scales: list[dict[str, Any]] = []
    for name in names:
        for question in tables["questions"][tables["questions"]["survey"].eq(name)].itertuples():
            column = _column(tables, name, question)
            if column is None:
                continue
            choices = _choices(tables["answers"], name, str(question.question))
            if question.is_scale or question.kind in NUMERIC:
                _add_scale(question, column, tables[name], choices, facts, scales)
            elif question.kind in CLOSED:
                _add_counts(question, column, tables[name], choices, facts, answers)
    columns = ["survey", "question", "question_fr", "answer", "answer_fr", "share", "share_fact"]
    wide = ["survey", "question", "question_fr", "lowest", "highest", "mean", "mean_fact", "base_fact"]
    return Estimates(
        facts,
        {
            "survey_answers": pd.DataFrame(answers, columns=columns),
            "survey_scales": pd.DataFrame(scales, columns=wide),
            **{name: tables[asked] for asked, name in RELEASED_AS.items()},
        },
    )


def _column(tables: Tables, name: str, question: Any) -> pd.Series | None:
    """The answers to a question of the main table that somebody answered; repeated groups have their own tables.

    Of a ranking, what each respondent put first.
    """
    if question.repeat or question.question not in tables[name]:
        return None
    column = tables[name][question.question]
    if question.is_ranking:
        column = column.where(answered(column)).map(lambda ranked: [ranked[0]], na_action="ignore")
    return column if answered(column).any() else None


def _choices(answers: pd.DataFrame, survey: str, question: str) -> pd.DataFrame:
    return answers[answers["survey"].eq(survey) & answers["question"].eq(question)].reset_index(drop=True)


def _add_counts(
    question: Any,
    column: pd.Series,
    rows: pd.DataFrame,
    choices: pd.DataFrame,
    facts: list[Fact],
    lines: list[dict[str, Any]],
) -> None:
    for found in counts(column, choices):
        if not found.n:
            continue
        fact = _fact(
            f"{slug(question.question)}-{slug(found.answer)}",
            (f"{question.label_fr} {found.label_fr}", f"{question.label_en} {found.label_en}"),
            rows[answered(column)],
            function="_add_counts",
            survey=question.survey,
            unit="share",
            value=found.count / found.n,
            numerator=found.count,
            denominator=found.n,
            n_answered=found.n,
            n_frame=len(rows),
            n_missing=len(rows) - found.n,
            method="Part des répondants à la question",
        )
        facts.append(fact)
        line = {"answer": found.answer, "answer_fr": french(found.label_fr), "share": found.count / found.n}
        lines.append({**_labels(question), **line, "share_fact": fact.fact_id})


def _add_scale(
    question: Any,
    column: pd.Series,
    rows: pd.DataFrame,
    choices: pd.DataFrame,
    facts: list[Fact],
    lines: list[dict[str, Any]],
) -> None:
    found = scale(column, choices)
    if found is None:
        return
    given = rows[answered(column)]
    label = (f"{question.label_fr} (moyenne)", f"{question.label_en} (mean)")
    shared = {
        "function": "_add_scale",
        "survey": question.survey,
        "n_answered": found.n,
        "n_frame": len(rows),
        "n_missing": len(rows) - found.n,
        "limits_fr": SCALE_LIMIT,
    }
    what = slug(question.question)
    mean = _fact(
        f"{what}-mean",
        label,
        given,
        unit=_mean_unit(question),
        value=found.mean,
        decimals=1,
        method="Moyenne",
        **shared,
    )
    base_label = (f"{question.label_fr} (réponses retenues)", f"{question.label_en} (answers)")
    base = _fact(f"{what}-base", base_label, given, unit="count", value=found.n, method="Dénombrement", **shared)
    facts += [mean, base]
    bounds = {"lowest": question.minimum, "highest": question.maximum} if question.is_scale else NO_BOUNDS
    lines.append(
        {**_labels(question), **bounds, "mean": found.mean, "mean_fact": mean.fact_id, "base_fact": base.fact_id}
    )


def _mean_unit(question: Any) -> str:
    return "mean_0_10" if question.is_scale and (question.minimum, question.maximum) == (0, 10) else "number"


def _labels(question: Any) -> dict[str, str]:
    return {"survey": question.survey, "question": question.question, "question_fr": french(question.label_fr)}


def _fact(what: str, label: tuple[str, str], rows: pd.DataFrame, *, survey: str, function: str, **fields: Any) -> Fact:
    label_fr, label_en = label
    usual = {"design": "sample", "limits_fr": LIMIT}
    return Fact(
        fact_id=f"survey-{survey.removeprefix('survey_')}-{what}",
        label_fr=label_fr,
        label_en=label_en,
        computed_by=f"{COMPUTED_BY}:{function}",
        source_table=survey,
        rows=provenance(rows),
        **{**usual, **fields},
    )
