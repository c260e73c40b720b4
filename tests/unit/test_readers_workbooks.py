"""Exports that are workbooks, read as a delivered file is: through the sandboxed parser, not as grids."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings, Place
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.intake.workbooks.workbook import read_workbook
from pipeline.tables import TABLES
from tests.fixtures.exports.builders import (
    GRIST_WORKBOOK,
    KOBO_SITES,
    KOBO_WORKBOOK,
    SITES,
    grist_workbook,
    kobo_workbook,
    odk_rows,
)
from tests.fixtures.exports.survey import EXPORTS, Exported, answers_only, clean_answers, reshape, told
from tests.fixtures.workbooks import xlsx

PLACES = [
    (response, str(position), name)
    for response, position, name in [
        ("1001", 1, "Halle"),
        ("1001", 2, "Parc"),
        ("1001", 3, "Quai"),
        ("1002", 1, "Gare"),
    ]
]


def in_workbook(rows: list[list[object]], columns: dict[str, str], table: str = "projects") -> dict[str, list[str]]:
    """The cells of a Grist sheet of a register, once read from a real workbook."""
    grid, findings = grid_of_workbook(rows)
    plain = reshaped(grid, Export(READER, TABLES[table], columns=columns), findings)
    return {header: list(column) for header, column in zip(plain.headers, plain.columns, strict=True)} | {
        "told": [f"{code} {row} {column}" for code, row, column in told(findings.problems)]
    }


READER = Reader(tool="grist", delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")


def grid_of_workbook(rows: list[list[object]]) -> tuple[Grid, Findings]:
    findings = Findings(Place("equipe", "Équipe", "document.xlsx", "projects"))
    grid = read_workbook(xlsx(rows), "xlsx", "", READER, findings)
    assert grid is not None
    return grid, findings


def test_a_grist_workbook_gives_the_same_clean_values() -> None:
    frame, problems = clean_answers(GRIST_WORKBOOK, grist_workbook())
    as_text, _ = clean_answers(EXPORTS["grist"])
    pd.testing.assert_frame_equal(answers_only(frame), answers_only(as_text))
    assert not problems


def test_the_row_number_of_grist_stays_where_it_is_mapped() -> None:
    frame, _ = clean_answers(GRIST_WORKBOOK, grist_workbook())
    assert frame["respondent_id"].to_list() == [str(number) for number in range(1, 9)]


def test_a_reference_in_a_grist_workbook_is_what_it_shows() -> None:
    read = in_workbook([["id", "Projet", "Projet_id"], [1, "P01", 1], [2, "Projets[4]", 4]], {"Projet": "project_id"})
    assert read == {"Projet": ["P01", ""], "told": ["OUT-011 3 Projet"]}


@pytest.mark.parametrize(
    ("cell", "tags"),
    [("eau; air", "eau|air"), ("eau, air", "eau|air"), ('"eau, énergie", air', "eau, énergie|air"), ("eau", "eau")],
)
def test_a_list_in_a_grist_workbook_is_joined_by_semicolons_or_commas(cell: str, tags: str) -> None:
    assert in_workbook([["tags"], [cell]], {"tags": "tags"}) == {"tags": [tags], "told": []}


def test_a_list_in_a_grist_workbook_that_holds_both_is_told() -> None:
    assert in_workbook([["tags"], ["eau, énergie; air"]], {"tags": "tags"}) == {
        "tags": [""],
        "told": ["OUT-005 2 tags"],
    }


@pytest.mark.parametrize("has_types", [True, False])
def test_a_kobo_workbook_gives_the_same_clean_values(has_types: bool) -> None:
    frame, problems = clean_answers(KOBO_WORKBOOK, kobo_workbook(has_types=has_types))
    as_text, _ = clean_answers(EXPORTS["kobo-names"])
    pd.testing.assert_frame_equal(answers_only(frame), answers_only(as_text))
    assert frame["response_id"].to_list() == as_text["response_id"].to_list()
    assert [(problem.code, problem.column) for problem in problems] == [
        ("OUT-001", "username"),
        ("OUT-001", "deviceid"),
    ]


@pytest.mark.parametrize("has_types", [True, False])
def test_repeats_on_a_sheet_of_the_workbook_belong_to_their_response(has_types: bool) -> None:
    content = kobo_workbook(has_types=has_types)
    sites, problems = clean_answers(KOBO_SITES, content)
    answers, _ = clean_answers(KOBO_WORKBOOK, content)
    rows = sites.sort_values(["response_id", "position"])[["response_id", "position", "site_name"]].astype(str)
    assert not problems
    assert list(rows.itertuples(index=False, name=None)) == PLACES
    assert sites["site_since"].min() == pd.Timestamp(2025, 3, 1)
    assert set(sites["response_id"]) <= set(answers["response_id"])
    assert sites["source_file"].unique().tolist() == ["enquete.xlsx [sites]"]


def test_repeats_may_be_linked_by_the_place_of_their_response_only() -> None:
    columns = {name: name for name in SITES}
    by_place = Exported("anciens.xlsx", "kobo", columns, table="survey_startups__sites")
    rows = [["site_name", "site_since", "_index", "_parent_table_name", "_parent_index"], ["Halle", None, 1, "E", 2]]
    sites, problems = clean_answers(by_place, xlsx(rows))
    assert [sites.loc[0, name] for name in ("response_id", "position")] == ["2", 1]
    assert not problems


def test_repeats_within_repeats_of_odk_belong_to_the_response() -> None:
    cells, problems = reshape("kobo", odk_rows(), table="survey_startups__sites")
    assert cells["response_id"] == ["uuid:1", "uuid:1", "uuid:1", "uuid:2"]
    assert cells["position"] == ["3", "2", "1", "1"]
    assert not problems
