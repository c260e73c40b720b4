"""What is said of two editions: each kind of change, and its absence when nothing changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.drift import drift_cohort, told
from pipeline.intake.answer_shifts import new_values, response_changes, scale_shifts, silent_communes
from pipeline.intake.deliveries import Owner
from pipeline.intake.questionnaire_changes import Change, comparable_questions, questionnaire_changes
from pipeline.intake.questionnaires import Answer, Question, Questionnaire
from pipeline.intake.reception import Reception
from pipeline.params import DriftParams
from pipeline.paths import CohortPaths

PARAMS = DriftParams(base_min=10, level=0.05, shift_min=0.33, response_rate_drop=0.1)
SURVEY = "survey_startups"
SCALE = Question(name="sat", kind="integer", label_fr="Êtes-vous satisfait ?", minimum=0, maximum=10, measure="scale")
CHOICE = Question(
    name="frein",
    kind="choice",
    label_fr="Premier frein ?",
    answers=(Answer(name="cout", label_fr="Le coût"), Answer(name="temps", label_fr="Le temps")),
)


def questionnaire(*questions: Question) -> Questionnaire:
    return Questionnaire(table=SURVEY, title_fr="Enquête", questions=questions or (SCALE, CHOICE))


def changed(question: Question, **fields: Any) -> Question:
    return question.model_copy(update=fields)


def codes(*questions: Question) -> list[str]:
    return [change.code for change in questionnaire_changes(questionnaire(), questionnaire(*questions)) if change.code]


def test_the_same_questionnaire_has_no_change_and_every_question_may_be_compared() -> None:
    changes = questionnaire_changes(questionnaire(), questionnaire())
    assert [(change.question, change.kind, change.is_comparable) for change in changes] == [
        ("sat", "same", True),
        ("frein", "same", True),
    ]


MORE = (*CHOICE.answers, Answer(name="droit", label_fr="Le droit"))
REWORDED = (Answer(name="cout", label_fr="Le prix"), CHOICE.answers[1])


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((SCALE, CHOICE, Question(name="q", kind="text", label_fr="Q")), "EVO-001"),
        ((SCALE,), "EVO-002"),
        ((changed(SCALE, label_fr="Êtes-vous content ?"), CHOICE), "EVO-003"),
        ((changed(SCALE, kind="number"), CHOICE), "EVO-004"),
        ((changed(SCALE, minimum=1, maximum=5), CHOICE), "EVO-005"),
        ((SCALE, changed(CHOICE, answers=MORE)), "EVO-006"),
        ((SCALE, changed(CHOICE, answers=CHOICE.answers[:1])), "EVO-007"),
        ((SCALE, changed(CHOICE, answers=REWORDED)), "EVO-008"),
    ],
)
def test_each_change_of_a_questionnaire_is_told_once_and_ends_comparison(
    questions: tuple[Question, ...], code: str
) -> None:
    assert codes(*questions) == [code]
    changes = questionnaire_changes(questionnaire(), questionnaire(*questions))
    assert not any(change.is_comparable for change in changes if change.code)
    assert len(comparable_questions(questionnaire(), questionnaire(*questions))) == (2 if code == "EVO-001" else 1)


def test_typography_alone_is_no_rewording() -> None:
    assert codes(changed(SCALE, label_fr="êtes-vous  satisfait\u202f?"), CHOICE) == []


def test_a_scale_of_choices_is_bounded_by_the_numbers_they_stand_for() -> None:
    def scale(last: int) -> Question:
        marks = tuple(Answer(name=f"n{value}", label_fr=str(value), value=value) for value in range(last + 1))
        return Question(name="note", kind="choice", label_fr="Note ?", measure="scale", answers=marks)

    changes = questionnaire_changes(questionnaire(scale(10)), questionnaire(scale(5)))
    assert [(change.code, change.before, change.after) for change in changes] == [("EVO-005", "de 0 à 10", "de 0 à 5")]


def answers(values: list[int | None], question: str = "sat") -> dict[str, pd.DataFrame]:
    return {SURVEY: pd.DataFrame({"response_id": range(len(values)), question: pd.array(values, dtype="Int64")})}


def shifts(old: list[int | None], new: list[int | None]) -> list[Change]:
    return scale_shifts([(questionnaire(), questionnaire())], answers(old), answers(new), PARAMS)


def test_a_shifted_scale_is_told_with_its_method_and_base() -> None:
    (change,) = shifts([2, 3, 4] * 5, [8, 9, 10] * 4 + [None])
    assert (change.code, change.statistic, change.n_before, change.n_after) == ("EVO-010", 1.0, 15, 12)
    assert "Mann-Whitney" in change.method
    assert "plus haut" in change.message_fr
    assert change.is_comparable


@pytest.mark.parametrize("new", [[2, 3, 4] * 5, [3] * 15, [2, 3, 4] * 4 + [5, 5, 5]])
def test_a_scale_used_alike_is_recorded_but_not_told(new: list[int | None]) -> None:
    (change,) = shifts([2, 3, 4] * 5, new)
    assert (change.kind, change.code) == ("scale_use", "")


def test_too_few_answers_are_not_compared() -> None:
    assert shifts([1] * 9, [10] * 30) == []


def test_answers_with_a_status_are_outside_the_base() -> None:
    marks = tuple(Answer(name=f"n{value}", label_fr=str(value)) for value in range(4))
    unsure = Answer(name="nsp", label_fr="Ne sait pas", status="dont_know")
    asked = questionnaire(
        Question(name="note", kind="choice", label_fr="N", measure="ordinal", answers=(*marks, unsure))
    )
    frame = pd.DataFrame({"note": ["n0", "n1"] * 5 + ["nsp"] * 20})
    (change,) = scale_shifts([(asked, asked)], {SURVEY: frame}, {SURVEY: frame}, PARAMS)
    assert (change.n_before, change.n_after) == (10, 10)


def register(*themes: str) -> dict[str, pd.DataFrame]:
    return {"projects": pd.DataFrame({"theme": list(themes)})}


def test_a_category_never_seen_is_told_and_a_known_one_is_not() -> None:
    (change,) = new_values(register("Eau", "Air"), register("Eau", "Bruit", "Bruit"))
    assert (change.code, change.after, change.n_after) == ("EVO-009", "Bruit", 2)
    assert list(new_values(register("Eau"), register("Eau"))) == []


def survey(invited: dict[str, str], answered: list[str]) -> dict[str, pd.DataFrame]:
    invitations = {"survey": SURVEY, "respondent_id": list(invited), "commune_insee": list(invited.values())}
    return {"invitations": pd.DataFrame(invitations), SURVEY: pd.DataFrame({"respondent_id": answered})}


INVITED = {"A": "93005", "B": "93005", "C": "92048"}


def test_a_fallen_response_rate_is_told() -> None:
    full, poor = survey(INVITED, ["A", "B", "C"]), survey(INVITED, ["A"])
    assert [change.code for change in response_changes(full, poor, PARAMS)] == ["EVO-011"]
    assert list(response_changes(poor, full, PARAMS)) == []


def test_a_commune_that_answered_before_and_is_silent_now_is_told() -> None:
    before, now = survey(INVITED, ["A", "C"]), survey(INVITED, ["B"])
    assert [(change.code, change.after) for change in silent_communes(before, now)] == [("EVO-012", "92048")]
    assert list(silent_communes(now, before)) == []


def test_a_commune_that_is_no_longer_invited_is_not_called_silent() -> None:
    assert list(silent_communes(survey(INVITED, ["A", "C"]), survey({"A": "93005"}, ["A"]))) == []


RECEPTION = Reception(
    title_fr="Une cohorte",
    tables={},
    deliveries=pd.DataFrame({"file": ["s.csv"], "table": [SURVEY], "owner": ["mairie"], "owner_name": ["La mairie"]}),
    declared=[SURVEY],
    owners=[Owner(id="mairie", name_fr="La mairie"), Owner(id="equipe", name_fr="Équipe")],
    team="equipe",
    problems=[],
)


def test_drift_warns_the_one_who_can_look_at_it_and_never_blocks() -> None:
    reworded = questionnaire_changes(questionnaire(), questionnaire(changed(SCALE, label_fr="Content ?"), CHOICE))
    problems = told([*reworded, *shifts([2] * 12, [9] * 12)], RECEPTION)
    assert [(problem.owner, problem.file, problem.column) for problem in problems] == [
        ("equipe", "", "sat"),
        ("mairie", "s.csv", "sat"),
    ]
    assert {problem.severity for problem in problems} == {"warning"}


def ingested(root: Path, cohort: str, *questions: Question) -> CohortPaths:
    paths = CohortPaths(cohort, root)
    paths.ingested.mkdir(parents=True)
    frame = pd.DataFrame({"response_id": ["1"], "sat": ["7"], "source_file": ["s.csv"], "source_row": [2]})
    frame.to_parquet(paths.ingested / f"{SURVEY}.parquet")
    delivery = {"file": "s.csv", "table": SURVEY, "owner": "equipe", "owner_name": "Équipe", "received": "2026-01-01"}
    written = {"decimal": ".", "date_format": "YYYY-MM-DD", "choices": "names", "headers": "{}", "rows": 1}
    pd.DataFrame([{**delivery, **written}]).to_parquet(paths.ingested / "deliveries.parquet")
    intake = {
        "title_fr": cohort,
        "owners": [{"id": "equipe", "name_fr": "Équipe"}],
        "team": "equipe",
        "tables": [SURVEY],
        "questionnaires": [questionnaire(*questions).model_dump(mode="json")],
        "problems": [],
    }
    (paths.ingested / "intake.json").write_text(json.dumps(intake), encoding="utf-8")
    return paths


def test_the_stage_writes_changes_that_later_stages_can_read_and_a_page(tmp_path: Path) -> None:
    former = ingested(tmp_path, "un", SCALE)
    paths = ingested(tmp_path, "deux", changed(SCALE, minimum=1, maximum=5))
    assert [problem.code for problem in drift_cohort(paths, former, PARAMS)] == ["EVO-005"]
    drift = pd.read_parquet(paths.drift / "drift.parquet")
    assert drift[["question", "kind", "is_comparable"]].to_dict("records") == [
        {"question": "sat", "kind": "bounds_changed", "is_comparable": False}
    ]
    page = (paths.drift / "equipe.html").read_text("utf-8")
    assert "EVO-005" in page
    assert "de 0 à 10" in page
    assert len(json.loads((paths.drift / "problems.json").read_text("utf-8"))) == 1
