"""A papermill engine that runs cells in the process it is called in: there is no kernel to start or to talk to.

papermill knows it as `retex`, by the entry point in pyproject.toml: `papermill --engine retex IN OUT`. A notebook must
not find what another one left: a process runs one notebook, and `apart` gives each a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from types import ModuleType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from papermill.engines import Engine, NotebookExecutionManager
from traitlets.config import Config

from pipeline.errors import NotebookError

NAME = "retex"


class InProcessEngine(Engine):
    """Runs the code cells in order and stops at the first that fails, as papermill's own engine does."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003
        translate: Callable[[Any], Any] | None = None,
        **_: Any,
    ) -> None:
        """Fill the outputs of the notebook that `nb_man` holds and tell it how each cell went.

        What a cell shows goes through `translate` first, when there is one.

        Raises:
            NotebookError: this process has run a notebook already, whose traces this one would find.
        """
        if InteractiveShell.initialized():
            raise NotebookError(f"the engine « {NAME} » runs one notebook a process, and this one has run one already")
        shell = _shell()
        shell.displayhook.translate = translate
        with _saved_at_the_end(nb_man):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    if cell.cell_type == "code" and not _run(shell, cell):
                        nb_man.cell_exception(cell, index)
                        return
                finally:
                    nb_man.cell_complete(cell, index)


@contextmanager
def _saved_at_the_end(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """papermill writes the whole notebook before and after each cell, which took longer than many cells do."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


class _ShownLast(DisplayHook):
    """What a cell's last line gives is published as what it displays is, instead of written to the screen."""

    translate: Callable[[Any], Any] | None = None

    def compute_format_data(self, result: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The representations of the value, in the language of the booklet."""
        shown = self.translate(result) if self.translate else result
        formats: tuple[dict[str, Any], dict[str, Any]] = super().compute_format_data(shown)
        return formats

    def start_displayhook(self) -> None:
        """Write nothing before."""

    def write_output_prompt(self) -> None:
        """Write no « Out[1]: »."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Publish every representation of the value."""
        InteractiveShell.instance().display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Write nothing after."""


def _shell() -> InteractiveShell:
    """A shell with a module of its own, without history on disk and without colours in tracebacks."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(
        config=settings,
        user_module=ModuleType("__main__"),
        displayhook_class=_ShownLast,
        display_pub_class=CapturingDisplayPublisher,
    )


def _run(shell: InteractiveShell, cell: NotebookNode) -> bool:
    """Run one cell and keep what it shows; whether it ended well."""
    shown: list[dict[str, Any]] = []
    shell.display_pub.outputs = shown
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    cell.outputs = [
        v4.new_output("display_data", data=output["data"], metadata=output["metadata"] or {}) for output in shown
    ]
    problem = result.error_before_exec or result.error_in_exec
    if problem is not None:
        cell.outputs.append(_error(shell, problem))
    return problem is None


def _error(shell: InteractiveShell, problem: BaseException) -> NotebookNode:
    traceback = shell.InteractiveTB.structured_traceback(type(problem), problem, problem.__traceback__)
    return v4.new_output("error", ename=type(problem).__name__, evalue=str(problem), traceback=traceback)
