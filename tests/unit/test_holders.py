"""Who carries projects, and what the selection kept: counts of whole registers, unknown told as unknown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import holders_exhibits as exhibits
from pipeline.booklet.chapters import holders_words as words
from pipeline.booklet.exhibits import Figure, Text
from tests.conftest import ROOT
from tests.unit.project_examples import START, estimated, milestones, plain, projects, released, values

B = "\u00a0"
TRAITS = ("holder-type", "age")
DAYS = [200, 400, 1500, 4000]
PROJECTS = projects(
    ("P1", "energie", "92048", "deployed"),
    ("P2", "energie", "92048", "selected"),
    ("P3", "mobilites", "92071", "selected"),
    ("P4", "mobilites", "92071", "selected"),
).assign(
    holder_type=pd.Series(["startup", "startup", "association", pd.NA], dtype="string"),
    founded_on=pd.Series([START - pd.Timedelta(days=day) for day in DAYS], dtype="datetime64[us]"),
    hq_region=pd.Series(["Bretagne"] * 4, dtype="string"),
    hq_country=pd.Series(["FR", "FR", "BE", "FR"], dtype="string"),
    targets_public_sector=pd.Series([True, False, pd.NA, True], dtype="boolean"),
    tags=[["service", "materiau"], ["service"], None, []],
)
MILESTONES = milestones({name: {"selection": 0} for name in ("P1", "P2", "P3", "P4")})
APPLICATIONS = pd.DataFrame(
    {
        "application_id": [f"C{n}" for n in range(6)],
        "theme": pd.Series(["energie", "energie", "energie", "mobilites", pd.NA, pd.NA], dtype="string"),
        "kind": pd.Series(["solution"] * 4 + ["commune"] * 2, dtype="string"),
        "is_selected": pd.Series([True, True, False, False, True, False], dtype="boolean"),
        "source_file": "applications.csv",
        "source_row": range(2, 8),
    }
)
TABLES = {"projects": PROJECTS, "milestones": MILESTONES, "applications": APPLICATIONS}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_projects_are_counted_by_trait_of_their_holder() -> None:
    found = values(estimated("holders", TABLES))
    assert found["holders-holder-type-start-up"] == 2
    assert found["holders-holder-type-unknown"] == 1
    assert found["holders-tag-service"] == 2
    assert found["holders-country-belgium"] == 1
    assert found["holders-public"] == pytest.approx(2 / 3)
    bands = [value for fact_id, value in found.items() if fact_id.startswith("holders-age-") and "year" in fact_id]
    assert sum(bands) == 4


def test_an_age_on_the_limit_belongs_to_the_older_band() -> None:
    on_limit = PROJECTS.assign(founded_on=pd.Series([START - pd.Timedelta(days=1096)] * 4, dtype="datetime64[us]"))
    found = values(estimated("holders", TABLES | {"projects": on_limit}))
    assert found["holders-age-three-years-to-less-than-five"] == 4
    assert found["holders-young"] == 0


def test_a_foundation_after_the_selection_is_an_unknown_age() -> None:
    later = PROJECTS.assign(founded_on=pd.Series([START + pd.Timedelta(days=9)] * 4, dtype="datetime64[us]"))
    found = values(estimated("holders", TABLES | {"projects": later}))
    assert "holders-age-median" not in found


def test_ages_need_the_day_of_selection(tmp_path: Path) -> None:
    release = released(tmp_path, "holders", {"projects": PROJECTS})
    assert plain(exhibits.ages(release)) == words.NO_AGE_FR


def test_ages_of_one_sentence_have_as_many_decimals(tmp_path: Path) -> None:
    founded = pd.Series([START - pd.Timedelta(days=day) for day in (365, 365, 1500, 4000)], dtype="datetime64[us]")
    release = released(tmp_path, "holders", TABLES | {"projects": PROJECTS.assign(founded_on=founded)})
    said = plain(exhibits.ages(release))
    assert f"le quart le plus jeune, moins de 1{B}an\u202f;" in said and f"moins de 2,6{B}ans" in said


def test_the_unknown_comes_last() -> None:
    profile = estimated("holders", TABLES).tables["holders_profile"]
    types = profile.loc[profile["panel"].eq("holder-type"), "label_fr"]
    assert list(types) == ["Startup", "Association", "Non renseigné"]


def test_a_selection_is_a_share_of_each_register() -> None:
    made = {fact.fact_id: fact for fact in estimated("holders", TABLES).facts}
    solution, commune = made["holders-selected-solution"], made["holders-selected-commune"]
    assert (solution.numerator, solution.denominator) == (2, 4)
    assert (commune.numerator, commune.denominator) == (1, 2)
    applied, kept = made["holders-applied-mobilites"], made["holders-kept-mobilites"]
    assert (applied.numerator, applied.denominator) == (1, 4)
    assert (kept.numerator, kept.denominator) == (0, 2)
    assert kept.low is None and "tirer au sort" in kept.limits_fr


def test_shares_of_themes_add_up() -> None:
    made = estimated("holders", TABLES)
    for what in ("applied", "kept"):
        assert sum(fact.value for fact in made.facts if fact.fact_id.startswith(f"holders-{what}-")) == 1


@pytest.mark.parametrize("bare", [["project_id", "theme", "commune_insee", "status", "name"], []])
def test_missing_columns_and_empty_registers_are_survived(tmp_path: Path, bare: list[str]) -> None:
    kept = PROJECTS[[*bare, "source_file", "source_row"]] if bare else PROJECTS.head(0)
    release = released(tmp_path, "holders", {"projects": kept, "applications": APPLICATIONS.head(0)})
    assert plain(exhibits.profile_figure(release, TRAITS, "Profil")) == words.NO_PROFILE_FR
    assert plain(exhibits.ages(release)) == words.NO_AGE_FR
    assert plain(exhibits.seats(release)) == words.NO_COUNTRY_FR
    assert plain(exhibits.selection(release)) == words.NO_SELECTION_FR
    assert isinstance(exhibits.selection_table(release, "x"), Text)


def test_exhibits_show_released_counts(tmp_path: Path) -> None:
    release = released(tmp_path, "holders", TABLES)
    assert isinstance(exhibits.profile_figure(release, TRAITS, "Profil"), Figure)
    assert f"Type de porteur{B}: Startup{B}: 2" in plain(exhibits.profile_figure(release, TRAITS, "Profil"))
    assert plain(exhibits.seats(release)).startswith(
        f"Le siège d’un porteur peut être hors de France{B}: Belgique (1)."
    )
    assert f"compte 4{B}:" in plain(exhibits.selection(release))
    table = plain(exhibits.selection_table(release, "x"))
    assert f"| Énergie | 3{B}sur{B}4 | 2{B}sur{B}2 | 2{B}sur{B}3 |" in table


def test_a_withheld_count_draws_no_bar(tmp_path: Path) -> None:
    figure = exhibits.profile_figure(released(tmp_path, "holders", TABLES, min_count=2), TRAITS, "Profil")
    assert "Association\u00a0: secret statistique" in plain(figure)


def test_nothing_kept_is_said(tmp_path: Path) -> None:
    none = APPLICATIONS.assign(is_selected=pd.Series([False] * 6, dtype="boolean"))
    release = released(tmp_path, "holders", TABLES | {"applications": none})
    assert plain(exhibits.selection_table(release, "x")) == exhibits.NONE_KEPT_FR


@pytest.mark.parametrize(
    ("abroad", "has_unknown", "said"),
    [
        ([], False, "Tous les sièges sont en France."),
        ([], True, "Aucun siège n’est connu hors de France."),
        ([("Belgique", "1")], False, f"peut être hors de France{B}: Belgique (1)."),
        ([("Belgique", "1"), ("Suisse", "2")], True, "Belgique (1) et Suisse (2). Certains pays"),
    ],
)
def test_seats_are_told(abroad: list[tuple[str, str]], has_unknown: bool, said: str) -> None:
    assert said in words.seat_sentence(abroad, has_unknown)


@pytest.mark.parametrize(
    ("solutions", "communes", "kept", "said"),
    [
        ("2 sur 4", "1 sur 2", 4, "Parmi les solutions candidates, 2 sur 4 ont été retenues. Parmi les communes"),
        ("", "1 sur 2", 0, "Parmi les communes candidates, 1 sur 2 ont été retenues."),
        ("", "", 0, "Aucune candidature"),
    ],
)
def test_selections_are_told(solutions: str, communes: str, kept: float, said: str) -> None:
    told = words.selection_sentence(solutions, communes, kept, 4, "4")
    assert said in told
    assert "ne se recouvrent pas" not in told
