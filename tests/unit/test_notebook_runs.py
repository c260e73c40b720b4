"""papermill made strict: what it lets pass is refused here."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from pipeline.booklet.notebooks.notebook_runs import run_notebook
from pipeline.booklet.notebooks.warm_processes import run_apart
from pipeline.errors import NotebookError

PARAMETERS = {"cohort": "qmi-1", "audience": "communes"}
DECLARED = 'cohort = "demo"\naudience = "demo"'
EXHIBIT = """\
#| label: tbl-x
from pipeline.booklet.exhibits import Table
Table({"Ville": [cohort]}, "Légende « a » : b")"""


def notebook(path: Path, *cells: str, tag: str = "parameters") -> Path:
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    )
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    book.cells[0].metadata["tags"] = [tag]
    nbformat.write(book, path)
    return path


def run(source: Path, folder: Path, parameters: dict[str, str] = PARAMETERS, timeout_seconds: int = 60) -> Path:
    target = folder / "executed" / source.name
    call = (source, target, folder / "failed" / source.name, parameters)
    (problem,) = run_apart(run_notebook, [call], timeout_seconds)
    if problem is not None:
        raise problem
    return target


def test_parameters_reach_the_notebook_and_captions_become_options(tmp_path: Path) -> None:
    executed = nbformat.read(run(notebook(tmp_path / "a.ipynb", DECLARED, EXHIBIT), tmp_path), as_version=4)
    last = executed.cells[-1]
    assert last.source.splitlines()[0] == r'#| tbl-cap: "Légende « a » \\: b"'
    assert "qmi" in last.outputs[0]["data"]["text/markdown"]


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    source = notebook(tmp_path / "a.ipynb", DECLARED, EXHIBIT, "print('noise')")
    runs = [run(source, tmp_path / name).read_bytes() for name in ("one", "two")]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"cohort": "qmi-1"}, r"not given: \['audience'\]"),
        ({**PARAMETERS, "cohorte": "qmi-1"}, r"not declared: \['cohorte'\]"),
    ],
)
def test_parameter_names_must_match_exactly(tmp_path: Path, parameters: dict[str, str], sentence: str) -> None:
    with pytest.raises(NotebookError, match=sentence):
        run(notebook(tmp_path / "a.ipynb", DECLARED), tmp_path, parameters)


def test_an_untagged_notebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="0 cells carry the tag « parameters »"):
        run(notebook(tmp_path / "a.ipynb", DECLARED, tag="other"), tmp_path)


@pytest.mark.parametrize("cell", ["raise ValueError('boum')", "import sys; sys.exit(0)", "import sys; sys.exit(1)"])
def test_a_run_cut_short_is_refused_and_its_copy_kept(tmp_path: Path, cell: str) -> None:
    source = notebook(tmp_path / "a.ipynb", DECLARED, cell, "late = 1")
    with pytest.raises(NotebookError, match=r"failed/a\.ipynb"):
        run(source, tmp_path)
    assert (tmp_path / "failed" / "a.ipynb").is_file()
    assert not (tmp_path / "executed" / "a.ipynb").exists()


def test_a_parameter_value_is_never_code(tmp_path: Path) -> None:
    hostile = {"cohort": 'x"); raise SystemExit #', "audience": "communes"}
    executed = nbformat.read(run(notebook(tmp_path / "a.ipynb", DECLARED, "cohort"), tmp_path, hostile), as_version=4)
    assert hostile["cohort"] in executed.cells[-1].outputs[0]["data"]["text/plain"]


def test_no_path_of_this_machine_stays_in_the_copy(tmp_path: Path) -> None:
    assert str(tmp_path) not in run(notebook(tmp_path / "a.ipynb", DECLARED, EXHIBIT), tmp_path).read_text("utf-8")


LEAKS = """\
import builtins, os, sys
import pandas, matplotlib
left = "what the notebook before left"
builtins.left, os.environ["LEFT"], sys.modules["left"] = left, left, pandas
pandas.options.display.max_rows, matplotlib.rcParams["font.size"] = 3, 41
pandas.DataFrame.left = left"""

LOOKS = """\
import builtins, os, sys
import pandas, matplotlib
found = [hasattr(builtins, "left"), "LEFT" in os.environ, "left" in sys.modules, hasattr(pandas.DataFrame, "left")]
found += [pandas.options.display.max_rows == 3, matplotlib.rcParams["font.size"] == 41, "left" in globals()]
found"""


def test_nothing_a_notebook_leaves_is_found_by_the_next(tmp_path: Path) -> None:
    run(notebook(tmp_path / "a.ipynb", DECLARED, LEAKS), tmp_path)
    looked = nbformat.read(run(notebook(tmp_path / "b.ipynb", DECLARED, LOOKS), tmp_path), as_version=4)
    assert looked.cells[-1].outputs[0]["data"]["text/plain"] == str([False] * 7)


def test_what_a_notebook_leaves_is_found_within_it(tmp_path: Path) -> None:
    looked = nbformat.read(run(notebook(tmp_path / "a.ipynb", DECLARED, LEAKS, LOOKS), tmp_path), as_version=4)
    assert looked.cells[-1].outputs[0]["data"]["text/plain"] == str([True] * 7)


def test_a_notebook_that_never_ends_is_stopped(tmp_path: Path) -> None:
    endless = notebook(tmp_path / "a.ipynb", DECLARED, "while True: pass")
    with pytest.raises(NotebookError, match="took too long"):
        run(endless, tmp_path, timeout_seconds=2)


def test_a_notebook_that_ends_its_process_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"ended early \(exit code 7\)"):
        run(notebook(tmp_path / "a.ipynb", DECLARED, "import os; os._exit(7)"), tmp_path)
