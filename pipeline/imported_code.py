"""Which files of the project a stage runs: those it imports, found by reading imports, and those it opens by name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.files import sha256

STAGES = Path("dvc.yaml")
NOTEBOOKS = Path("notebooks")
OPENED = {
    "pipeline.publish": ("pipeline/templates/index.html.j2",),
    "pipeline.booklet.library_page": ("pipeline/templates/indicators.html.j2",),
    "pipeline.intake.codebook_page": ("pipeline/intake/templates/codebook.html.j2",),
    "pipeline.intake.problem_pages": ("pipeline/intake/templates",),
    "pipeline.renderer.embedded": (
        "pipeline/renderer/filters",
        "pipeline/renderer/in_one_state.lua",
        "pipeline/renderer/templates",
    ),
    "pipeline.site.rendering": ("pipeline/templates/site",),
}
"""Files and folders that a module opens by name, which imports do not show."""

BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
"""Where a statement holds others."""


def stages() -> list[str]:
    """The names of the stages in dvc.yaml, but for the one that this module serves."""
    return [name for name in YAML(typ="safe").load(STAGES.read_bytes())["stages"] if name != "code"]


def described(stage: str) -> dict[str, Any]:
    """What dvc.yaml says of one stage: read alone where it is laid out as usual, since reading all of it takes longer
    than most stages look for what was made before.
    """
    whole = STAGES.read_text(encoding="utf-8")
    block = re.search(rf"^  {re.escape(stage)}:\n(?:(?:    .*)?\n)+", whole, re.MULTILINE)
    said = YAML(typ="safe").load(block[0] if block else whole)
    found: dict[str, Any] = said[stage] if block else said["stages"][stage]
    return found


def stage_module(stage: str) -> str:
    """The module that runs a stage: a package is run by its `__main__`."""
    return f"pipeline.{stage}.__main__" if _exists(f"pipeline.{stage}.__main__") else f"pipeline.{stage}"


def stage_files(stage: str) -> list[Path]:
    """Files that a stage needs to run; for the stage that runs the notebooks, those that they import too."""
    return _with_opened(stage_modules(stage))


def stage_modules(stage: str) -> set[str]:
    """Modules that a stage needs to run, its own included; with what the notebooks import, for that which runs them."""
    modules = {f"pipeline.{stage}", stage_module(stage)} | (notebook_modules() if stage == "analyse" else set())
    return _needed(*modules)


def needed_files(*modules: str) -> list[Path]:
    """Files of the project that these modules need, themselves included, in order."""
    return _with_opened(_needed(*modules))


def _needed(*modules: str) -> set[str]:
    needed = set[str]()
    todo = list(modules)
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            todo.extend(imported(name) | _imported_by_name(name))
    return needed


def _with_opened(needed: set[str]) -> list[Path]:
    opened = {file for name in needed for place in OPENED.get(name, ()) for file in _files(Path(place))}
    return sorted({module_file(name) for name in needed} | opened)


def edited_since(listed: Path) -> list[str]:
    """Which files are not as a list of files and sums says, that the stage `code` made."""
    sums = json.loads(listed.read_text(encoding="utf-8"))
    return [file for file, digest in sums.items() if not Path(file).is_file() or sha256(Path(file)) != digest]


def notebook_modules() -> set[str]:
    """Modules of the project that the notebooks import."""
    cells = (cell for path in NOTEBOOKS.glob("*.ipynb") for cell in json.loads(path.read_text("utf-8"))["cells"])
    code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return {name for source in code for name in _project_names(ast.parse(source), "")}


@cache
def imported(module: str) -> frozenset[str]:
    """Modules of the project that a module imports, wherever in it, and the packages that they are in."""
    path = module_file(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return frozenset(_project_names(ast.parse(path.read_text(encoding="utf-8")), package))


def module_file(name: str) -> Path:
    """Where a module of the project is.

    Raises:
        FileNotFoundError: there is no such module.
    """
    if (found := _found(name)) is None:
        raise FileNotFoundError(name)
    return found


def forget() -> None:
    """Read imports anew: somebody edited a module, or there is one more or one less."""
    imported.cache_clear()
    _found.cache_clear()


@cache
def _found(name: str) -> Path | None:
    base = Path(*name.split("."))
    return next((file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()), None)


def _imported_by_name(module: str) -> set[str]:
    """Every estimator, for the package that imports them by their theme's name."""
    if module != "pipeline.estimators":
        return set()
    return {f"pipeline.estimators.{path.stem}" for path in Path("pipeline/estimators").glob("[a-z]*.py")}


def _files(place: Path) -> Iterator[Path]:
    yield from (file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]


def _project_names(tree: ast.Module, package: str) -> set[str]:
    found = {name for statement in _statements(tree) for name in _names(statement, package) if _exists(name)}
    return found | {parent for name in found for parent in _parents(name)}


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """All statements, however deep: expressions, which are most of a tree, import nothing."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield node
        for block in BLOCKS:
            todo.extend(getattr(node, block, ()))


def _names(node: ast.AST, package: str) -> Iterator[str]:
    """What an import statement names: modules, and what may be a module of a package."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *filter(None, [node.module])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _exists(name: str) -> bool:
    return name.partition(".")[0] == "pipeline" and _found(name) is not None
