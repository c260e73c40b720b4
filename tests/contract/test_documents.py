"""README and CONTRIBUTING say what is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipeline.__main__ import app
from tests.conftest import ROOT
from tests.contract.test_stages import STAGES

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_readme_names_every_top_level_folder() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in listed.splitlines() if "/" in line and not line.startswith(".")}
    assert folders == {name.split("/")[0] for name in re.findall(r"^\| `([\w/]+)/` \|", README, re.MULTILINE)}


def test_architecture_has_a_row_for_every_stage_and_every_folder_of_the_code() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+/?)` \|", text, re.MULTILINE))
    folders = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert set(STAGES) <= rows
    assert {f"{name}/" for name in folders} - rows == set(), (
        "folders of pipeline/ that architecture.md does not tell of"
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_code_that_a_document_names_by_its_folder_is_there(document: Path) -> None:
    named = set(re.findall(r"(?<![\w/.-])(?:\w+/)+\w+\.(?:py|lua)\b", document.read_text(encoding="utf-8")))
    places = [ROOT, ROOT / "pipeline", ROOT / "pipeline" / "booklet", ROOT / "reports"]
    assert {name for name in named if not any((place / name).is_file() for place in places)} == set()


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make (\w+)", README + CONTRIBUTING)) - {"a"}
    assert named <= targets


def test_commands_exist() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"python -m pipeline ([\w-]+)", README + CONTRIBUTING))
    assert named <= commands


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *chain.from_iterable(project["dependency-groups"].values())]
    names = {re.split(r"[\[<>=]", line)[0] for line in declared}
    table = README.split("## Dependencies and why")[1].split("##")[0]
    explained = {name for cell in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for name in cell.split(", ")}
    assert names <= explained


def test_what_builds_the_project_is_locked_too() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for required in project["build-system"]["requires"]:
        assert re.search(rf"^{re.split('[<>=]', required)[0]}==", lock, re.MULTILINE)


def for_users(project: dict[str, Any]) -> list[str]:
    return [*project["project"]["dependencies"], *project["dependency-groups"]["cluster"]]


def test_every_imported_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[\[<>=]", line)[0].lower() for line in for_users(project)}
    modules = {
        name.split(".")[0]
        for path in (ROOT / "pipeline").rglob("*.py")
        for name in re.findall(
            r"^\s*(?:from (?=[\w.]+ import)|import )([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    installed = packages_distributions()
    known = {name.replace("_", "-") for name in declared}
    providers = {name: {package.lower().replace("_", "-") for package in installed.get(name, [name])}
                 for name in modules - set(sys.stdlib_module_names) - {"pipeline"}}  # fmt: skip
    assert [name for name, packages in providers.items() if not packages & known] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_each_recipe_has_at_most_six_steps() -> None:
    for recipe in CONTRIBUTING.split("\n## ")[1:]:
        assert 1 <= len(re.findall(r"^\d\. ", recipe, re.MULTILINE)) <= 6
