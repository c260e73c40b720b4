"""Notebooks as a former build ran them, taken again while all that they were made from is the same.

DVC takes all notebooks of a booklet for one stage. Without this, one edited notebook or one changed number would run
all of them again, and two booklets for one audience would run the same ones twice. What a notebook is made from is
itself, the code, and what the release answered to what it asked: no more of the release than that.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.files import write_text
from pipeline.former_results import Answer, FormerResults

NOTEBOOKS = "notebooks"
"""Their folder below that of all former results."""


class FormerRuns:
    """Runs of notebooks with the same parameters and code, and with the same answers of the release."""

    def __init__(self, family: str, inputs: Iterable[Path], parameters: Iterable[str], answer: Answer) -> None:
        """`family` is a name for these runs, of which each keeps the last run of each notebook.

        `answer` gives a digest of what the release answers now to what a run asked it.
        """
        self._former = FormerResults(f"{NOTEBOOKS}/{family}", inputs, parameters)
        self._answer = answer

    def take(self, source: Path, target: Path) -> bool:
        """Write the former run of a notebook to `target`; False when there is none that would be the same now."""
        run = self._former.answered(source.stem, self._answer, source.read_bytes())
        if run is not None:
            write_text(target, run["notebook"])
        return run is not None

    def keep(self, source: Path, executed: Path, asked: Iterable[str]) -> None:
        """Leave a run to later builds, instead of the one of this notebook that was there; `asked`: of the release."""
        content = {"notebook": executed.read_text(encoding="utf-8")}
        self._former.keep_answered(source.stem, self._answer, asked, content, source.read_bytes())
