from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean import clean_cohort
from pipeline.errors import CorrectionError, DeliveryError, MissingInputError
from pipeline.ingest import ingest_cohort
from pipeline.paths import CohortPaths
from tests.real_cohorts import copy_cohort, edit, validated

CORRECTION = (
    "corrections:\n"
    '  - {table: communes, where: {commune_insee: "93005"}, action: set, column: population,\n'
    '     expect: "87599", value: "87600", reason: Erratum, provider: Mairie, date: 2026-03-03}\n'
)


@pytest.fixture
def qmi(tmp_path: Path) -> CohortPaths:
    return copy_cohort("qmi-1", tmp_path)


def cleaned(paths: CohortPaths, table: str) -> pd.DataFrame:
    validated(paths)
    clean_cohort(paths)
    return pd.read_parquet(paths.clean / f"{table}.parquet")


def test_nothing_goes_on_before_it_was_validated(qmi: CohortPaths) -> None:
    ingest_cohort(qmi)
    with pytest.raises(MissingInputError, match=r"summary\.json is missing: run `python -m pipeline\.validate"):
        clean_cohort(qmi)


def test_nothing_goes_on_while_something_blocks(qmi: CohortPaths) -> None:
    edit(qmi, "communes.csv", ",46334,", ",46 334,")
    validated(qmi)
    with pytest.raises(DeliveryError, match="Problems block cohort qmi-1"):
        clean_cohort(qmi)
    assert not qmi.clean.exists()


def test_each_column_has_the_type_of_its_kind(qmi: CohortPaths) -> None:
    communes = cleaned(qmi, "communes")
    assert communes.dtypes.astype(str)[["commune_insee", "population", "lat"]].to_list() == [
        "string",
        "Int64",
        "float64",
    ]
    projects = pd.read_parquet(qmi.clean / "catalogue.parquet")
    assert list(projects.loc[7, "tags"]) == ["numérique", "citoyenneté"]
    published = pd.read_parquet(qmi.clean / "published.parquet")
    assert published["value"].isna().sum() > 0
    assert published.loc[0, "value"] == 18.0


def test_dates_and_booleans(tmp_path: Path) -> None:
    paths = copy_cohort("villes-intelligentes", tmp_path)
    assert str(cleaned(paths, "interviews").loc[0, "date"]) == "2015-12-17 00:00:00"
    assert pd.read_parquet(paths.clean / "dimensions.parquet").loc[:2, "is_exhaustive"].to_list() == [
        False,
        False,
        True,
    ]


def test_a_row_said_twice_is_counted_once_and_told(qmi: CohortPaths) -> None:
    path = qmi.raw / "communes.csv"
    content = path.read_bytes()
    path.write_bytes(content + content.splitlines(keepends=True)[-1])
    assert len(cleaned(qmi, "communes")) == 10
    deliveries = pd.read_parquet(qmi.clean / "deliveries.parquet").set_index("file")
    assert deliveries.loc["communes.csv", ["rows", "repeated_rows"]].to_list() == [11, 1]


def test_a_correction_is_applied_and_kept_without_values(qmi: CohortPaths) -> None:
    qmi.corrections.write_text(CORRECTION, encoding="utf-8")
    communes = cleaned(qmi, "communes").set_index("commune_insee")
    assert communes.loc["93005", "population"] == 87600
    applied = pd.read_parquet(qmi.clean / "corrections.parquet")
    assert applied[["table", "column", "reason", "rows"]].to_numpy().tolist() == [
        ["communes", "population", "Erratum", 1]
    ]
    assert "87600" not in applied.to_csv()


def test_a_correction_that_the_owner_made_useless_stops(qmi: CohortPaths) -> None:
    qmi.corrections.write_text(CORRECTION, encoding="utf-8")
    validated(qmi)
    edit(qmi, "communes.csv", "87599", "87600")
    ingest_cohort(qmi)
    with pytest.raises(CorrectionError, match="no longer needed"):
        clean_cohort(qmi)


def test_two_runs_give_the_same_bytes(qmi: CohortPaths) -> None:
    cleaned(qmi, "communes")
    first = {path.name: path.read_bytes() for path in qmi.clean.iterdir()}
    clean_cohort(qmi)
    assert {path.name: path.read_bytes() for path in qmi.clean.iterdir()} == first
