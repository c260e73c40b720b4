"""Analyse: run the themed notebooks on one audience's release. Logic belongs in the library, not in cells."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline import stage
from pipeline.booklet.notebook_runs import run_notebook
from pipeline.errors import NotebookError
from pipeline.files import replacing_folder, write_json
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.released import Release
from pipeline.themes import PAGE_THEMES

NOTEBOOKS = Path("notebooks")
INTERRUPTED = 130


def main(cohort: stage.CohortOption, audience: stage.AudienceOption) -> None:
    """Execute the notebook of every theme that the cohort has data for."""
    try:
        analyse(CohortPaths(cohort), audience)
    except KeyboardInterrupt:
        # Threads still wait for their kernels, which end with this process and would hold it up otherwise.
        os._exit(INTERRUPTED)


def analyse(paths: CohortPaths, audience: str) -> None:
    """Write the executed notebooks of one audience.

    Raises:
        MissingInputError: nothing was released for this audience yet.
        NotebookError: naming every notebook that failed, and the copies to open.
    """
    stage.require(paths.release(audience), f"release --cohort {paths.cohort} --audience {audience}")
    themes = [theme for theme in Release(paths.release(audience)).summary["themes"] if theme not in PAGE_THEMES]
    parameters = {"cohort": paths.cohort, "audience": audience}
    timeout_seconds = load_params().analyse.timeout_seconds
    failures = paths.processed / "failed" / audience

    with replacing_folder(paths.executed(audience)) as folder:

        def run(theme: str) -> None:
            name = f"{theme}.ipynb"
            run_notebook(NOTEBOOKS / name, folder / name, failures / name, parameters, timeout_seconds)

        _run_all(themes, run)
        write_json(folder / "executed.json", {"notebooks": themes})


def _run_all(themes: list[str], run: Callable[[str], None]) -> None:
    """Run every notebook, several at a time; all that fail are told, not only the first."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        runs = [pool.submit(run, theme) for theme in themes]
        problems = [problem for problem in (each.exception() for each in runs) if problem is not None]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    for problem in problems:
        if not isinstance(problem, NotebookError):
            raise problem
    if problems:
        raise NotebookError("\n".join(map(str, problems)))


if __name__ == "__main__":
    stage.run(main)
