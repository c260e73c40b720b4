"""Explain one number: from the printed text back to the delivered file."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.booklet import wording
from pipeline.errors import FactError
from pipeline.params import load_cohort, load_params
from pipeline.paths import CohortPaths
from pipeline.released import Release


def explain(fact_id: str, cohort: str | None = None) -> str:
    """The whole chain of one fact, in each cohort that has it.

    Raises:
        FactError: no built cohort has such a fact.
    """
    cohorts = [cohort] if cohort else load_params().cohorts
    chains = [chain(release, fact_id) for release in _releases(cohorts) if fact_id in release.facts.index]
    if not chains:
        raise FactError(
            f"No fact is called « {fact_id} » in {', '.join(cohorts)}. "
            "Ids are printed in each booklet's annex links; build first with `python -m pipeline run`."
        )
    return "\n\n".join(chains)


def _releases(cohorts: list[str]) -> Iterator[Release]:
    """One release a cohort: the first audience's, since a fact has one value whoever reads it."""
    for cohort in cohorts:
        paths = CohortPaths(cohort)
        folder = paths.release(load_cohort(paths).audiences[0])
        if (folder / "facts.parquet").is_file():
            yield Release(folder)


def chain(release: Release, fact_id: str) -> str:
    """Printed text → fact → function → rows → delivered files → corrections, one step a line."""
    fact = release.fact(fact_id)
    lines = [
        ("printed", fact["display_fr"]),
        ("fact", f"{fact_id}: {fact['label_fr']}"),
        ("value", _value(fact)),
        ("status", " ".join(filter(None, (str(fact["status"]), str(fact["reason"]))))),
        ("method", f"{fact['method']} (design: {fact['design']})"),
        ("filter", fact["filter"] or "none"),
        ("limits", fact["limits_fr"] or "none stated"),
        ("computed by", fact["computed_by"]),
        ("rows", f"{fact['source_rows_count']} of table {fact['source_table']}, digest {fact['source_rows_digest']}"),
        *(("delivered as", text) for text in _files(release, fact)),
        ("corrections", _corrections(release, fact)),
    ]
    head = f"{release.summary['cohort']}, {release.summary['title_fr']}"
    return "\n".join([head, *(f"  {name:<13}{text}" for name, text in lines)])


def _value(fact: pd.Series) -> str:
    parts = [f"{fact['value']:g} {fact['unit']}" if fact["value"] == fact["value"] else str(fact["value_text"])]
    if fact["denominator"] == fact["denominator"]:
        parts.append(f"n/N = {fact['numerator']:g}/{fact['denominator']:g}")
    if fact["interval_method"]:
        parts.append(f"{fact['interval_method']} {wording.interval(fact['low'], fact['high'], str(fact['unit']))}")
    return ", ".join(parts)


def _files(release: Release, fact: pd.Series) -> Iterator[str]:
    files = str(fact["source_files"]).split("|")
    for delivery in release.deliveries.itertuples():
        if delivery.file in files:
            origin = f"{delivery.owner_name!s}, received {delivery.received!s}"
            yield f"{delivery.file!s} ({origin}), SHA-256 {delivery.sha256!s}"


def _corrections(release: Release, fact: pd.Series) -> str:
    """Those of the fact's table; of a former edition too (`<cohort>/<table>`) when the fact rests on its files."""
    applied, table = release.corrections, fact["source_table"]
    former = {f"{file.split('/')[0]}/{table}" for file in str(fact["source_files"]).split("|")}
    mine = applied[applied["table"].isin({table, *former})]
    return "; ".join(f"{row.column}: {row.action}, {row.reason}" for row in mine.itertuples()) or "none"
