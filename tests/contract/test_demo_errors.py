"""The cohort of errors shows every kind of problem that code and suites can tell, and never goes further."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from pipeline.build import build
from pipeline.clean import clean_cohort
from pipeline.errors import DeliveryError, RetexError
from pipeline.ingest import ingest_cohort
from pipeline.intake.derived_columns import derivations_of
from pipeline.intake.generated_suites import survey_suite
from pipeline.intake.problems import Problem
from pipeline.intake.reception import load_reception
from pipeline.intake.suites import SURVEYS, Suite
from pipeline.intake.xlsform import load_xlsform
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.validate import main as validate
from tests.conftest import ROOT
from tests.real_cohorts import copy_cohort

COHORT = "demo-errors"
LARGEST_FOLDER = 150_000
CODE = re.compile(r'"([A-Z]{3}-\d{3})"')
WHOLE_FILE = re.compile(r"(FIC|CLA|TAB|COL|ENQ|OUT)-\d{3}")
"""Codes of problems that may concern a file or a column, not a row."""

NO_EDITION_BEFORE = "tells what changed since the edition before, and this cohort has none"
ELSEWHERE = {
    "CLA-006": (
        "takes 1.5 GB of memory or minutes",
        "test_workbooks",
        "test_a_child_that_needs_too_much_memory_is_told",
    ),
    "FIC-013": (
        "needs a hundred million cells",
        "test_containers",
        "test_a_parquet_file_that_would_fill_memory_is_told",
    ),
    "TAB-003": ("every table has its suite", "test_validate", "test_a_table_that_nothing_checks_cannot_pass"),
    "TAB-004": (
        "every expectation can be evaluated",
        "test_verdicts",
        "test_an_expectation_that_could_not_be_evaluated_blocks_and_is_the_teams_business",
    ),
    **{f"EVO-{number:03}": (NO_EDITION_BEFORE, "test_drift", "") for number in range(1, 13)},
}
"""Codes this cohort cannot show: why, and which unit test shows them (a module when several of its tests do)."""


@dataclass(frozen=True)
class Checked:
    """The cohort after `check`: what was said on the command line, and every problem."""

    paths: CohortPaths
    refusal: str
    problems: list[Problem]

    @property
    def codes(self) -> set[str]:
        return {problem.code for problem in self.problems}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    paths = copy_cohort(COHORT, tmp_path_factory.mktemp("project"), with_synthetic=True)
    ingest_cohort(paths)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(DeliveryError) as refusal:
        patch.chdir(paths.root)
        validate(COHORT)
    problems = [Problem(**record) for record in json.loads(paths.problems.read_text("utf-8"))]
    return Checked(paths, str(refusal.value), problems)


def codes_in_code() -> set[str]:
    return {code for path in (ROOT / "pipeline").rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def suites() -> list[Suite]:
    return [
        Suite.model_validate(json.loads(path.read_text("utf-8")))
        for path in sorted((ROOT / "expectations").glob("*.json"))
    ]


def test_every_code_that_the_code_can_tell_is_shown(checked: Checked) -> None:
    assert codes_in_code() - checked.codes == set(ELSEWHERE)


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_what_the_cohort_cannot_show_is_proved_by_a_unit_test(code: str) -> None:
    _, module, name = ELSEWHERE[code]
    text = (ROOT / f"tests/unit/{module}.py").read_text("utf-8")
    tests = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)]
    named = [ast.get_source_segment(text, each) for each in tests if each.name == name]
    assert any(code in (source or "") for source in named) if name else code in text


def test_every_type_of_expectation_is_shown_with_each_of_its_severities(checked: Checked) -> None:
    codes: dict[tuple[str, str], set[str]] = {}
    for expectation in (each for suite in suites() for each in suite.expectations):
        codes.setdefault((expectation.type, expectation.severity), set()).add(expectation.meta.code)
    assert [kind for kind, its in codes.items() if not its & checked.codes] == []


def test_every_rule_generated_from_a_questionnaire_is_shown(checked: Checked) -> None:
    questionnaire = load_xlsform(ROOT / "tests/fixtures/questionnaires/every_type.md", "survey_startups")
    written = [survey_suite(questionnaire, table) for table in questionnaire.tables]
    rules = {each.meta.code.split("-")[1] for suite in written for each in suite.expectations}
    assert rules - {code.split("-")[1] for code in checked.codes} == set()


def test_every_rule_across_rows_or_tables_is_shown(checked: Checked) -> None:
    schema = load_reception(checked.paths).schema
    for suite in suites():
        derived = set(derivations_of(schema["survey_startups" if suite.name == SURVEYS else suite.name]))
        told = [each for each in suite.expectations if each.meta.code in checked.codes]
        shown = {name for each in told for name in (*each.needed_columns, *each.quoted_columns)}
        missing = (suite.wanted_columns & derived) - shown
        assert {name for name in missing if not name.endswith("_year")} == set(), suite.name


def test_every_owner_has_a_page_and_those_to_act_are_named(checked: Checked) -> None:
    owners = {owner.id for owner in load_reception(checked.paths).owners}
    assert {page.stem for page in checked.paths.problem_pages.iterdir()} == owners
    assert {problem.owner for problem in checked.problems if problem.severity == "blocking"} == owners
    assert all(f"data/processed/{COHORT}/problems/{owner}.html" in checked.refusal for owner in owners)


def test_every_problem_says_where_what_and_who(checked: Checked) -> None:
    for problem in checked.problems:
        assert problem.message_fr, problem
        assert problem.expected_fr, problem
        assert problem.who_fixes, problem
        assert problem.file or problem.code == "TAB-005", problem
        is_placed = problem.row is not None or problem.column
        assert is_placed or WHOLE_FILE.fullmatch(problem.code), problem


def test_a_column_that_only_another_file_has_is_empty(checked: Checked) -> None:
    projects = pd.read_parquet(checked.paths.ingested / "projects.parquet").set_index("source_file")
    assert set(projects.loc["projets-grist.csv", "founded_on"]) == {""}
    said = [(each.file, each.found) for each in checked.problems if each.code in ("DAT-005", "BOO-001")]
    assert said == [("projets.csv", "peut-être"), ("projets.csv", "46115")]


def test_a_blocked_cohort_is_neither_cleaned_nor_built(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeliveryError, match=f"Problems block cohort {COHORT}"):
        clean_cohort(checked.paths)
    monkeypatch.chdir(ROOT)
    with pytest.raises(RetexError, match=f"params.yaml declares no cohort {COHORT}"):
        build([COHORT], Console())


def test_no_stage_knows_the_cohort() -> None:
    params: dict[str, Any] = load_params(ROOT).model_dump()
    assert COHORT not in json.dumps(params)
    assert COHORT not in (ROOT / "dvc.yaml").read_text("utf-8")


def test_the_files_stay_small_and_are_all_explained() -> None:
    folder = ROOT / "data/raw" / COHORT
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".gitkeep"]
    assert sum(path.stat().st_size for path in files) < LARGEST_FOLDER
    explained = (folder / "README.md").read_text("utf-8")
    names = {path.name for path in files} - {"README.md", "cohort.yml", "delivery.yml"}
    assert [name for name in sorted(names) if f"`{name}`" not in explained] == []


def test_the_readme_names_the_cohort_and_its_page(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    assert f"python -m pipeline check {COHORT}" in text
    assert (root / "docs/images/problems.png").stat().st_size < 200_000
