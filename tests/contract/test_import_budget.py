"""No stage imports what it does not use: how many modules each brings, and which heavy libraries, is declared here."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.contract.project_imports import stage_module
from tests.contract.test_stages import STAGES

TABLES, DRAWING = {"numpy", "pandas", "pyarrow"}, {"matplotlib", "fontTools"}
HEAVY = TABLES | DRAWING | {"scipy", "seaborn", "statsmodels", "duckdb", "dvc", "great_expectations"}
HEAVY |= {"IPython", "nbformat", "papermill", "pikepdf", "typst"}

BUDGETS: dict[str, tuple[int, set[str]]] = {
    "synthetic": (760, TABLES),
    "ingest": (940, TABLES),
    "validate": (910, TABLES),
    "drift": (870, TABLES),
    "clean": (840, TABLES),
    "estimate": (840, TABLES),
    "compare": (1540, TABLES | {"scipy", "statsmodels"}),
    "context": (840, TABLES),
    "protect": (1300, TABLES | {"scipy"}),
    "release": (1300, TABLES | {"scipy"}),
    "analyse": (1620, TABLES | DRAWING | {"IPython", "nbformat", "papermill"}),
    "resolve_renderer": (380, set()),
    "texts": (340, set()),
    "approvals": (340, set()),
    "render": (970, TABLES | {"pikepdf"}),
    "census": (940, TABLES | {"pikepdf"}),
    "sheets": (1870, TABLES | DRAWING | {"scipy", "seaborn", "statsmodels", "pikepdf", "typst"}),
    "sheets_census": (1010, TABLES | {"pikepdf"}),
    "publish": (1000, TABLES),
}
"""A tenth above what they were when declared: Python's versions differ by a few modules. What a stage needs later, for
a theme or a booklet that is there, it imports when it gets to it."""

COUNT = "import sys, {module}; print(len(sys.modules), *(name for name in {heavy} if name in sys.modules))"


def imported(module: str) -> tuple[int, set[str]]:
    """(number of modules, heavy libraries) in a new process that imports `module`."""
    command = [sys.executable, "-c", COUNT.format(module=module, heavy=sorted(HEAVY))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    count, *heavy = done.stdout.split()
    return int(count), set(heavy)


def test_each_stage_has_a_budget() -> None:
    assert set(BUDGETS) == set(STAGES)


@pytest.mark.parametrize("stage", BUDGETS)
def test_a_stage_imports_what_it_uses_and_no_more(stage: str) -> None:
    most, declared = BUDGETS[stage]
    count, heavy = imported(stage_module(stage))
    assert heavy <= declared
    assert count <= most


def test_the_command_line_starts_without_any_of_them() -> None:
    assert not imported("pipeline.__main__")[1]
