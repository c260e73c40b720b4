"""No stage imports what it does not use: how many modules each brings, and which heavy libraries, is declared here."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pandas
import pytest

from pipeline.building.fork_server import LIBRARIES
from pipeline.imported_code import stage_files, stage_module
from tests.conftest import ROOT
from tests.contract.test_stages import STAGES

TABLES, DRAWING = {"numpy", "pandas", "pyarrow"}, {"matplotlib", "fontTools"}
HEAVY = TABLES | DRAWING | {"scipy", "seaborn", "statsmodels", "duckdb", "dvc", "great_expectations"}
HEAVY |= {"IPython", "nbformat", "papermill", "pikepdf", "typst"}

BUDGETS: dict[str, tuple[int, set[str]]] = {
    "code": (380, set()),
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
    "render": (880, TABLES),
    "census": (940, TABLES | {"pikepdf"}),
    "sheets": (870, TABLES),
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


@pytest.mark.parametrize("stage", LIBRARIES)
def test_what_is_imported_before_a_stage_is_forked_is_what_its_code_imports(stage: str) -> None:
    code = [path for path in stage_files(stage) if path.suffix == ".py"]
    named = {name for path in code for name in imported_names(path.read_text(encoding="utf-8"))}
    assert {library.split(".")[0] for library in LIBRARIES[stage]} <= named | {"pyarrow"}  # which pandas imports


def imported_names(code: str) -> set[str]:
    """The top-level packages that a module imports."""
    nodes = list(ast.walk(ast.parse(code)))
    plain = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) if node.module}


def test_every_stage_that_imports_something_heavy_is_forked_with_it() -> None:
    assert {stage for stage, (_, heavy) in BUDGETS.items() if heavy} == set(LIBRARIES)


def test_libraries_are_compiled_where_they_are_installed() -> None:
    """No test imports pandas' own tests: what is compiled of them, `make setup` compiled."""
    module = Path(pandas.__file__).with_name("tests") / "test_algos.py"
    assert Path(cache_from_source(str(module))).is_file()
