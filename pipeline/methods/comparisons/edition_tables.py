"""Two editions of a programme side by side: their tables under two prefixes, and evidence that says of which it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.estimates import Tables

NOW, BEFORE = "now/", "before/"
DRIFT = "drift"


@dataclass(frozen=True)
class Editions:
    """The tables of this edition and of the one before it, and what changed between their questionnaires."""

    now: Tables
    before: Tables
    drift: pd.DataFrame


def joined(now: Tables, before: Tables, drift: pd.DataFrame, previous: str) -> dict[str, pd.DataFrame]:
    """The tables of both editions as those of one cohort; files of the former are called `<previous>/<file>`."""
    former = {f"{BEFORE}{name}": _of_edition(table, previous) for name, table in before.items()}
    return {DRIFT: drift, **{f"{NOW}{name}": table for name, table in now.items()}, **former}


def separated(tables: Tables) -> Editions:
    """What `joined` put together."""
    return Editions(_below(tables, NOW), _below(tables, BEFORE), tables[DRIFT])


def former_evidence(about: Tables, previous: str, cited: set[str]) -> dict[str, pd.DataFrame]:
    """The deliveries of the former edition that facts cite, and its corrections, named as `joined` names its files."""
    deliveries, corrections = about["deliveries"], about["corrections"]
    named = deliveries.assign(
        file=f"{previous}/" + deliveries["file"].astype(str), table=f"{previous}/" + deliveries["table"].astype(str)
    )
    return {
        "deliveries": named[named["file"].isin(cited)].reset_index(drop=True),
        "corrections": corrections.assign(table=f"{previous}/" + corrections["table"].astype(str)),
    }


def _of_edition(table: pd.DataFrame, previous: str) -> pd.DataFrame:
    if "source_file" not in table:
        return table
    return table.assign(source_file=f"{previous}/" + table["source_file"].astype(str))


def _below(tables: Tables, prefix: str) -> Mapping[str, pd.DataFrame]:
    return {name.removeprefix(prefix): table for name, table in tables.items() if name.startswith(prefix)}
