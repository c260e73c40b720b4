"""Every page that a cohort would publish if it had somebody to protect: what readers see, not only what is released."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from typing import get_args

from pipeline.booklet.documents import Document
from pipeline.booklet.english.shown import english_exhibits
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.booklet.notebooks.notebook_runs import prepare, run_notebooks
from pipeline.booklet.sheets.layout import lay_out as lay_out_sheets
from pipeline.disclosure.decided import Decision
from pipeline.errors import RenderError
from pipeline.files import write_text
from pipeline.params import Cohort
from pipeline.paths import Audience, CohortPaths
from pipeline.plan import Plan
from pipeline.publish import write_pages
from pipeline.release import Estimated, cleared, write_cleared
from pipeline.released import FRENCH, Release
from pipeline.renderer import subset
from pipeline.renderer.embedded import prepare as lay_in
from pipeline.renderer.embedded import write_as
from pipeline.renderer.metadata import front_matter
from pipeline.renderer.pandoc import parse_parts
from pipeline.renderer.sources import expand
from pipeline.site import build_site
from pipeline.site.edition import Edition
from pipeline.themes import PAGE_THEMES

PUBLISHED = "published"
LINKED = ("reports", "params.yaml", "notebooks")
MAKING = Making({"essai": "1"}, "ab" * 32)
PATIENCE_SECONDS = 300


def raised_pages(
    root: Path,
    home: Path,
    cohort: Cohort,
    made: Estimated,
    decision: Decision,
    booklets: Sequence[Document],
    plan: Plan,
) -> Path:
    """Write below `root` what would leave of a cohort under a decision, from the sources in `home`; the folder of its
    pages: the booklets as HTML, the pages beside them, the site with its sheets.

    Raises:
        NotebookError: a chapter could not be made of what is left.
        RenderError: a text refers to what is not shown.
    """
    for name in LINKED:
        (root / name).symlink_to(home / name)
    paths = CohortPaths(cohort.cohort, root)
    released = cleared(made, cohort, decision, 10)
    for audience in get_args(Audience):
        write_cleared(paths.release(audience), audience, released, cohort, plan)
    with chdir(root):
        for booklet in booklets:
            _booklet(booklet, CohortPaths(cohort.cohort), root / PUBLISHED)
        _site(cohort, paths, root / PUBLISHED)
    return root / PUBLISHED


def _booklet(booklet: Document, paths: CohortPaths, target: Path) -> None:
    release = Release(paths.release(booklet.audience), booklet.language)
    if not booklet.is_built(release.summary):
        return
    executed, project = Path("executed") / booklet.name, Path("staged") / booklet.name
    themes = [theme for theme in booklet.chapters(release.summary) if theme not in PAGE_THEMES]
    executed.mkdir(parents=True)
    _run([f"{theme}.ipynb" for theme in themes if booklet.has_chapters], executed, booklet, release, paths)
    source = stage_booklet(Path("reports"), booklet, release, executed, MAKING, project)
    write_text(target / f"{booklet.name}.html", _page(project, source))


def _run(names: Sequence[str], executed: Path, booklet: Document, release: Release, paths: CohortPaths) -> None:
    prepare()
    door = english_exhibits(release) if release.language != FRENCH else None
    given = {"cohort": paths.cohort, "audience": booklet.audience}
    calls = [(Path("notebooks") / name, executed / name, Path("failed") / name, given, door) for name in names]
    for problem in run_notebooks(calls, PATIENCE_SECONDS):
        if problem is not None:
            raise problem


def _page(project: Path, document: Path) -> str:
    """The text of a staged booklet as an HTML body, refused where a layout would be (a reference to what is hidden)."""
    source = expand(project, document)
    first, *others = source.parts
    tree = parse_parts([front_matter(source.metadata) + first, *others])
    if problems := subset.problems(project, source, tree):
        raise RenderError("\n".join(problems))
    lay_in(project, source)
    return write_as(project, project / source.folder, tree, "html", {}, is_whole=False)


def _site(cohort: Cohort, paths: CohortPaths, target: Path) -> None:
    """The pages beside the booklets, and the site with every sheet."""
    releases = [Release(paths.release(audience)) for audience in cohort.audiences]
    paths.sheets.mkdir(parents=True)
    listed = lay_out_sheets(releases, paths.sheets)
    write_text(paths.sheets / "sheets.json", json.dumps(listed, ensure_ascii=False))
    write_pages(releases[0], target)
    build_site(Edition(releases, paths.sheets), [], [], Path("reports"), target)
