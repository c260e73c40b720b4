"""What became of projects: counted once each, waits that are not over, stops told without a culprit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import deployment_exhibits as exhibits
from pipeline.booklet.chapters import deployment_words as words
from pipeline.booklet.exhibits import Figure, Table, Text
from tests.conftest import ROOT
from tests.unit.project_examples import COMMUNES, estimated, milestones, plain, projects, purchases, released, values

B, N = "\u00a0", "\u202f"
PROJECTS = projects(
    ("P1", "energie", "92048", "deployed"),
    ("P2", "energie", "92071", "selected"),
    ("P3", "mobilites", "92048", "dropped_out"),
    ("P4", "mobilites", "92048", "closed"),
)
MILESTONES = milestones(
    {
        "P1": {"selection": 0, "framing": 61, "site_validated": 122, "deployed": 183, "measured": 244},
        "P2": {"selection": 0, "framing": 91},
        "P3": {"selection": 0},
        "P4": {"selection": 0, "framing": 61, "site_validated": 183, "deployed": 365, "closed": 500},
    }
)
TABLES = {"projects": PROJECTS, "milestones": MILESTONES, "communes": COMMUNES}
BOUGHT = purchases(("P1", "92048", 30_000.0, "gre_a_gre", 300, False, False))


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def many(count: int, deployed: int, days: int = 300) -> dict[str, pd.DataFrame]:
    """`count` projects of which the first ones were deployed, each ten days after the one before."""
    rows = [(f"P{n}", "climat", "92048", "deployed" if n < deployed else "selected") for n in range(count)]
    dates = {f"P{n}": {"selection": 0, **({"deployed": days + 10 * n} if n < deployed else {})} for n in range(count)}
    dates["P0"]["measured"] = days + 10 * count + 100
    return {"projects": projects(*rows), "milestones": milestones(dates), "communes": COMMUNES}


def test_each_project_is_deployed_waiting_or_stopped() -> None:
    found = values(estimated("deployment", TABLES))
    assert found["deployment-projects"] == 4
    parts = [found[f"deployment-{what}"] for what in ("deployed", "waiting", "stopped")]
    assert parts == [0.5, 0.25, 0.25]
    assert found["deployment-step-framing"] == 3
    assert found["deployment-step-closing"] == 1
    assert found["deployment-stopped-selection"] == 1


def test_a_project_may_stop_after_its_deployment() -> None:
    stopped = PROJECTS.assign(status=["dropped_out", "selected", "dropped_out", "closed"]).astype({"status": "string"})
    found = values(estimated("deployment", TABLES | {"projects": stopped}))
    assert found["deployment-stopped"] == 0.25
    assert found["deployment-stopped-after"] == 1


def test_whether_projects_were_bought_is_not_told_without_a_register_of_purchases() -> None:
    assert "deployment-bought" not in values(estimated("deployment", TABLES))
    made = estimated("deployment", TABLES | {"purchases": BOUGHT})
    bought = next(fact for fact in made.facts if fact.fact_id == "deployment-bought")
    assert (bought.numerator, bought.denominator) == (1, 4)
    assert ("purchases.csv", 2) in bought.rows


def test_durations_are_those_of_the_projects_that_passed_both_steps() -> None:
    made = {fact.fact_id: fact for fact in estimated("deployment", TABLES).facts}
    framing = made["deployment-months-selection-framing-median"]
    assert framing.value == pytest.approx(61 / (365.25 / 12))
    assert framing.low is None and framing.design == "census"
    assert made["deployment-months-selection-framing"].value == 3
    assert made["deployment-months-selection-deployment"].value == 2


def test_a_span_that_nobody_passed_has_no_duration() -> None:
    assert "deployment-months-measurement-closing-median" not in values(estimated("deployment", TABLES))


def test_waits_that_are_not_over_lengthen_the_median() -> None:
    """Six of ten deployed after 300 to 350 days: half of all is reached by the fifth, at 340 days."""
    found = values(estimated("deployment", many(10, 6)))
    assert found["deployment-half-deployed"] == pytest.approx(340 / (365.25 / 12))
    assert found["deployment-months-selection-deployment-median"] == pytest.approx(325 / (365.25 / 12))


def test_the_median_is_not_told_while_half_is_not_deployed() -> None:
    assert "deployment-half-deployed" not in values(estimated("deployment", many(10, 4)))


def test_the_curve_counts_all_projects_and_needs_a_base() -> None:
    made = estimated("deployment", many(12, 6))
    found = {fact.fact_id: fact for fact in made.facts}
    assert found["deployment-within-9-months"].value == 0
    assert (found["deployment-within-12-months"].numerator, found["deployment-within-12-months"].denominator) == (6, 12)
    assert found["deployment-waiting-12-months"].value == 6
    assert estimated("deployment", many(9, 6)).tables["deployment_curve"].empty
    assert estimated("deployment", many(12, 0)).tables["deployment_curve"].empty


def test_themes_and_communes_are_in_the_order_of_the_alphabet() -> None:
    tables = estimated("deployment", TABLES).tables
    assert list(tables["deployment_theme"]["label_fr"]) == ["Énergie", "Mobilités"]
    assert list(tables["deployment_commune"]["label_fr"]) == ["Meudon", "Sceaux"]


@pytest.mark.parametrize("drop", [["communes"], ["milestones"], ["projects", "milestones"]])
def test_empty_and_missing_tables_are_survived(tmp_path: Path, drop: list[str]) -> None:
    tables = {name: frame.head(0) if name in drop else frame for name, frame in TABLES.items()}
    release = released(tmp_path, "deployment", {k: v for k, v in tables.items() if k != "communes" or len(v)})
    assert plain(exhibits.steps_figure(release, "Étapes"))
    assert plain(exhibits.half(release))
    assert isinstance(exhibits.stopped(release), Text)
    assert plain(exhibits.durations_table(release, "Durées"))
    assert plain(exhibits.curve_figure(release, "Courbe"))
    assert plain(exhibits.outcomes_table(release, "theme", "Famille", "Familles"))
    assert isinstance(exhibits.calendar(release, 0, "Calendrier"), Figure | Text)


def test_exhibits_show_counts_as_released(tmp_path: Path) -> None:
    release = released(tmp_path, "deployment", TABLES | {"purchases": BOUGHT})
    assert "| Énergie | 2 | 1 | 1 | 1 | 1 | 0 |" in plain(exhibits.outcomes_table(release, "theme", "Famille", "x"))
    assert "Sélection\u00a0: 4" in plain(exhibits.steps_figure(release, "Étapes"))
    told = plain(exhibits.stopped(release))
    assert told.startswith(f"Un projet s’est arrêté avant le déploiement, après l’étape «{N}sélection{N}».")


def test_without_purchases_there_is_no_column_of_purchases(tmp_path: Path) -> None:
    table = exhibits.outcomes_table(released(tmp_path, "deployment", TABLES), "theme", "Famille", "x")
    assert isinstance(table, Table)
    assert "Achetés" not in table.columns


def test_the_curve_is_drawn_from_released_shares(tmp_path: Path) -> None:
    figure = exhibits.curve_figure(released(tmp_path, "deployment", many(12, 6)), "Courbe")
    assert f"La moitié au bout de 12{B}mois." in plain(figure)


def test_withheld_counts_are_not_told(tmp_path: Path) -> None:
    release = released(tmp_path, "deployment", TABLES, min_count=3)
    assert "secret statistique" in plain(exhibits.outcomes_table(release, "theme", "Famille", "x"))
    assert "secret statistique projets attendaient" in plain(exhibits.half(release))
    assert "secret statistique projets se sont arrêtés" in plain(exhibits.stopped(release))
    assert exhibits.commune_calendar(release, "Sceaux", "Calendrier") is exhibits.NOTHING
    assert isinstance(exhibits.commune_calendar(release, "Meudon", "Calendrier"), Figure)


def test_the_calendar_shows_what_went_on_and_the_projects_without_sequel(tmp_path: Path) -> None:
    release = released(tmp_path, "deployment", TABLES)
    told = plain(exhibits.calendar(release, 0, "Calendrier"))
    assert (
        f"Projet P1{B}: Sélection (1er{B}janvier 2024), Cadrage (du 1er{B}janvier 2024 au 2{B}mars 2024), Choix du site"
        in told
    )
    assert f"Projet P3{B}: Sélection (1er{B}janvier 2024)." in told
    assert exhibits.calendar(release, 2, "Calendrier") is exhibits.NOTHING


def test_projects_keep_the_order_of_the_register_and_steps_that_of_the_programme(tmp_path: Path) -> None:
    figure = exhibits.calendar(released(tmp_path, "deployment", TABLES), 0, "Calendrier")
    assert isinstance(figure, Figure)
    columns = figure.twin().columns
    assert list(columns["Projet"]) == ["Projet P1", "Projet P3", "Projet P4"]
    assert list(columns) == ["Projet", "Sélection", "Cadrage", "Choix du site", "Installation", *list(columns)[5:]]


def test_only_communes_get_calendars(tmp_path: Path) -> None:
    release = released(tmp_path, "deployment", TABLES, audience="startups")
    assert exhibits.calendar(release, 0, "Calendrier") is exhibits.NOTHING


@pytest.mark.parametrize(
    ("waiting", "said"),
    [(0, "plus aucun projet"), (1, "1 projet attendait encore"), (2, "2 projets attendaient encore")],
)
def test_waiting_agrees_with_its_number(waiting: int, said: str) -> None:
    assert said in words.waiting_sentence(waiting, str(waiting))


@pytest.mark.parametrize(
    ("stops", "said", "lesson"),
    [
        ([], "Aucun projet ne s’est arrêté", ""),
        ([("framing", "cadrage", 1, "1")], "Un projet s’est arrêté avant le déploiement, après", words.FRAMING_FR),
        (
            [("framing", "cadrage", 2, "2")],
            "Avant le déploiement, 2 projets se sont arrêtés, tous deux après",
            "venu tôt",
        ),
        ([("site_validated", "site", 2, "2")], "2 projets se sont arrêtés", "venu tard"),
        (
            [("selection", "sélection", 1, "1"), ("site_validated", "site", 2, "2")],
            f"Avant le déploiement, 3 projets se sont arrêtés{B}: 1 après l’étape «{N}sélection{N}» et 2 après",
            "tantôt tôt",
        ),
    ],
)
def test_stops_are_told_with_their_lesson(stops: list[tuple[str, str, float, str]], said: str, lesson: str) -> None:
    told = words.stopped_sentence(stops, str(sum(stop[2] for stop in stops)), 0, "0")
    assert said in told and lesson in told
    assert "Après le déploiement" not in told


def test_framing_gets_no_credit_for_a_stop_before_it() -> None:
    stops = [("selection", "sélection", 3, "3"), ("framing", "cadrage", 2, "2")]
    told = words.stopped_sentence(stops, "5", 0, "0")
    assert words.EARLY_FR in told and words.FRAMING_FR not in told


def test_stops_after_deployment_are_told_apart() -> None:
    assert words.stopped_sentence([], "0", 2, "2").endswith("Après le déploiement, 2 projets se sont arrêtés.")


@pytest.mark.parametrize(
    ("half", "deployed", "said"),
    [
        ("11,9 mois", 5, "au bout de **11,9 mois**"),
        ("", 0, "Aucun projet n’est encore déployé"),
        ("", 2, "moins de la"),
    ],
)
def test_the_median_wait_is_told_or_why_it_is_not_known(half: str, deployed: int, said: str) -> None:
    assert said in words.half_sentence(half, deployed)
