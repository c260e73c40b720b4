"""A former run of a notebook is taken only where running it again would give the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.booklet.notebooks.former_runs import FormerRuns
from pipeline.former_results import stage_inputs
from pipeline.params import load_params
from tests.conftest import ROOT

PARAMETERS = ("qmi-1", "communes", "fr")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notebooks, code and data; both were run."""
    monkeypatch.chdir(tmp_path)
    for name in ("first.ipynb", "second.ipynb", "code.py", "code/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in ("first", "second"):
        (tmp_path / f"{name}.executed").write_text(f"{name} ran", encoding="utf-8")
        runs().keep(Path(f"{name}.ipynb"), Path(f"{name}.executed"), ["summary", f"fact {name}"])
    return tmp_path


def runs(family: str = "a", parameters: tuple[str, ...] = PARAMETERS, **answers: str) -> FormerRuns:
    """With a release that answers a question by the question itself, but for those `answers`."""
    return FormerRuns(
        family, [Path("code.py"), Path("code")], parameters, lambda asked: answers.get(asked.replace(" ", "_"), asked)
    )


def taken(former: FormerRuns | None = None) -> list[str]:
    """What is taken, of both notebooks."""
    former, found = former or runs(), []
    for name in ("first", "second"):
        if former.take(Path(f"{name}.ipynb"), Path(f"{name}.taken")):
            found.append(Path(f"{name}.taken").read_text(encoding="utf-8"))
    return found


def test_nothing_runs_again_where_nothing_changed(folder: Path) -> None:
    assert taken() == ["first ran", "second ran"]


def test_an_edited_notebook_runs_again_and_no_other(folder: Path) -> None:
    (folder / "first.ipynb").write_text("edited", encoding="utf-8")
    assert taken() == ["second ran"]


def test_the_last_run_of_a_notebook_is_kept_alone(folder: Path) -> None:
    (folder / "first.ipynb").write_text("edited", encoding="utf-8")
    (folder / "first.executed").write_text("ran again", encoding="utf-8")
    runs().keep(Path("first.ipynb"), Path("first.executed"), [])
    assert taken() == ["ran again", "second ran"]
    assert len(list((folder / ".cache/notebooks/a").iterdir())) == 2


CHANGES: dict[str, Callable[[Path], object]] = {
    "code": lambda root: (root / "code.py").write_text("code", encoding="utf-8"),
    "other code": lambda root: (root / "code/a.py").write_text("other", encoding="utf-8"),
    "a file more": lambda root: (root / "code/b.py").write_text("", encoding="utf-8"),
    "a file less": lambda root: (root / "code/a.py").unlink(),
    "another name": lambda root: (root / "code/a.py").rename(root / "code/c.py"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_all_of_them_depend_on_runs_all_of_them(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert taken() == []


def test_a_changed_number_runs_the_notebooks_that_asked_for_it(folder: Path) -> None:
    assert taken(runs(fact_first="another")) == ["second ran"]
    assert taken(runs(fact_third="another")) == ["first ran", "second ran"]
    assert taken(runs(summary="another")) == []


def test_other_parameters_are_another_run(folder: Path) -> None:
    assert taken(runs(parameters=("qmi-1", "communes", "en"))) == []
    assert taken(runs(family="b")) == []


def test_a_former_run_that_somebody_touched_is_not_taken(folder: Path) -> None:
    for path in (folder / ".cache/notebooks/a").iterdir():
        path.write_text("edited by hand", encoding="utf-8")
    assert taken() == []


def test_a_stage_depends_on_files_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    params = load_params(ROOT)
    for booklet in params.booklets:
        inputs = stage_inputs("analyse", {"cohort": params.cohorts[0], "booklet": booklet})
        assert Path("notebooks") in inputs and Path("requirements.lock") in inputs
        missing = [path for path in inputs if not (ROOT / path).exists()]
        assert all("data/processed" in str(path) for path in missing), missing
