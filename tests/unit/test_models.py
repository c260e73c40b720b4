from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from pipeline.booklet.chapters import models_exhibits
from pipeline.booklet.exhibits import Figure, Text
from pipeline.errors import EstimateError
from pipeline.estimates import Estimates
from pipeline.estimators.models import estimate, is_planned
from pipeline.facts import Fact, facts_frame
from pipeline.frames import write_tables
from pipeline.methods.comparisons.model_columns import model_column, model_rows
from pipeline.plan import Model, Plan, Settings
from pipeline.release import released_facts
from pipeline.released import Release
from tests.unit.test_release import COHORT

N = 30
CHANCE = Generator(PCG64(1))
PROJECTS = pd.DataFrame(
    {
        "project_id": [f"P{i:02}" for i in range(N)],
        "holder_type": ["startup", "association", "startup"] * 10,
        "theme": [f"theme-{i % 10}" for i in range(N)],
        "commune_insee": [f"9300{i % 5}" for i in range(N)],
        "targets_public_sector": pd.array([i % 2 == 0 for i in range(N)], dtype="boolean"),
        "founded_on": pd.date_range("2012-03-01", periods=N, freq="120D"),
        "source_file": "p.csv",
        "source_row": range(2, N + 2),
    }
)
COMMUNES = pd.DataFrame(
    {
        "commune_insee": [f"9300{i}" for i in range(5)],
        "name": [f"Ville {i}" for i in range(5)],
        "population": [50_000 + 10_000 * i for i in range(5)],
        "source_file": "c.csv",
        "source_row": range(2, 7),
    }
)
INVITATIONS = pd.DataFrame(
    {
        "survey": "survey_startups",
        "respondent_id": [f"H{i:02}" for i in range(N)],
        "project_id": PROJECTS["project_id"],
        "commune_insee": pd.array([None] * N, dtype="string"),
        "source_file": "i.csv",
        "source_row": range(2, N + 2),
    }
)
MARK = [float(value) for value in 5 + CHANCE.integers(0, 4, N) + 2 * (np.arange(N) % 3 == 1)]
SURVEY = pd.DataFrame(
    {
        "response_id": [f"R{i:02}" for i in range(N)],
        "respondent_id": INVITATIONS["respondent_id"],
        "submitted_on": pd.date_range("2025-01-01", periods=N),
        "mark": pd.array([str(int(value)) for value in MARK], dtype="string"),
        "relation": pd.array(CHANCE.choice(["good", "fair", "poor"], N), dtype="string"),
        "staff": CHANCE.integers(1, 20, N).astype(float),
        "reasons": [["a"]] * N,
        "source_file": "s.csv",
        "source_row": range(2, N + 2),
    }
)
QUESTIONS = pd.DataFrame(
    [
        ("mark", "choice", "Note ?"),
        ("relation", "choice", "Relation ?"),
        ("staff", "integer", "Effectif ?"),
        ("reasons", "choices", "Raisons ?"),
    ],
    columns=["question", "kind", "label_fr"],
).assign(survey="survey_startups", label_en="A question")
ANSWERS = pd.DataFrame(
    [
        *(("mark", str(mark), str(mark), "", float(mark)) for mark in range(11)),
        ("mark", "nsp", "Ne sait pas", "dont_know", None),
        ("relation", "good", "Bonne", "", None),
        ("relation", "fair", "Moyenne", "", None),
        ("relation", "poor", "Mauvaise", "", None),
        ("relation", "none", "Non concerné", "not_concerned", None),
    ],
    columns=["question", "name", "label_fr", "status", "value"],
).assign(survey="survey_startups", label_en="An answer")
PURCHASES = pd.DataFrame(
    {
        "project_id": ["P00", "P02", "P04", "P06", "P08", "P10", "P01", "P03", "P02"],
        "source_file": "a.csv",
        "source_row": range(2, 11),
    }
)
MILESTONES = pd.DataFrame(
    [
        (project, step, day)
        for i, project in enumerate(PROJECTS["project_id"])
        for step, day in (
            ("selection", pd.Timestamp("2024-01-01")),
            ("deployed", pd.Timestamp("2024-06-01") + pd.Timedelta(days=7 * (i % 11))),
        )
        if step == "selection" or i < 24
    ],
    columns=["project_id", "step", "date"],
).assign(source_file="m.csv", source_row=range(2, 56))
TABLES = {
    "survey_startups": SURVEY,
    "invitations": INVITATIONS,
    "projects": PROJECTS,
    "communes": COMMUNES,
    "questions": QUESTIONS,
    "answers": ANSWERS,
    "purchases": PURCHASES,
    "milestones": MILESTONES,
}


