"""Analyse: run the themed notebooks on one audience's release. Logic belongs in the library, not in cells."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from pipeline import stage
from pipeline.booklet.notebook_runs import run_notebook
from pipeline.files import replacing_folder, write_json
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.released import Release
from pipeline.themes import PAGE_THEMES

NOTEBOOKS = Path("notebooks")


def main(
    cohort: Annotated[str, typer.Option(help="Folder of the cohort in data/raw/.")],
    audience: Annotated[str, typer.Option(help="startups, communes or institutions.")],
) -> None:
    """Execute the notebook of every theme that the cohort has data for."""
    paths = CohortPaths(cohort)
    themes = [theme for theme in Release(paths.release(audience)).summary["themes"] if theme not in PAGE_THEMES]
    parameters = {"cohort": cohort, "audience": audience}
    timeout_seconds = load_params().analyse.timeout_seconds
    failures = paths.processed / "failed" / audience

    with replacing_folder(paths.executed(audience)) as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [
            pool.submit(
                run_notebook,
                NOTEBOOKS / f"{theme}.ipynb",
                folder / f"{theme}.ipynb",
                failures / f"{theme}.ipynb",
                parameters,
                timeout_seconds,
            )
            for theme in themes
        ]
        for run in runs:
            run.result()
        write_json(folder / "executed.json", {"notebooks": themes})


if __name__ == "__main__":
    stage.run(main)
