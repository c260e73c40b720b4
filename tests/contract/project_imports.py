"""Which files of the project a module needs to run, found by reading its imports."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

LOADED_AT_RUN_TIME = {
    "pipeline.publish": {"pipeline/templates/index.html.j2"},
    "pipeline.booklet.library_page": {"pipeline/templates/indicators.html.j2"},
    "pipeline.intake.codebook_page": {"pipeline/intake/templates/codebook.html.j2"},
    "pipeline.intake.problem_pages": {"pipeline/intake/templates"},
    "pipeline.renderer.embedded": {"pipeline/renderer/filters", "pipeline/renderer/templates"},
    "pipeline.site.rendering": {"pipeline/templates/site"},
    "pipeline.analyse": {"notebooks"},
}
"""Files and folders that a module opens by name, which imports do not show."""


def stage_module(stage: str) -> str:
    """The module that runs a stage: a package is run by its `__main__`."""
    return f"pipeline.{stage}.__main__" if _exists(f"pipeline.{stage}.__main__") else f"pipeline.{stage}"


def needed_files(module: str) -> set[str]:
    """Project paths that `module` needs to be run, itself included, relative to the root."""
    seen: set[str] = set()
    todo = [module] if module == "pipeline" else [module, stage_module(module.removeprefix("pipeline."))]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo.extend(_imported(name) | _loaded_by_name(name))
    opened = {path for name in seen for path in LOADED_AT_RUN_TIME.get(name, ())}
    return {str(_path(name).relative_to(ROOT)) for name in seen} | opened


def _loaded_by_name(module: str) -> set[str]:
    """Every estimator, for the package that imports them by their theme's name."""
    if module != "pipeline.estimators":
        return set()
    return {f"pipeline.estimators.{path.stem}" for path in (ROOT / "pipeline/estimators").glob("[a-z]*.py")}


def notebook_modules() -> set[str]:
    """Project modules that the notebooks import."""
    modules: set[str] = set()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                modules |= _project_names(ast.parse("".join(cell["source"])), "")
    return modules


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