def model(**fields: Any) -> Model:
    usual = {
        "model": "m",
        "question_fr": "La note va-t-elle avec le type ?",
        "question_en": "Does the mark go with the type?",
        "kind": "linear",
        "table": "survey_startups",
        "outcome": "mark",
        "predictors": ["holder_type"],
    }
    return Model.model_validate({**usual, **fields})


def estimates(*models: Model, **tables: Any) -> Estimates:
    given = {name: table for name, table in {**TABLES, **tables}.items() if table is not None}
    return estimate(given, Settings(confidence_level=0.95, percent_base_min=10, plan=Plan(models=list(models))))


def facts(found: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in found.facts}


def asked(found: Estimates) -> pd.Series:
    return found.tables["models_asked"].iloc[0]


def test_a_plan_without_model_asks_nothing() -> None:
    assert not is_planned(Plan())
    assert is_planned(Plan(models=[model()]))


def test_a_survey_is_joined_with_registers_through_invitations() -> None:
    found = facts(estimates(model()))
    coefficient = found["models-m-holder-type-association"]
    given = pd.Series(MARK)
    association = PROJECTS["holder_type"].eq("association")
    assert coefficient.value == pytest.approx(given[association].mean() - given[~association].mean())
    assert coefficient.low is not None and coefficient.high is not None
    assert coefficient.low < coefficient.value < coefficient.high
    assert (coefficient.unit, coefficient.level, coefficient.n_answered) == ("points", 0.95, N)
    assert "plutôt que startup" in coefficient.label_fr
    assert "non effet" in coefficient.limits_fr


def test_who_does_not_know_is_left_out_and_counted() -> None:
    found = facts(estimates(model(), survey_startups=SURVEY.assign(mark=SURVEY["mark"].where(SURVEY.index > 3, "nsp"))))
    base = found["models-m-base"]
    assert (base.numerator, base.denominator) == (26, 30)
    assert len(base.rows) == 26


def test_a_respondent_counts_once() -> None:
    again = SURVEY.head(1).assign(submitted_on=pd.Timestamp("2025-06-01"), mark="0", response_id="again")
    rows = model_rows({**TABLES, "survey_startups": pd.concat([again, SURVEY])}, "survey_startups")
    assert len(rows) == N
    assert rows.loc[rows["respondent_id"].eq("H00"), "mark"].tolist() == ["0"]
    assert rows["commune_insee"].notna().all()
    assert rows["population"].notna().all()


def test_too_many_coefficients_are_refused_with_the_reason() -> None:
    found = estimates(model(predictors=["theme", "holder_type", "commune_insee"]))
    row = asked(found)
    assert not row["is_fitted"]
    assert "trop peu de réponses pour" in row["refusal_fr"]
    assert found.tables["models_coefficients"].empty
    assert set(facts(found)) == {"models-m-base", "models-m-coefficients"}


