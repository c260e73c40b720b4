"""Estimate: every statistic, as facts and tables. How a number reads belongs in release, how it looks in notebooks."""

from __future__ import annotations

from pipeline import stage
from pipeline.estimate_folders import ABOUT_DELIVERIES, write_estimates
from pipeline.estimates import Estimates, Tables
from pipeline.estimators import estimator, themes_with_data
from pipeline.facts import Fact
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
    """The estimates of every theme the cohort has data for, by theme, in reading order.

    Themes that draw conclusions come after those that count; of two, the later sees what the earlier found.
    """
    modules = {theme: estimator(theme) for theme in themes_with_data(tables, settings.plan)}
    found = {
        theme: module.estimate(tables, settings) for theme, module in modules.items() if not hasattr(module, "conclude")
    }
    facts: dict[str, Fact] = {fact.fact_id: fact for each in found.values() for fact in each.facts}
    for theme, module in modules.items():
        if hasattr(module, "conclude"):
            found[theme] = module.conclude(tables, settings, facts)
            facts |= {fact.fact_id: fact for fact in found[theme].facts}
    return {theme: found[theme] for theme in modules}


if __name__ == "__main__":
    stage.run(main)
