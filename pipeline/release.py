"""Release: what one audience may see. The only door out of the confidential folders; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from pipeline import stage
from pipeline.booklet.display import display_en, display_fr
from pipeline.booklet.typography import french
from pipeline.counted import counted
from pipeline.disclosure.approvals import load_approvals
from pipeline.disclosure.decided import DECISION, Decision, Utility, read_decision
from pipeline.disclosure.masking import apply_rules, masked_corrections, masked_deliveries, masked_facts, masked_table
from pipeline.disclosure.quiet_texts import QuietTexts
from pipeline.disclosure.spoken import Spoken, decide_spoken
from pipeline.estimate_folders import read_estimates, read_themes
from pipeline.files import replacing_folder, write_json
from pipeline.former_results import of_stage
from pipeline.frames import read_tables, records_of, write_tables
from pipeline.params import Cohort, load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.plan import Plan, load_plan

SUMMARY = "release.json"
TOLD = ("data", "expectations")
"""Whether a text tells of a person hangs on the text and the code, on nothing in these folders."""


@dataclass(frozen=True)
class Estimated:
    """What a release is made from: facts, what is said of the deliveries, tables, and the names of each theme's."""

    facts: pd.DataFrame
    deliveries: pd.DataFrame
    corrections: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    themes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, pd.DataFrame]:
        """All that it holds, by name."""
        return {**self.tables, "facts": self.facts, "deliveries": self.deliveries, "corrections": self.corrections}

    def with_what_may_be_said(self, spoken: Spoken) -> Estimated:
        """The same without the quotes and the texts that stay inside."""
        said = {name: spoken.released(name, table) for name, table in self.by_name.items()}
        facts, deliveries, corrections = (said.pop(name) for name in ("facts", "deliveries", "corrections"))
        return Estimated(facts, deliveries, corrections, said, self.themes)


@dataclass(frozen=True)
class Cleared:
    """What may leave the team, before it is said who may see which rows; the themes that rest on synthetic data, what
    disclosure control left, and from how many answers percentages are printed."""

    may_leave: Estimated
    made_up: list[str]
    disclosure: Mapping[str, float]
    percent_base_min: int


def main(cohort: stage.CohortOption) -> None:
    """Write what each audience may see of one cohort: looked through, masked and worded once for all of them."""
    paths, params = CohortPaths(cohort), load_params()
    description, plan = load_cohort(paths), load_plan(paths)
    stage.require(paths.cohort_estimates, f"estimate --cohort {cohort}")
    stage.require(paths.protected / DECISION, f"protect --cohort {cohort}")
    decision, made = read_decision(paths.protected / DECISION), estimated(paths.all_estimates)
    looked_through = QuietTexts(of_stage("release", f"releases/{cohort}", {"cohort": cohort}, told=TOLD))
    spoken = decide_spoken(made.by_name, load_approvals(paths.quote_approvals), looked_through.kinds_in)
    looked_through.keep()
    released = cleared(made, description, decision, params.estimate.percent_base_min, spoken)
    with replacing_folder(paths.releases) as folder:
        for audience in params.audiences:
            write_cleared(folder / audience, audience, released, description, plan)
    for sentence in spoken_told(cohort, spoken):
        print(sentence)


def estimated(made_by: list[Path]) -> Estimated:
    """Everything in these folders of estimates."""
    tables = {name: table for folder in made_by for name, table in read_tables(folder / "tables").items()}
    return Estimated(**read_estimates(made_by), tables=tables, themes=read_themes(made_by))


def cleared(
    made: Estimated, cohort: Cohort, decision: Decision, percent_base_min: int, spoken: Spoken | None = None
) -> Cleared:
    """What may leave of the estimates. Without `spoken` no quote and no text stays inside."""
    said = spoken or Spoken()
    made = made.with_what_may_be_said(said)
    facts = released_facts(made.facts, cohort, percent_base_min, decision)
    deliveries = masked_deliveries(made.deliveries, cohort.disclosure)
    tables = {name: masked_table(name, table, decision) for name, table in made.tables.items()}
    return Cleared(
        Estimated(facts, deliveries, masked_corrections(made.corrections), tables, made.themes),
        synthetic_themes(made.facts),
        {**report(decision.utility), **not_said(said)},
        percent_base_min,
    )


def write_cleared(folder: Path, audience: str, released: Cleared, cohort: Cohort, plan: Plan | None = None) -> None:
    """Write what one audience may see into `folder`; of a cohort that does not address it, only that.

    Raises:
        WriteError: the disk refused.
    """
    asked, may_see = plan or Plan(), released.may_leave
    if audience not in cohort.audiences:
        write_json(folder / SUMMARY, summary(cohort, asked, audience, {}, []))
        return
    others = int(released.disclosure["hidden_for_others"])
    content = summary(cohort, asked, audience, may_see.themes, released.made_up, hidden_for_others=others)
    write_json(folder / SUMMARY, {**content, "percent_base_min": released.percent_base_min})
    write_json(folder / "disclosure.json", released.disclosure)
    write_tables(folder, {"facts": may_see.facts, "deliveries": may_see.deliveries, "corrections": may_see.corrections})
    write_tables(folder / "tables", {name: for_audience(table, audience) for name, table in may_see.tables.items()})


def released_facts(
    facts: pd.DataFrame, cohort: Cohort, percent_base_min: int, decision: Decision | None = None
) -> pd.DataFrame:
    """The facts after disclosure control, each with the texts that readers see.

    Without a `decision` about all that is published, they are looked at by themselves.
    """
    rules = cohort.disclosure
    released = apply_rules(facts, rules) if decision is None else masked_facts(facts, decision, rules)
    told = [SimpleNamespace(**fact) for fact in records_of(released)]
    displays = [display_fr(fact, percent_base_min) for fact in told]
    english = [display_en(fact, shown) for fact, shown in zip(told, displays, strict=True)]
    return released.assign(cohort=cohort.cohort, display_fr=displays, display_en=english)


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
        texts = counted(len(spoken.withheld), "text with personal data is", "texts with personal data are")
        yield f"{cohort}: {texts} not published; {see}."


def for_audience(table: pd.DataFrame, audience: str) -> pd.DataFrame:
    """The rows that an audience may see: a table with a column `audiences` says of each row for whom it is."""
    if "audiences" not in table:
        return table
    is_seen = pd.Series([audience in named for named in table["audiences"]], table.index, bool)
    return table[is_seen].reset_index(drop=True)


def synthetic_themes(facts: pd.DataFrame) -> list[str]:
    """Themes of which at least one number rests on made-up rows."""
    return sorted(set(facts.loc[facts["is_synthetic"], "theme"]))


def summary(
    cohort: Cohort,
    plan: Plan,
    audience: str,
    themes: Mapping[str, Sequence[str]],
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
        **{name: french(description[name]) for name in ("title_fr", "subtitle_fr", "notice_fr")},
        "disclosure": {**rules, "hidden_for_others": hidden_for_others},
        "audience": audience,
        "is_addressed": audience in cohort.audiences,
        "themes": {theme: list(tables) for theme, tables in themes.items()},
        "synthetic_themes": made_up,
        "plan_declared": plan.declared,
    }


if __name__ == "__main__":
    stage.run(main)
