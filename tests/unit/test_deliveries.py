from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ParamsError
from pipeline.intake.deliveries import load_deliveries, refuse_misfits
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES
from tests.conftest import ROOT
from tests.real_cohorts import COHORTS

STEPS = """\
team: equipe
owners:
  - {id: equipe, name_fr: Équipe}
sources:
  - {id: livret, title_fr: Livret, publisher: Éditeur, licence: Licence Ouverte 2.0}
reader: {delimiter: ";", encoding: utf-8, decimal: ",", date_format: DD/MM/YYYY}
deliveries:
  - file: etapes.csv
    table: steps
    owner: equipe
    received: 2026-04-03
    sources: [livret]
    columns: {numéro: step, titre: title_fr, description: description_fr, acteurs: actors}
"""


def declared(root: Path, text: str) -> CohortPaths:
    paths = CohortPaths("essai", root)
    paths.raw.mkdir(parents=True)
    (paths.raw / "delivery.yml").write_text(text, encoding="utf-8")
    return paths


def load(paths: CohortPaths) -> None:
    refuse_misfits(paths, load_deliveries(paths), TABLES)


def test_a_file_without_its_own_reader_is_read_like_the_others(tmp_path: Path) -> None:
    deliveries = load_deliveries(declared(tmp_path, STEPS))
    assert deliveries.reader_of(deliveries.deliveries[0]).decimal == ","
    assert [source.publisher for source in deliveries.sources_of(deliveries.deliveries[0])] == ["Éditeur"]


@pytest.mark.parametrize("cohort", COHORTS)
def test_the_real_cohorts_declare_every_file_of_their_folder(cohort: str) -> None:
    deliveries = load_deliveries(CohortPaths(cohort, ROOT))
    received = {path.name for path in (ROOT / "data/raw" / cohort).glob("*.csv")}
    kept = [each for each in deliveries.deliveries if not (each.is_shared or each.is_synthetic)]
    assert {delivery.file for delivery in kept} == received


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"delivery\.yml, line 11: unknown key « deliveries\.0\.sheeet »"):
        load_deliveries(declared(tmp_path, STEPS.replace("    received:", "    sheeet: 1\n    received:")))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("table: steps", "table: stages", "table « stages » is unknown; the tables are"),
        ("owner: equipe", "owner: mairie", "owner « mairie » is not one of equipe"),
        ("[livret]", "[guide]", "source « guide » is not declared"),
        ("titre: title_fr, ", "", "no header fills the required column « title_fr » of table steps"),
        ("acteurs: actors", "acteurs: people", "table steps has no column « people »"),
        ("acteurs: actors", "acteurs: actors, qui: actors", "column « actors » is filled from two headers"),
        ("file: etapes.csv", "file: cohort.yml", "« cohort.yml » describes the cohort"),
        ("team: equipe", "team: mairie", "team « mairie » is not one of the owners"),
    ],
)
def test_a_contradiction_is_told_in_a_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(ParamsError, match=sentence):
        load(declared(tmp_path, STEPS.replace(old, new)))


def test_all_contradictions_are_told_at_once(tmp_path: Path) -> None:
    text = STEPS.replace("owner: equipe", "owner: mairie").replace("[livret]", "[guide]")
    with pytest.raises(ParamsError) as caught:
        load(declared(tmp_path, text))
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_outside_the_folder_cannot_be_declared(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"deliveries\.0\.file"):
        load_deliveries(declared(tmp_path, STEPS.replace("file: etapes.csv", "file: ../etapes.csv")))
