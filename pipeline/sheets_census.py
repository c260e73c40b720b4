"""Sheets census: trace every number of a cohort's sheets, page and PDF. A number typed by hand stops the build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet import wording
from pipeline.booklet.sheets.sheets import LIST
from pipeline.census.asked import AskedKnown
from pipeline.census.census import Census
from pipeline.census.exceptions import load_exceptions
from pipeline.census.former_census import traced_before
from pipeline.census.known import Known
from pipeline.census.laid_out import LaidOut, trace
from pipeline.census.pages import Block
from pipeline.census.records import sheet_records
from pipeline.census.telling import refuse_untraced
from pipeline.editions.approvals import NOTHING_APPROVED, Approvals
from pipeline.editions.status import CONTENT, SHEETS, read_approvals, sheet_document, status_of
from pipeline.files import replacing_folder, write_json
from pipeline.former_results import of_stage
from pipeline.params import load_cohort
from pipeline.paths import CENSUS, CohortPaths
from pipeline.released import Release

EXCEPTIONS = Path("reports") / "census.yml"
HEAD = ("title", "subtitle", "about")
"""What a sheet's PDF prints around the body of its page."""


def main(cohort: stage.CohortOption) -> None:
    """Trace the numbers of the sheets of one cohort."""
    paths = CohortPaths(cohort)
    stage.require(paths.sheets / LIST, f"sheets --cohort {cohort}")
    stage.require(paths.approvals, f"approvals --cohort {cohort}")
    release = Release(paths.release(load_cohort(paths).audiences[0]))
    former = of_stage("sheets_census", f"censuses/{cohort}-sheets", {"cohort": cohort}, told=("data",))
    known = AskedKnown(release, former=former)
    pages, pdfs = (sorted(paths.sheets.glob(form)) for form in ("*.html", "*.pdf"))
    beside = [*pdfs, paths.sheets / LIST, paths.sheets / CONTENT, paths.approvals]

    def anew() -> dict[str, Any]:
        found = traced(paths.sheets, known, read_approvals(paths.approvals))
        refuse_untraced(f"{cohort}, sheets", found.untraced, str(EXCEPTIONS))
        return {"traced": dict(sorted(found.traced.items()))}

    with replacing_folder(paths.sheets_census) as folder:
        write_json(folder / CENSUS, traced_before(former, SHEETS, pages, beside, known, anew))


def traced(sheets: Path, known: Known, approvals: Approvals = NOTHING_APPROVED) -> Census:
    """The census of all sheets in a folder, which are made from a `known` release."""
    listed: list[dict[str, Any]] = json.loads((sheets / LIST).read_text(encoding="utf-8"))
    contents: dict[str, str] = json.loads((sheets / CONTENT).read_text(encoding="utf-8"))
    told = {name: status_of(name, content, approvals).told for name, content in contents.items()}
    release, exceptions = known.release, load_exceptions(EXCEPTIONS)
    each = (
        trace(
            _laid_out(sheet, sheets, release, told[sheet_document(sheet["slug"])]),
            known,
            exceptions,
            lambda blocks: sheet_records(release, blocks),
        )
        for sheet in listed
    )
    return reduce(add, each, Census.nothing())


def _laid_out(sheet: Mapping[str, Any], sheets: Path, release: Release, status: str) -> LaidOut:
    page, pdf = (sheets / f"{sheet['slug']}.{form}" for form in ("html", "pdf"))
    return LaidOut(page, pdf, release, status, _head(sheet, release))


def _head(sheet: Mapping[str, Any], release: Release) -> list[Block]:
    """What is said around the body, as blocks of their own: it is traced like anything else."""
    edition = wording.date(release.summary["edition_date"])
    return [Block("head", "p", text=str(text)) for text in (*(sheet[name] for name in HEAD), edition)]


if __name__ == "__main__":
    stage.run(main)
