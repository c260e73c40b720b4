"""Compare: this cohort beside the edition before it, as facts. Which questions may be compared is for drift to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import pandas as pd
import typer

from pipeline import stage
from pipeline.disclosure.former import hand_over
from pipeline.estimate_folders import ABOUT_DELIVERIES, write_estimates
from pipeline.estimates import Tables
from pipeline.estimators import editions
from pipeline.former_results import of_stage
from pipeline.frames import read_tables
from pipeline.methods.comparisons.edition_tables import former_evidence, joined
from pipeline.params import EstimateParams, load_params
from pipeline.paths import CohortPaths
from pipeline.statistics import exact_differences
from pipeline.tables import IN_PIECES

THEME = "editions"
BOUNDS_KEPT = "bounds"

PreviousOption = Annotated[str, typer.Option("--previous", help="The cohort to compare with.")]


def main(cohort: stage.CohortOption, previous: PreviousOption) -> None:
    """Put one cohort beside the one before it."""
    paths, former = CohortPaths(cohort), CohortPaths(previous)
    stage.require(former.cohort_estimates, f"estimate --cohort {previous}")
    with _bounds_of_former_builds(cohort):
        compare_cohorts(paths, former, load_params().estimate)
    hand_over(former, paths.edition_estimates)


@contextmanager
def _bounds_of_former_builds(cohort: str) -> Iterator[None]:
    """Meanwhile exact bounds are taken that a former build found with the same code: of a cell that changes, few do."""
    former = of_stage("compare", f"comparisons/{cohort}", {}, told=("data",))
    kept = former.take(BOUNDS_KEPT) if former else None
    exact_differences.FORMER_BOUNDS.update(json.loads(kept) if kept else {})
    yield
    if former:
        former.keep(BOUNDS_KEPT, json.dumps(exact_differences.BOUNDS).encode())


def compare_cohorts(paths: CohortPaths, former: CohortPaths, params: EstimateParams) -> None:
    """Write the facts of theme `editions`, with the deliveries of both editions that they rest on.

    Raises:
        MissingInputError: one of them was not cleaned, or drift did not say what may be compared.
        WriteError: the disk refused; what was there before is kept.
    """
    for each in (paths, former):
        stage.require(each.clean, f"clean --cohort {each.cohort}")
    stage.require(paths.drift, f"drift --cohort {paths.cohort} --previous {former.cohort}")
    now, before = (read_tables(each.clean, without=IN_PIECES) for each in (paths, former))
    drift = pd.read_parquet(paths.drift / "drift.parquet")
    found = editions.estimate(joined(_delivered(now), _delivered(before), drift, former.cohort), params)
    cited = {file for fact in found.facts for file, _ in fact.rows}
    theirs = former_evidence(before, former.cohort, cited)
    deliveries = pd.concat([now["deliveries"], theirs["deliveries"]], ignore_index=True)
    about = {"deliveries": deliveries, "corrections": theirs["corrections"]}
    corrections = pd.concat([now["corrections"], theirs["corrections"]], ignore_index=True)
    write_estimates(paths.edition_estimates, {THEME: found}, about, corrections)


def _delivered(tables: Tables) -> Tables:
    return {name: table for name, table in tables.items() if name not in ABOUT_DELIVERIES}


if __name__ == "__main__":
    stage.run(main)
