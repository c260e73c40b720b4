"""Render: lay one booklet out as PDF and HTML. Nothing is computed here.

A booklet is taken as a former build left it while its texts, its notebooks, its approval and all that it asks of the
release are the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet.documents import Document, document
from pipeline.booklet.frame.former_booklet import FormerBooklet
from pipeline.files import replacing_folder, write_json
from pipeline.former_results import of_stage
from pipeline.paths import RENDERED, RENDERER, CohortPaths, texts
from pipeline.released import ASKED, Release
from pipeline.renderer.resolution import Resolved
from pipeline.tools import tool_versions


def main(cohort: stage.CohortOption, booklet: stage.BookletOption) -> None:
    """Lay out one booklet of one cohort."""
    paths = CohortPaths(cohort)
    stage.require(paths.executed(booklet), f"analyse --cohort {cohort} --booklet {booklet}")
    stage.require(texts(booklet), f"texts --booklet {booklet}")
    stage.require(RENDERER, "resolve_renderer")
    stage.require(paths.approvals, f"approvals --cohort {cohort}")
    laid_out = document(booklet, texts(booklet))
    stage.require(paths.release(laid_out.audience), f"release --cohort {cohort}")
    release = Release(paths.release(laid_out.audience), laid_out.language)
    is_built = laid_out.is_built(release.summary)
    with replacing_folder(paths.rendered(booklet)) as folder:
        record = build(laid_out, release, paths, folder) if is_built else {}
        write_json(folder / RENDERED, {"is_built": is_built, **record})


def build(booklet: Document, release: Release, paths: CohortPaths, output: Path) -> dict[str, Any]:
    """Write one booklet into `output`, as a former build left it where that is the same; what was built.

    Raises:
        RetexError: it prints something that the release does not hold, or cannot be laid out.
    """
    resolved = Resolved(**json.loads(RENDERER.read_text(encoding="utf-8")))
    former = _former(booklet, release, paths, resolved)
    if taken := former.take(output):
        return taken
    from pipeline.booklet.frame.layout import lay_out  # all that makes a booklet: not where it is made already

    ASKED.clear()  # what was asked so far, the booklet did not
    record = lay_out(booklet, release, paths, resolved, former, output)
    former.keep(record, output, ASKED)
    return record


def _former(booklet: Document, release: Release, paths: CohortPaths, resolved: Resolved) -> FormerBooklet:
    filled, found = {"cohort": paths.cohort, "booklet": booklet.name}, [resolved.name, resolved.version]
    told = [json.dumps([*found, tool_versions()])]
    kept = of_stage("render", f"booklets/{paths.cohort}", filled, ("data", "reports"), told)
    read = [texts(booklet.name), paths.executed(booklet.name), paths.approvals]
    return FormerBooklet(kept, booklet.name, release.answer, read)


if __name__ == "__main__":
    stage.run(main)
