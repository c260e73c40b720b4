"""Notebooks that claim, hide or inject: what running one must come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

TAGGED = 'cohort = "x"'
CLAIM = {"output_type": "stream", "name": "stdout", "text": "84 % (claimed)"}


PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
BASH = {"kernelspec": {"name": "bash", "display_name": "Bash", "language": "bash"}}


@dataclass(frozen=True)
class HostileNotebook:
    """`refused` is what the sentence says; empty: it runs, and what it hides or injects is not there afterwards."""

    id: str
    tries: str
    cells: tuple[Any, ...]
    refused: str = ""
    metadata: Mapping[str, Any] = field(default_factory=lambda: PYTHON)
    cohort: str = "essai"

    def write(self, path: Path) -> None:
        book = nbformat.v4.new_notebook(cells=list(self.cells), metadata=dict(self.metadata))
        for number, cell in enumerate(book.cells):
            cell.id = f"cell-{number}"
        path.write_text(nbformat.writes(book), encoding="utf-8")


def code(source: str, *, is_tagged: bool = False, outputs: tuple[Any, ...] = (), **metadata: Any) -> Any:
    tags = {"tags": ["parameters"]} if is_tagged else {}
    made = [nbformat.from_dict(dict(output)) for output in outputs]
    return nbformat.v4.new_code_cell(source, metadata={**tags, **metadata}, outputs=made)


PARAMETERS = code(TAGGED, is_tagged=True)
HIDDEN = {"jupyter": {"outputs_hidden": True, "source_hidden": True}}
INJECTION = '"; import pathlib; pathlib.Path("crossed").touch() #'

NOTEBOOKS = [
    HostileNotebook("hidden-output", "an output that was never computed", (PARAMETERS, code("1", outputs=(CLAIM,)))),
    HostileNotebook(
        *("collapsed-output", "the same, folded away"), (PARAMETERS, code("x = 1", outputs=(CLAIM,), **HIDDEN))
    ),
    HostileNotebook("other-kernel", "another interpreter", (PARAMETERS, code("1")), "kernel « bash »", BASH),
    HostileNotebook("no-kernel", "an interpreter that nobody names", (PARAMETERS, code("1")), "kernel « None »", {}),
    HostileNotebook(
        *("other-language", "commands of a shell"), (PARAMETERS, code("touch crossed; echo")), "SyntaxError"
    ),
    HostileNotebook("injection", "code in the value of a parameter", (PARAMETERS, code("1")), cohort=INJECTION),
    HostileNotebook(
        *("injection-line", "a line in the value of a parameter"),
        (PARAMETERS, code("1")),
        cohort='x"\nimport pathlib\npathlib.Path("crossed").touch()\n"',
    ),
    HostileNotebook("no-parameters", "values of its own", (code(TAGGED),), "0 cells carry the tag"),
    HostileNotebook("two-parameters", "values that win over those given", (PARAMETERS, PARAMETERS), "2 cells carry"),
    HostileNotebook(
        *("unknown-parameter", "a parameter nobody gives"),
        (code(f'{TAGGED}\nfolder = "/"', is_tagged=True),),
        "parameters not given",
    ),
    HostileNotebook(
        *("left-early", "a run that stops and calls it success"),
        (PARAMETERS, code("import sys\nsys.exit(0)"), code("1")),
        "stopped the run",
    ),
    HostileNotebook("failing", "a cell that fails", (PARAMETERS, code("1 / 0")), "ZeroDivisionError"),
]  # fmt: skip
