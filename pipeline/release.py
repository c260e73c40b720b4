"""Release: what one audience may see. The only door out of the confidential folders; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.booklet.display import display_en, display_fr
from pipeline.disclosure.approvals import load_approvals
from pipeline.disclosure.decision import Decision, Utility, decide
from pipeline.disclosure.earlier import Earlier, same_rows
from pipeline.disclosure.former import handed_over
from pipeline.disclosure.masking import apply_rules, masked_corrections, masked_deliveries, masked_facts, masked_table
from pipeline.disclosure.published import Published
from pipeline.disclosure.spoken import Spoken, decide_spoken
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
    spoken = decide_spoken(everything(made_by), load_approvals(paths.quote_approvals)) if is_addressed else Spoken()
    with replacing_folder(paths.release(audience)) as folder:
        themes = read_themes(made_by) if is_addressed else {}
        estimates = {name: spoken.released(name, table) for name, table in read_estimates(made_by).items()}
        made_up = synthetic_themes(estimates["facts"]) if is_addressed else []
        others = decision.utility.secondary
        content = summary(description, load_plan(paths), audience, themes, made_up, hidden_for_others=others)
        least = params.estimate.percent_base_min
        write_json(folder / "release.json", {**content, "percent_base_min": least})
        if is_addressed:
            write_tables(folder, released_estimates(estimates, description, least, decision))
            write_json(folder / "disclosure.json", {**report(decision.utility), **not_said(spoken)})
            for estimated in made_by:
                tables = read_tables(estimated / "tables")
                released = {name: released_table(name, tables[name], audience, decision, spoken) for name in tables}
                write_tables(folder / "tables", released)
    for sentence in spoken_told(cohort, spoken):
        print(sentence)


def everything(made_by: list[Path]) -> dict[str, pd.DataFrame]:
    """All that the estimates hold, by name: facts, files, corrections, the tables of each theme."""
    tables = {name: table for folder in made_by for name, table in read_tables(folder / "tables").items()}
    return {**tables, **read_estimates(made_by)}


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


def released_estimates(
    estimates: dict[str, pd.DataFrame], cohort: Cohort, percent_base_min: int, decision: Decision
) -> dict[str, pd.DataFrame]:
    """Facts, files and corrections after disclosure control."""
    return {
        "facts": released_facts(estimates["facts"], cohort, percent_base_min, decision),
        "deliveries": masked_deliveries(estimates["deliveries"], cohort.disclosure),
        "corrections": masked_corrections(estimates["corrections"]),
    }


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


def released_table(
    name: str, table: pd.DataFrame, audience: str, decision: Decision, spoken: Spoken | None = None
) -> pd.DataFrame:
    """What one audience may see of a table, after disclosure control; without `spoken` its texts are not looked at."""
    masked = masked_table(name, table, decision)
    return for_audience(masked if spoken is None else spoken.released(name, masked), audience)


def report(utility: Utility) -> dict[str, float]:
    """What disclosure control leaves: printed numbers, those hidden, those hidden so that others stay hidden."""
    return {
        "numbers": utility.cells,
        "hidden": utility.primary,
        "hidden_for_others": utility.secondary,
        "share_kept": round(utility.kept, 3),
        "hidden_for_others_per_hidden": round(utility.secondary_per_primary, 3),
    }


def not_said(spoken: Spoken) -> dict[str, int]:
    """How many quotes and other texts stay inside for want of an approval."""
    return {"quotes_refused": len(spoken.refused), "texts_withheld": len(spoken.withheld)}


def spoken_told(cohort: str, spoken: Spoken) -> Iterator[str]:
    """What stays inside and why, without a word of it."""
    see = f"see `python -m pipeline quotes {cohort}`"
    reasons = sorted(set(spoken.refused.values()))
    for reason in reasons:
        refused = sorted(quote for quote, why in spoken.refused.items() if why == reason)
        yield f"{cohort}: not published, since {reason}: quote {', '.join(refused)}; {see}."
    if spoken.withheld:
        yield f"{cohort}: {len(spoken.withheld)} text(s) with personal data are not published; {see}."


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
