"""Copies of the real cohorts in a temporary folder, to be damaged by tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.ingest import ingest_cohort
from pipeline.intake.problems import Problem
from pipeline.paths import CohortPaths
from pipeline.validate import Report, validate_cohort
from tests.conftest import ROOT

COHORTS = ("qmi-1", "villes-intelligentes", "villes-numerique")


def copy_cohort(cohort: str, root: Path) -> CohortPaths:
    """The cohort's deliveries, the files that cohorts share and all expectations, below `root`."""
    shutil.copytree(ROOT / "data/raw" / cohort, root / "data/raw" / cohort)
    for shared in (path for path in (ROOT / "data/raw").iterdir() if path.is_file()):
        shutil.copy(shared, root / "data/raw" / shared.name)
    shutil.copytree(ROOT / "expectations", root / "expectations")
    return CohortPaths(cohort, root)


def edit(paths: CohortPaths, file: str, old: str, new: str, times: int = -1) -> None:
    """Replace a text that must be there in a delivered file; no other byte changes."""
    path = paths.raw / file
    content = path.read_bytes()
    assert old.encode() in content, f"{old!r} is not in {file}"
    path.write_bytes(content.replace(old.encode(), new.encode(), times))


def validated(paths: CohortPaths) -> Report:
    """The report on the cohort as it lies in its folder now."""
    ingest_cohort(paths)
    return validate_cohort(paths)


def with_code(report: Report, code: str) -> list[Problem]:
    return [problem for problem in report.problems if problem.code == code]
