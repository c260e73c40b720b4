from __future__ import annotations

import pytest

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import grid_of
from pipeline.intake.problems import Findings, Place
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.tables import TABLES
from tests.fixtures.exports.survey import reshape, told


@pytest.mark.parametrize(
    ("cell", "themes"),
    [
        ('Mobilité, "Eau, énergie"', "Mobilité|Eau, énergie"),
        ('["L","Mobilité","Eau, énergie"]', "Mobilité|Eau, énergie"),
        ('"un ""mot"", deux"', 'un "mot", deux'),
        ("Ville", "Ville"),
        ("", ""),
    ],
)
def test_lists_are_lines_of_csv(cell: str, themes: str) -> None:
    assert reshape("grist", [["themes"], [cell]], choices="labels-fr")[0] == {"themes": [themes]}


@pytest.mark.parametrize("cell", ['"Eau', '["L", Eau'])
def test_a_list_that_is_not_closed_is_told(cell: str) -> None:
    assert told(reshape("grist", [["themes"], [cell]])[1]) == [("OUT-013", 2, "themes")]


def test_lists_of_registers_are_read_too() -> None:
    reader = Reader(tool="grist", delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")
    grid = grid_of([(1, ["tags"]), (2, ["eau, air"])])
    assert grid is not None
    plain = reshaped(grid, Export(reader, TABLES["projects"]), Findings(Place("e", "É")))
    assert list(plain.column("tags")) == ["eau|air"]


@pytest.mark.parametrize("cell", ["#KeyError", "#ZeroDivisionError", "#Invalid Ref: P01"])
def test_a_formula_that_failed_is_told(cell: str) -> None:
    cells, problems = reshape("grist", [["agents"], [cell]])
    assert cells == {"agents": [""]}
    assert told(problems) == [("OUT-010", 2, "agents")]


def test_a_hash_is_not_always_a_failure() -> None:
    assert reshape("grist", [["comment"], ["#bravo"], ["# 1"]])[0] == {"comment": ["#bravo", "# 1"]}


def test_a_reference_that_shows_a_row_number_is_told() -> None:
    cells, problems = reshape("grist", [["role"], ["Roles[3]"]])
    assert cells == {"role": [""]}
    assert told(problems) == [("OUT-011", 2, "role")]


def test_row_numbers_beside_a_reference_go() -> None:
    rows = [["id", "manualSort", "Projet", "Projet_id"], ["1", "1.0", "P01", "1"]]
    assert reshape("grist", rows)[0] == {"Projet": ["P01"]}


def test_an_identifier_that_is_mapped_stays() -> None:
    assert reshape("grist", [["id", "agents"], ["7", "3"]], {"id": "response_id"})[0] == {"id": ["7"], "agents": ["3"]}


@pytest.mark.parametrize("cell", ["2026-03-12 2:05pm", "2026-03-12", "12/03/2026 2:05pm"])
def test_dates_lose_their_time(cell: str) -> None:
    cells, _ = reshape("grist", [["started_on"], [cell]], date_format="DD/MM/YYYY")
    assert cells == {"started_on": ["12/03/2026"]}


def test_booleans_are_read_as_they_are() -> None:
    assert reshape("grist", [["would_redo"], ["true"], ["false"]])[0] == {"would_redo": ["true", "false"]}
