"""Release: what one audience may see. The only door out of the confidential folders; nothing is computed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.booklet.display import display_en, display_fr
from pipeline.disclosure.decision import Decision, Utility, decide
from pipeline.disclosure.earlier import Earlier, same_rows
from pipeline.disclosure.former import handed_over
from pipeline.disclosure.masking import apply_rules, masked_deliveries, masked_facts, masked_table
from pipeline.disclosure.published import Published
from pipeline.estimate_folders import read_estimates, read_themes
from pipeline.files import replacing_folder, write_json
from pipeline.frames import read_tables, write_tables
from pipeline.params import Cohort, Params, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.plan import Plan, load_plan


def main(cohort: stage.CohortOption, audience: stage.AudienceOption) -> None:
    """Write what one audience may see of one cohort."""
    paths = CohortPaths(cohort)
    description = load_cohort(paths)
    is_addressed = audience in description.audiences
    stage.require(paths.cohort_estimates, f"estimate --cohort {cohort}")
    made_by = paths.all_estimates
    params = load_params()
    decision = decided(description, paths, params) if is_addressed else Decision()
    with replacing_folder(paths.release(audience)) as folder:
        themes = read_themes(made_by) if is_addressed else {}
        estimates = read_estimates(made_by)
        made_up = synthetic_themes(estimates["facts"]) if is_addressed else []
        others = decision.utility.secondary
        content = summary(description, load_plan(paths), audience, themes, made_up, hidden_for_others=others)
        write_json(folder / "release.json", content)
        if is_addressed:
            facts = released_facts(estimates["facts"], description, params.estimate.percent_base_min, decision)
            deliveries = masked_deliveries(estimates["deliveries"], description.disclosure)
            write_tables(folder, {**estimates, "facts": facts, "deliveries": deliveries})
            write_json(folder / "disclosure.json", report(decision.utility))
            for estimated in made_by:
                tables = read_tables(estimated / "tables")
                released = {name: released_table(name, tables[name], audience, decision) for name in tables}
                write_tables(folder / "tables", released)


def decided(cohort: Cohort, paths: CohortPaths, params: Params) -> Decision:
    """What disclosure control hides of everything the cohort publishes: readers of one booklet see the others too.

    Readers also have the edition before, as `compare` handed it over.

    Raises:
        DisclosureError: something that must be hidden follows from what was published before.
        MissingInputError: the edition before was not handed over.
    """
    former, made_by = None, None
    if cohort.cohort in params.previous:
        former, made_by = handed_over(paths.edition_estimates)
    if not (cohort.disclosure.protects or (former is not None and former.disclosure.protects)):
        return Decision()
    now = read_published(paths.all_estimates)
    if former is None or made_by is None:
        return decide(now, cohort.disclosure)
    then = read_published([made_by])
    hidden = decide(then, former.disclosure).facts
    return decide(now, cohort.disclosure, Earlier(former.cohort, same_rows(now, then, former.cohort), hidden))


def read_published(made_by: list[Path]) -> Published:
    """Everything that the estimates hold, of all themes."""
    estimates = read_estimates(made_by)
    return Published(
        facts=estimates["facts"],
        deliveries=estimates["deliveries"],
        fact_rows=pd.concat([pd.read_parquet(folder / "fact_rows.parquet") for folder in made_by]),
        tables={name: table for folder in made_by for name, table in read_tables(folder / "tables").items()},
        theme_of={table: theme for theme, tables in read_themes(made_by).items() for table in tables},
    )


def released_facts(
    facts: pd.DataFrame, cohort: Cohort, percent_base_min: int, decision: Decision | None = None
) -> pd.DataFrame:
    """The facts after disclosure control, each with the texts that readers see.

    Without a `decision` about all that is published, they are looked at by themselves.
    """
    rules = cohort.disclosure
    released = apply_rules(facts, rules) if decision is None else masked_facts(facts, decision, rules)
    displays = [display_fr(fact, percent_base_min) for fact in released.itertuples()]
    english = [display_en(fact, shown) for fact, shown in zip(released.itertuples(), displays, strict=True)]
    return released.assign(cohort=cohort.cohort, display_fr=displays, display_en=english)


def released_table(name: str, table: pd.DataFrame, audience: str, decision: Decision) -> pd.DataFrame:
    """What one audience may see of a table, after disclosure control."""
    return for_audience(masked_table(name, table, decision), audience)


def report(utility: Utility) -> dict[str, float]:
    """What disclosure control leaves: printed numbers, those hidden, those hidden so that others stay hidden."""
    return {
        "numbers": utility.cells,
        "hidden": utility.primary,
        "hidden_for_others": utility.secondary,
        "share_kept": round(utility.kept, 3),
        "hidden_for_others_per_hidden": round(utility.secondary_per_primary, 3),
    }


def for_audience(table: pd.DataFrame, audience: str) -> pd.DataFrame:
    """The rows that an audience may see: a table with a column `audiences` says of each row for whom it is."""
    if "audiences" not in table:
        return table
    return table[[audience in named for named in table["audiences"]]].reset_index(drop=True)


def synthetic_themes(facts: pd.DataFrame) -> list[str]:
    """Themes of which at least one number rests on made-up rows."""
    return sorted(set(facts.loc[facts["is_synthetic"], "theme"]))


def summary(
    cohort: Cohort,
    plan: Plan,
    audience: str,
    themes: dict[str, Any],
    made_up: list[str],
    *,
    hidden_for_others: int = 0,
) -> dict[str, Any]:
    """What the booklet says of itself: cohort, audience, edition, themes with data and their tables, its plan.

    `made_up` are the themes that rest on synthetic data; `hidden_for_others` counts the numbers that are hidden so that
    others stay hidden.
    """
    description = cohort.model_dump(mode="json", exclude={"disclosure", "audiences"})
    rules = cohort.disclosure.model_dump(mode="json", include={"min_count", "reason"})
    return {
        **description,
        "disclosure": {**rules, "hidden_for_others": hidden_for_others},
        "audience": audience,
        "is_addressed": audience in cohort.audiences,
        "themes": themes,
        "synthetic_themes": made_up,
        "plan_declared": plan.declared,
    }


if __name__ == "__main__":
    stage.run(main)
