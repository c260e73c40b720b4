"""The folders of estimates of a cohort: each written by one stage, read as one by release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.contributing_rows import ROW_TABLES, rows_behind, write_rows
from pipeline.corrected import corrected_rows
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, facts_frame
from pipeline.files import replacing_folder, write_bytes, write_json
from pipeline.frames import parquet, read_tables, write_tables
from pipeline.themes import THEMES
from pipeline.yaml_files import load_yaml

ABOUT_DELIVERIES = ("deliveries", "corrections")
"""What is said of the deliveries themselves, beside the tables they hold."""


@dataclass(frozen=True)
class Settled:
    """What one theme gave as it is written: facts, and tables as Parquet files."""

    facts: list[Fact]
    tables: Mapping[str, bytes]


def settled(found: Estimates) -> Settled:
    """The estimates of a theme with its tables as files."""
    return Settled(found.facts, {name: parquet(table) for name, table in found.tables.items()})


def write_estimates(
    folder: Path, estimates: Mapping[str, Estimates | Settled], about: Tables, corrections: pd.DataFrame | None = None
) -> None:
    """The facts, their rows and the tables of each theme, with `about`: the deliveries they rest on and corrections.

    `corrections` are those that may have changed their rows, when these are more than `about` keeps here.

    Raises:
        FactError: two facts have one id, or a fact rests on no row.
        WriteError: the disk refused; what was there before is kept.
    """
    deliveries = about["deliveries"]
    made_up = set(deliveries.loc[deliveries["is_synthetic"], "file"])
    corrected = corrected_rows(about["corrections"] if corrections is None else corrections)
    facts = {theme: found.facts for theme, found in estimates.items()}
    everything = [fact for found in facts.values() for fact in found]
    with replacing_folder(folder) as new:
        write_tables(new, {"facts": facts_frame(facts, made_up, corrected)})
        write_rows(new, rows_behind(everything))
        write_tables(new, {name: about[name] for name in ABOUT_DELIVERIES})
        (new / "tables").mkdir()
        for found in estimates.values():
            for name, table in found.tables.items():
                write_bytes(new / "tables" / f"{name}.parquet", table if isinstance(table, bytes) else parquet(table))
        write_json(new / "themes.json", {theme: sorted(found.tables) for theme, found in estimates.items()})


def read_estimates(folders: list[Path]) -> dict[str, pd.DataFrame]:
    """`facts` by id, `deliveries` (each file once) and `corrections` of all these folders together."""
    read = [read_tables(folder, without=ROW_TABLES) for folder in folders]
    facts = pd.concat([tables["facts"] for tables in read]).sort_values("fact_id", ignore_index=True)
    deliveries, corrections = (pd.concat([tables[name] for tables in read]) for name in ABOUT_DELIVERIES)
    return {
        "facts": facts,
        "deliveries": deliveries.drop_duplicates("file", ignore_index=True),
        "corrections": corrections.reset_index(drop=True),
    }


def read_themes(folders: list[Path]) -> dict[str, list[str]]:
    """The names of the tables of each theme in these folders, themes in reading order."""
    found: dict[str, list[str]] = {}
    for folder in folders:
        for theme, tables in load_yaml(folder / "themes.json").items():
            found[theme] = [*found.get(theme, []), *tables]
    return {theme: found[theme] for theme in THEMES if theme in found}
