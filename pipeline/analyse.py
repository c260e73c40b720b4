"""Analyse: run one booklet's notebooks on its audience's release. Logic belongs in the library, not in cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import stage
from pipeline.booklet.documents import Document, document
from pipeline.errors import NotebookError
from pipeline.files import replacing_folder, write_json
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from pipeline.released import FRENCH, Release
from pipeline.themes import PAGE_THEMES

NOTEBOOKS = Path("notebooks")
REPORTS = Path("reports")


def main(cohort: stage.CohortOption, booklet: stage.BookletOption) -> None:
    """Execute the notebook of every chapter that the booklet has and the cohort has data for."""
    analyse(CohortPaths(cohort), document(booklet, REPORTS))


def analyse(paths: CohortPaths, booklet: Document) -> None:
    """Write the executed notebooks of one booklet; none when the cohort does not have it.

    Raises:
        MissingInputError: nothing was released for its audience yet.
        NotebookError: naming every notebook that failed, and the copies to open.
    """
    audience = booklet.audience
    stage.require(paths.release(audience), f"release --cohort {paths.cohort} --audience {audience}")
    release = Release(paths.release(audience), booklet.language)
    summary = release.summary
    chapters = booklet.chapters(summary) if booklet.is_built(summary) else []
    themes = [theme for theme in chapters if booklet.has_chapters and theme not in PAGE_THEMES]
    with replacing_folder(paths.executed(booklet.name)) as folder:
        names = [f"{theme}.ipynb" for theme in themes]
        if names:
            _refuse(names, _run(paths, booklet, release, names, folder))
        write_json(folder / "executed.json", {"notebooks": themes})


def _run(
    paths: CohortPaths, booklet: Document, release: Release, names: Sequence[str], folder: Path
) -> list[Exception | None]:
    """Run the notebooks; what each raised, in their order."""
    # They bring papermill and all that draws: a booklet without notebooks is done before they are imported.
    from pipeline.booklet.english.shown import english_exhibits
    from pipeline.booklet.notebooks.notebook_runs import run_notebook
    from pipeline.booklet.notebooks.warm_processes import run_apart

    # Exhibits are made in French; those of another language are translated as they are shown.
    parameters = {"cohort": paths.cohort, "audience": booklet.audience}
    door = english_exhibits(release) if booklet.language != FRENCH else None
    failures = paths.processed / "failed" / booklet.name
    calls = [(NOTEBOOKS / name, folder / name, failures / name, parameters, door) for name in names]
    return run_apart(run_notebook, calls, load_params().analyse.timeout_seconds)


def _refuse(names: Sequence[str], problems: Sequence[Exception | None]) -> None:
    """Every notebook that failed is told, not only the first; what nobody foresaw is raised as it is."""
    told = []
    for name, problem in zip(names, problems, strict=True):
        if problem is not None and not isinstance(problem, NotebookError):
            raise problem
        if problem is not None:
            told.append(str(problem) if name in str(problem) else f"{NOTEBOOKS / name}: {problem}.")
    if told:
        raise NotebookError("\n".join(told))


if __name__ == "__main__":
    stage.run(main)
