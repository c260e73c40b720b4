"""A former run of a notebook is taken only where running it again would give the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.booklet.notebooks.former_runs import FormerRuns, stage_inputs
from pipeline.params import load_params
from tests.conftest import ROOT

PARAMETERS = ("qmi-1", "communes", "fr")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notebooks, code and data; both were run."""
    monkeypatch.chdir(tmp_path)
    for name in ("first.ipynb", "second.ipynb", "code.py", "release/facts.parquet", "release/tables/a.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in ("first", "second"):
        (tmp_path / f"{name}.executed").write_text(f"{name} ran", encoding="utf-8")
        runs().keep(Path(f"{name}.ipynb"), Path(f"{name}.executed"))
    return tmp_path


def runs(family: str = "a", parameters: tuple[str, ...] = PARAMETERS) -> FormerRuns:
    return FormerRuns(family, [Path("code.py"), Path("release")], parameters)


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
    runs().keep(Path("first.ipynb"), Path("first.executed"))
    assert taken() == ["ran again", "second ran"]
    assert len(list((folder / ".cache/notebooks/a").iterdir())) == 2


CHANGES: dict[str, Callable[[Path], object]] = {
    "code": lambda root: (root / "code.py").write_text("code", encoding="utf-8"),
    "data": lambda root: (root / "release/tables/a.parquet").write_text("other", encoding="utf-8"),
    "a table more": lambda root: (root / "release/tables/b.parquet").write_text("", encoding="utf-8"),
    "a table less": lambda root: (root / "release/tables/a.parquet").unlink(),
    "another name": lambda root: (root / "release/tables").rename(root / "release/others"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_all_of_them_depend_on_runs_all_of_them(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert taken() == []


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
