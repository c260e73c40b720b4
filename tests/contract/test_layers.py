"""Who may import whom: stages import libraries, never another stage; libraries never import a stage."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.imported_code import imported, stage_module
from tests.conftest import ROOT
from tests.contract.test_stages import STAGES

STAGE_MODULES = {stage_module(stage) for stage in STAGES}
FRONT_DOORS = {"pipeline.__main__"}
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
LONGEST_MODULE_LINES = 300
LONGEST_FUNCTION_LINES = 40


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_no_module_but_the_command_line_imports_a_stage(path: Path) -> None:
    if module_name(path) not in FRONT_DOORS:
        assert not set(imported(module_name(path))) & STAGE_MODULES


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_modules_answer_one_question_and_say_which(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert path.stem not in FORBIDDEN_NAMES
    assert len(source.splitlines()) <= LONGEST_MODULE_LINES
    assert ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_functions_stay_readable(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_no_clock_and_no_unseeded_chance(path: Path) -> None:
    # How long a build takes is shown, never written; the day of an approval is a person's, told unless it is today.
    if path.name in {"build.py", "approve.py"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    banned = {"time.time", "dt.datetime.now", "datetime.now", "dt.date.today", "date.today", "random.random"}
    assert not called & banned
    assert not {name for name in called if name.startswith(("np.random", "numpy.random", "uuid.uuid"))}
