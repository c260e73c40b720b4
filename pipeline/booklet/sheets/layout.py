"""Lay out all sheets of a cohort: stage each, give it its status, make its PDF and the body of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf

from pipeline import cores, renderer
from pipeline.booklet.sheets.commune_sheets import commune_sheets
from pipeline.booklet.sheets.former_sheets import FormerSheets
from pipeline.booklet.sheets.project_sheets import project_sheets
from pipeline.booklet.sheets.sheets import Sheet, require_own_names, stage_sheet, stage_theme
from pipeline.editions.approvals import NOTHING_APPROVED, Approvals
from pipeline.editions.staging_status import stage_statuses, staged_statuses
from pipeline.editions.status import CONTENT, sheet_document
from pipeline.files import scratch_folder, write_json, write_text
from pipeline.released import Release
from pipeline.renderer.sheets import Press

REPORTS = Path("reports")


def lay_out(
    releases: Sequence[Release],
    output: Path,
    approvals: Approvals = NOTHING_APPROVED,
    former: FormerSheets | None = None,
) -> list[dict[str, Any]]:
    """Write `<slug>.pdf` and `<slug>.html` (a body) of every sheet into `output`; what each is, in order.

    `content.json` says what each holds, as a digest. One that is staged as in a `former` build is not laid out again.

    Raises:
        RenderError: two sheets would have one name, or one cannot be laid out or would not be accessible.
    """
    sheets = [*commune_sheets(releases), *project_sheets(releases)]
    require_own_names(sheets)
    edition_date = dt.date.fromisoformat(releases[0].summary["edition_date"])
    with scratch_folder() as project:
        stage_theme(REPORTS, project)
        documents = [stage_sheet(REPORTS, sheet, releases[0], project) for sheet in sheets]
        named = {sheet_document(sheet.slug): document for sheet, document in zip(sheets, documents, strict=True)}
        statuses = staged_statuses(project, named, renderer.resolve("embedded"), approvals)
        press = Press(project, edition_date, stage_statuses(project, statuses, releases[0].language))
        lay = former.layouts(press, documents).lay_out if former else press.lay_out
        targets = [output / f"{sheet.slug}.pdf" for sheet in sheets]
        # pandoc is a process and Typst leaves Python alone while it works: threads are enough.
        with ThreadPoolExecutor(cores.usable()) as pool:
            bodies = list(pool.map(cores.Cores().in_turn(lay), documents, targets))
    write_json(output / CONTENT, {name: statuses[document].content for name, document in named.items()})
    for target, body in zip(targets, bodies, strict=True):
        write_text(target.with_suffix(".html"), body)
    return [record(sheet, target) for sheet, target in zip(sheets, targets, strict=True)]


def record(sheet: Sheet, pdf: Path) -> dict[str, Any]:
    """What the site and the certificate say of one sheet."""
    with pikepdf.open(pdf) as opened:
        pages = len(opened.pages)
    return {
        "kind": sheet.kind,
        "slug": sheet.slug,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "about": sheet.about,
        "pages": pages,
        "facets": {name: list(values) for name, values in sheet.facets.items()},
        "mentions": list(sheet.mentions),
        "cited": sheet.cited,
    }
