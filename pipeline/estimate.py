"""Estimate: every statistic, as facts and tables. How a number reads belongs in release, how it looks in notebooks."""

from __future__ import annotations

from pipeline import stage
from pipeline.estimates import Estimates, Tables
from pipeline.estimators import estimator, themes_with_data
from pipeline.facts import facts_frame, rows_frame
from pipeline.files import replacing_folder, write_json
from pipeline.frames import read_tables, write_tables
from pipeline.paths import CohortPaths
from pipeline.plan import Settings, load_settings

INTERNAL = ("deliveries", "corrections")


def main(cohort: stage.CohortOption) -> None:
    """Turn the clean tables of one cohort into facts and tables."""
    paths = CohortPaths(cohort)
    stage.require(paths.clean, f"clean --cohort {cohort}")
    clean = read_tables(paths.clean)
    tables = {name: table for name, table in clean.items() if name not in INTERNAL}
    estimates = estimate(tables, load_settings(paths))
    with replacing_folder(paths.estimates) as folder:
        facts = {theme: found.facts for theme, found in estimates.items()}
        deliveries = clean["deliveries"]
        made_up = set(deliveries.loc[deliveries["is_synthetic"], "file"])
        everything = [fact for found in facts.values() for fact in found]
        write_tables(folder, {"facts": facts_frame(facts, made_up), "fact_rows": rows_frame(everything)})
        write_tables(folder, {name: clean[name] for name in INTERNAL})
        for theme in estimates.values():
            write_tables(folder / "tables", theme.tables)
        write_json(folder / "themes.json", {theme: sorted(found.tables) for theme, found in estimates.items()})


def estimate(tables: Tables, settings: Settings) -> dict[str, Estimates]:
    """The estimates of every theme the cohort has data for, by theme, in reading order."""
    return {theme: estimator(theme).estimate(tables, settings) for theme in themes_with_data(tables, settings.plan)}


if __name__ == "__main__":
    stage.run(main)
