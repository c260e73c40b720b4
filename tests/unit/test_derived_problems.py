"""How a rule on a derived column is told: at a delivered cell, with its value quoted, or once for the table."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from pipeline.errors import ParamsError
from pipeline.intake.checks import Failure, SuiteRun
from pipeline.intake.deliveries import Owner
from pipeline.intake.reception import Reception
from pipeline.intake.suites import Expectation, load_suite
from pipeline.intake.typed_tables import Prepared
from pipeline.intake.verdicts import suite_problems
from pipeline.tables import TABLES

HEADERS = json.dumps({"project_id": "projet", "step": "jalon", "date": "le"})
RECEPTION = Reception(
    title_fr="Une cohorte",
    tables={},
    deliveries=pd.DataFrame(
        {"file": ["j.csv"], "table": ["milestones"], "owner": ["a"], "owner_name": ["A"], "headers": [HEADERS]}
    ),
    declared=["milestones"],
    owners=[Owner(id="a", name_fr="A")],
    team="a",
    problems=[],
)
TEXTS = pd.DataFrame(
    {"project_id": ["P1"], "step": ["framing"], "date": ["2023-01-01"], "source_file": ["j.csv"], "source_row": [2]}
)
TYPED = TEXTS.assign(previous_step=["selection"], previous_step_date=[pd.Timestamp(2023, 2, 1)])


def problems(
    kind: str,
    kwargs: dict[str, str],
    expected_fr: str,
    failure: tuple[tuple[tuple[str, int], ...], float | None],
    typed: pd.DataFrame = TYPED,
):
    meta = {"code": "JAL-008", "message_fr": "Faux.", "expected_fr": expected_fr}
    rule = Expectation.model_validate({"type": kind, "kwargs": kwargs, "severity": "critical", "meta": meta})
    checked = Prepared(TABLES["milestones"], TEXTS, typed, [], TEXTS.iloc[:0])
    return suite_problems(checked, SuiteRun((Failure(rule, *failure),), 1, (), (), ()), RECEPTION)


def test_a_derived_column_is_told_at_the_delivered_cell_it_is_about_with_its_value() -> None:
    pair = {"column_A": "date", "column_B": "previous_step_date"}
    (told,) = problems("expect_x", pair, "après {previous_step}", ((("j.csv", 2),), None))
    assert (told.row, told.column, told.found, told.expected_fr) == (2, "le", "2023-01-01", "après selection")


def test_a_number_that_is_quoted_is_written_in_french() -> None:
    failure = ((("j.csv", 2),), None)
    typed = TYPED.assign(previous_step=[1234.5])
    (told,) = problems("expect_x", {"column": "date"}, "après {previous_step}", failure, typed)
    assert told.expected_fr == "après 1\u202f234,5"


def test_a_rule_about_the_whole_table_is_told_once_for_the_file() -> None:
    (told,) = problems("expect_x", {"column": "previous_step_date"}, "moins", ((), 3.0))
    assert (told.file, told.row, told.column, told.found) == ("j.csv", None, "", "3")


def test_a_value_that_may_be_of_another_owner_cannot_be_quoted(tmp_path) -> None:
    meta = {"code": "JAL-001", "message_fr": "Faux.", "expected_fr": "après {selection_date}"}
    rule = {"type": "expect_x", "kwargs": {"column": "date"}, "severity": "critical", "meta": meta}
    suite = {"name": "milestones", "expectations": [rule], "meta": {"may_be_empty": []}}
    (tmp_path / "milestones.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"\{selection_date\} cannot be quoted"):
        load_suite(tmp_path, "milestones", TABLES)
