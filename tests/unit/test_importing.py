from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.errors import ParamsError, WriteError
from pipeline.import_changes import compared
from pipeline.importing import Request, prepare
from pipeline.intake.deliveries import load_deliveries
from pipeline.intake.redelivery_pages import redelivery_page
from pipeline.intake.writing_proposals import Options
from pipeline.paths import CohortPaths
from pipeline.placing import place
from tests.conftest import ROOT
from tests.real_cohorts import validated

COHORT = """\
cohort: essai
title_fr: Essai
subtitle_fr: Essai
programme: Programme
publisher: Éditeur
audiences: [communes]
edition_date: 2026-04-03
is_synthetic: false
notice_fr: Données d’essai.
licence: Licence Ouverte 2.0
disclosure: {min_count: 11, reason: Règle.}
"""
DELIVERY = """\
# Ce que chaque fichier contient.
team: equipe
owners:
  - {id: equipe, name_fr: Équipe}   # nous
sources:
  - {id: livret, title_fr: Livret, publisher: Éditeur, licence: Licence Ouverte 2.0}
reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}
deliveries:
  - file: etapes.csv      # le plus ancien
    table: steps
    owner: equipe
    received: 2026-04-03
    sources: [livret]
    columns: {numéro: step, titre: title_fr, description: description_fr, acteurs: actors}
"""
STEPS = "numéro,titre,description,acteurs\n1,Choix,On choisit,communes\n"
PROJECTS = (
    "Id projet;Nom du projet;Type de porteur;Thématique;Code INSEE;Statut;Date de création;Observations\n"
    "E1;Banc;entreprise;eau;93005;mesuré;25/04/2019;rien\n"
    "E2;Arbre;entreprise;air;92048;mesuré;01/02/2020;\n"
)


@pytest.fixture
def paths(tmp_path: Path) -> CohortPaths:
    paths = CohortPaths("essai", tmp_path)
    paths.raw.mkdir(parents=True)
    for name, text in (("cohort.yml", COHORT), ("delivery.yml", DELIVERY), ("etapes.csv", STEPS)):
        (paths.raw / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    return paths


def received(tmp_path: Path, text: str = PROJECTS, name: str = "projets.csv") -> Path:
    path = tmp_path / "reçu" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1775217600, 1775217600))  # 3 April 2026
    return path


def test_a_file_is_proposed_written_and_then_read_without_a_problem(paths: CohortPaths, tmp_path: Path) -> None:
    place(prepare(paths, Request(received(tmp_path), "projects")), may_replace=False)
    entry = load_deliveries(paths).deliveries[-1]
    assert (entry.file, str(entry.received), entry.owner, entry.sources) == (
        "projets.csv",
        "2026-04-03",
        "equipe",
        ["livret"],
    )
    assert entry.reader is not None
    assert (entry.reader.delimiter, entry.reader.date_format, entry.reader.decimal) == (";", "DD/MM/YYYY", ".")
    assert entry.columns["Code INSEE"] == "commune_insee"
    assert entry.ignore == ["Observations"]
    assert {problem.code for problem in validated(paths).problems if problem.code[:3] in ("COL", "FIC")} == set()


def test_every_comment_of_delivery_yml_is_kept(paths: CohortPaths, tmp_path: Path) -> None:
    place(prepare(paths, Request(received(tmp_path), "projects")), may_replace=False)
    text = (paths.raw / "delivery.yml").read_text("utf-8")
    assert text.startswith(DELIVERY)


def test_preparing_writes_nothing(paths: CohortPaths, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in paths.raw.iterdir()}
    prepare(paths, Request(received(tmp_path), "projects"))
    assert {path.name: path.read_bytes() for path in paths.raw.iterdir()} == before


def test_a_close_match_stays_ignored_with_a_comment_unless_accepted(paths: CohortPaths, tmp_path: Path) -> None:
    path = received(tmp_path, PROJECTS.replace("Date de création", "founded_onn"))
    plan = prepare(paths, Request(path, "projects"))
    assert [match.header for match in plan.to_check] == ["founded_onn"]
    assert "      - founded_onn  # founded_on ? close to « founded_on » (à vérifier)\n" in plan.new_text
    accepted = prepare(paths, Request(path, "projects", accept_close=True))
    assert accepted.entry.columns["founded_onn"] == "founded_on"


def test_a_required_column_that_nobody_fills_is_refused_with_what_may_fill_it(
    paths: CohortPaths, tmp_path: Path
) -> None:
    path = received(tmp_path, PROJECTS.replace("Code INSEE", "comune_insee"))
    with pytest.raises(ParamsError, match=r"no header fills commune_insee.*« comune_insee » may be commune_insee"):
        prepare(paths, Request(path, "projects"))
    plan = prepare(paths, Request(path, "projects", columns={"comune_insee": "commune_insee"}))
    assert plan.entry.columns["comune_insee"] == "commune_insee"


@pytest.mark.parametrize(
    ("old", "new", "option", "settled"),
    [
        ("25/04/2019", "05/04/2019", "--dates", Options(dates="DD/MM/YYYY")),
        ("Observations", "Observations, remarques", "--delimiter", Options(delimiter=";")),
    ],
)
def test_what_cells_do_not_settle_is_asked_for(
    paths: CohortPaths, tmp_path: Path, old: str, new: str, option: str, settled: Options
) -> None:
    path = received(tmp_path, PROJECTS.replace(old, new).replace("rien", "rien, ou si").replace("2020;", "2020;a,b"))
    with pytest.raises(ParamsError, match=option):
        prepare(paths, Request(path, "projects"))
    entry = prepare(paths, Request(path, "projects", options=settled)).entry
    assert entry.reader is not None
    assert (entry.reader.delimiter, entry.reader.date_format) == (";", "DD/MM/YYYY")