@pytest.mark.parametrize(
    ("fields", "tables", "reason"),
    [
        ({"table": "survey_communes"}, {}, "pas été livrées"),
        ({}, {"survey_startups": SURVEY.iloc[:0]}, "pas été livrées"),
        ({}, {"survey_startups": SURVEY.assign(mark=pd.NA)}, "aucun cas complet"),
        ({}, {"survey_startups": SURVEY.head(9)}, "moins de 10"),
        ({}, {"survey_startups": SURVEY.assign(mark="7")}, "la même partout"),
        ({}, {"survey_startups": SURVEY.iloc[[0, 1, 2, 3, *range(6, 30, 3), *range(8, 30, 3)]]}, "moins de 3"),
        ({"predictors": ["staff", "two"]}, {"survey_startups": SURVEY.assign(two=SURVEY["staff"] * 2)}, "même chose"),
        ({"cluster": "city"}, {"survey_startups": SURVEY.assign(city=["a", "b"] * 15)}, "moins de 3"),
        (
            {"kind": "linear_mixed", "cluster": "city"},
            {"survey_startups": SURVEY.assign(city=list("abcd") * 7 + ["a", "b"])},
            "moins de 5",
        ),
        ({"kind": "ordered_logit"}, {"survey_startups": SURVEY.assign(mark=["3", "8", "4"] * 10)}, "séparation"),
        (
            {"kind": "poisson", "table": "projects", "outcome": "n_purchases", "predictors": ["targets_public_sector"]},
            {"purchases": PURCHASES.head(6)},
            "séparation",
        ),
        (
            {"kind": "poisson", "table": "projects", "outcome": "n_purchases", "predictors": ["founded_on"]},
            {"purchases": PURCHASES.head(4)},
            "trop peu d’événements",
        ),
    ],
    ids=[
        "no table", "empty table", "nothing answered", "few cases", "same outcome", "small category", "collinear",
        "few groups",
        "few random groups", "separated answers", "separated counts", "few events",
    ],
)  # fmt: skip
def test_what_the_data_cannot_bear_is_refused(fields: dict[str, Any], tables: dict[str, Any], reason: str) -> None:
    row = asked(estimates(model(**fields), **tables))
    assert not row["is_fitted"]
    assert reason in row["refusal_fr"]


def test_ordered_answers_give_an_odds_ratio_and_say_what_more_means() -> None:
    found = estimates(model(kind="ordered_logit", outcome="relation", predictors=["staff"]))
    fact = facts(found)["models-m-staff"]
    assert fact.unit == "ratio"
    assert fact.value is not None and fact.low is not None and 0 < fact.low < fact.value
    assert "Mauvaise" in asked(found)["direction_fr"]
    assert fact.interval_method == "Wald (loi normale)"


def test_a_mixed_model_says_what_groups_share() -> None:
    found = estimates(
        model(
            kind="linear_mixed",
            table="projects",
            outcome="months_selection_to_deployed",
            predictors=["founded_on"],
            cluster="commune_insee",
        )
    )
    assert asked(found)["is_fitted"]
    shared = facts(found)[asked(found)["shared_fact"]]
    assert shared.value is not None and 0 <= shared.value < 1
    coefficient = facts(found)["models-m-founded-on"]
    assert (coefficient.unit, coefficient.n_answered) == ("months", 24)
    assert "pour une année de plus" in coefficient.label_fr
    assert {file for file, _ in coefficient.rows} == {"p.csv", "m.csv"}


def test_counts_have_an_exposure_and_clusters() -> None:
    projects = PROJECTS.assign(months=[12.0] * 29 + [0.0])
    found = estimates(
        model(
            kind="poisson",
            table="projects",
            outcome="n_purchases",
            predictors=["targets_public_sector"],
            cluster="commune_insee",
            exposure="months",
        ),
        projects=projects,
    )
    fact = facts(found)["models-m-targets-public-sector-true"]
    assert fact.unit == "ratio"
    assert "oui, plutôt que non" in fact.label_fr, "of yes and no, yes is told, though more say it"
    assert facts(found)["models-m-base"].numerator == 29
    assert "groupes (communes, projets) sont peu nombreux" in asked(found)["cautions_fr"]


@pytest.mark.parametrize("kind", ["linear", "ordered_logit"])
def test_clusters_are_named_in_the_method(kind: str) -> None:
    row = asked(estimates(model(kind=kind, cluster="commune_insee", predictors=["staff"])))
    assert row["is_fitted"]
    assert row["method_fr"]


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"predictors": ["colour"]}, "no column « colour »"),
        ({"predictors": ["reasons"]}, "not a number nor a choice"),
        ({"outcome": "relation"}, "is a choice"),
        ({"kind": "linear_mixed"}, "needs a `cluster`"),
        ({"kind": "negative_binomial", "cluster": "commune_insee"}, "takes no `cluster`"),
        ({"exposure": "staff"}, "only counts"),
        ({"kind": "poisson", "table": "projects", "outcome": "founded_on"}, "not a number of events"),
        ({"predictors": ["months_selection_to_closed"]}, "no project has the milestone « closed »"),
        (
            {"predictors": ["n_communes"], "table": "purchases", "outcome": "n_purchases"},
            "name no project and no commune",
        ),
    ],
)
def test_a_plan_that_asks_the_impossible_is_an_error(fields: dict[str, Any], match: str) -> None:
    with pytest.raises(EstimateError, match=match):
        estimates(model(**fields), **({"projects": None} if fields.get("table") == "purchases" else {}))


