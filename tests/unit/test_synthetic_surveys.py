"""Made-up surveys: nobody real in them, answers that their questionnaire offers, and the mess that was asked for."""

from __future__ import annotations

import io
import re
from functools import cache

import pandas as pd
import pytest

from pipeline.intake.questionnaires import Question, Questionnaire, question_tables, schema_of
from pipeline.intake.typed_tables import typed, with_lists
from pipeline.intake.values import Writing
from pipeline.intake.xlsform import load_xlsform
from pipeline.methods.printed import back_tests
from pipeline.paths import CohortPaths
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.making import csv_text, make_tables
from pipeline.synthetic.survey_content import COMMENTS, odds
from pipeline.synthetic.surveys import surveys
from tests.conftest import ROOT
from tests.real_cohorts import sound

SURVEYS = ("survey_startups", "survey_communes", "survey_institutions")
WRITING = Writing(".", "YYYY-MM-DD")
every_survey = pytest.mark.parametrize(("cohort", "survey"), [(c, s) for c in EDITIONS for s in SURVEYS])


@cache
def questionnaire(cohort: str, survey: str) -> Questionnaire:
    return load_xlsform(CohortPaths(cohort, ROOT).raw / f"questionnaires/{survey}.md", survey)


@cache
def texts(cohort: str) -> dict[str, str]:
    return {name: csv_text(table) for name, table in surveys(EDITIONS[cohort], ROOT).items()}


def answers(cohort: str, survey: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(texts(cohort)[survey]), dtype=str, keep_default_na=False)


@every_survey
def test_every_answer_is_one_that_the_questionnaire_offers(cohort: str, survey: str) -> None:
    asked = questionnaire(cohort, survey)
    table = answers(cohort, survey)
    assert list(table.columns) == [column.name for column in asked.tables[0].columns]
    values, faults = typed(table.assign(source_file="f", source_row=1), asked.tables[0], {"f": WRITING})
    assert faults == []
    for question in asked.questions:
        if question.minimum is not None and question.kind != "choice":
            given = values[question.name].dropna()
            assert given.between(question.minimum, question.maximum).all(), question.name


@every_survey
def test_required_questions_are_answered_by_all_who_went_to_the_end(cohort: str, survey: str) -> None:
    table = answers(cohort, survey)
    complete = table[table["is_complete"] == "true"]
    for question in questionnaire(cohort, survey).questions:
        if question.is_required and not question.relevant:
            assert complete[question.name].ne("").all(), question.name


@pytest.mark.parametrize("cohort", EDITIONS)
def test_questions_are_asked_only_where_the_form_asks_them(cohort: str) -> None:
    holders, staff, partners = (answers(cohort, survey) for survey in SURVEYS)
    assert holders.loc[holders["is_deployed"] == "no", "deployment_delay_months"].eq("").all()
    assert holders.loc[holders["is_deployed"] == "yes", "deployment_delay_months"].ne("").all()
    assert holders.loc[holders["is_deployed"] == "yes", "obstacles"].eq("").all()
    assert staff.loc[staff["wants_legal_help"] != "yes", "legal_questions"].eq("").all()
    assert staff.loc[staff["skills_gained"] != "yes", "topics_gained"].eq("").all()
    assert partners.loc[partners["joins_next_edition"] != "yes", "next_contributions"].eq("").all()
    assert partners.loc[partners["results_shared"] == "no", "used_results"].eq("").all()
    assert holders["best_supports"].str.count(r"\|").max() <= 2


@every_survey
def test_the_odds_name_questions_and_answers_that_exist(cohort: str, survey: str) -> None:
    asked = {question.name: question for question in questionnaire(cohort, survey).questions}
    for name, free in odds(cohort, survey).items():
        assert set(free.of) <= {answer.name for answer in asked[name].answers}, name


def changes(former: Question, now: Question) -> set[str]:
    before, after = former.model_dump(), now.model_dump()
    return {field for field in before if field != "row" and before[field] != after[field]}


def test_the_second_questionnaires_differ_in_one_wording_one_scale_and_one_choice() -> None:
    found: dict[str, set[str]] = {}
    for survey in SURVEYS:
        former, now = (questionnaire(cohort, survey).questions for cohort in ("qmi-1", "qmi-2"))
        assert [question.name for question in former] == [question.name for question in now]
        found |= {a.name: changes(a, b) for a, b in zip(former, now, strict=True) if changes(a, b)}
    assert found == {
        "brake_financing": {"label_fr", "label_en"},
        "satisfaction": {"minimum", "maximum", "hint_fr"},
        "best_supports": {"answers"},
    }


@every_survey
def test_a_questionnaire_asks_twelve_to_twenty_five_questions_in_two_languages(cohort: str, survey: str) -> None:
    questions = questionnaire(cohort, survey).questions
    assert 12 <= len(questions) <= 25
    assert all(each.label_fr and each.label_en for each in questions)
    assert all(answer.label_fr and answer.label_en for each in questions for answer in each.answers)