def test_a_delivery_that_is_already_there_is_only_replaced_when_asked(paths: CohortPaths, tmp_path: Path) -> None:
    path = received(tmp_path, STEPS + "2,Essai,On essaie,communes\n", "etapes-v2.csv")
    plan = prepare(paths, Request(path, "steps"))
    assert plan.former is not None
    with pytest.raises(ParamsError, match="--replace"):
        place(plan, may_replace=False)
    assert not (paths.raw / "etapes-v2.csv").exists()
    place(plan, may_replace=True)
    assert [delivery.file for delivery in load_deliveries(paths).deliveries] == ["etapes-v2.csv"]
    assert not (paths.raw / "etapes.csv").exists()
    assert "# le plus ancien" in (paths.raw / "delivery.yml").read_text("utf-8")


def test_one_more_file_may_fill_the_same_table(paths: CohortPaths, tmp_path: Path) -> None:
    path = received(tmp_path, STEPS.replace("1,", "2,"), "autres.csv")
    place(prepare(paths, Request(path, "steps", is_addition=True)), may_replace=False)
    assert [delivery.file for delivery in load_deliveries(paths).deliveries] == ["etapes.csv", "autres.csv"]


def test_a_file_that_lies_there_undeclared_is_not_overwritten(paths: CohortPaths, tmp_path: Path) -> None:
    (paths.raw / "projets.csv").write_text("autre chose", encoding="utf-8")
    plan = prepare(paths, Request(received(tmp_path), "projects"))
    with pytest.raises(ParamsError, match="--replace"):
        place(plan, may_replace=False)
    assert (paths.raw / "projets.csv").read_text("utf-8") == "autre chose"


def test_a_file_dropped_in_the_folder_is_declared_where_it_lies(paths: CohortPaths) -> None:
    (paths.raw / "projets.csv").write_text(PROJECTS, encoding="utf-8")
    place(prepare(paths, Request(paths.raw / "projets.csv", "projects")), may_replace=False)
    assert (paths.raw / "projets.csv").read_text("utf-8") == PROJECTS


def test_when_delivery_yml_cannot_be_written_the_copied_file_is_taken_back(
    paths: CohortPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = prepare(paths, Request(received(tmp_path), "projects"))

    def refuse(target: Path, content: str) -> None:
        raise WriteError("the disk is full")

    monkeypatch.setattr("pipeline.placing.write_text", refuse)
    with pytest.raises(WriteError):
        place(plan, may_replace=False)
    assert not (paths.raw / "projets.csv").exists()
    assert (paths.raw / "delivery.yml").read_text("utf-8") == DELIVERY


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"table": "survey_startups"}, "describe the survey with --questionnaire FILE"),
        ({"table": "projets"}, "No table is called « projets »"),
        ({"owner": "mairie"}, "owner « mairie » is not one of equipe"),
        ({"received": "hier"}, "received"),
        ({"path": Path("absent.csv")}, "there is no such file"),
    ],
)
def test_a_request_that_is_not_understood_is_refused(
    paths: CohortPaths, tmp_path: Path, changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ParamsError, match=sentence):
        prepare(paths, replace(Request(received(tmp_path), "projects"), **changed))  # type: ignore[arg-type]


def test_a_column_that_comes_twice_is_refused(paths: CohortPaths, tmp_path: Path) -> None:
    path = received(tmp_path, PROJECTS.replace("Observations", "Statut"))
    with pytest.raises(ParamsError, match="COL-001"):
        prepare(paths, Request(path, "projects"))


def test_the_command_shows_headers_and_counts_but_no_cell(
    paths: CohortPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["import", str(received(tmp_path)), "--cohort", "essai", "--as", "projects"]
    refused = CliRunner().invoke(app, arguments, input="n\n")
    assert refused.exit_code == 1
    assert len(load_deliveries(paths).deliveries) == 1
    done = CliRunner().invoke(app, [*arguments, "--yes"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert "Code INSEE" in done.output
    assert "2 with slashes (1 can only be day/month/year)" in done.output
    assert "Banc" not in done.output
    assert len(load_deliveries(paths).deliveries) == 2


def test_a_new_delivery_is_compared_with_the_former_and_no_cell_is_printed(
    paths: CohortPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = STEPS.replace("titre", "Titre").replace("On choisit", "<b>On vote</b>") + "2,Essai,On essaie,communes\n"
    arguments = ["import", str(received(tmp_path, text, "etapes.csv")), "--cohort", "essai", "--as", "steps"]
    refused = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert refused.exit_code == 1
    assert "1 before, 2 now; 1 added, 0 removed, 1 edited" in refused.output
    assert "cells changed: description_fr 1" in refused.output
    assert "« titre » → « Titre »" in refused.output
    assert "vote" not in refused.output
    assert (paths.raw / "etapes.csv").read_text("utf-8") == STEPS
    page = (paths.processed / "redelivery/etapes.csv.html").read_text("utf-8")
    assert "&lt;b&gt;On vote&lt;/b&gt;" in page
    assert "1\u00a0ligne ajoutée, 1\u00a0ligne modifiée" in page
    done = CliRunner().invoke(app, [*arguments, "--replace", "--yes"])
    assert done.exit_code == 0, done.output
    assert (paths.raw / "etapes.csv").read_text("utf-8") == text


def test_the_same_file_delivered_again_changes_nothing(paths: CohortPaths, tmp_path: Path) -> None:
    redelivery = compared(prepare(paths, Request(received(tmp_path, STEPS, "etapes.csv"), "steps")))
    assert redelivery is not None
    assert redelivery.is_unchanged
    assert "Rien n’a changé" in redelivery_page(redelivery)
