"""Explain one number: from the printed text back to the delivered file, the corrections and the commit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.corrected import correction_ids
from pipeline.counted import counted
from pipeline.errors import FactError
from pipeline.explain_rows import contributing_rows
from pipeline.files import sha256
from pipeline.params import load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.plan import load_plan
from pipeline.released import Release

PLAN_KEYS = {
    "response": ("weighting",),
    "survey": ("reliability",),
    "comparison": ("families", "weighting"),
    "editions": ("families",),
    "models": ("models",),
    "replicability": ("replicability",),
    "interviews": ("typologies",),
}
"""What of the analysis plan each theme is computed with."""

SHARE = "share"
INSIDE = "inside the team only: these rows are confidential, keep them out of mails, tickets and booklets"


@dataclass(frozen=True)
class Built:
    """A cohort that was released: its folders, and its first audience's release. A fact has one value for all."""

    paths: CohortPaths
    release: Release


def explain(fact_id: str, cohort: str | None = None, *, with_rows: bool = False) -> str:
    """The whole chain of one fact, in each cohort that has it; `with_rows` lists the rows it rests on.

    Raises:
        FactError: no built cohort has such a fact.
    """
    cohorts = [cohort] if cohort else load_params().cohorts
    chains = [
        "\n".join([chain(built, fact_id), *(rows(built, fact_id) if with_rows else [])])
        for built in _built(cohorts)
        if fact_id in built.release.facts.index
    ]
    if not chains:
        raise FactError(
            f"No fact is called « {fact_id} » in {', '.join(cohorts)}. "
            "Ids are printed in each booklet's annex links; build first with `python -m pipeline run`."
        )
    return "\n\n".join(chains)


def _built(cohorts: list[str]) -> Iterator[Built]:
    for cohort in cohorts:
        paths = CohortPaths(cohort)
        folder = paths.release(load_cohort(paths).audiences[0])
        if (folder / "facts.parquet").is_file():
            yield Built(paths, Release(folder))


def chain(built: Built, fact_id: str) -> str:
    """Printed text → fact → function, parameters → clean rows → files → corrections → commit, one step a line."""
    release = built.release
    fact = release.fact(fact_id)
    lines = [
        ("printed", _printed(release, fact)),
        ("fact", f"{fact_id}: {fact['label_fr']}"),
        ("value", _value(fact)),
        ("status", " ".join(filter(None, (str(fact["status"]), str(fact["reason"]))))),
        ("method", f"{fact['method']} (design: {fact['design']})"),
        ("filter", fact["filter"] or "none"),
        ("limits", fact["limits_fr"] or "none stated"),
        ("computed by", fact["computed_by"]),
        ("parameters", "; ".join(_parameters(built, fact)) or "none"),
        ("clean rows", _rows(release, fact)),
        *(("delivered as", text) for text in _files(release, fact)),
        *(("corrections", text) for text in _corrections(release, fact)),
        ("commit", commit()),
    ]
    head = f"{release.summary['cohort']}, {release.summary['title_fr']}"
    return "\n".join([head, *(f"  {name:<13}{text}" for name, text in lines)])


def rows(built: Built, fact_id: str) -> Iterator[str]:
    """The rows of one fact, one a line, under a warning; for the team only."""
    found = contributing_rows(built.paths, fact_id)
    yield f"  rows         {len(found)}, {INSIDE}"
    yield from (f"    {row.table} {row.key or '(no key)'}: {row.file}, row {row.number}" for row in found)


def commit() -> str:
    """The commit of the working tree, and whether files were changed since; never part of what a stage writes."""
    git = shutil.which("git")
    if git is None:
        return "unknown: the command git is not installed"
    asked = [_said(git, "rev-parse", "HEAD"), _said(git, "status", "--porcelain", "--untracked-files=no")]
    if any(answer is None for answer in asked):
        return "none: this folder is no git working tree, or has no commit"
    revision, changed = asked
    return f"{revision}, with changes since" if changed else str(revision)


