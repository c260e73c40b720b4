"""Every table has a suite; every expectation has a code, a French sentence, a severity and columns that exist."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake.checks import Checker
from pipeline.intake.questionnaires import ANSWER_COLUMNS
from pipeline.intake.suites import load_suite
from pipeline.methods.printed.registers import COUNTS
from pipeline.tables import TABLES, Table
from tests.conftest import ROOT

EXPECTATIONS = ROOT / "expectations"
SUITES: dict[str, Any] = {path.stem: json.loads(path.read_text("utf-8")) for path in EXPECTATIONS.glob("*.json")}
ALL = [expectation for suite in SUITES.values() for expectation in suite["expectations"]]
FRENCH_SOURCES = (
    "clean",
    "ingest",
    "drift",
    "intake/answer_shifts",
    "intake/characters",
    "intake/choice_values",
    "intake/commune_names",
    "intake/codebook",
    "intake/collection_templates",
    "intake/containers",
    "intake/data_package",
    "intake/delimited_text",
    "intake/generated_suites",
    "intake/invisible_characters",
    "intake/parquet_files",
    "intake/problem_groups",
    "intake/problem_pages",
    "intake/questionnaire_changes",
    *(f"intake/readers/{path.stem}" for path in sorted((ROOT / "pipeline/intake/readers").glob("*.py"))),
    "intake/reading",
    "intake/redelivery_pages",
    "intake/values",
    "intake/relevance_words",
    "intake/verdicts",
    "intake/workbooks/archives",
    "intake/workbooks/sandbox",
    "intake/workbooks/telling",
    "intake/workbooks/workbook",
    *(f"synthetic/{module}" for module in ("codebook", "interviews", "justifications", "measures", "quotes")),
)


def test_every_table_has_a_suite_and_every_suite_a_table() -> None:
    surveys = {name for name in SUITES if name == "surveys" or name.startswith("survey_")}
    assert set(SUITES) - surveys == set(TABLES)
    assert "surveys" in surveys


def test_what_every_survey_must_hold_names_only_what_every_survey_has() -> None:
    for survey in ("survey_startups", "survey_communes", "survey_institutions"):
        table = Table(survey, "une enquête", ("response_id",), ANSWER_COLUMNS)
        assert load_suite(EXPECTATIONS, survey, {**TABLES, survey: table})


@pytest.mark.parametrize("table", sorted(TABLES))
def test_suites_name_only_columns_and_tables_that_exist(table: str) -> None:
    suite = load_suite(EXPECTATIONS, table, TABLES)
    assert suite is not None
    assert suite.expectations


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_key_of_every_table_is_complete_and_unique(table: str) -> None:
    suite = load_suite(EXPECTATIONS, table, TABLES)
    assert suite is not None
    key = list(TABLES[table].key)
    kinds = {(expectation.type, tuple(expectation.columns)) for expectation in suite.expectations}
    unique = "expect_column_values_to_be_unique" if len(key) == 1 else "expect_compound_columns_to_be_unique"
    assert (unique, tuple(key)) in kinds
    assert all(("expect_column_values_to_not_be_null", (column,)) in kinds for column in key)


def test_codes_are_unique_and_of_one_shape() -> None:
    codes = Counter(expectation["meta"]["code"] for expectation in ALL)
    assert [code for code, count in codes.items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Z]{3}-\d{3}", code) for code in codes)


def test_codes_of_a_suite_are_not_those_of_formats_or_files() -> None:
    reserved = set()
    for module in FRENCH_SOURCES:
        reserved |= set(re.findall(r'"([A-Z]{3})-\d{3}"', (ROOT / f"pipeline/{module}.py").read_text("utf-8")))
    assert reserved
    assert not reserved & {expectation["meta"]["code"][:3] for expectation in ALL}


@pytest.mark.parametrize("expectation", ALL, ids=lambda expectation: expectation["meta"]["code"])
def test_sentences_are_french_and_well_set(expectation: dict[str, Any]) -> None:
    for text in (expectation["meta"]["message_fr"], expectation["meta"]["expected_fr"]):
        assert text
        assert not re.findall(r"\w'\w|[\w»] [;!?]|« | »|\w :\s|\d \d{3}\b", text)
    assert expectation["meta"]["message_fr"].endswith(".")


def test_great_expectations_knows_every_type() -> None:
    known = {name for name in dir(Checker()._engine._gx.expectations) if name.startswith("Expect")}
    used = {"".join(part.title() for part in expectation["type"].split("_")) for expectation in ALL}
    assert used <= known


def test_registers_that_a_twin_may_name_are_those_that_can_be_counted() -> None:
    allowed = next(each for each in SUITES["twins"]["expectations"] if each["kwargs"].get("column") == "register")
    assert set(allowed["kwargs"]["value_set"]) == set(COUNTS)


@pytest.mark.parametrize("module", FRENCH_SOURCES)
def test_sentences_in_code_are_well_set(module: str) -> None:
    path: Path = ROOT / f"pipeline/{module}.py"
    for line in path.read_text("utf-8").splitlines():
        if '"' in line and re.search(r"[éèêàç]", line) and '"""' not in line:
            assert not re.findall(r"[\w»] [;!?](?=[ \"])|[«] \w| »|[a-zà-ü] :[ \"]", line), line
