"""Render: lay one booklet out as PDF and HTML. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import pikepdf

from pipeline import renderer, stage
from pipeline.booklet.documents import Document, document
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.files import replacing_folder, sha256, write_json
from pipeline.paths import RENDERED, RENDERER, CohortPaths, texts
from pipeline.released import Release
from pipeline.renderer.resolution import Resolved
from pipeline.tools import LOCK_FILE, tool_versions


def main(cohort: stage.CohortOption, booklet: stage.BookletOption) -> None:
    """Lay out one booklet of one cohort."""
    paths = CohortPaths(cohort)
    stage.require(paths.executed(booklet), f"analyse --cohort {cohort} --booklet {booklet}")
    stage.require(texts(booklet), f"texts --booklet {booklet}")
    stage.require(RENDERER, "resolve_renderer")
    laid_out = document(booklet, texts(booklet))
    stage.require(paths.release(laid_out.audience), f"release --cohort {cohort} --audience {laid_out.audience}")
    release = Release(paths.release(laid_out.audience), laid_out.language)
    with replacing_folder(paths.rendered(booklet)) as folder:
        record = build(laid_out, release, paths.executed(booklet), folder) if laid_out.is_built(release.summary) else {}
        write_json(folder / RENDERED, {"is_built": bool(record), **record})


def build(booklet: Document, release: Release, executed: Path, output: Path) -> dict[str, str | int]:
    """Stage and render one booklet into `output`; what was built, by which renderer, with how many pages."""
    resolved = Resolved(**json.loads(RENDERER.read_text(encoding="utf-8")))
    making = Making({**tool_versions(), resolved.name: resolved.version}, sha256(LOCK_FILE))
    with tempfile.TemporaryDirectory(prefix="retex-") as scratch:
        project = Path(scratch) / "project"
        source = stage_booklet(texts(booklet.name), booklet, release, executed, making, project)
        edition_date = dt.date.fromisoformat(release.summary["edition_date"])
        renderer.render(project, source, output, resolved, edition_date)
    with pikepdf.open(output / f"{booklet.name}.pdf") as pdf:
        pages = len(pdf.pages)
    return {
        "booklet": booklet.name,
        "audience": booklet.audience,
        "lang": booklet.lang,
        "title": booklet.title,
        "renderer": resolved.name,
        "renderer_version": resolved.version,
        "pages": pages,
    }


if __name__ == "__main__":
    stage.run(main)
