"""From a questionnaire to the great-expectations suite of its tables, and the columns that its row conditions name.

What every survey must hold is in `expectations/surveys.json`; here is what this questionnaire adds. A code is a prefix
of the survey, a rule and the question: `QPO-OBL-satisfaction` stays the same when questions are added or moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.intake.questionnaires import Question, Questionnaire
from pipeline.intake.relevance import understood
from pipeline.intake.relevance_words import bounds_fr, in_words
from pipeline.intake.response_counts import complete
from pipeline.intake.suites import PARAMETER, Expectation, Meta, Suite, SuiteMeta, joined
from pipeline.tables import Table

PREFIXES = {"survey_startups": "QPO", "survey_communes": "QCO", "survey_institutions": "QIN"}
ASKED, DUE, MEETS = "asked__", "due__", "meets__"
"""Derived columns of a question: whether it is asked, must be answered, keeps to its rule. No question has "__"."""

NOT_NULL, NULL, BETWEEN = (f"expect_column_values_to_{what}" for what in ("not_be_null", "be_null", "be_between"))
LONGEST_LABEL = 140


def survey_suite(questionnaire: Questionnaire, table: Table) -> Suite:
    """What the questionnaire says must hold in one of its tables: few and cheap expectations a question."""
    repeat = table.name.removeprefix(questionnaire.table).removeprefix("__")
    writer = _Writer(questionnaire, repeat)
    questions = [question for question in questionnaire.questions if question.repeat == repeat]
    own = list(writer.of_repeat()) if repeat else []
    expectations = own + [each for question in questions for each in writer.of_question(question)]
    # A question that is not always asked, or a part of the answers, may stay empty throughout.
    may_be_empty = [question.name for question in questions if question.is_required and question.relevant]
    return Suite(name=table.name, expectations=expectations, meta=SuiteMeta(may_be_empty=may_be_empty))


def extended(generated: Suite, by_hand: Suite | None) -> Suite:
    """The generated suite with the one written by hand, whose expectations replace those of the same code."""
    if by_hand is None:
        return generated
    written = {expectation.meta.code for expectation in by_hand.expectations}
    kept = [expectation for expectation in generated.expectations if expectation.meta.code not in written]
    return joined(generated.name, [by_hand, generated.model_copy(update={"expectations": kept})])


def with_conditions(
    frame: pd.DataFrame, questionnaire: Questionnaire, table: Table, tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The typed table with the boolean columns that the generated suite picks rows by.

    A repeat's questions may depend on the answers of the main table, looked up by `response_id`.
    """
    repeat = table.name.removeprefix(questionnaire.table).removeprefix("__")
    main = tables.get(questionnaire.table)
    seen = _beside_main(frame, main) if repeat and main is not None else frame
    visible = _visible(questionnaire, repeat)
    is_complete = complete(seen).to_numpy(dtype=bool)
    columns: dict[str, np.ndarray] = {}
    for question in questionnaire.questions:
        if question.repeat == repeat and question.name in frame.columns:
            columns |= _conditions(question, seen, visible, is_complete)
    return pd.DataFrame({**frame, **columns}, index=frame.index)


def _conditions(
    question: Question, seen: pd.DataFrame, visible: Mapping[str, Question], is_complete: np.ndarray
) -> dict[str, np.ndarray]:
    columns = {}
    asked = np.ones(len(seen), dtype=bool)
    if question.relevant:
        asked = columns[ASKED + question.name] = understood(question.relevant, visible).holds(seen)
    if question.is_required:
        columns[DUE + question.name] = asked & is_complete
    if question.constraint:
        rule = understood(question.constraint, visible, question)
        columns[MEETS + question.name] = rule.holds(seen, question.name)
    return columns


def _beside_main(frame: pd.DataFrame, main: pd.DataFrame) -> pd.DataFrame:
    """The rows of a repeat with the answers of the main table they belong to."""
    if not {"response_id"} <= set(frame.columns) & set(main.columns):
        return frame
    known = main.dropna(subset=["response_id"]).drop_duplicates("response_id").set_index("response_id")
    places = known.index.get_indexer(pd.Index(frame["response_id"]))
    answers = {name: known[name].reset_index(drop=True).reindex(places) for name in known if name not in frame.columns}
    return pd.DataFrame({**frame, **{name: values.set_axis(frame.index) for name, values in answers.items()}})


def _visible(questionnaire: Questionnaire, repeat: str) -> dict[str, Question]:
    return {each.name: each for each in questionnaire.questions if each.repeat in ("", repeat)}


