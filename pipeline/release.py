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
        write_json(folder / "release.json", summary(description, audience, is_addressed, dict(themes)))
        if is_addressed:
            estimates = read_tables(paths.estimates)
            facts = released_facts(estimates["facts"], description, load_params().estimate.percent_base_min)
            write_tables(folder, {"facts": facts, **{name: estimates[name] for name in RELEASED_TABLES}})
            write_tables(folder / "tables", read_tables(paths.estimates / "tables"))


def released_facts(facts: pd.DataFrame, cohort: Cohort, percent_base_min: int) -> pd.DataFrame:
    """The facts after disclosure control, each with the text that readers see."""
    released = apply_rules(facts, cohort.disclosure)
    displays = [display_fr(fact, percent_base_min) for fact in released.itertuples()]
    return released.assign(cohort=cohort.cohort, display_fr=displays)


def summary(cohort: Cohort, audience: str, is_addressed: bool, themes: dict[str, Any]) -> dict[str, Any]:
    """What the booklet says of itself: cohort, audience, edition, themes with data and their tables."""
    description = cohort.model_dump(mode="json", exclude={"disclosure", "audiences"})
    return {**description, "audience": audience, "is_addressed": is_addressed, "themes": themes}


if __name__ == "__main__":
    stage.run(main)