def _said(*command: str) -> str | None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _printed(release: Release, fact: pd.Series) -> str:
    """As French readers see it, and English ones where the cohort has English booklets."""
    languages = release.summary.get("languages", ["fr"])
    return " / ".join(str(fact[f"display_{language}"]) for language in languages)


def _value(fact: pd.Series) -> str:
    parts = [f"{fact['value']:g} {fact['unit']}" if fact["value"] == fact["value"] else str(fact["value_text"])]
    if fact["denominator"] == fact["denominator"]:
        parts.append(f"n/N = {fact['numerator']:g}/{fact['denominator']:g}")
    if fact["interval_method"]:
        parts.append(f"{fact['interval_method']} {wording.interval(fact['low'], fact['high'], str(fact['unit']))}")
    return ", ".join(parts)


def _parameters(built: Built, fact: pd.Series) -> Iterator[str]:
    """What the number was computed and printed with, beside the data; where each is declared."""
    if fact["interval_method"]:
        yield f"confidence_level {fact['level']:g} (params.yaml)"
    if fact["unit"] == SHARE and (least := built.release.summary.get("percent_base_min")):
        yield f"percent_base_min {least} (params.yaml)"
    plan = built.paths.plan
    declared = load_plan(built.paths) if plan.is_file() else None
    keys = [key for key in PLAN_KEYS.get(str(fact["theme"]), ()) if getattr(declared, key, None)]
    if keys:
        yield f"{', '.join(keys)} ({plan}, SHA-256 {sha256(plan)})"


def _rows(release: Release, fact: pd.Series) -> str:
    """How many clean rows, and the digest that tells them from others; where disclosure control lets both be told."""
    delivered = release.deliveries
    tables = delivered.loc[delivered["file"].isin(str(fact["source_files"]).split("|")), "table"]
    named = f"of {', '.join(dict.fromkeys([fact['source_table'], *tables]))}"
    if fact["source_rows_count"] != fact["source_rows_count"]:
        return f"{named}; their number is not published (--rows lists them)"
    return f"{fact['source_rows_count']:g} {named}, digest {fact['source_rows_digest']}"


def _files(release: Release, fact: pd.Series) -> Iterator[str]:
    files = str(fact["source_files"]).split("|")
    for delivery in release.deliveries.itertuples():
        if delivery.file in files:
            name, _, sheet = str(delivery.file).removesuffix("]").partition(" [")
            origin = f"{delivery.owner_name!s}, received {delivery.received!s}"
            where = f"{name}, sheet {sheet}" if sheet else name
            yield f"{where} ({origin}), SHA-256 {delivery.sha256!s}"


def _corrections(release: Release, fact: pd.Series) -> Iterator[str]:
    """Those that changed its rows, then rows dropped from its table; of a former edition too when it rests on one."""
    applied, table = release.corrections, fact["source_table"]
    former = {f"{file.split('/')[0]}/{table}" for file in str(fact["source_files"]).split("|")}
    touching = str(fact.get("corrections", "")).split("|")
    applied = applied.assign(correction=correction_ids(applied))
    of_rows = applied[applied["correction"].ne("") & applied["correction"].isin(touching)]
    dropped = applied[applied["table"].isin({table, *former}) & applied["action"].eq("drop")]
    row: Any
    for row in of_rows.itertuples():
        yield f"{row.correction!s}: {row.column!s} of {row.table!s}, {counted(row.rows, 'row', 'rows')}: {_why(row)}"
    for row in dropped.itertuples():
        yield f"{row.correction!s}: {counted(row.rows, 'row', 'rows')} of {row.table!s} dropped: {_why(row)}"
    if of_rows.empty and dropped.empty:
        yield f"none on these rows; {len(applied)} in the cohort"


def _why(row: object) -> str:
    return f"{row.reason} ({row.provider}, {row.date})"  # type: ignore[attr-defined]
