"""Release: what one audience may see. The only door out of the confidential folders; nothing is computed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.booklet.display import display_en, display_fr
from pipeline.disclosure import apply_rules
from pipeline.estimate_folders import read_estimates, read_themes
from pipeline.files import replacing_folder, write_json
from pipeline.frames import read_tables, write_tables
from pipeline.params import Cohort, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.plan import Plan, load_plan


def main(cohort: stage.CohortOption, audience: stage.AudienceOption) -> None:
    """Write what one audience may see of one cohort."""
    paths = CohortPaths(cohort)
    description = load_cohort(paths)
    is_addressed = audience in description.audiences
    stage.require(paths.cohort_estimates, f"estimate --cohort {cohort}")
    made_by = paths.all_estimates
    with replacing_folder(paths.release(audience)) as folder:
        themes = read_themes(made_by) if is_addressed else {}
        estimates = read_estimates(made_by)
        made_up = synthetic_themes(estimates["facts"]) if is_addressed else []
        write_json(folder / "release.json", summary(description, load_plan(paths), audience, themes, made_up))
        if is_addressed:
            facts = released_facts(estimates["facts"], description, load_params().estimate.percent_base_min)
            write_tables(folder, {**estimates, "facts": facts})
            for estimated in made_by:
                tables = read_tables(estimated / "tables")
                write_tables(folder / "tables", {name: for_audience(tables[name], audience) for name in tables})


def released_facts(facts: pd.DataFrame, cohort: Cohort, percent_base_min: int) -> pd.DataFrame:
    """The facts after disclosure control, each with the texts that readers see."""
    released = apply_rules(facts, cohort.disclosure)
    displays = [display_fr(fact, percent_base_min) for fact in released.itertuples()]
    english = [display_en(fact, shown) for fact, shown in zip(released.itertuples(), displays, strict=True)]
    return released.assign(cohort=cohort.cohort, display_fr=displays, display_en=english)


def for_audience(table: pd.DataFrame, audience: str) -> pd.DataFrame:
    """The rows that an audience may see: a table with a column `audiences` says of each row for whom it is."""
    if "audiences" not in table:
        return table
    return table[[audience in named for named in table["audiences"]]].reset_index(drop=True)


def synthetic_themes(facts: pd.DataFrame) -> list[str]:
    """Themes of which at least one number rests on made-up rows."""
    return sorted(set(facts.loc[facts["is_synthetic"], "theme"]))


def summary(cohort: Cohort, plan: Plan, audience: str, themes: dict[str, Any], made_up: list[str]) -> dict[str, Any]:
    """What the booklet says of itself: cohort, audience, edition, themes with data and their tables, its plan.

    `made_up` are the themes that rest on synthetic data.
    """
    description = cohort.model_dump(mode="json", exclude={"disclosure", "audiences"})
    is_addressed = audience in cohort.audiences
    return {
        **description,
        "disclosure": cohort.disclosure.model_dump(mode="json", include={"min_count", "reason"}),
        "audience": audience,
        "is_addressed": is_addressed,
        "themes": themes,
        "synthetic_themes": made_up,
        "plan_declared": plan.declared,
    }


if __name__ == "__main__":
    stage.run(main)
