"""Census: trace every number of one booklet, in its PDF and its HTML twin. A number typed by hand stops the build."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet.documents import Document, document
from pipeline.census.asked import AskedKnown
from pipeline.census.chapter_records import chapter_records
from pipeline.census.exceptions import load_exceptions
from pipeline.census.former_census import traced_before
from pipeline.census.known import Known
from pipeline.census.laid_out import LaidOut, trace
from pipeline.census.records import booklet_records, questionnaire_versions, tools_said
from pipeline.census.telling import refuse_untraced
from pipeline.editions.status import read_approvals, status_of
from pipeline.files import replacing_folder, sha256, write_json
from pipeline.former_results import FormerResults, of_stage
from pipeline.paths import CENSUS, RENDERED, CohortPaths
from pipeline.released import Release
from pipeline.tools import LOCK_FILE, tool_versions

REPORTS = Path("reports")
EXCEPTIONS = REPORTS / "census.yml"


def main(cohort: stage.CohortOption, booklet: stage.BookletOption) -> None:
    """Trace the numbers of one booklet of one cohort."""
    paths, laid_out = CohortPaths(cohort), document(booklet, REPORTS)
    rendered = paths.rendered(booklet)
    stage.require(rendered, f"render --cohort {cohort} --booklet {booklet}")
    with replacing_folder(paths.census(booklet)) as folder:
        made = json.loads((rendered / RENDERED).read_text(encoding="utf-8"))
        write_json(folder / CENSUS, _traced(paths, laid_out, made) if made["is_built"] else {"traced": {}})


def _traced(paths: CohortPaths, booklet: Document, made: Mapping[str, Any]) -> dict[str, Any]:
    """How many numbers were traced, and how; as in a former build where nothing of it can be another.

    Raises:
        CensusError: with each number that nothing accounts for, where it stands, and what to do.
    """
    release, approvals = Release(paths.release(booklet.audience), booklet.language), read_approvals(paths.approvals)
    html, pdf = (paths.rendered(booklet.name) / f"{booklet.name}.{form}" for form in ("html", "pdf"))
    beside = [pdf, paths.rendered(booklet.name) / RENDERED, paths.approvals]
    status = status_of(booklet.name, made["content"], approvals)
    tools = [*tools_said(tool_versions()), made["renderer_version"], sha256(LOCK_FILE)]
    said = [*tools, *questionnaire_versions(release), *status.words()]
    known = AskedKnown(release, said, _former(paths.cohort, booklet.name, told=("data", "reports")))

    def anew() -> dict[str, Any]:
        traced = _traced_anew(LaidOut(html, pdf, release, status.told), known, f"{paths.cohort}, {booklet.title}")
        return {"traced": traced, "pdf_pages": made["pages"]}

    return traced_before(_former(paths.cohort, booklet.name, told=("data",)), booklet.name, [html], beside, known, anew)


def _former(cohort: str, booklet: str, told: Collection[str]) -> FormerResults | None:
    return of_stage("census", f"censuses/{cohort}", {"cohort": cohort, "booklet": booklet}, told)


def _traced_anew(laid_out: LaidOut, known: Known, title: str) -> dict[str, int]:
    found = trace(
        laid_out,
        known,
        load_exceptions(EXCEPTIONS),
        lambda blocks: [*chapter_records(laid_out.release), *booklet_records(laid_out.release, blocks)],
    )
    refuse_untraced(title, found.untraced, str(EXCEPTIONS))
    return dict(sorted(found.traced.items()))


if __name__ == "__main__":
    stage.run(main)
