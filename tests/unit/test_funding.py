"""Levers as printed, when a cap counts, and who has the profile: what a register does not say is in no base."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import funding_exhibits as exhibits
from pipeline.booklet.chapters import funding_words as words
from pipeline.booklet.exhibits import Table, Text
from pipeline.estimates import Estimates
from pipeline.estimators.funding import estimate, has_profile
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import one_by_one
from pipeline.params import EstimateParams
from pipeline.released import Release
from tests.fixtures.knowledge import delivered, table
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
PROJECTS = table(
    "projects",
    """
project_id,name,holder_type,hq_region,theme,commune_insee,status
P1,Un,startup,Île-de-France,Énergie,93005,deployed
P2,Deux,startup,Bretagne,Énergie,93005,deployed
P3,Trois,association,Île-de-France,Énergie,93005,deployed
P4,Quatre,startup,,Énergie,93005,deployed
P5,Cinq,,Bretagne,Énergie,,selected
""",
)


def estimated(projects: pd.DataFrame | None = PROJECTS) -> Estimates:
    tables = {"funding_levers": delivered("funding_levers")}
    return estimate(tables if projects is None else {**tables, "projects": projects}, PARAMS)


def facts(found: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in found.facts}


def release(folder: Path, found: Estimates, min_count: int = 1) -> Release:
    return written_release(folder, "funding", found, min_count)


def text(shown: Table | Text) -> str:
    return str(shown.markdown() if isinstance(shown, Table) else shown.markdown).replace("\\", "")


def profile(lever_id: str, projects: pd.DataFrame = PROJECTS) -> list[bool | None] | None:
    lever = next(lever for lever, _ in one_by_one(delivered("funding_levers")) if lever.lever_id == lever_id)
    found = has_profile(lever, projects)
    return None if found is None else [None if pd.isna(each) else bool(each) for each in found]


def test_a_profile_needs_the_type_and_the_region_and_is_unknown_where_either_decides_and_is_missing() -> None:
    # P4: a start-up whose region is not told; P5: elsewhere, whatever its type.
    assert profile("F3") == [True, False, False, None, False]


def test_a_commune_behind_a_project_opens_the_door_of_hosted_projects() -> None:
    assert profile("F2") == [True, True, True, True, False]


def test_a_lever_for_communes_alone_has_no_profile_of_projects() -> None:
    assert profile("F1") is None


def test_a_register_without_regions_tells_of_nobody() -> None:
    assert profile("F3", PROJECTS.drop(columns="hq_region")) is None


def test_counts_and_bases() -> None:
    found = facts(estimated())
    hosted, firms = found["funding-f2-profile"], found["funding-f3-profile"]
    assert (hosted.numerator, hosted.denominator) == (4, 5)
    assert (firms.numerator, firms.denominator, firms.n_missing) == (1, 4, 1)
    assert (found["funding-firms-profile"].numerator, found["funding-firms-profile"].denominator) == (1, 5)
    assert "funding-f1-profile" not in found
    assert ("projects.csv", 5) not in firms.rows  # the project that nobody can tell is in no base


def test_the_cap_counts_from_the_expense_at_which_the_rate_reaches_it() -> None:
    found = facts(estimated())
    assert found["funding-f2-full"].value == found["funding-f2-cap"].value / found["funding-f2-rate"].value == 400_000
    assert [each for each in found if each.endswith("-full")] == ["funding-f2-full"]


def test_without_a_register_levers_are_told_and_nobody_is_counted(tmp_path: Path) -> None:
    found = estimated(None)
    assert not any("profile" in fact.fact_id for fact in found.facts)
    told = release(tmp_path, found)
    assert text(exhibits.profiles_text(told)) == words.NO_REGISTER_FR
    assert text(exhibits.money_text(told)) == words.NO_BRAKE_FR


@pytest.mark.parametrize(("rows", "said"), [(0, words.NO_REGISTER_FR), (1, "- [1](#fait-funding-f2-profile) projet")])
def test_small_registers_do_no_harm(rows: int, said: str, tmp_path: Path) -> None:
    assert text(exhibits.profiles_text(release(tmp_path, estimated(PROJECTS.head(rows))))).startswith(said)


def test_aid_with_a_commune_and_aid_to_firms_do_not_contradict_each_other(tmp_path: Path) -> None:
    told = text(exhibits.profiles_text(release(tmp_path, estimated(PROJECTS.head(4)))))
    assert "projets de l’édition ont tous une commune d’accueil" in told
    assert "[1](#fait-funding-firms-profile) des 4 porteurs en a le profil" in told
    assert "Innov’Up" not in told


def test_levers_show_rate_base_cap_and_source(tmp_path: Path) -> None:
    shown = text(exhibits.levers_table(release(tmp_path, estimated()), "Aides"))
    assert "[50\u202f%](#fait-funding-f1-rate) (coût d’achat d’une solution innovante) | – |" in shown
    assert "Bpifrance" in shown
    assert "l.\u00a01807" not in shown


def test_small_counts_of_projects_are_hidden_but_not_what_documents_print(tmp_path: Path) -> None:
    told = release(tmp_path, estimated(), min_count=3)
    hidden = told.facts[told.facts["status"].eq("suppressed")]
    few = {"funding-f3-profile", "funding-f4-profile", "funding-firms-profile"}
    rest_is_few = {"funding-f2-profile", "funding-f5-profile", "funding-f6-profile"}
    assert set(hidden["fact_id"]) == few | rest_is_few
    assert text(exhibits.profiles_text(told)) == ""


def test_the_capped_lever_is_told(tmp_path: Path) -> None:
    assert "au-delà de [400\u202f000\u202f€]" in text(exhibits.capped_text(release(tmp_path, estimated())))


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (0, 5, "aucun porteur"),
        (1, 5, "en a le profil"),
        (3, 5, "les autres peuvent"),
        (5, 5, "ont le profil, par leur type"),
    ],
)
def test_firms_agree_with_their_number(count: float, total: float, said: str) -> None:
    assert said in words.firms_sentence(count, total, str(count), ["A"])


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (1, 1, "1 projet de l’édition a"),
        (1, 4, "son porteur peut"),
        (2, 4, "2 projets de l’édition ont une"),
        (4, 4, "Les 4"),
    ],
)
def test_hosted_projects_agree_with_their_number(count: float, total: float, said: str) -> None:
    assert said in words.hosted_sentence(count, total, f"{count}", ["A", "B"])
