"""A former result is taken only where making it again would give the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.files import sha256, write_json
from pipeline.former_results import FormerResults, forget_all_but, of_stage, stage_inputs
from pipeline.imported_code import forget
from pipeline.paths import code
from tests.conftest import ROOT

MADE_FROM = (b"values", b"suite")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Code, and the kept result of two names."""
    monkeypatch.chdir(tmp_path)
    forget()
    for name in ("code.py", "code/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in ("first", "second"):
        results().keep(name, f"{name} result".encode(), *MADE_FROM)
    yield tmp_path
    forget()


def results(family: str = "kind/a", parameters: tuple[str, ...] = ("x",)) -> FormerResults:
    return FormerResults(family, [Path("code.py"), Path("code")], parameters)


def test_what_was_made_from_the_same_is_taken(folder: Path) -> None:
    assert results().take("first", *MADE_FROM) == b"first result"
    assert results().take("second", *MADE_FROM) == b"second result"


def test_what_is_kept_of_cohorts_that_are_no_longer_declared_is_forgotten(folder: Path) -> None:
    for family in ("checks/a", "checks/b", "notebooks/a-fr-communes", "notebooks/b-fr-communes", "fonts/b"):
        results(family).keep("first", b"result")
    forget_all_but(["a", "c"])
    assert results("checks/a").take("first") == results("notebooks/a-fr-communes").take("first") == b"result"
    assert results("checks/b").take("first") is results("notebooks/b-fr-communes").take("first") is None
    assert results("fonts/b").take("first") == b"result", "what is no cohort's is left alone"


@pytest.mark.parametrize(
    "made_from", [(b"other", b"suite"), (b"values", b""), (b"valuessuite",), (b"value", b"ssuite")]
)
def test_what_was_made_from_something_else_is_not(folder: Path, made_from: tuple[bytes, ...]) -> None:
    assert results().take("first", *made_from) is None


CHANGES: dict[str, Callable[[Path], object]] = {
    "code": lambda root: (root / "code.py").write_text("edited", encoding="utf-8"),
    "a file more": lambda root: (root / "code/b.py").write_text("", encoding="utf-8"),
    "another name": lambda root: (root / "code/a.py").rename(root / "code/c.py"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_changed_code_makes_all_of_them_out_of_date(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert results().take("first", *MADE_FROM) is None


def test_another_family_or_parameter_has_its_own(folder: Path) -> None:
    assert results(family="kind/b").take("first", *MADE_FROM) is None
    assert results(parameters=("y",)).take("first", *MADE_FROM) is None


def test_of_each_name_the_last_result_is_kept_alone(folder: Path) -> None:
    results().keep("first", b"newer", b"newer values")
    assert results().take("first", *MADE_FROM) is None
    assert results().take("first", b"newer values") == b"newer"
    assert results().take("second", *MADE_FROM) == b"second result"
    assert len(list((folder / ".cache/kind/a").iterdir())) == 2


def test_a_result_that_somebody_touched_is_not_taken(folder: Path) -> None:
    for path in (folder / ".cache/kind/a").iterdir():
        path.write_text("edited by hand", encoding="utf-8")
    assert results().take("first", *MADE_FROM) is None


DVC_YAML = """
stages:
  validate:
    deps: [data/processed/code/validate.json, "data/raw/${item.cohort}", "data/raw/shared.csv", requirements.lock]
"""


@pytest.mark.parametrize(
    ("edited", "is_taken"),
    [
        *(("pipeline/validate.py", False), ("requirements.lock", False)),
        *(("data/raw/a/b.csv", True), ("data/raw/shared.csv", True)),
    ],
)
@pytest.mark.parametrize("listed", ["never", "before", "before and after"])
def test_the_code_of_a_stage_counts_whatever_else_is_told(
    folder: Path, edited: str, is_taken: bool, listed: str
) -> None:
    """Whenever the stage `code` listed it."""
    (folder / "dvc.yaml").write_text(DVC_YAML, encoding="utf-8")
    for name in ("pipeline/validate.py", "requirements.lock", "data/raw/a/b.csv", "data/raw/shared.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("before = 1", encoding="utf-8")
    if "before" in listed:
        list_code(folder)
    of_validate().keep("table", b"result", b"values")
    (folder / edited).write_text("after = 1", encoding="utf-8")
    if "after" in listed:
        list_code(folder)
    assert (of_validate().take("table", b"values") is not None) == is_taken


def list_code(folder: Path) -> None:
    """As the stage `code` does."""
    write_json(code("validate"), {"pipeline/validate.py": sha256(folder / "pipeline/validate.py")})


def test_what_is_imported_since_the_code_was_listed_counts(folder: Path) -> None:
    """A stage may be run by hand, without the stage that lists its code."""
    (folder / "dvc.yaml").write_text(DVC_YAML, encoding="utf-8")
    for name in ("pipeline/validate.py", "pipeline/later.py", "requirements.lock", "data/raw/shared.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")
    list_code(folder)
    (folder / "pipeline/validate.py").write_text("import pipeline.later\n", encoding="utf-8")
    (folder / "pipeline/__init__.py").touch()
    of_validate().keep("table", b"result", b"values")
    assert of_validate().take("table", b"values") == b"result"
    (folder / "pipeline/later.py").write_text("edited = 1\n", encoding="utf-8")
    assert of_validate().take("table", b"values") is None


def of_validate() -> FormerResults:
    found = of_stage("validate", "checks/a", {"cohort": "a"}, told=("data", "expectations"))
    assert found is not None
    return found


def test_outside_of_a_project_nothing_is_kept(folder: Path) -> None:
    assert of_stage("validate", "checks/a", {"cohort": "a"}, told=()) is None


TOLD = {
    "validate": {"data/processed/demo/ingested", "expectations"},
    "estimate": {"data/processed/demo/clean", "data/raw/demo/plan.yml"},
    "sheets": {
        *(f"data/processed/demo/{name}" for name in ("approvals.json", "release")),
        "data/raw/demo/cohort.yml",
        *(f"reports/{name}" for name in ("_brand.yml", "_quarto.yml", "sheets", "theme")),
    },
}
"""What the parts of a stage tell themselves of what they were made from. Something more has to be told too."""


@pytest.mark.parametrize("stage", TOLD)
def test_all_else_that_a_stage_depends_on_counts(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    inputs = {str(path) for path in stage_inputs(stage, {"cohort": "demo"})}
    its_code = {path for path in inputs if path == str(code(stage)) or path.startswith("pipeline/")}
    assert its_code
    assert inputs - its_code == {"requirements.lock", *TOLD[stage]}
    assert all(Path(path).exists() for path in its_code)
