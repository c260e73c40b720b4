"""Approvals: read which contents of one cohort were approved, so that approving one cohort leaves the others alone."""

from __future__ import annotations

from pipeline import stage
from pipeline.editions.approvals import load_approvals
from pipeline.files import write_json
from pipeline.paths import CohortPaths


def main(cohort: stage.CohortOption) -> None:
    """Hand the approvals of one cohort to the stages that lay it out; none where no record is."""
    write_json(CohortPaths(cohort).approvals, load_approvals(cohort).model_dump(mode="json"))


if __name__ == "__main__":
    stage.run(main)