@pytest.mark.parametrize("cohort", EDITIONS)
def test_those_who_answer_were_invited_and_fewer_than_they(cohort: str) -> None:
    invitations = pd.read_csv(io.StringIO(texts(cohort)["invitations"]), dtype=str, keep_default_na=False)
    for survey in SURVEYS:
        invited = invitations[invitations["survey"] == survey].set_index("respondent_id")
        table = answers(cohort, survey)
        assert set(table["respondent_id"]) < set(invited.index)
        assert table["respondent_id"].is_unique
        assert table["response_id"].is_unique
        asked_on = invited["invited_on"].reindex(table["respondent_id"]).to_numpy()
        assert (table["submitted_on"].to_numpy() >= asked_on).all()
        silent = invited.index.difference(table["respondent_id"])
        assert invited.loc[silent, "reminded_on"].ne("").all()


def test_two_communes_of_the_second_edition_never_answered() -> None:
    invitations = pd.read_csv(io.StringIO(texts("qmi-2")["invitations"]), dtype=str, keep_default_na=False)
    staff = invitations[invitations["survey"] == "survey_communes"].set_index("respondent_id")["commune_insee"]
    heard = set(staff.reindex(answers("qmi-2", "survey_communes")["respondent_id"]))
    assert set(EDITIONS["qmi-2"].communes) - heard == set(EDITIONS["qmi-2"].silent_communes)


def test_the_second_edition_has_drop_outs_and_late_answers() -> None:
    table = answers("qmi-2", "survey_startups")
    assert (table["is_complete"] == "false").sum() >= 3
    days = pd.to_datetime(table["submitted_on"])
    opened = pd.Timestamp(EDITIONS["qmi-2"].closed_on) + pd.Timedelta(days=11)
    assert (days > opened + pd.Timedelta(days=42)).sum() >= 4
    assert days.max() < pd.Timestamp("2026-11-20")


@pytest.mark.parametrize("cohort", EDITIONS)
def test_nothing_is_attached_to_a_real_firm_or_person(cohort: str) -> None:
    catalogue = pd.read_csv(CohortPaths("qmi-1", ROOT).raw / "qmi1_projects.csv", dtype=str)
    written = "\n".join(texts(cohort).values())
    for name in catalogue["name"]:
        assert not re.search(rf"\b{re.escape(name)}\b", written, re.IGNORECASE), name
    assert not re.search(r"\bP\d{2}\b|@|\b(?:M\.|Mme)\s", written)


@pytest.mark.parametrize("cohort", EDITIONS)
def test_two_runs_give_the_same_bytes(cohort: str) -> None:
    again = {name: csv_text(table) for name, table in surveys(EDITIONS[cohort], ROOT).items()}
    assert again == texts(cohort)


@pytest.mark.parametrize("sentence", [sentence for each in COMMENTS.values() for sentence in each])
def test_free_texts_are_well_set_french(sentence: str) -> None:
    assert not re.findall(r"\w'\w|[\w»] [;!?]|« | »|\w :\s", sentence)


@pytest.mark.parametrize("cohort", EDITIONS)
def test_a_demonstration_cohort_passes_its_checks_with_warnings_at_most(cohort: str) -> None:
    report, _ = sound(cohort)
    assert report.blocking == []
    assert {*SURVEYS, "invitations", "projects"} <= set(report.tables)
    assert all(report.tables[survey]["evaluated"] > 0 for survey in SURVEYS)
    silent = {problem.found for problem in report.problems if problem.code == "INV-016"}
    assert silent == set(EDITIONS[cohort].silent_communes)


def test_every_printed_figure_that_a_microdata_table_carries_is_found_again_but_one_that_is_impossible() -> None:
    """Whole tables of the first edition, through the estimator that the booklets use."""
    tests = pd.read_csv(CohortPaths("qmi-1", ROOT).raw / "back_tests.csv", dtype=str)
    published = pd.read_csv(CohortPaths("qmi-1", ROOT).raw / "qmi1_published_figures.csv").set_index("figure_id")
    tables = first_edition()
    verdicts = {}
    for test in tests.itertuples():
        figure = published.loc[str(test.figure_id)]
        verdicts[test.figure_id] = back_tests.verdict(figure, test, back_tests.recomputed(test, tables))
    assert {name: verdict for name, verdict in verdicts.items() if verdict != back_tests.SAME} == {
        "motif-porter-innovations": back_tests.NEAREST
    }
    assert len(verdicts) > 45


def first_edition() -> dict[str, pd.DataFrame]:
    """Clean tables of the first edition, straight from what is made up."""
    asked = [questionnaire("qmi-1", survey) for survey in SURVEYS]
    schema, tables = schema_of(asked), dict(question_tables(asked))
    for name, made in make_tables("qmi-1", ROOT).items():
        cells = pd.read_csv(io.StringIO(csv_text(made)), dtype=str, keep_default_na=False)
        values, _ = typed(cells.assign(source_file="f", source_row=1), schema[name], {"f": WRITING})
        tables[name] = with_lists(values, schema[name])
    return tables
