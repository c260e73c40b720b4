"""Conditions of questionnaires: which rows they hold on, what they refuse, how they are said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ParamsError
from pipeline.intake.questionnaires import Question
from pipeline.intake.relevance import understood
from pipeline.intake.relevance_words import in_words
from pipeline.intake.required_answers import required_answers
from pipeline.intake.xlsform import load_xlsform
from tests.fixtures.questionnaires import EVERY_TYPE, Cells, questionnaire

QUESTIONS = {question.name: question for question in load_xlsform(EVERY_TYPE, "survey_startups").questions}
ROWS = pd.DataFrame(
    {
        "satisfaction": pd.array(["0", "5", "10", "nsp", None], dtype="string"),
        "headcount": pd.array([1, 2, None, 4, 5], dtype="Int64"),
        "barriers": pd.array(["money|time", "none", None, "money", "time"], dtype="string"),
        "weight": [1.0, 2.5, float("nan"), 3, 0],
    }
)


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("${satisfaction} = '5'", [1]),
        ("${satisfaction} != 'nsp'", [0, 1, 2, 4]),
        ("${satisfaction} = ''", [4]),
        ("${satisfaction} != ''", [0, 1, 2, 3]),
        ("${satisfaction} <= 6", [0, 1]),
        ("${satisfaction} = 10", [2]),
        ("${headcount} = ''", [2]),
        ("${headcount} != ''", [0, 1, 3, 4]),
        ("${headcount} != 4", [0, 1, 2, 4]),
        ("3 < ${headcount}", [3, 4]),
        ("${headcount} = ${weight}", [0, 2]),
        ("${weight} = '2.5'", [1]),
        ("selected(${barriers}, 'money')", [0, 3]),
        ("not(selected(${barriers}, 'money'))", [1, 2, 4]),
        ("count-selected(${barriers}) > 1", [0]),
        ("count-selected(${barriers}) = 0", [2]),
        ("string-length(${barriers}) > 0", [0, 1, 3, 4]),
        ("regex(${satisfaction}, '[0-9]+')", [0, 1, 2]),
        ("${headcount} >= 2 and ${weight} > 2 or ${satisfaction} = '0'", [0, 1, 3]),
        ("${headcount} >= 2 and (${weight} > 2 or ${satisfaction} = '0')", [1, 3]),
        ("not(${headcount} >= 2)", [0, 2]),
        ("${comment} != 'x'", [0, 1, 2, 3, 4]),  # a column that was not delivered is empty throughout
        ("true()", [0, 1, 2, 3, 4]),
        ("false() or 1 = 1", [0, 1, 2, 3, 4]),
    ],
)
def test_a_condition_holds_as_in_odk(expression: str, rows: list[int]) -> None:
    holds = understood(expression, QUESTIONS).holds(ROWS)
    assert [row for row, is_true in enumerate(holds) if is_true] == rows


@pytest.mark.parametrize(
    ("expression", "required"),
    [
        ("", set()),
        ("${role} = 'lead'", {("role", "lead")}),
        ("'lead'=${ role }", {("role", "lead")}),
        ("(${role} = 'lead') and (${needs_help} = 'yes')", {("role", "lead"), ("needs_help", "yes")}),
        ("${role} = 'lead' or ${role} = 'agent'", set()),
        ("${role} = 'lead' and ${years} > 2 or selected(${topics}, 'law') and ${role} = 'lead'", {("role", "lead")}),
        ("not(${role} = 'lead')", set()),
        ("${role} != 'lead'", set()),
    ],
)
def test_a_condition_tells_the_answers_it_cannot_do_without(expression: str, required: set[tuple[str, str]]) -> None:
    assert required_answers(expression) == required


def test_a_dot_is_one_s_own_answer() -> None:
    condition = understood("not(selected(., 'money') and count-selected(.) > 1)", QUESTIONS, QUESTIONS["barriers"])
    assert list(condition.holds(ROWS, "barriers")) == [False, True, True, True, True]


def test_a_condition_on_no_row_is_no_trouble() -> None:
    assert list(understood("${satisfaction} = '5' and 1 < 2", QUESTIONS).holds(ROWS.head(0))) == []


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("${gone} = 1", "no answer to « gone » can be looked at"),
        (". > 3", "no answer to « . » can be looked at"),
        ("today() > 1", "is not understood from its character 1"),
        ("${headcount} + 1 = 3", "is not understood from its character 14"),
        ("${headcount} = ", "is not understood"),
        ("jr:choice-name(${satisfaction}, 'x') = 'y'", "is not understood"),
        ("${satisfaction} = 'often'", "« often » is none of the choices of « satisfaction »"),
        ("selected(${barriers}, 'rain')", "« rain » is none of the choices of « barriers »"),
        ("${barriers} = 'money'", "use selected()"),
        ("${founded_on} > 3", "dates are not compared here"),
        ("selected(${comment}, 'x')", "« comment » has no choices to select"),
        ("regex(${comment}, '(')", "is not valid"),
    ],
)
def test_what_no_mask_can_say_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ParamsError) as caught:
        understood(expression, QUESTIONS)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("${satisfaction} <= 6", "«\u00a0Recommanderiez-vous le programme\u202f?\u00a0» est au plus 6"),
        ("${frequency} = 'never'", "«\u00a0À quelle fréquence\u202f?\u00a0» est «\u00a0Jamais\u00a0»"),
        ("selected(${barriers}, 'money')", "«\u00a0Quels freins\u202f?\u00a0» comprend «\u00a0L’argent\u00a0»"),
        (
            "not(selected(${barriers}, 'money'))",
            "«\u00a0Quels freins\u202f?\u00a0» ne comprend pas «\u00a0L’argent\u00a0»",
        ),
        ("${comment} != ''", "«\u00a0Un mot\u202f?\u00a0» est rempli"),
        ("2.5 < ${weight}", "«\u00a0Poids\u00a0» est supérieur à 2,5"),
        (
            "${weight} > 1 and (${headcount} = 1 or ${headcount} = '')",
            "«\u00a0Poids\u00a0» est supérieur à 1 et («\u00a0Combien êtes-vous\u202f?\u00a0» est 1 ou "
            "«\u00a0Combien êtes-vous\u202f?\u00a0» est vide)",
        ),
        ("", ""),
    ],
)
def test_a_condition_is_said_with_labels(expression: str, words: str) -> None:
    assert in_words(expression, QUESTIONS) == words


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"type": "text", "name": "a", "relevant": "today() > 1"}], r"sheet survey, row 2: « today"),
        ([{"type": "integer", "name": "a", "constraint": ". < pow(2, 3)"}], r"sheet survey, row 2: « . < pow"),
        (
            [
                {"type": "begin repeat", "name": "sites"},
                {"type": "text", "name": "inner"},
                {"type": "end repeat"},
                {"type": "text", "name": "a", "relevant": "${inner} != ''"},
            ],
            r"sheet survey, row 5: in « .* », no answer to « inner » can be looked at from here",
        ),
    ],
)
def test_a_form_whose_conditions_cannot_be_checked_is_refused(tmp_path: Path, rows: list[Cells], said: str) -> None:
    with pytest.raises(ParamsError, match=said):
        questionnaire(tmp_path, rows)


def test_a_question_in_a_repeat_may_depend_on_a_main_one(tmp_path: Path) -> None:
    rows = [
        {"type": "integer", "name": "outer"},
        {"type": "begin repeat", "name": "sites"},
        {"type": "text", "name": "inner", "relevant": "${outer} > 1"},
        {"type": "end repeat"},
    ]
    inner: Question = questionnaire(tmp_path, rows).questions[1]
    assert (inner.repeat, inner.relevant) == ("sites", "${outer} > 1")