def test_the_order_of_rows_changes_no_fact() -> None:
    shuffled = SURVEY.sample(frac=1, random_state=2)
    first, second = facts(estimates(model())), facts(estimates(model(), survey_startups=shuffled))
    assert {name: fact.value for name, fact in first.items()} == pytest.approx(
        {name: fact.value for name, fact in second.items()}
    )


def test_tables_are_not_changed() -> None:
    before = SURVEY.copy(deep=True)
    estimates(model())
    pd.testing.assert_frame_equal(SURVEY, before)


def test_a_column_of_the_table_wins_over_the_registers() -> None:
    rows = model_rows({**TABLES, "survey_startups": SURVEY.assign(theme="own")}, "survey_startups")
    assert set(model_column(TABLES, "survey_startups", rows, "theme").data) == {"own"}


def released(folder: Path, found: Estimates) -> Release:
    write_tables(folder, {"facts": released_facts(facts_frame({"models": found.facts}), COHORT, 10)})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": "institutions"}), encoding="utf-8")
    return Release(folder)


def test_exhibits_show_results_and_refusals(tmp_path: Path) -> None:
    refused = model(model="too-much", predictors=["theme", "holder_type", "commune_insee"])
    ordered = model(model="ordered", kind="ordered_logit", outcome="relation", predictors=["staff"])
    release = released(tmp_path, estimates(model(), ordered, refused))
    table = str(models_exhibits.asked_table(release, "Questions").markdown())
    assert "modèle ajusté" in table and "trop peu de réponses" in table
    results = str(models_exhibits.results(release).markdown)
    assert "association, plutôt que startup" in results.replace("\\", "")
    assert "Le calcul a convergé" in results
    assert "#fait-models-m-holder-type-association" in results
    assert "plus proche de la réponse" in results
    readings = str(models_exhibits.readings(release).markdown)
    assert "rapport de cotes" in readings and "écart moyen" in readings and "fréquences" not in readings
    for is_ratio in (True, False):
        alone = models_exhibits.forest(release, "Coefficients", is_ratio=is_ratio)
        assert isinstance(alone, Text), "of one coefficient its table tells all"
        assert alone.markdown == ""


def test_the_coefficients_of_several_models_are_drawn(tmp_path: Path) -> None:
    several = released(tmp_path, estimates(model(), model(model="again")))
    figure = models_exhibits.forest(several, "Coefficients", is_ratio=False)
    assert isinstance(figure, Figure)
    assert "pas d’association" in figure.alt_fr


def test_exhibits_say_that_nothing_could_be_fitted(tmp_path: Path) -> None:
    release = released(tmp_path, estimates(model(predictors=["theme", "holder_type", "commune_insee"])))
    assert isinstance(models_exhibits.forest(release, "Coefficients", is_ratio=True), Text)
    assert "Aucun modèle" in str(models_exhibits.results(release).markdown)
    assert "Aucun modèle" in str(models_exhibits.readings(release).markdown)


@pytest.mark.parametrize(
    ("value", "found"), [(2.0, "associé à plus"), (-2.0, "associé à moins"), (0.0, "les données ne tranchent pas")]
)
def test_a_planted_association_is_read_rightly(tmp_path: Path, value: float, found: str) -> None:
    noise = Generator(PCG64(8)).normal(size=N)
    planted = SURVEY.assign(other=noise + value * (PROJECTS["holder_type"] == "association"))
    release = released(tmp_path, estimates(model(outcome="other"), survey_startups=planted))
    assert found in str(models_exhibits.results(release).markdown)
