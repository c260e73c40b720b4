"""Render: lay one audience's booklet out as PDF and HTML. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import pikepdf

from pipeline import renderer, stage
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.files import replacing_folder, sha256, write_json
from pipeline.paths import RENDERER, CohortPaths
from pipeline.released import Release
from pipeline.renderer.resolution import Resolved
from pipeline.tools import LOCK_FILE, tool_versions

REPORTS = Path("reports")


def main(cohort: stage.CohortOption, audience: stage.AudienceOption) -> None:
    """Lay out the booklet of one cohort for one audience."""
    paths = CohortPaths(cohort)
    options = f"--cohort {cohort} --audience {audience}"
    stage.require(paths.release(audience), f"release {options}")
    stage.require(paths.executed(audience), f"analyse {options}")
    stage.require(RENDERER, "resolve_renderer")
    release = Release(paths.release(audience))
    with replacing_folder(paths.rendered(audience)) as folder:
        record = build(release, paths.executed(audience), folder) if release.summary["is_addressed"] else None
        write_json(folder / "render.json", {"is_addressed": record is not None, **(record or {})})


def build(release: Release, executed: Path, output: Path) -> dict[str, str | int]:
    """Stage and render one booklet into `output`; what was built, by which renderer, with how many pages."""
    resolved = Resolved(**json.loads(RENDERER.read_text(encoding="utf-8")))
    making = Making({**tool_versions(), resolved.name: resolved.version}, sha256(LOCK_FILE))
    with tempfile.TemporaryDirectory(prefix="retex-") as scratch:
        project = Path(scratch) / "project"
        document = stage_booklet(REPORTS, release, executed, making, project)
        edition_date = dt.date.fromisoformat(release.summary["edition_date"])
        renderer.render(project, document, output, resolved, edition_date)
    with pikepdf.open(output / f"{document.stem}.pdf") as pdf:
        pages = len(pdf.pages)
    return {"document": document.stem, "renderer": resolved.name, "renderer_version": resolved.version, "pages": pages}


if __name__ == "__main__":
    stage.run(main)
