"""Aggregates of sensor readings, however many: DuckDB reads the Parquet file and never holds it whole.

The result is the same bytes each time: one thread, compensated sums, every query ordered. Readings are sorted once, and
read in that order.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipeline.frames import StoredTables

MEMORY = "1500MB"
"""Beyond, DuckDB works from a temporary folder; medians cannot."""

MOST_AT_ONCE = 8_000_000
"""Readings of several projects that are sorted together, in half a gigabyte; a project is never parted."""

KEY = ("project_id", "indicator_id")
NAMES = (*KEY, "source_file")
"""Columns of names, few of which differ: as numbers, in the order of the names, they are sorted in half the time."""

COUNTS = "SELECT project_id, count(*) FROM given WHERE project_id IS NOT NULL GROUP BY project_id ORDER BY project_id"
NUMBERED = "CREATE TYPE {name}s AS ENUM (SELECT DISTINCT {name} FROM given WHERE {name} IS NOT NULL ORDER BY {name})"

READINGS = """
CREATE OR REPLACE TEMP TABLE readings AS
SELECT * FROM (
    SELECT
        project_id, indicator_id, ts, value, source_file, source_row,
        date_diff('microsecond', lag(ts) OVER series, ts) / 1e6 AS step,
        value IS NOT DISTINCT FROM lag(value) OVER series AS repeats
    FROM (
        SELECT * REPLACE (
            project_id::project_ids AS project_id, indicator_id::indicator_ids AS indicator_id,
            source_file::source_files AS source_file
        )
        FROM given
        WHERE project_id BETWEEN $first AND $last
    )
    WHERE indicator_id IS NOT NULL AND ts IS NOT NULL AND isfinite(value)
    WINDOW series AS (PARTITION BY project_id, indicator_id ORDER BY ts, source_file, source_row)
)
WHERE step IS NULL OR step > 0
"""
"""Readings with the seconds since the one before; a second reading of one moment is left out. One thread reads, and the
window leaves those of a series in order: a sum over them is the same bits each time."""

SERIES = """
SELECT
    project_id, indicator_id, count(*) AS readings, min(ts) AS first, max(ts) AS last,
    quantile_disc(step, 0.5) AS cadence, max(step) AS longest_gap
FROM readings GROUP BY ALL ORDER BY project_id, indicator_id
"""

RUNS = """
SELECT project_id, indicator_id, max(length) AS longest_run, arg_max(begun, length) AS run_from
FROM (
    SELECT project_id, indicator_id, begun, date_diff('microsecond', begun, ts) / 1e6 AS length
    FROM (
        SELECT
            project_id, indicator_id, ts,
            arg_max(ts, rowid) FILTER (NOT repeats) OVER (ROWS UNBOUNDED PRECEDING) AS begun
        FROM readings
    )
)
GROUP BY project_id, indicator_id ORDER BY project_id, indicator_id
"""
"""The longest time during which a series repeats one value, the first of them. Readings lie series by series, in order,
and the first of a series repeats none: a run begins with the last reading so far that repeats none."""

PERIODS = """
SELECT
    project_id, indicator_id, {period} AS period, count(*) AS readings, favg(value) AS mean, median(value) AS median,
    min(value) AS lowest, max(value) AS highest, max(step) AS longest_gap
FROM readings {join}
GROUP BY ALL ORDER BY project_id, indicator_id, period
"""

CHANGES = """
JOIN (SELECT TRY_CAST(project_id AS project_ids) AS project_id, changed_on FROM changes) USING (project_id)
"""

EVIDENCE = """
SELECT
    project_id, indicator_id, date_trunc('month', ts) AS month,
    min_by(source_file, ts) AS first_file, min_by(source_row, ts) AS first_row,
    max_by(source_file, ts) AS last_file, max_by(source_row, ts) AS last_row
FROM readings GROUP BY ALL ORDER BY project_id, indicator_id, month
"""
"""The delivered rows of the first and of the last reading of each month: what a fact cites of millions."""


@dataclass(frozen=True)
class SensorAggregates:
    """What is kept of the readings: a row a series, a series and month, a series and day, a series and phase.

    `series`: readings, first, last, cadence and longest_gap (seconds), longest_run (seconds) and run_from. The others:
    period, readings, mean, median, lowest, highest, longest_gap. `phases` has `before` and `after` as periods, for the
    series whose project has a day of change. `evidence`: delivered rows, first and last of each month.
    """

    series: pd.DataFrame
    monthly: pd.DataFrame
    daily: pd.DataFrame
    phases: pd.DataFrame
    evidence: pd.DataFrame


def aggregated(
    tables: Mapping[str, pd.DataFrame], changed_on: Mapping[str, pd.Timestamp], table: str = "sensors"
) -> SensorAggregates:
    """Aggregates of the readings of `table`; `changed_on` is the day on which each project's site changed."""
    with _connection(tables, table) as connection:
        for name in NAMES:
            connection.execute(NUMBERED.format(name=name))
        parts = [_of_projects(connection, *ends, changed_on) for ends in _together(connection.execute(COUNTS))]
        return SensorAggregates(*(pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True)))


def _together(counts: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The first and the last of the projects, in order, whose readings are sorted together."""
    ends: list[tuple[str, str]] = []
    held = MOST_AT_ONCE
    for project, count in counts.fetchall():
        held += count
        if held > MOST_AT_ONCE:
            ends.append((project, project))
            held = count
        else:
            ends[-1] = (ends[-1][0], project)
    return ends or [("", "")]


def _of_projects(
    connection: duckdb.DuckDBPyConnection, first: str, last: str, changed_on: Mapping[str, pd.Timestamp]
) -> tuple[pd.DataFrame, ...]:
    """The tables of `SensorAggregates` for the projects from `first` to `last`."""
    connection.execute(READINGS, {"first": first, "last": last})
    return (
        _frame(connection, SERIES).merge(_frame(connection, RUNS), on=list(KEY), how="left"),
        _frame(connection, PERIODS.format(period="date_trunc('month', ts)", join="")),
        _frame(connection, PERIODS.format(period="date_trunc('day', ts)", join="")),
        _phases(connection, changed_on),
        _frame(connection, EVIDENCE),
    )


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    """What a query gives, names as text."""
    found = connection.execute(query).df()
    return found.astype({name: "str" for name, kind in found.dtypes.items() if kind in ("object", "category")})


def _phases(connection: duckdb.DuckDBPyConnection, changed_on: Mapping[str, pd.Timestamp]) -> pd.DataFrame:
    changes = pd.DataFrame(
        {
            "project_id": list(changed_on),
            "changed_on": pd.to_datetime(pd.Series(list(changed_on.values()), dtype=object)),
        }
    ).astype({"project_id": "str"})
    connection.register("changes", changes)
    period = "CASE WHEN ts < changed_on THEN 'before' ELSE 'after' END"
    return _frame(connection, PERIODS.format(period=period, join=CHANGES))


@contextmanager
def _connection(tables: Mapping[str, pd.DataFrame], table: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that sees the table as `given`: its file where it is stored, else the frame itself."""
    with tempfile.TemporaryDirectory(prefix="sensors-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": MEMORY,
            "temp_directory": folder,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            if isinstance(tables, StoredTables):
                connection.read_parquet(str(tables.path(table))).create_view("given")
            else:
                connection.register("given", tables[table])
            yield connection
