from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ParamsError
from pipeline.intake.suites import load_suite
from pipeline.tables import TABLES


def write(folder: Path, **changes: Any) -> None:
    expectation = {
        "type": "expect_column_values_to_be_in_set",
        "kwargs": {"column": "commune_insee", "value_set": {"$PARAMETER": "communes__commune_insee"}},
        "severity": "critical",
        "meta": {"code": "CAT-001", "message_fr": "Inconnue.", "expected_fr": "une commune"},
    }
    suite = {"name": "catalogue", "expectations": [{**expectation, **changes}], "meta": {"may_be_empty": []}}
    (folder / "catalogue.json").write_text(json.dumps(suite), encoding="utf-8")


def test_a_table_may_have_no_suite(tmp_path: Path) -> None:
    assert load_suite(tmp_path, "catalogue", TABLES) is None


def test_a_key_to_another_table_is_read_from_the_parameter(tmp_path: Path) -> None:
    write(tmp_path)
    suite = load_suite(tmp_path, "catalogue", TABLES)
    assert suite is not None
    reference = suite.expectations[0].reference
    assert reference is not None
    assert (reference.table, reference.columns) == ("communes", ["commune_insee"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kwargs": {"column": "mayor"}}, "CAT-001: no column « mayor »"),
        ({"kwargs": {"column": "name", "value_set": {"$PARAMETER": "towns__name"}}}, "no table « towns »"),
        ({"kwargs": {"column": "name", "value_set": {"$PARAMETER": "communes__mayor"}}}, "« mayor » in communes"),
        ({"severity": "fatal"}, "expectations.0.severity"),
        ({"meta": {"code": "CAT-001", "message_fr": "x"}}, "expectations.0.meta.expected_fr"),
        ({"notes": "x"}, "expectations.0.notes"),
    ],
)
def test_a_suite_that_names_what_does_not_exist_is_refused(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    write(tmp_path, **changes)
    with pytest.raises(ParamsError, match=sentence):
        load_suite(tmp_path, "catalogue", TABLES)


def test_broken_json_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text('{\n"name": projects}', encoding="utf-8")
    with pytest.raises(ParamsError, match=r"catalogue\.json, line 2"):
        load_suite(tmp_path, "catalogue", TABLES)
