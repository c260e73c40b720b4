"""The programs that a shell loop would run over the same notebooks and documents, one after the other, none kept warm.

papermill starts a kernel for each notebook. For each document, pandoc reads it, then writes it as Typst and as HTML,
and Typst lays it out in a process of its own. The loop does nothing else of what a build does: no validation,
statistics, disclosure, staging, census, certificate or site.

Run in a folder where the cohort is built: python -m benchmarks.plain_programs COHORT [BOOKLET]. It prints what these
programs cost together, as JSON: for the PDF of one booklet, or for all booklets and sheets of the cohort.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.costs import Cost, run, total

LAY_OUT = "import json, sys, typst, datetime as dt; given = json.loads(sys.argv[1]); " + (
    "sys.stdout.buffer.write(typst.compile(timestamp=dt.datetime.fromisoformat(given.pop('timestamp')), **given))"
)
PAPERMILL = """
import entrypoints
entrypoints.get_group_all = lambda *_: []
from papermill.cli import papermill
papermill()
"""
"""papermill as it is where this project is not installed: it looks for no engine but its own."""


class Programs:
    """Stands where the renderer starts pandoc or calls Typst, and notes what a program for it costs."""

    def __init__(self) -> None:
        self.costs: list[Cost] = []
        self._one_at_a_time = threading.Lock()

    def pandoc(self, command: Sequence[str], **options: Any) -> SimpleNamespace:
        """As `subprocess.run`."""
        written = self._run(command, Path(options["cwd"] or "."), options["input"])
        return SimpleNamespace(returncode=0, stdout=written, stderr=b"")

    def typst(self, source: str, **options: Any) -> tuple[bytes, list[Any]]:
        """As `typst.compile_with_warnings` without `output`."""
        given = json.dumps({**options, "input": source, "timestamp": options["timestamp"].isoformat()})
        return self._run([sys.executable, "-c", LAY_OUT, given], Path(), b""), []

    def _run(self, command: Sequence[str], folder: Path, given: bytes) -> bytes:
        with self._one_at_a_time:
            cost, written = run(command, folder, given=given)
        self.costs.append(cost)
        return written


def noting() -> Programs:
    """What the renderer starts from now on is noted."""
    from pipeline.renderer import embedded, pandoc, pdf

    programs = Programs()
    pandoc.read_before = lambda text, form, read: read()  # noqa: ARG005  # a loop of programs keeps no text that was read,
    embedded.write_by_parts = embedded.write_as  # nor any that was written: it writes each document whole
    pandoc.subprocess = SimpleNamespace(run=programs.pandoc)  # type: ignore[assignment]
    pdf.typst = SimpleNamespace(compile_with_warnings=programs.typst, TypstError=pdf.typst.TypstError)  # type: ignore[assignment]
    return programs


def pdf_of(cohort: str, booklet: str) -> Cost:
    """pandoc, pandoc again and Typst, for the PDF of one booklet."""
    from pipeline.preview import once

    programs = noting()
    once(cohort, booklet, lambda _: None)
    return total(programs.costs)


def documents_of(cohort: str) -> Cost:
    """Every booklet, as PDF and page, and every sheet of a cohort: none is taken from a former build."""
    from pipeline import render, sheets
    from pipeline.former_results import FOLDER as FORMER_RESULTS
    from pipeline.params import load_params

    for made in ("booklets", "sheets"):
        shutil.rmtree(FORMER_RESULTS / made, ignore_errors=True)
    programs = noting()
    for booklet in load_params().booklets:
        render.main(cohort, booklet)
    sheets.main(cohort)
    return total(programs.costs)


def notebooks_of(cohort: str, folder: Path) -> Cost:
    """papermill with a kernel, for each notebook that the build of a cohort ran."""
    costs = []
    processed = folder / "data/processed" / cohort
    for executed in sorted(processed.glob("executed/*/executed.json")):
        rendered = json.loads((processed / "rendered" / executed.parent.name / "render.json").read_text("utf-8"))
        for theme in json.loads(executed.read_text("utf-8"))["notebooks"]:
            command = [sys.executable, "-c", PAPERMILL, "--no-progress-bar", f"notebooks/{theme}.ipynb"]
            parameters = ["-p", "cohort", cohort, "-p", "audience", rendered["audience"]]
            costs.append(run([*command, "/dev/null", *parameters], folder)[0])
    return total(costs)


if __name__ == "__main__":
    found = pdf_of(*sys.argv[1:]) if len(sys.argv) > 2 else documents_of(sys.argv[1])
    print(json.dumps(vars(found)))
