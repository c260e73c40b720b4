"""Run a notebook strictly: exact parameters, complete runs only, and the same bytes for the same results."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillException, PapermillExecutionError

from pipeline.apart import run_apart
from pipeline.booklet.exhibits import METADATA_KEY
from pipeline.booklet.notebooks.former_runs import INJECTED_CELL_ID, FormerRuns
from pipeline.booklet.notebooks.notebook_engine import NAME as ENGINE
from pipeline.errors import NotebookError, ProcessError
from pipeline.figures.theme import use_brand
from pipeline.files import write_text
from pipeline.released import ASKED

KERNEL = "python3"


class ExhibitDoor(Protocol):
    """Gives what a cell shows in another language, and remembers what had no translation."""

    @property
    def catalogue(self) -> Path:
        """Where translations are."""

    @property
    def missing(self) -> list[str]:
        """What had none."""

    def __call__(self, shown: Any) -> Any:
        """The same figure, table or text in the other language."""


def run_once(former: FormerRuns, source: Path, target: Path, *run: Any, waits: bool) -> None:
    """`run_notebook`, unless another booklet ran the same meanwhile; its run is kept, with what it asked.

    Where one is at it just now, nothing is written, or it is waited for, if this one `waits`.
    """
    with former.claimed(source, waits=waits) as is_ours:
        if is_ours and not former.take(source, target):
            run_notebook(source, target, *run)
            former.keep(source, target, ASKED)


def run_notebook(
    source: Path, target: Path, failed: Path, parameters: Mapping[str, str], door: ExhibitDoor | None = None
) -> None:
    """Execute `source` in this process with exactly `parameters`; write the scrubbed copy to `target`.

    What its cells show goes through `door` into the language of the booklet. A run that fails leaves the copy, with the
    failing cell marked, at `failed`.

    Raises:
        NotebookError: parameters do not match, a cell failed, left early, or was not run, or a text has no translation.
    """
    check_engine()
    check_parameters(source, parameters)
    failed.parent.mkdir(parents=True, exist_ok=True)
    try:
        papermill.execute_notebook(
            source,
            failed,
            dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            progress_bar=False,
            translate=door,
        )
    except PapermillExecutionError as problem:
        raise NotebookError(_failure(source, failed, f"{problem.ename}: {problem.evalue}")) from None
    notebook = nbformat.read(failed, as_version=4)
    check_complete(notebook, source, failed)
    if door is not None and door.missing:
        raise NotebookError(_untranslated(source, door))
    write_text(target, nbformat.writes(scrub(notebook)) + "\n")
    failed.unlink()


def run_notebooks(
    calls: Sequence[tuple[Any, ...]], timeout_seconds: float, run: Callable[..., None] = run_notebook
) -> list[Exception | None]:
    """`run` with each tuple of arguments, side by side, each in a process of its own.

    What each raised, in the order of the calls: a NotebookError too where it took longer than `timeout_seconds` or its
    process ended early.
    """
    problems = [answer.problem for answer in run_apart(run, calls, timeout_seconds)]
    return [NotebookError(str(each)) if isinstance(each, ProcessError) else each for each in problems]


def prepare() -> None:
    """Read once, in the process that others fork from, what every run reads: the schema of notebooks, the fonts."""
    nbformat.validate(nbformat.v4.new_notebook())
    use_brand()


def check_engine() -> None:
    """Refuse to run where the project itself is not installed: papermill finds the engine by its entry point.

    Raises:
        NotebookError: with the command that installs it.
    """
    try:
        papermill_engines.get_engine(ENGINE)
    except PapermillException:
        raise NotebookError(
            f"papermill knows no engine « {ENGINE} »: this project is not installed in {sys.prefix}. Run `make setup`."
        ) from None


def check_parameters(source: Path, parameters: Mapping[str, str]) -> None:
    """Refuse a notebook for another kernel, without exactly one `parameters` cell, or with other names than given.

    Raises:
        NotebookError: with the kernel, or the names that are missing or unknown.
    """
    notebook = nbformat.read(source, as_version=4)
    cells = notebook.cells
    if (kernel := notebook.metadata.get("kernelspec", {}).get("name")) != KERNEL:
        raise NotebookError(f"{source}: written for the kernel « {kernel} », only « {KERNEL} » runs here.")
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise NotebookError(
            f"{source}: {len(tagged)} cells carry the tag « parameters », exactly one must; "
            "without it the notebook's own values would win over those of the run."
        )
    declared = set(papermill.inspect_notebook(source))
    if declared != set(parameters):
        missing, unknown = sorted(declared - set(parameters)), sorted(set(parameters) - declared)
        raise NotebookError(f"{source}: parameters not given: {missing}; given but not declared: {unknown}.")


def check_complete(notebook: NotebookNode, source: Path, failed: Path) -> None:
    """Refuse a run that stopped early: papermill takes `sys.exit(0)` in a cell for a success.

    Raises:
        NotebookError: naming the first cell that did not complete, and the copy to open.
    """
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        has_error = any(output.output_type == "error" for output in cell.outputs)
        is_done = cell.metadata.get("papermill", {}).get("status") == "completed"
        if has_error or not is_done:
            raise NotebookError(_failure(source, failed, f"cell {position} stopped the run or was not run"))


def scrub(notebook: NotebookNode) -> NotebookNode:
    """The notebook without anything of this run or machine; captions and alternative texts become cell options."""
    clean = nbformat.from_dict(json.loads(json.dumps(notebook)))
    clean.metadata = nbformat.from_dict(
        {"kernelspec": {"name": KERNEL, "display_name": "Python 3", "language": "python"}}
    )
    for position, cell in enumerate(clean.cells):
        cell.metadata = nbformat.from_dict({"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {})
        cell.id = INJECTED_CELL_ID if "injected-parameters" in cell.metadata.get("tags", []) else f"cell-{position}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.output_type != "stream"]
            cell.source = "\n".join([*_options(cell.outputs), cell.source])
    return clean


def _options(outputs: list[NotebookNode]) -> list[str]:
    """Quarto cell options (`#| fig-alt: "…"`) from the metadata of the exhibits that the cell shows."""
    options: dict[str, Any] = {}
    for output in outputs:
        options |= output.get("metadata", {}).pop(METADATA_KEY, {})
    return [f"#| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items()]


def _untranslated(source: Path, door: ExhibitDoor) -> str:
    return "\n  ".join([f"{source} shows texts that {door.catalogue} has no English for:", *door.missing])


def _failure(source: Path, failed: Path, what: str) -> str:
    return f"{source}: {what}. Open {failed} to see the cell marked in red."
