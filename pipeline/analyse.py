"""Analyse: run one booklet's notebooks on its audience's release. Logic belongs in the library, not in cells.

A notebook runs again when it, what it asks of the release, the code or the theme changed; otherwise its former run is
taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from pipeline import stage
from pipeline.booklet.documents import Document, document
from pipeline.booklet.english.names import vocabulary
from pipeline.booklet.notebooks.former_runs import FormerRuns
from pipeline.errors import NotebookError
from pipeline.files import replacing_folder, write_json
from pipeline.former_results import stage_inputs
from pipeline.params import load_params
from pipeline.paths import Audience, CohortPaths
from pipeline.released import ASKED, FRENCH, Release
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
    stage.require(paths.release(audience), f"release --cohort {paths.cohort}")
    release = Release(paths.release(audience), booklet.language)
    summary = release.summary
    chapters = booklet.chapters(summary) if booklet.is_built(summary) else []
    themes = [theme for theme in chapters if booklet.has_chapters and theme not in PAGE_THEMES]
    with replacing_folder(paths.executed(booklet.name)) as folder:
        if themes:
            _take_or_run([f"{theme}.ipynb" for theme in themes], folder, paths, booklet, release)
        write_json(folder / "executed.json", {"notebooks": themes})


def _take_or_run(
    notebooks: Sequence[str], folder: Path, paths: CohortPaths, booklet: Document, release: Release
) -> None:
    """Write the executed notebooks into `folder`: as a former build ran them where that is the same, else run."""
    parameters = {"cohort": paths.cohort, "audience": booklet.audience}
    former = _former_runs(booklet, parameters, release)
    names = [name for name in notebooks if not former.take(NOTEBOOKS / name, folder / name)]
    if names:
        _run(names, folder, paths.processed / "failed" / booklet.name, parameters, release, former)


def _former_runs(booklet: Document, parameters: Mapping[str, str], release: Release) -> FormerRuns:
    """Runs that took place with the same code, theme, words and vocabulary, for this booklet or for another one.

    Which notebooks run is the booklet's own; what they give depends on its language and audience alone.
    """
    inputs = stage_inputs("analyse", {"cohort": parameters["cohort"], "booklet": booklet.name})
    others = [release.folder.parent, NOTEBOOKS, REPORTS / "booklets" / f"{booklet.name}.yml"]
    others += [REPORTS / "en" / "messages.po"] if booklet.language == FRENCH else []
    shared = [path for path in inputs if path not in others]
    family = f"{parameters['cohort']}-{booklet.language}"
    said = vocabulary(release) if booklet.language != FRENCH else ""
    made_with = [parameters["cohort"], booklet.language, said]
    return FormerRuns(family, get_args(Audience), shared, made_with, parameters, release.answer)


def _run(
    names: Sequence[str],
    folder: Path,
    failures: Path,
    parameters: Mapping[str, str],
    release: Release,
    former: FormerRuns,
) -> None:
    """Run these notebooks side by side; their executed copies come in `folder`, those that fail in `failures`.

    What another booklet is running is left for the end: it is taken then, as that one ran it.
    """
    from pipeline.booklet.english.shown import english_exhibits  # heavy: not where every notebook was run before
    from pipeline.booklet.notebooks.notebook_runs import prepare, run_notebooks, run_once

    prepare()
    # Exhibits are made in French; those of another language are translated as they are shown.
    door = english_exhibits(release) if release.language != FRENCH else None
    ASKED.clear()  # what this process asked so far, no notebook did; each starts from this set
    problems: dict[str, Exception] = {}
    for waits in (False, True):
        left = [name for name in names if name not in problems and not (folder / name).exists()]
        calls = [(former, NOTEBOOKS / name, folder / name, failures / name, parameters, door) for name in left]
        found = run_notebooks(calls, load_params().analyse.timeout_seconds, partial(run_once, waits=waits))
        problems |= {name: problem for name, problem in zip(left, found, strict=True) if problem is not None}
    _refuse(problems)


def _refuse(problems: Mapping[str, Exception]) -> None:
    """Every notebook that failed is told, not only the first; what nobody foresaw is raised as it is."""
    told = []
    for name, problem in problems.items():
        if not isinstance(problem, NotebookError):
            raise problem
        told.append(str(problem) if name in str(problem) else f"{NOTEBOOKS / name}: {problem}.")
    if told:
        raise NotebookError("\n".join(told))


if __name__ == "__main__":
    stage.run(main)
