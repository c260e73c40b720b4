"""Every made-up table of one edition, and their files. A maker answers for the tables of one module."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.edited_deliveries import kept_aside
from pipeline.errors import ParamsError
from pipeline.files import files_below, replacing_folder, write_bytes
from pipeline.paths import CohortPaths
from pipeline.synthetic.commune_dates import commune_dates
from pipeline.synthetic.editions import EDITIONS, Edition
from pipeline.synthetic.field_tables import field_tables
from pipeline.synthetic.programme_accounts import funding_lines, programme_targets
from pipeline.synthetic.surveys import surveys

Tables = dict[str, pd.DataFrame]
Maker = Callable[[Edition, Path], Tables]
"""Tables by name, from an edition and the project's root, below which lies what was published."""

MAKERS: tuple[Maker, ...] = (field_tables, surveys, commune_dates, programme_targets, funding_lines)
IN_PARQUET = ("sensors",)
WRITTEN_BOOLEANS = {True: "true", False: "false"}


def write_synthetic(paths: CohortPaths) -> list[str]:
    """Write every made-up table of the cohort to `data/raw/<cohort>/synthetic/`: the same bytes every time.

    What else was there, edited or added, is kept aside: the sentences that say so.

    Raises:
        ParamsError: no edition is made up for this cohort.
        WriteError: the disk refused; what was there before is kept.
    """
    files = dict(file_of(name, table) for name, table in make_tables(paths.cohort, paths.root).items())
    there = files_below(paths.synthetic) if paths.synthetic.is_dir() else []
    said = kept_aside([file for file in there if file.read_bytes() != files.get(file.name)], paths)
    with replacing_folder(paths.synthetic) as folder:
        for file, content in files.items():
            write_bytes(folder / file, content)
    return said


def make_tables(cohort: str, root: Path) -> Tables:
    """Every made-up table of one cohort, by name.

    Raises:
        ParamsError: no edition is made up for this cohort, or two makers make one table.
    """
    if cohort not in EDITIONS:
        raise ParamsError(f"No edition is made up for « {cohort} »: pipeline/synthetic has {', '.join(EDITIONS)}.")
    tables: Tables = {}
    for maker in MAKERS:
        made = maker(EDITIONS[cohort], root)
        if twice := sorted(tables.keys() & made.keys()):
            raise ParamsError(f"Two makers of pipeline/synthetic make {', '.join(twice)}.")
        tables |= made
    return dict(sorted(tables.items()))


def file_of(name: str, table: pd.DataFrame) -> tuple[str, bytes]:
    """The name and the bytes of a table’s file: CSV, and Parquet for the many readings of sensors."""
    if name not in IN_PARQUET:
        return f"{name}.csv", csv_text(table).encode()
    content = io.BytesIO()
    # Without pandas' own notes, which name its version: the same table is the same file.
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None), content)
    return f"{name}.parquet", content.getvalue()


def csv_text(table: pd.DataFrame) -> str:
    """The table as `data/raw` holds it: commas, decimal points, ISO dates, true and false, LF."""
    booleans: Mapping[str, pd.Series] = {
        name: table[name].map(WRITTEN_BOOLEANS) for name in table.columns if table[name].dtype in ("bool", "boolean")
    }
    return table.assign(**booleans).to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
