"""The code that a stage is said to run holds all that it runs, and no more than its imports name."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.imported_code import described, forget, needed_files, notebook_modules, stage_files, stage_module, stages
from tests.conftest import ROOT

LOADED = """
import sys, json, {module}
files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
print(json.dumps([file for file in files if file]))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    forget()
    yield tmp_path
    forget()


def write(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def names(*modules: str) -> list[str]:
    return [str(path) for path in needed_files(*modules)]


@pytest.mark.parametrize("stage", stages())
def test_every_file_that_a_stage_loads_is_listed(stage: str) -> None:
    command = [sys.executable, "-c", LOADED.format(module=stage_module(stage))]
    loaded = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    ours = {Path(file).relative_to(ROOT) for file in loaded if Path(file).is_relative_to(ROOT / "pipeline")}
    assert ours
    assert ours <= set(stage_files(stage))


def test_imports_are_followed_wherever_they_stand(folder: Path) -> None:
    write(
        {
            "pipeline/__init__.py": "",
            "pipeline/first.py": "import json\nfrom pipeline.inner import second\n",
            "pipeline/inner/__init__.py": "",
            "pipeline/inner/second.py": "def late():\n    from . import third\n    from ..fourth import word\n",
            "pipeline/inner/third.py": "",
            "pipeline/fourth.py": "word = ''\n",
            "pipeline/alone.py": "",
        }
    )
    assert names("pipeline.first") == [
        *("pipeline/__init__.py", "pipeline/first.py", "pipeline/fourth.py"),
        *("pipeline/inner/__init__.py", "pipeline/inner/second.py", "pipeline/inner/third.py"),
    ]


def test_the_packages_that_a_module_is_in_are_run_too(folder: Path) -> None:
    write({f"pipeline/{name}": "" for name in ("__init__.py", "inner/__init__.py", "inner/second.py")})
    write({"pipeline/first.py": "import pipeline.inner.second\n"})
    assert names("pipeline.first") == [
        *("pipeline/__init__.py", "pipeline/first.py", "pipeline/inner/__init__.py", "pipeline/inner/second.py"),
    ]


def test_what_is_opened_by_name_is_listed() -> None:
    assert Path("pipeline/templates/index.html.j2") in stage_files("publish")
    assert set(stage_files("render")) >= {
        path for path in Path("pipeline/renderer/filters").rglob("*") if path.is_file()
    }


def test_every_estimator_is_run_by_the_stage_that_finds_them_by_name() -> None:
    assert set(Path("pipeline/estimators").glob("*.py")) <= set(stage_files("estimate"))


def test_what_notebooks_import_is_run_by_the_stage_that_runs_them() -> None:
    modules = notebook_modules() - {"pipeline"}
    assert modules
    assert set(needed_files(*modules)) <= set(stage_files("analyse"))


STAGE = "stages:\n  first:\n    deps:\n    - a\n\n    outs: [b]\n  second: {deps: [c]}\n"


@pytest.mark.parametrize(("name", "told"), [("first", {"deps": ["a"], "outs": ["b"]}), ("second", {"deps": ["c"]})])
def test_a_stage_is_described_as_the_whole_file_says(folder: Path, name: str, told: dict[str, list[str]]) -> None:
    (folder / "dvc.yaml").write_text(STAGE, encoding="utf-8")
    assert described(name) == told


def test_every_stage_of_the_project_is_described_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    whole = YAML(typ="safe").load((ROOT / "dvc.yaml").read_bytes())["stages"]
    assert {name: described(name) for name in whole} == whole
