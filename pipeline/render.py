"""Render: lay one booklet out as PDF and HTML. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf

from pipeline import renderer, stage
from pipeline.booklet.documents import Document, document
from pipeline.booklet.english.door import door
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.facts_file import JSON_NAME
from pipeline.booklet.frame.former_booklet import FormerBooklet
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.editions.approvals import Approvals
from pipeline.editions.marks import marked
from pipeline.editions.staging_status import stage_status, staged_status
from pipeline.editions.status import Status, read_approvals
from pipeline.files import replacing_folder, scratch_folder, sha256, write_json, write_text
from pipeline.former_results import of_stage
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
    stage.require(paths.approvals, f"approvals --cohort {cohort}")
    laid_out = document(booklet, texts(booklet))
    stage.require(paths.release(laid_out.audience), f"release --cohort {cohort} --audience {laid_out.audience}")
    release = Release(paths.release(laid_out.audience), laid_out.language)
    is_built, approvals = laid_out.is_built(release.summary), read_approvals(paths.approvals)
    with replacing_folder(paths.rendered(booklet)) as folder:
        record = build(laid_out, release, paths, approvals, folder) if is_built else {}
        write_json(folder / RENDERED, {"is_built": is_built, **record})


def build(
    booklet: Document, release: Release, paths: CohortPaths, approvals: Approvals, output: Path
) -> dict[str, Any]:
    """Stage and render one booklet into `output`; what was built, from which files, by which renderer.

    Whether it is a draft follows from what was staged: its approval is no part of its content.
    """
    resolved = Resolved(**json.loads(RENDERER.read_text(encoding="utf-8")))
    making = Making({**tool_versions(), resolved.name: resolved.version}, sha256(LOCK_FILE))
    former, executed = _former(paths.cohort, booklet.name, resolved), paths.executed(booklet.name)
    with scratch_folder() as scratch:
        project = scratch / "project"
        source = stage_booklet(texts(booklet.name), booklet, release, executed, making, project)
        status = staged_status(project, booklet.name, resolved, approvals)
        stage_status(project, status, booklet.language, door(release).text)
        facts = json.loads((project / "generated" / JSON_NAME).read_text(encoding="utf-8"))
        edition_date = dt.date.fromisoformat(release.summary["edition_date"])
        former.lay_out(project, output, partial(renderer.render, project, source, output, resolved, edition_date))
    _mark(output / f"{booklet.name}.html", status, booklet.language)
    sources = sources_of(release, [fact["id"] for fact in facts])
    made = {"content": status.content, "sources": list(sources["file"])}
    return _record(booklet, resolved) | made | {"pages": _pages(output / f"{booklet.name}.pdf")}


def _former(cohort: str, booklet: str, resolved: Resolved) -> FormerBooklet:
    filled, found = {"cohort": cohort, "booklet": booklet}, [resolved.name, resolved.version]
    return FormerBooklet(of_stage("render", f"booklets/{cohort}", filled, ("data", "reports"), found), booklet)


def _record(booklet: Document, resolved: Resolved) -> dict[str, str]:
    return {
        "booklet": booklet.name,
        "audience": booklet.audience,
        "lang": booklet.lang,
        "title": booklet.title,
        "renderer": resolved.name,
        "renderer_version": resolved.version,
    }


def _pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _mark(page: Path, status: Status, language: str) -> None:
    """Say on the page for screens that it is a draft, whichever renderer made it."""
    write_text(page, marked(page.read_text(encoding="utf-8"), status, language))


if __name__ == "__main__":
    stage.run(main)
