"""Estimate: every statistic, as facts and tables. How a number reads belongs in release, how it looks in notebooks."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import stage
from pipeline.estimate_folders import ABOUT_DELIVERIES, Settled, settled, write_estimates
from pipeline.estimates import Estimates, Tables
from pipeline.estimators import estimator, themes_with_data
from pipeline.facts import Fact
from pipeline.former_estimates import MOST_ROWS, AskedTables, FormerEstimates
from pipeline.former_results import of_stage
from pipeline.frames import StoredTables
from pipeline.paths import CohortPaths
from pipeline.plan import Settings, load_settings
from pipeline.side_by_side import side_by_side


def main(cohort: stage.CohortOption) -> None:
    """Turn the clean tables of one cohort into facts and tables."""
    paths = CohortPaths(cohort)
    stage.require(paths.clean, f"clean --cohort {cohort}")
    tables, settings = StoredTables(paths.clean, without=ABOUT_DELIVERIES), load_settings(paths)
    former = former_estimates(cohort, tables, settings)
    found = estimate_changed(tables, settings, former) if former else estimate(tables, settings)
    write_estimates(paths.cohort_estimates, found, StoredTables(paths.clean))


def former_estimates(cohort: str, tables: StoredTables, settings: Settings) -> FormerEstimates | None:
    """What themes gave in former builds with the same code, parameters and plan; None of a cohort of large tables."""
    if tables.rows > MOST_ROWS:
        return None
    former = of_stage("estimate", f"estimates/{cohort}", {"cohort": cohort}, ("data",), [settings.model_dump_json()])
    return FormerEstimates(former, tables) if former else None


def estimate(tables: Tables, settings: Settings) -> dict[str, Estimates]:
    """The estimates of every theme the cohort has data for, by theme, in reading order.

    Themes that draw conclusions come after those that count; of two, the later sees what the earlier found.
    """
    themes = themes_with_data(tables, settings.plan)
    found = {theme: estimator(theme).estimate(tables, settings) for theme in _counting(themes)}
    found |= _conclusions(themes, tables, settings, _by_id(found.values()))
    return {theme: found[theme] for theme in themes}


def estimate_changed(
    tables: StoredTables, settings: Settings, former: FormerEstimates
) -> dict[str, Estimates | Settled]:
    """The same. A theme that would ask for the same tables as in a `former` build is not estimated again.

    The others are estimated side by side. Conclusions are always drawn: they look at the facts of all themes.
    """
    themes = themes_with_data(tables, settings.plan)

    def anew(theme: str) -> Settled:
        asked = AskedTables(tables)
        found = settled(estimator(theme).estimate(asked, settings))
        former.keep(theme, found, asked.names)
        return found

    kept = {theme: found for theme in _counting(themes) if (found := former.take(theme)) is not None}
    missing = [theme for theme in _counting(themes) if theme not in kept]
    counted = kept | dict(zip(missing, side_by_side(anew, missing), strict=True))
    concluded = _conclusions(themes, tables, settings, _by_id(counted.values()))
    return {theme: concluded[theme] if theme in concluded else counted[theme] for theme in themes}


def _counting(themes: Iterable[str]) -> list[str]:
    return [theme for theme in themes if not hasattr(estimator(theme), "conclude")]


def _conclusions(
    themes: Iterable[str], tables: Tables, settings: Settings, facts: dict[str, Fact]
) -> dict[str, Estimates]:
    found: dict[str, Estimates] = {}
    for theme in themes:
        if hasattr(module := estimator(theme), "conclude"):
            found[theme] = module.conclude(tables, settings, facts)
            facts = facts | _by_id([found[theme]])
    return found


def _by_id(found: Iterable[Estimates | Settled]) -> dict[str, Fact]:
    return {fact.fact_id: fact for each in found for fact in each.facts}


if __name__ == "__main__":
    stage.run(main)
