from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ParamsError
from pipeline.intake.deliveries import load_deliveries
from pipeline.new_cohort import create
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES


def test_templates_are_understood_as_they_are(tmp_path: Path) -> None:
    create("qmi-9", tmp_path)
    paths = CohortPaths("qmi-9", tmp_path)
    assert load_cohort(paths).cohort == "qmi-9"
    assert load_deliveries(paths).deliveries[0].table == "projects"


def test_every_table_has_an_empty_file_with_its_columns(tmp_path: Path) -> None:
    create("qmi-9", tmp_path)
    headers = {path.stem: path.read_text("utf-8") for path in (tmp_path / "data/raw/qmi-9/empty-tables").glob("*.csv")}
    assert set(headers) == set(TABLES)
    assert headers["steps"].startswith("step,title_fr,")


def test_an_existing_cohort_is_left_alone(tmp_path: Path) -> None:
    create("qmi-9", tmp_path)
    description = tmp_path / "data/raw/qmi-9/cohort.yml"
    description.write_text("mine", encoding="utf-8")
    with pytest.raises(ParamsError, match="exists already; nothing was changed"):
        create("qmi-9", tmp_path)
    assert description.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["../x", "QMI 1", "", "qmi_1", "-a"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParamsError, match="cannot name a cohort"):
        create(name, tmp_path)
    assert not (tmp_path / "data").exists()
