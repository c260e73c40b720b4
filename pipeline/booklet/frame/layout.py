"""Lay one booklet out: stage its project, give it its status, render it, say what was built."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pikepdf

from pipeline import renderer
from pipeline.booklet.documents import Document
from pipeline.booklet.english.door import door
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.facts_file import JSON_NAME
from pipeline.booklet.frame.former_booklet import FormerBooklet
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.editions.marks import marked
from pipeline.editions.staging_status import stage_status, staged_status
from pipeline.editions.status import Status, read_approvals
from pipeline.files import scratch_folder, sha256, write_text
from pipeline.paths import CohortPaths, texts
from pipeline.released import Release
from pipeline.renderer.resolution import Resolved
from pipeline.tools import LOCK_FILE, tool_versions


def lay_out(
    booklet: Document, release: Release, paths: CohortPaths, resolved: Resolved, former: FormerBooklet, output: Path
) -> dict[str, Any]:
    """Write one booklet's PDF and page into `output`; what was built, from which files, by which renderer.

    Whether it is a draft follows from what was staged: its approval is no part of its content.

    Raises:
        FactError: a text or notebook prints a fact that the release does not hold.
        TranslationError: something that the booklet shows has no translation.
        RenderError: it cannot be laid out.
    """
    making = Making({**tool_versions(), resolved.name: resolved.version}, sha256(LOCK_FILE))
    executed, approvals = paths.executed(booklet.name), read_approvals(paths.approvals)
    edition_date = dt.date.fromisoformat(release.summary["edition_date"])
    with scratch_folder() as scratch:
        project = scratch / "project"
        source = stage_booklet(texts(booklet.name), booklet, release, executed, making, project)
        status = staged_status(project, booklet.name, resolved, approvals)
        stage_status(project, status, booklet.language, door(release).text)
        facts = json.loads((project / "generated" / JSON_NAME).read_text(encoding="utf-8"))

        def anew() -> None:
            renderer.render(project, source, output, resolved, edition_date)
            _mark(output / f"{booklet.name}.html", status, booklet.language)

        former.lay_out(project, output, anew)
    sources = sources_of(release, [fact["id"] for fact in facts])
    made = {"content": status.content, "sources": list(sources["file"])}
    return _record(booklet, resolved) | made | {"pages": _pages(output / f"{booklet.name}.pdf")}


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
