from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake.data_package import package_of, resource_name, write_package
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.questionnaires import Answer, Question
from pipeline.intake.table_schemas import Described, field
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES, Table
from tests.real_cohorts import COHORTS, copy_cohort, edit

COMMA = Reader(delimiter=";", encoding="utf-8", decimal=",", date_format="DD/MM/YYYY", choices="labels-fr")
RATING = Question(
    name="rating",
    kind="choice",
    label_fr="Votre note ?",
    is_required=True,
    answers=(Answer(name="1", label_fr="Bien"), Answer(name="2", label_fr="Mal")),
)
YEARS = Question(name="years", kind="integer", label_fr="Années", minimum=0, maximum=50, relevant="${rating} = 1")


def faults(paths: CohortPaths) -> list[str]:
    """What frictionless says of the package and its data, offline."""
    from frictionless import Package

    report = Package(str(write_package(paths))).validate()
    return [f"{task.name}: {error.type}" for task in report.tasks for error in task.errors] + [
        error.note for error in report.errors
    ]


def described(reader: Reader, table: Table, *questions: Question, **columns: str) -> Described:
    return Described(
        name="x.csv",
        table=table,
        reader=reader,
        headers=tuple(columns),
        columns=columns,
        questions={question.name: question for question in questions},
        suite=None,
    )


@pytest.mark.parametrize("cohort", COHORTS)
def test_frictionless_accepts_the_package_and_every_file(cohort: str, tmp_path: Path) -> None:
    assert faults(copy_cohort(cohort, tmp_path, with_synthetic=True)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("qmi1_projects.csv", "P02,", "P01,", "unique-error"),
        ("qmi1_projects.csv", "P02,", "P01,", "primary-key"),
        ("qmi1_projects.csv", "Meudon,92048", "Meudon,75056", "foreign-key"),
        ("qmi1_projects.csv", "P02,BoucL Energie,", "P02,,", "constraint-error"),
        ("communes.csv", ",46334,", ",46 334,", "type-error"),
        ("communes.csv", "insee_code", "code_insee", "incorrect-label"),
    ],
)
def test_frictionless_finds_what_retex_would(file: str, old: str, new: str, fault: str, tmp_path: Path) -> None:
    paths = copy_cohort("qmi-1", tmp_path)
    descriptor = write_package(paths).read_text("utf-8")
    edit(paths, file, old, new, 1)
    from frictionless import Package

    (paths.raw / "datapackage.json").write_text(descriptor, encoding="utf-8")
    report = Package(str(paths.raw / "datapackage.json")).validate()
    assert not report.valid
    assert fault in {error.type for task in report.tasks for error in task.errors}


def test_made_up_files_are_described_without_being_there(tmp_path: Path) -> None:
    paths = copy_cohort("qmi-1", tmp_path, with_synthetic=True)
    whole = package_of(paths)
    shutil.rmtree(paths.raw / "synthetic")
    assert package_of(paths) == whole
    synthetic = [resource for resource in whole["resources"] if resource["synthetic"]]
    assert synthetic
    assert all("hash" not in each and "synthétiques" in each["description"] for each in synthetic)


def test_two_writings_give_the_same_bytes_and_name_no_place(tmp_path: Path) -> None:
    paths = copy_cohort("villes-numerique", tmp_path)
    first = write_package(paths).read_bytes()
    assert write_package(paths).read_bytes() == first
    assert str(tmp_path).encode() not in first


def test_another_size_of_file_is_seen(tmp_path: Path) -> None:
    paths = copy_cohort("villes-numerique", tmp_path)
    before = package_of(paths)
    edit(paths, "cities.csv", "Angers", "Angerz", 1)
    changed = [new for old, new in zip(before["resources"], package_of(paths)["resources"], strict=True) if old != new]
    assert [resource["path"] for resource in changed] == ["cities.csv"]


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("measurements", "value", {"type": "number", "decimalChar": ",", "groupChar": " "}),
        ("measurements", "date", {"type": "date", "format": "%d/%m/%Y"}),
        ("sensors", "ts", {"type": "datetime", "format": "any"}),
        ("projects", "tags", {"type": "list", "delimiter": "|"}),
    ],
)
def test_types_say_how_values_are_written(table: str, column: str, expected: dict[str, Any]) -> None:
    found = field(described(COMMA, TABLES[table], **{"Mon en-tête": column}), "Mon en-tête")
    assert expected.items() <= found.items()
    assert found["name"] == "Mon en-tête"


def test_the_questions_of_a_survey_give_titles_labels_and_bounds() -> None:
    table = Table("survey_startups", "Enquête", ("response_id",), (RATING.column, YEARS.column))
    survey = described(COMMA, table, RATING, YEARS, Note="rating", Durée="years")
    rating, years = field(survey, "Note"), field(survey, "Durée")
    assert rating["title"] == "Votre note ?"
    assert rating["constraints"] == {"enum": ["Bien", "Mal"]}  # an incomplete answer may lack it
    assert rating["categories"] == [{"value": "Bien", "label": "Bien"}, {"value": "Mal", "label": "Mal"}]
    assert years["constraints"] == {"minimum": 0, "maximum": 50}


def test_what_a_tool_wrote_its_own_way_is_text() -> None:
    kobo = described(COMMA.model_copy(update={"tool": "kobo"}), TABLES["measurements"], valeur="value")
    assert field(kobo, "valeur")["type"] == "string"
    assert "constraints" not in field(kobo, "valeur")


def test_a_resource_is_named_like_its_file_and_sheet() -> None:
    delivery = Delivery.model_validate(
        {
            "file": "Réponses V2.xlsx",
            "sheet": "Été",
            "table": "x",
            "owner": "a",
            "received": "2026-04-03",
            "sources": ["s"],
        }
    )
    assert resource_name(delivery) == "reponses-v2.xlsx-ete"


def test_the_descriptor_is_plain_json(tmp_path: Path) -> None:
    paths = copy_cohort("villes-intelligentes", tmp_path)
    assert json.loads(write_package(paths).read_text("utf-8")) == package_of(paths)
