"""Release: what one audience may see. The only door out of the confidential folders; nothing is computed here."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.booklet.display import display_fr
from pipeline.disclosure import apply_rules
from pipeline.files import replacing_folder, write_json
from pipeline.frames import read_tables, write_tables
from pipeline.params import Cohort, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.yaml_files import load_yaml

RELEASED_TABLES = ("deliveries", "corrections")


def main(cohort: stage.CohortOption, audience: stage.AudienceOption) -> None:
    """Write what one audience may see of one cohort."""
    paths = CohortPaths(cohort)
    description = load_cohort(paths)
    is_addressed = audience in description.audiences
    stage.require(paths.estimates, f"estimate --cohort {cohort}")
    with replacing_folder(paths.release(audience)) as folder:
        themes = load_yaml(paths.estimates / "themes.json") if is_addressed else {}
        estimates = read_tables(paths.estimates)
        made_up = synthetic_themes(estimates["facts"]) if is_addressed else []
        write_json(folder / "release.json", summary(description, audience, dict(themes), made_up))
        if is_addressed:
            facts = released_facts(estimates["facts"], description, load_params().estimate.percent_base_min)
            write_tables(folder, {"facts": facts, **{name: estimates[name] for name in RELEASED_TABLES}})
            write_tables(folder / "tables", read_tables(paths.estimates / "tables"))


def released_facts(facts: pd.DataFrame, cohort: Cohort, percent_base_min: int) -> pd.DataFrame:
    """The facts after disclosure control, each with the text that readers see."""
    released = apply_rules(facts, cohort.disclosure)
    displays = [display_fr(fact, percent_base_min) for fact in released.itertuples()]
    return released.assign(cohort=cohort.cohort, display_fr=displays)


def synthetic_themes(facts: pd.DataFrame) -> list[str]:
    """Themes of which at least one number rests on made-up rows."""
    return sorted(set(facts.loc[facts["is_synthetic"], "theme"]))


def summary(cohort: Cohort, audience: str, themes: dict[str, Any], made_up: list[str]) -> dict[str, Any]:
    """What the booklet says of itself: cohort, audience, edition, themes with data and their tables.

    `made_up` are the themes that rest on synthetic data.
    """
    description = cohort.model_dump(mode="json", exclude={"disclosure", "audiences"})
    is_addressed = audience in cohort.audiences
    return {
        **description,
        "audience": audience,
        "is_addressed": is_addressed,
        "themes": themes,
        "synthetic_themes": made_up,
    }


if __name__ == "__main__":
    stage.run(main)
