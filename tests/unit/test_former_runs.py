"""A former run of a notebook is taken only where running it again would give the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.booklet.notebooks.former_runs import INJECTED_CELL_ID, FormerRuns, with_parameters
from pipeline.booklet.notebooks.notebook_runs import run_once
from pipeline.former_results import stage_inputs
from pipeline.params import load_params
from tests.conftest import ROOT

MADE_WITH = ("qmi-1", "fr")
NOTEBOOK = """{{"cells": [{{"cell_type": "code", "execution_count": null, "id": "{id}", "metadata": {{}}, "outputs": [],
 "source": ["# Parameters\\n", "cohort = \\"qmi-1\\"\\n", "audience = \\"{audience}\\"\\n"]}}],
 "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"""


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


def runs(
    family: str = "a", audience: str = "communes", made_with: tuple[str, ...] = MADE_WITH, **answers: str
) -> FormerRuns:
    """With a release that answers a question by the question itself, but for those `answers`."""
    return FormerRuns(
        family,
        ("communes", "startups"),
        [Path("code.py"), Path("code")],
        made_with,
        {"cohort": "qmi-1", "audience": audience},
        lambda asked: answers.get(asked.replace(" ", "_"), asked),
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
    assert len(list((folder / ".cache/notebooks/a-communes").iterdir())) == 2


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
    assert taken(runs(made_with=("qmi-1", "en"))) == []
    assert taken(runs(family="b")) == []


@pytest.fixture
def opening(folder: Path) -> Path:
    """A notebook that does nothing with its audience but open its release; it ran for communes."""
    notebook = folder / "opening.ipynb"
    notebook.write_text('audience = "communes"; release = Release(folder.release(audience))', encoding="utf-8")
    (folder / "opening.executed").write_text(
        with_parameters(NOTEBOOK.format(id=INJECTED_CELL_ID, audience="communes"), {}), encoding="utf-8"
    )
    runs().keep(notebook, folder / "opening.executed", ["fact opening", "is_for communes"])
    return notebook


def test_another_audience_takes_the_run_with_its_own_parameters(opening: Path) -> None:
    target = opening.with_suffix(".taken")
    assert runs(audience="startups").take(opening, target)
    ran = opening.with_suffix(".executed").read_text("utf-8")
    assert target.read_text("utf-8") == ran.replace("communes", "startups") != ran


def test_a_run_that_asked_for_whom_it_is_stays_with_its_audience(opening: Path) -> None:
    startups = runs(audience="startups", is_for_communes="no")
    assert not startups.take(opening, opening.with_suffix(".taken"))
    startups.keep(opening, opening.with_suffix(".executed"), ["fact opening", "is_for communes"])
    assert runs().take(opening, opening.with_suffix(".taken"))
    assert startups.take(opening, opening.with_suffix(".taken"))


def test_a_notebook_that_shows_its_audience_is_taken_by_no_other(opening: Path) -> None:
    opening.write_text(f"{opening.read_text('utf-8')}; audience", encoding="utf-8")
    runs().keep(opening, opening.with_suffix(".executed"), ["fact opening"])
    assert runs().take(opening, opening.with_suffix(".taken"))
    assert not runs(audience="startups").take(opening, opening.with_suffix(".taken"))


def test_a_cell_that_is_not_of_parameters_keeps_its_bytes() -> None:
    told = NOTEBOOK.format(id="cell-1", audience="communes")
    assert with_parameters(told, {"audience": "startups"}) == with_parameters(told, {})


def test_one_process_holds_a_notebook_for_all_audiences(opening: Path) -> None:
    with (
        runs().claimed(opening, waits=False) as ours,
        runs(audience="startups").claimed(opening, waits=False) as second,
    ):
        assert ours and not second
    with runs(audience="startups").claimed(opening, waits=True) as ours:
        assert ours


def test_a_notebook_that_another_process_runs_is_left_then_taken_as_that_one_ran_it(opening: Path) -> None:
    """The notebook here is none: to run it would fail."""
    startups, target = runs(audience="startups"), opening.with_suffix(".taken")
    with runs().claimed(opening, waits=False):
        run_once(startups, opening, target, opening.with_suffix(".failed"), {}, waits=False)
        assert not target.exists()
    run_once(startups, opening, target, opening.with_suffix(".failed"), {}, waits=True)
    assert target.read_text("utf-8") == opening.with_suffix(".executed").read_text("utf-8").replace(
        "communes", "startups"
    )


def test_a_former_run_that_somebody_touched_is_not_taken(folder: Path) -> None:
    for path in (folder / ".cache/notebooks/a-communes").iterdir():
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
