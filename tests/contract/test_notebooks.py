"""Notebooks stay thin: narrative and exhibits only, one parameters cell, no logic, no output in git."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.themes import CITED_THEMES, PAGE_THEMES, THEMES
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CODE_CELLS, MOST_CELL_LINES = 20, 10
FORBIDDEN_CALLS = {"groupby", "merge", "join", "pivot_table", "pivot", "fit", "open", "eval", "exec", "sys.exit"}
READING = re.compile(r"\bread_(?:parquet|csv|json|table|text|bytes)\b|\bopen\(|release\.folder")


def code_cells(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_every_theme_has_estimator_notebook_and_chapter() -> None:
    themes = set(THEMES)
    assert {path.stem for path in NOTEBOOKS} == themes - set(PAGE_THEMES)
    assert {path.stem for path in (ROOT / "reports/chapters").glob("*.qmd")} == themes
    assert {path.stem for path in (ROOT / "pipeline/estimators").glob("*.py")} - {"__init__"} == themes - set(
        CITED_THEMES
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code_cells(path))


def test_cells_are_numbered_as_the_tool_that_strips_them_does() -> None:
    """`make format` then changes no notebook that somebody only read."""
    verified = subprocess.run(
        [sys.executable, "-m", "nbstripout", "--verify", *NOTEBOOKS], capture_output=True, text=True
    )
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_first_code_cell_holds_the_parameters_as_literals(path: Path) -> None:
    first, *others = code_cells(path)
    assert first["metadata"].get("tags") == ["parameters"]
    assert all("parameters" not in cell["metadata"].get("tags", []) for cell in others)
    assigned = ast.parse(source(first)).body
    assert all(isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) for line in assigned)
    assert {line.targets[0].id for line in assigned} == {"cohort", "audience"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_few_and_short(path: Path) -> None:
    """The data of a figure do not count: `test_figure_data` asks a cell of one line for each."""
    cells = [cell for cell in code_cells(path) if not source(cell).endswith("\nfigure.twin()")]
    assert len(cells) <= MOST_CODE_CELLS
    assert max(len(source(cell).splitlines()) for cell in cells) <= MOST_CELL_LINES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_imports_exists(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("pipeline"):
                module = importlib.import_module(str(node.module))
                for name in node.names:
                    assert hasattr(module, name.name) or importlib.util.find_spec(f"{node.module}.{name.name}")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_logic_in_cells(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(source(cell))):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.With, ast.Lambda))
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                assert name not in FORBIDDEN_CALLS
                assert not name.startswith("read_")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_result_is_typed_in_a_notebook(path: Path) -> None:
    """Layout numbers are fine as widths; a text shown to readers never holds a digit of its own."""
    for cell in code_cells(path)[2:]:
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                assert not any(character.isdigit() for character in node.value), node.value


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_reads_nothing_but_by_asking_the_release(path: Path) -> None:
    """A former run is taken where the release answers the same: what is read behind it would not be noticed."""
    assert not any(READING.search(source(cell)) for cell in code_cells(path))


def test_chapters_read_nothing_but_by_asking_the_release() -> None:
    chapters = sorted((ROOT / "pipeline/booklet/chapters").glob("*.py"))
    assert chapters
    assert [path.name for path in chapters if READING.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("folder", ["frame", "sheets", "english"])
def test_what_stages_a_document_reads_nothing_but_by_asking_the_release(folder: str) -> None:
    """A former booklet, and former sheets, are taken where the release answers the same to what their staging asked."""
    behind = re.compile(r"release\.(?:folder /|_\w)|\bread_parquet\b")
    modules = sorted((ROOT / "pipeline/booklet" / folder).glob("*.py"))
    assert modules
    assert [path.name for path in modules if behind.search(path.read_text(encoding="utf-8"))] == []
