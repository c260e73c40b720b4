"""Which files of the project a module needs to run, found by reading its imports."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

FOLDERS_LOADED_WHOLE = {
    "pipeline.themes": ("pipeline/estimators",),
    "pipeline.publish": ("pipeline/templates",),
    "pipeline.problem_pages": ("pipeline/templates",),
    "pipeline.analyse": ("notebooks",),
}
"""Folders that a module loads by name at run time, which imports do not show."""


def needed_files(module: str) -> set[str]:
    """Project paths (files, or folders loaded whole) that `module` needs, itself included, relative to the root."""
    seen: set[str] = set()
    todo = [module]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo.extend(_imported(name))
    files = {str(_path(name).relative_to(ROOT)) for name in seen}
    folders = {folder for name in seen for folder in FOLDERS_LOADED_WHOLE.get(name, ())}
    return {file for file in files if not _inside(file, folders)} | folders


def notebook_modules() -> set[str]:
    """Project modules that the notebooks import."""
    modules: set[str] = set()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                modules |= _project_names(ast.parse("".join(cell["source"])), "")
    return modules


def _inside(file: str, folders: set[str]) -> bool:
    return any(file.startswith(f"{folder}/") for folder in folders)


@cache
def _imported(module: str) -> frozenset[str]:
    path = _path(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return frozenset(_project_names(ast.parse(path.read_text(encoding="utf-8")), package))


def _project_names(tree: ast.AST, package: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *filter(None, [base])])
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    found = {name for name in names if name.split(".")[0] == "pipeline" and _exists(name)}
    return found | {parent for name in found for parent in _parents(name)}


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _exists(name: str) -> bool:
    try:
        _path(name)
    except FileNotFoundError:
        return False
    return True


def _path(name: str) -> Path:
    base = ROOT.joinpath(*name.split("."))
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(name)