class _Writer:
    """Writes expectations with the survey's codes and the labels of its questions."""

    def __init__(self, questionnaire: Questionnaire, repeat: str) -> None:
        self._survey = questionnaire.table
        self._repeat = repeat
        self._visible = _visible(questionnaire, repeat)

    def of_question(self, question: Question) -> Iterator[Expectation]:
        """Answered when it must be, empty when it is not asked, within its bounds, and as its rule says."""
        label = _shortened(question.label_fr)
        when = in_words(question.relevant, self._visible)
        if question.is_required:
            reason = f", parce que {when}" if when else ""
            yield self._expectation(
                ("OBL", question), NOT_NULL, f"« {label} » doit avoir une réponse{reason}.", "une réponse", DUE
            )
        if question.relevant and question.type not in ("calculate", "hidden"):
            message = f"« {label} » a une réponse alors que la question n’est posée que si {when}."
            yield self._expectation(("SAU", question), NULL, message, "une cellule vide", ASKED, "warning")
        if question.kind in ("integer", "number") and (question.minimum, question.maximum) != (None, None):
            message = f"La réponse à « {label} » sort de l’échelle ou des bornes."
            yield self._expectation(("BOR", question), BETWEEN, message, bounds_fr(question))
        if question.constraint:
            rule = in_words(question.constraint, self._visible, question)
            message = f"La réponse à « {label} » ne respecte pas la règle du questionnaire."
            yield self._expectation(("REG", question), NULL, message, f"une réponse telle que {rule}", MEETS)

    def of_repeat(self) -> Iterator[Expectation]:
        """The key of a repeat's table, and the answer each row belongs to."""
        empty = ("La cellule est vide.", "une valeur")
        yield self._column("CLE", "response_id", NOT_NULL, *empty)
        yield self._column("RAN", "position", NOT_NULL, *empty)
        yield self._column("POS", "position", BETWEEN, "Le rang commence à 1.", "1 ou plus", min_value=1)
        pair = ["response_id", "position"]
        yield self._written(
            f"DOU-{self._repeat}",
            "expect_compound_columns_to_be_unique",
            {"column_list": pair},
            Meta(code="", message_fr="Ce rang figure deux fois dans la même réponse.", expected_fr="un rang par ligne"),
        )
        values = {"value_set": {PARAMETER: f"{self._survey}__response_id"}}
        message = "Cette réponse n’est pas dans le fichier principal de l’enquête."
        kind = "expect_column_values_to_be_in_set"
        yield self._column("REP", "response_id", kind, message, "l’identifiant d’une réponse reçue", **values)

    def _expectation(
        self,
        named: tuple[str, Question],
        kind: str,
        message_fr: str,
        expected_fr: str,
        condition: str = "",
        severity: str = "critical",
    ) -> Expectation:
        rule, question = named
        kwargs: dict[str, Any] = {"column": question.name}
        if kind == BETWEEN:
            bounds = {"min_value": question.minimum, "max_value": question.maximum}
            kwargs |= {name: bound for name, bound in bounds.items() if bound is not None}
        if condition:
            picked = {"type": "comparison", "column": {"name": condition + question.name}}
            kwargs["row_condition"] = {**picked, "operator": "==", "parameter": condition == DUE}
        meta = Meta(code="", message_fr=message_fr, expected_fr=_without_fields(expected_fr))
        return self._written(f"{rule}-{self._path(question)}", kind, kwargs, meta, severity)

    def _column(self, rule: str, column: str, kind: str, message_fr: str, expected_fr: str, **more: Any) -> Expectation:
        meta = Meta(code="", message_fr=message_fr, expected_fr=expected_fr)
        return self._written(f"{rule}-{self._repeat}", kind, {"column": column, **more}, meta)

    def _written(
        self, code: str, kind: str, kwargs: Mapping[str, Any], meta: Meta, severity: str = "critical"
    ) -> Expectation:
        coded = meta.model_copy(update={"code": f"{PREFIXES[self._survey]}-{code}"})
        return Expectation.model_validate(
            {"type": kind, "kwargs": dict(kwargs), "severity": severity, "meta": coded.model_dump()}
        )

    def _path(self, question: Question) -> str:
        return f"{self._repeat}.{question.name}" if self._repeat else question.name


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL].rstrip()}…"


def _without_fields(text: str) -> str:
    """Braces of a label would be taken for `{found}`."""
    return text.replace("{", "{{").replace("}", "}}")
