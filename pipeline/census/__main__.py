"""Census: trace every number of one booklet, in its PDF and its HTML twin. A number typed by hand stops the build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet.documents import Document, document
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
    former = of_stage("census", f"censuses/{cohort}", {"cohort": cohort, "booklet": booklet}, told=("data",))
    with replacing_folder(paths.census(booklet)) as folder:
        made = json.loads((rendered / RENDERED).read_text(encoding="utf-8"))
        write_json(folder / CENSUS, _traced(paths, laid_out, made, former) if made["is_built"] else {"traced": {}})


def _traced(
    paths: CohortPaths, booklet: Document, made: Mapping[str, Any], former: FormerResults | None
) -> dict[str, Any]:
    """How many numbers were traced, and how; as in a `former` build where nothing of it can be another.

    Raises:
        CensusError: with each number that nothing accounts for, where it stands, and what to do.
    """
    release = Release(paths.release(booklet.audience), booklet.language)
    html, pdf = (paths.rendered(booklet.name) / f"{booklet.name}.{form}" for form in ("html", "pdf"))
    beside = [pdf, paths.rendered(booklet.name) / RENDERED, paths.approvals]

    def anew() -> dict[str, Any]:
        return _traced_anew(paths, booklet, made, release, (html, pdf))

    return traced_before(former, booklet.name, [html], beside, release, anew)


def _traced_anew(
    paths: CohortPaths, booklet: Document, made: Mapping[str, Any], release: Release, laid_out: tuple[Path, Path]
) -> dict[str, Any]:
    html, pdf = laid_out
    tools = [*tools_said(tool_versions()), made["renderer_version"], sha256(LOCK_FILE)]
    status = status_of(booklet.name, made["content"], read_approvals(paths.approvals))
    said = [*tools, *questionnaire_versions(release), *status.words()]
    known = Known(release, said)
    found = trace(
        LaidOut(html, pdf, release, status.told),
        known,
        load_exceptions(EXCEPTIONS),
        lambda blocks: booklet_records(release, blocks),
    )
    refuse_untraced(f"{paths.cohort}, {booklet.title}", found.untraced, str(EXCEPTIONS))
    return {"traced": dict(sorted(found.traced.items())), "pdf_pages": made["pages"]}


if __name__ == "__main__":
    stage.run(main)
