"""papermill made strict: what it lets pass is refused here."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from pipeline.booklet.notebooks.notebook_runs import run_notebooks
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
    (problem,) = run_notebooks([call], timeout_seconds)
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
import builtins, logging, os, random, signal, sys, tempfile, threading, time, warnings
import matplotlib.pyplot, numpy, pandas, seaborn
import pipeline.figures
left = "what the notebook before left"
builtins.left, os.environ["LEFT"], sys.modules["left"] = left, left, pandas
seaborn.set_theme(style="dark", palette="husl")
pandas.options.display.max_rows, matplotlib.rcParams["font.size"] = 3, 41
pandas.DataFrame.left = left
pipeline.figures.left = left
seaborn.axes_style.left = left
random.seed(41), numpy.random.seed(41)
os.chdir("/"), sys.path.insert(0, "/left"), os.umask(0o041)
warnings.filterwarnings("ignore", message="left"), logging.getLogger().setLevel(1)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
sys.setrecursionlimit(4_141)
kept = tempfile.NamedTemporaryFile(suffix=".left")
threading.Thread(target=time.sleep, args=(30,), name="left").start()
matplotlib.pyplot.figure(num=41)
get_ipython().ast_node_interactivity = "all"
"""

LOOKS = """\
import builtins, logging, os, random, signal, sys, threading, warnings
import matplotlib, matplotlib.pyplot, numpy, pandas, seaborn
import pipeline.figures
files = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
umask = os.umask(0)
found = {
    "builtins": hasattr(builtins, "left"),
    "environment": "LEFT" in os.environ,
    "modules": "left" in sys.modules,
    "patched class": hasattr(pandas.DataFrame, "left"),
    "patched module of the project": hasattr(pipeline.figures, "left"),
    "patched function": hasattr(seaborn.axes_style, "left"),
    "option of pandas": pandas.options.display.max_rows == 3,
    "setting of matplotlib": matplotlib.rcParams["font.size"] == 41,
    "theme of seaborn": seaborn.axes_style()["axes.facecolor"] == "#EAEAF2",
    "random": random.getstate() == random.Random(41).getstate(),
    "random of numpy": numpy.random.get_state()[1][0] == 41,
    "working directory": os.getcwd() == "/",
    "search path": "/left" in sys.path,
    "umask": umask == 0o041,
    "filter of warnings": any(getattr(each[1], "pattern", "") == "left" for each in warnings.filters),
    "level of logging": logging.getLogger().level == 1,
    "handler of a signal": signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN,
    "limit of recursion": sys.getrecursionlimit() == 4_141,
    "open file": any(file.endswith(".left") for file in files),
    "thread": "left" in {thread.name for thread in threading.enumerate()},
    "figure of pyplot": matplotlib.pyplot.fignum_exists(41),
    "shell": get_ipython().ast_node_interactivity == "all",
    "variable": "left" in globals(),
}
sorted(name for name, is_left in found.items() if is_left), len(found)"""


def looked(executed: Path) -> tuple[list[str], int]:
    """(what the last cell found of LEAKS, among how many things it looked for)."""
    text: str = nbformat.read(executed, as_version=4).cells[-1].outputs[-1]["data"]["text/plain"]
    found: tuple[list[str], int] = ast.literal_eval(text)
    return found


def test_nothing_a_notebook_leaves_is_found_by_the_next(tmp_path: Path) -> None:
    run(notebook(tmp_path / "a.ipynb", DECLARED, LEAKS), tmp_path)
    assert looked(run(notebook(tmp_path / "b.ipynb", DECLARED, LOOKS), tmp_path)) == ([], 23)


def test_what_a_notebook_leaves_is_found_within_it(tmp_path: Path) -> None:
    found, among = looked(run(notebook(tmp_path / "a.ipynb", DECLARED, LEAKS, LOOKS), tmp_path))
    assert (len(found), among) == (23, 23)


ONE_AFTER_THE_OTHER = """
import sys, papermill
for number in ("1", "2"):
    papermill.execute_notebook(sys.argv[1], f"{sys.argv[2]}/{number}.ipynb", engine_name="retex", progress_bar=False)
"""


def test_a_process_runs_one_notebook(tmp_path: Path) -> None:
    source = notebook(tmp_path / "a.ipynb", DECLARED, "left = 1")
    command = [sys.executable, "-c", ONE_AFTER_THE_OTHER, str(source), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "the engine « retex » runs one notebook a process" in done.stderr
    assert (tmp_path / "1.ipynb").is_file()


def test_papermill_knows_the_engine_from_a_shell_anywhere(tmp_path: Path) -> None:
    source = notebook(tmp_path / "a.ipynb", DECLARED, EXHIBIT)
    command = [Path(sys.executable).with_name("papermill"), "--engine", "retex", "a.ipynb", "b.ipynb", "-p", "cohort"]
    done = subprocess.run([*command, "qmi-1"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(tmp_path / "b.ipynb", as_version=4).cells
    assert "qmi" in cells[-1].outputs[0]["data"]["text/markdown"]
    assert source.read_text(encoding="utf-8").count("qmi") == 0


def test_where_the_project_is_not_installed_the_command_to_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papermill.engines.papermill_engines._engines", {})
    with pytest.raises(NotebookError, match=r"no engine « retex ».*Run `make setup`"):
        run(notebook(tmp_path / "a.ipynb", DECLARED), tmp_path)


def test_a_notebook_that_never_ends_is_stopped(tmp_path: Path) -> None:
    endless = notebook(tmp_path / "a.ipynb", DECLARED, "while True: pass")
    with pytest.raises(NotebookError, match="took too long"):
        run(endless, tmp_path, timeout_seconds=2)


def test_a_notebook_that_ends_its_process_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"ended early \(exit code 7\)"):
        run(notebook(tmp_path / "a.ipynb", DECLARED, "import os; os._exit(7)"), tmp_path)
