"""Printed aggregates that surveys can carry, recomputed from the written files without the code that made them."""

from __future__ import annotations

import io
from functools import cache

import pandas as pd
import pytest

from pipeline.paths import CohortPaths
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.making import csv_text
from pipeline.synthetic.surveys import surveys
from tests.conftest import ROOT

PUBLISHED = pd.read_csv(CohortPaths("qmi-1", ROOT).raw / "qmi1_published_figures.csv").set_index("figure_id")


@cache
def survey(audience: str, cohort: str = "qmi-1") -> pd.DataFrame:
    tables = surveys(EDITIONS[cohort], ROOT)
    text = csv_text(tables[f"survey_{audience}"])
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=["", "dont_know", "not_concerned"])


def printed(figure_id: str) -> float:
    return float(PUBLISHED.loc[figure_id, "value"])


@pytest.mark.parametrize(
    ("figure_id", "column"),
    [
        ("satisfaction", "satisfaction"),
        ("recommandation", "recommendation"),
        ("frein-financement", "brake_financing"),
        ("delai-deploiement", "deployment_delay_months"),
    ],
)
def test_means_of_holders_print_as_published(figure_id: str, column: str) -> None:
    marks = survey("startups")[column].dropna()
    assert round(marks.mean()) == printed(figure_id)
    assert marks.nunique() > 3


@pytest.mark.parametrize(
    ("figure_id", "column", "answer", "n"),
    [
        ("cible-publique-profil", "target_public_after", "yes", 25),
        ("cible-publique-suite", "target_public_after", "yes", 25),
        ("guide-cible-collectivites", "target_public_after", "yes", 25),
        ("guide-solutions-achetees", "was_purchased", "yes", 23),
        ("guide-part-matures", "maturity", "advanced", 28),
        ("siege-ile-de-france", "hq_location", "ile_de_france", 16),
        ("siege-international", "hq_location", "abroad", 16),
    ],
)
def test_shares_of_holders_print_as_published_on_those_who_answered(
    figure_id: str, column: str, answer: str, n: int
) -> None:
    given = survey("startups")[column].dropna()
    assert len(given) == n
    assert abs((given == answer).mean() - printed(figure_id)) <= 0.005 + 1e-12


@pytest.mark.parametrize(
    ("figure_id", "column", "answer"),
    [("projets-moins-3-ans", "firm_age", "under_3"), ("projets-numerique-avance", "digital_level", "full")],
)
def test_fractions_in_words_come_out_exactly(figure_id: str, column: str, answer: str) -> None:
    given = survey("startups")[column].dropna()
    assert (given == answer).mean() == pytest.approx(printed(figure_id), abs=1e-6)


def test_counts_and_podium_of_holders() -> None:
    assert (survey("startups")["maturity"] == "advanced").sum() == printed("guide-solutions-matures")
    counted = survey("startups")["best_supports"].dropna().str.split("|").explode().value_counts()
    assert set(counted.index[:3]) == {"site_search", "prospects", "visibility"}
    assert counted.iloc[2] > counted.iloc[3]


def leads() -> pd.DataFrame:
    answers = survey("communes")
    return answers[answers["role"] == "lead"]


def test_one_lead_contact_answers_for_each_of_the_four_communes() -> None:
    assert len(leads()) == printed("communes-pionnieres") == 4
    assert survey("communes").loc[survey("communes")["role"] != "lead", "motives"].isna().all()


@pytest.mark.parametrize(
    ("figure_id", "column", "answer"),
    [
        ("motif-valorisation", "motives", "visibility"),
        ("motif-gratuite", "motives", "free_of_charge"),
        ("communes-enjeux-juridiques", "wants_legal_help", "yes"),
        ("communes-montee-competences", "collaborates_better", "yes"),
        ("guide-communes-perennisation", "pursues_solution", "yes"),
    ],
)
def test_shares_of_communes_come_out_exactly(figure_id: str, column: str, answer: str) -> None:
    given = leads()[column].dropna().str.split("|")
    assert len(given) == 4
    assert given.map(lambda names: answer in names).mean() == printed(figure_id)


def test_a_share_that_four_communes_cannot_print_is_the_nearest_one() -> None:
    share = leads()["motives"].str.split("|").map(lambda names: "local_innovation" in names).mean()
    assert printed("motif-porter-innovations") == 0.8
    assert share == 0.75


def test_what_staff_and_communes_say_prints_as_published() -> None:
    agents = survey("communes")
    assert (agents["attended_training"] == "yes").sum() == printed("personnes-formees")
    assert (agents["skills_gained"].dropna() == "yes").mean() == printed("guide-agents-competences")
    assert agents["topics_gained"].dropna().str.split("|").explode().nunique() == printed("sujets-competences")
    staff = leads()["staff_mobilised"]
    bounds = PUBLISHED.loc["personnes-mobilisees", ["value_min", "value_max"]].to_list()
    assert [staff.min(), staff.max()] == bounds
    assert leads()["purchases_considered"].str.contains("cargo_bike").sum() == printed("guide-communes-acheteuses")
    assert round(leads()["deployment_rate"].mean(), 2) == printed("taux-deploiement-communes")


def test_the_second_edition_moves_where_it_was_made_to() -> None:
    first, second = survey("startups"), survey("startups", "qmi-2")
    assert second["recommendation"].mean() < first["recommendation"].mean()
    assert second["brake_financing"].mean() > first["brake_financing"].mean()
    assert second["satisfaction"].between(1, 5)[second["satisfaction"].notna()].all()
    assert first["satisfaction"].max() > 5
    assert len(second) / EDITIONS["qmi-2"].n_projects < len(first) / EDITIONS["qmi-1"].n_projects
