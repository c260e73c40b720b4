"""Notebooks as a former build ran them, taken again while all that they were made from is the same.

DVC takes all notebooks of a booklet for one stage. Without this, one edited notebook or one changed number would run
all of them again, and two booklets would run the same ones twice. What a notebook is made from is itself, the code, and
what the release answered to what it asked: no more of the release than that, nor of whom the release is for.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.files import write_text
from pipeline.former_results import FOLDER, Answer, FormerResults

NOTEBOOKS = "notebooks"
"""Their folder below that of all former results."""

INJECTED_CELL_ID = "injected-parameters"
OPENING = ".release(audience)"
"""All that a notebook does with its audience, where other audiences may take its run."""


class FormerRuns:
    """Runs of notebooks of the same cohort, language and code, and with the same answers of the release.

    Each audience keeps the last run of each notebook, and takes those of others.
    """

    def __init__(
        self,
        family: str,
        audiences: Iterable[str],
        inputs: Iterable[Path],
        made_with: Iterable[str],
        parameters: Mapping[str, str],
        answer: Answer,
    ) -> None:
        """`family` is a name for the runs of all these `audiences`: of one cohort, in one language.

        `inputs` and what they are `made_with` count for all of them; `parameters` are those of one run, with its
        `audience`. `answer` gives a digest of what the release answers now to what a run asked it.
        """
        self._folder, self._parameters, self._answer = f"{NOTEBOOKS}/{family}", parameters, answer
        self._own = FormerResults(f"{self._folder}-{parameters['audience']}", inputs, made_with)
        others = (each for each in audiences if each != parameters["audience"])
        self._others = [self._own.of_family(f"{self._folder}-{audience}") for audience in others]

    def take(self, source: Path, target: Path) -> bool:
        """Write the former run of a notebook to `target`; False when there is none that would be the same now."""
        notebook = source.read_bytes()
        if (own := self._own.answered(source.stem, self._answer, notebook)) is not None:
            write_text(target, own["notebook"])
            return True
        others = self._others if _only_opens(notebook.decode("utf-8")) else []
        runs = (former.answered(source.stem, self._answer, notebook) for former in others)
        run = next((run for run in runs if run is not None), None)
        if run is not None:
            write_text(target, with_parameters(run["notebook"], self._parameters))
        return run is not None

    def keep(self, source: Path, executed: Path, asked: Iterable[str]) -> None:
        """Leave a run to later builds, instead of the one of this notebook that was there; `asked`: of the release."""
        content = {"notebook": executed.read_text(encoding="utf-8")}
        self._own.keep_answered(source.stem, self._answer, asked, content, source.read_bytes())

    @contextmanager
    def claimed(self, source: Path, *, waits: bool) -> Iterator[bool]:
        """Hold a notebook, for all audiences: what one booklet runs, another one takes. A lock ends with its process.

        False where another process holds it and this one is not to wait.
        """
        folder = FOLDER / f"{self._folder}-running"
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / source.stem, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield _is_locked(descriptor, waits=waits)
        finally:
            os.close(descriptor)


def with_parameters(executed: str, parameters: Mapping[str, str]) -> str:
    """An executed notebook as one that ran with these `parameters`, all texts, in the bytes of nbformat."""
    from nbformat.v4 import reads, writes  # heavy: not where each booklet takes its own runs

    notebook = reads(executed)
    for cell in notebook.cells:
        if cell.id == INJECTED_CELL_ID:
            lines = [_with(line, parameters) for line in cell.source.split("\n")]
            cell.source = "\n".join(lines)
    return f"{writes(notebook)}\n"


def _with(line: str, parameters: Mapping[str, str]) -> str:
    name, is_assigned, _ = line.partition(" = ")
    return f"{name} = {json.dumps(parameters[name])}" if is_assigned and name in parameters else line


def _only_opens(notebook: str) -> bool:
    """Whether a notebook does nothing with its audience but open its release: the parameter's own line aside."""
    mentions = re.findall(r"\baudience\b", notebook.replace(OPENING, ""))
    return len(mentions) == 1


def _is_locked(descriptor: int, *, waits: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
