"""Sheets: lay out one PDF and one page body for each project and commune of a cohort. Nothing is computed here.

They are taken as a former build left them while their texts, their approvals and all that they ask of the releases are
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline import stage
from pipeline.booklet.sheets.former_sheets import FormerSheets
from pipeline.booklet.sheets.sheets import LIST
from pipeline.editions.status import read_approvals
from pipeline.files import replacing_folder, write_json
from pipeline.former_results import of_stage
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.released import ASKED, Release

REPORTS = Path("reports")
READ = tuple(REPORTS / name for name in ("_brand.yml", "_quarto.yml", "sheets", "theme"))


def main(cohort: stage.CohortOption) -> None:
    """Lay out the sheets of one cohort; none for a cohort without a register of projects."""
    paths = CohortPaths(cohort)
    audiences = load_cohort(paths).audiences
    for audience in audiences:
        stage.require(paths.release(audience), f"release --cohort {cohort}")
    stage.require(paths.approvals, f"approvals --cohort {cohort}")
    releases = [Release(paths.release(audience)) for audience in audiences]
    with replacing_folder(paths.sheets) as folder:
        write_json(folder / LIST, build(releases, paths, folder))


def build(releases: Sequence[Release], paths: CohortPaths, output: Path) -> list[dict[str, Any]]:
    """Write every sheet into `output`, as a former build left them where all are the same; what each is, in order.

    Raises:
        RenderError: two sheets would have one name, or one cannot be laid out or would not be accessible.
    """
    kept = of_stage("sheets", f"sheets/{paths.cohort}", {"cohort": paths.cohort}, told=("data", "reports"))
    former = FormerSheets(kept, releases, [*READ, paths.approvals]) if kept else None
    if former and (taken := former.take(output)) is not None:
        return taken
    from pipeline.booklet.sheets.layout import lay_out  # it brings all that draws: 1 s

    ASKED.clear()  # what was asked so far, the sheets did not
    records = lay_out(releases, output, read_approvals(paths.approvals), former)
    if former:
        former.keep(records, output, ASKED)
    return records


if __name__ == "__main__":
    stage.run(main)
