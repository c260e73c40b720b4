"""Every cohort's datapackage.json says what `python -m pipeline datapackage` writes today, like a lock file."""

from __future__ import annotations

import json

import pytest

from pipeline.intake.data_package import FILE, package_of
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from tests.conftest import ROOT

WRITTEN = {path.parent.name for path in (ROOT / "data/raw").glob(f"*/{FILE}")}
COHORTS = sorted({*load_params(ROOT).cohorts, *WRITTEN})


@pytest.mark.parametrize("cohort", COHORTS)
def test_the_data_package_is_up_to_date(cohort: str) -> None:
    paths = CohortPaths(cohort, ROOT)
    remedy = f"run python -m pipeline datapackage {cohort}, then commit data/raw/{cohort}/{FILE}"
    assert (paths.raw / FILE).is_file(), remedy
    written = json.loads((paths.raw / FILE).read_text(encoding="utf-8"))
    assert written == package_of(paths), f"stale: {remedy}"
