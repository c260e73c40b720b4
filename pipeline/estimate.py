"""Estimate: every statistic, as facts and tables. How a number reads belongs in release, how it looks in notebooks."""

from __future__ import annotations

from pipeline import stage
from pipeline.estimate_folders import ABOUT_DELIVERIES, write_estimates
from pipeline.estimates import Estimates, Tables
from pipeline.estimators import estimator, themes_with_data
from pipeline.frames import StoredTables
from pipeline.paths import CohortPaths
from pipeline.plan import Settings, load_settings


def main(cohort: stage.CohortOption) -> None:
    """Turn the clean tables of one cohort into facts and tables."""
    paths = CohortPaths(cohort)
    stage.require(paths.clean, f"clean --cohort {cohort}")
    tables = StoredTables(paths.clean, without=ABOUT_DELIVERIES)
    write_estimates(paths.cohort_estimates, estimate(tables, load_settings(paths)), StoredTables(paths.clean))


def estimate(tables: Tables, settings: Settings) -> dict[str, Estimates]:
    """The estimates of every theme the cohort has data for, by theme, in reading order."""
    return {theme: estimator(theme).estimate(tables, settings) for theme in themes_with_data(tables, settings.plan)}


if __name__ == "__main__":
    stage.run(main)
