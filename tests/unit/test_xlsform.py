"""XLSForms become questionnaires; what cannot be checked is refused with its sheet and row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pyxform.xls2json_backends import md_table_to_workbook

from pipeline.errors import ParamsError
from pipeline.frames import read_tables, write_tables
from pipeline.intake.questionnaires import Questionnaire, question_tables, questionnaires_from
from pipeline.intake.xlsform import load_xlsform
from tests.fixtures.questionnaires import EVERY_TYPE, Cells, as_markdown, questionnaire
from tests.fixtures.workbooks import laughing_xlsx, locked, zip_bomb

YES_NO = [{"list_name": "yn", "name": "oui"}, {"list_name": "yn", "name": "non"}]


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load_xlsform(EVERY_TYPE, "survey_startups")


def refusal(folder: Path, survey: Sequence[Cells], choices: Sequence[Cells] = ()) -> str:
    with pytest.raises(ParamsError) as caught:
        questionnaire(folder, survey, choices)
    return str(caught.value).replace(f"{folder}/", "")


def test_each_type_fills_a_column_of_its_kind(form: Questionnaire) -> None:
    assert {question.name: question.kind for question in form.questions} == {
        "holder_type": "choice",
        "headcount": "integer",
        "weight": "number",
        "founded_on": "date",
        "met_at": "timestamp",
        "satisfaction": "choice",
        "ease": "integer",
        "frequency": "choice",
        "barriers": "choices",
        "barriers_other": "text",
        "ranked": "choices",
        "comment": "text",
        "consent": "choice",
        "segment": "text",
        "site_name": "text",
        "visitors": "integer",
    }


def test_titles_version_and_labels_are_read_in_both_languages(form: Questionnaire) -> None:
    question = next(question for question in form.questions if question.name == "headcount")
    assert (form.title_fr, form.title_en, form.version) == (
        "Enquête auprès des porteurs",
        "Survey of holders",
        "2026-1",
    )
    assert (question.label_fr, question.label_en) == ("Combien êtes-vous\u202f?", "How many are you?")
    assert question.hint_fr == "En équivalents temps plein"
    assert [group.label_fr for group in form.groups] == ["Votre projet", "Freins", "Sites"]


def test_a_repeat_fills_a_table_of_its_own(form: Questionnaire) -> None:
    main, sites = form.tables
    assert (main.name, main.key) == ("survey_startups", ("response_id",))
    assert (sites.name, sites.key) == ("survey_startups__sites", ("response_id", "position"))
    assert [column.name for column in sites.columns] == ["response_id", "position", "site_name", "visitors"]
    assert "site_name" not in [column.name for column in main.columns]


def test_bounds_come_from_constraints_and_parameters(form: Questionnaire) -> None:
    bounds = {question.name: (question.minimum, question.maximum) for question in form.questions}
    assert bounds["headcount"] == (0, 5000)
    assert bounds["ease"] == (0, 10)
    assert bounds["satisfaction"] == (0, 10)
    assert bounds["visitors"] == (0, None)


def test_a_rule_that_no_bounds_can_say_is_kept(form: Questionnaire) -> None:
    kept = {question.name: question.constraint for question in form.questions if question.constraint}
    assert kept == {"weight": ". > 0", "barriers": "not(selected(., 'none') and count-selected(.) > 1)"}


@pytest.mark.parametrize(
    ("constraint", "bounds"),
    [
        (". >= 0 and . <= 10", (0, 10)),
        (".>=1", (1, None)),
        (".<= -3", (None, -3)),
        (". > 0 and . < 10", (1, 9)),
        ("(. >= 2 and . <= 4)", (2, 4)),
    ],
)
def test_usual_constraints_of_whole_numbers_are_bounds(
    tmp_path: Path, constraint: str, bounds: tuple[float | None, float | None]
) -> None:
    read = questionnaire(tmp_path, [{"type": "integer", "name": "n", "constraint": constraint}])
    assert (read.questions[0].minimum, read.questions[0].maximum) == bounds
    assert read.questions[0].constraint == ""


def test_a_scale_answered_by_choices_says_the_number_of_each(form: Questionnaire) -> None:
    scale = next(question for question in form.questions if question.name == "satisfaction")
    assert scale.is_scale
    assert {answer.name: answer.value for answer in scale.answers} == {"0": 0, "5": 5, "10": 10, "nsp": None}
    assert [answer.status for answer in scale.answers] == ["", "", "", "dont_know"]


def test_clean_tables_say_what_an_estimator_needs(form: Questionnaire) -> None:
    tables = question_tables([form])
    questions = tables["questions"].set_index("question")
    assert list(questions.index[questions["is_scale"]]) == ["satisfaction", "ease"]
    assert questions.loc["satisfaction", "indicator"] == "sat-program"
    assert questions.loc["holder_type", "group_by"]
    assert questions.loc["weight", "weight"]
    answers = tables["answers"]
    values = answers[answers["question"] == "satisfaction"].set_index("name")["value"]
    assert values.dropna().to_dict() == {"0": 0.0, "5": 5.0, "10": 10.0}


def test_clean_tables_hold_the_whole_questionnaire(form: Questionnaire, tmp_path: Path) -> None:
    other = load_xlsform(EVERY_TYPE, "survey_communes").model_copy(update={"groups": (), "title_en": ""})
    write_tables(tmp_path, question_tables([form, other]))
    assert questionnaires_from(read_tables(tmp_path)) == {form.table: form, other.table: other}


def test_the_other_answer_gets_a_text_of_its_own(form: Questionnaire) -> None:
    barriers = next(question for question in form.questions if question.name == "barriers")
    other = next(question for question in form.questions if question.name == "barriers_other")
    assert barriers.answers[-1].name == "other"
    assert other.relevant == "(${satisfaction} <= 6) and selected(${barriers}, 'other')"


def test_a_group_s_condition_holds_for_its_questions(form: Questionnaire) -> None:
    ranked = next(question for question in form.questions if question.name == "ranked")
    assert ranked.relevant == "(${satisfaction} <= 6) and (selected(${barriers}, 'money'))"


def test_a_workbook_says_the_same_as_markdown(form: Questionnaire, tmp_path: Path) -> None:
    workbook = md_table_to_workbook(EVERY_TYPE.read_text("utf-8"))
    workbook.save(tmp_path / "form.xlsx")
    assert load_xlsform(tmp_path / "form.xlsx", "survey_startups") == form


def test_a_csv_says_the_same_as_markdown(tmp_path: Path) -> None:
    survey = [{"type": "integer", "name": "n", "label": "Combien ?"}]
    (tmp_path / "form.md").write_text(as_markdown(survey), encoding="utf-8")
    (tmp_path / "form.csv").write_text("survey\n,type,name,label\n,integer,n,Combien ?\n", encoding="utf-8")
    read = [load_xlsform(tmp_path / name, "survey_communes") for name in ("form.md", "form.csv")]
    assert read[0] == read[1]


def test_a_form_without_settings_has_a_title(tmp_path: Path) -> None:
    assert questionnaire(tmp_path, [{"type": "text", "name": "q"}]).title_fr == "enquête auprès des porteurs de projet"


def test_an_english_form_says_in_which_column_french_is(tmp_path: Path) -> None:
    survey = [{"type": "text", "name": "q", "label": "Why?", "label::Français (fr)": "Pourquoi ?"}]
    path = tmp_path / "form.md"
    path.write_text(as_markdown(survey, settings={"default_language": "English (en)"}), encoding="utf-8")
    question = load_xlsform(path, "survey_startups").questions[0]
    assert (question.label_fr, question.label_en) == ("Pourquoi\u202f?", "Why?")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"type": "text", "name": "response_id"}, r"row 2: « response_id » names a column that every survey has"),
        ({"type": "text", "name": "a__b"}, r"row 2: « a__b » cannot name a column"),
        ({"type": "geopoint", "name": "q"}, r"row 2: questions of type « geopoint » are not read"),
        ({"type": "text", "name": "q", "measure": "scale"}, r"row 2: measure « scale » does not fit « text »"),
        ({"type": "integer", "name": "q", "measure": "scale"}, r"row 2: a scale needs both bounds"),
        (
            {"type": "integer", "name": "q", "measure": "nps", "constraint": ". >= 1 and . <= 5"},
            r"row 2: measure « nps » needs a scale from 0 to 10",
        ),
        ({"type": "select_one yn", "name": "q", "measure": "scale"}, r"a scale needs numbers .* not « oui »"),
        ({"type": "text", "name": "q", "weight": "yes"}, r"only a number can be a weight"),
        ({"type": "text", "name": "q", "group_by": "yes"}, r"only a question with choices"),
        ({"type": "text", "name": "q", "required": "perhaps"}, r"« required » is yes or no, not « perhaps »"),
        ({"type": "select_one yn", "name": "q", "choice_filter": "x=1"}, r"choices that depend on other answers"),
        ({"type": "text", "name": "q", "relevent": "1"}, r"row 1: « relevent » is no column .* « relevant »"),
        ({"type": "select_one nowhere", "name": "q"}, r"row 2: List name not in choices sheet: nowhere"),
        ({"type": "text", "name": "q", "relevant": "${gone} = 1"}, r"gone"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(tmp_path: Path, row: Cells, said: str) -> None:
    message = refusal(tmp_path, [row], YES_NO)
    assert message.startswith("survey_startups.md, sheet survey, row ")
    assert re.search(said, message)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    survey = [{"type": "image", "name": "a"}, {"type": "text", "name": "source_row"}, {"type": "text", "name": "c"}]
    message = refusal(tmp_path, [*survey, {"type": "text", "name": "C"}])
    assert [f"row {row}:" in message for row in (2, 3, 4, 5)] == [True, True, True, True]


def test_a_choice_needs_a_status_that_is_known_and_a_label_of_its_own(tmp_path: Path) -> None:
    choices = [
        {"list_name": "yn", "name": "oui", "status": "maybe"},
        {"list_name": "yn", "name": "non", "label": "oui"},
        {"list_name": "yn", "name": "a\\|b"},
    ]
    message = refusal(tmp_path, [{"type": "select_one yn", "name": "q"}], choices)
    assert "sheet choices, row 2: status « maybe » is not one of dont_know, not_concerned." in message
    assert "list « yn » has two choices labelled « oui »." in message
    assert "sheet choices, row 4: « | » separates several answers" in message


def test_questions_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    first = {"type": "text", "name": "a", "relevant": "${b} = 'x'"}
    message = refusal(tmp_path, [first, {"type": "text", "name": "b", "relevant": "${a} = 'x'"}])
    assert "whether a question is asked depends on itself" in message


def test_repeats_inside_repeats_are_refused(tmp_path: Path) -> None:
    begin = [{"type": "begin repeat", "name": "a"}, {"type": "begin repeat", "name": "b"}]
    message = refusal(tmp_path, [*begin, {"type": "text", "name": "q"}, *[{"type": "end repeat"}] * 2])
    assert "row 3: « b » repeats inside « a »" in message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("form.md", b"nothing here", "not recognized"),
        ("form.md", b"| survey |\n| | type | name |\n| | text | q | more |\n", "more cells than its sheet has headers"),
        ("form.xlsx", b"no workbook", "incomplet ou endommagé"),
        ("form.csv", "survey\n,type,name,label\n,text,q,\xe9\n".encode("cp1252"), "not written in UTF-8"),
        ("form.doc", b"", "a questionnaire is an XLSForm in one of the formats"),
    ],
)
def test_a_file_that_is_no_form_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ParamsError, match=said):
        load_xlsform(tmp_path / name, "survey_startups")


def test_a_missing_form_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="the questionnaire is missing"):
        load_xlsform(tmp_path / "form.md", "survey_startups")


@pytest.mark.parametrize("make", [zip_bomb, locked, laughing_xlsx])
def test_a_hostile_workbook_is_refused_before_anything_opens_it(tmp_path: Path, make: Callable[[], bytes]) -> None:
    (tmp_path / "form.xlsx").write_bytes(make())
    with pytest.raises(ParamsError, match=r"form\.xlsx: Le (classeur|fichier)"):
        load_xlsform(tmp_path / "form.xlsx", "survey_startups")
