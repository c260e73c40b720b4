"""What `pipeline.methods.indicators.sensor_aggregates` gives, written straight in SQL for DuckDB: to compare with.

Run in a folder with `tables/sensors.parquet`: python -m benchmarks.straight_sensors
"""

from __future__ import annotations

import duckdb
import pandas as pd

CHANGED_ON = "2025-03-01"
READINGS = """
CREATE TEMP TABLE readings AS
SELECT * FROM (
    SELECT *, epoch_us(ts) - epoch_us(lag(ts) OVER series) AS step, lag(value) OVER series AS former
    FROM {given}
    WHERE project_id IS NOT NULL AND indicator_id IS NOT NULL AND ts IS NOT NULL AND isfinite(value)
    WINDOW series AS (PARTITION BY project_id, indicator_id ORDER BY ts, source_file, source_row)
) WHERE coalesce(step, 1) > 0
"""
SERIES = """
WITH begun AS (
    SELECT *, max(CASE WHEN former = value THEN NULL ELSE ts END) OVER (
        PARTITION BY project_id, indicator_id ORDER BY ts ROWS UNBOUNDED PRECEDING
    ) AS begun FROM readings
), runs AS (
    SELECT project_id, indicator_id, begun, max(epoch_us(ts) - epoch_us(begun)) / 1e6 AS length FROM begun GROUP BY ALL
), longest AS (
    SELECT project_id, indicator_id, max(length) AS longest_run, min_by(begun, (-length, begun)) AS run_from
    FROM runs GROUP BY ALL
), series AS (
    SELECT project_id, indicator_id, count(*) AS readings, min(ts) AS first, max(ts) AS last,
        quantile_disc(step, 0.5) / 1e6 AS cadence, max(step) / 1e6 AS longest_gap
    FROM readings GROUP BY ALL
)
SELECT * FROM series JOIN longest USING (project_id, indicator_id) ORDER BY ALL
"""
PERIODS = """
SELECT project_id, indicator_id, {period} AS period, count(*) AS readings, favg(value) AS mean,
    median(value) AS median, min(value) AS lowest, max(value) AS highest, max(step) / 1e6 AS longest_gap
FROM readings GROUP BY ALL ORDER BY project_id, indicator_id, period
"""
EVIDENCE = """
SELECT project_id, indicator_id, date_trunc('month', ts) AS month,
    min_by(source_file, ts) AS first_file, min_by(source_row, ts) AS first_row,
    max_by(source_file, ts) AS last_file, max_by(source_row, ts) AS last_row
FROM readings GROUP BY ALL ORDER BY ALL
"""


def straight(
    connection: duckdb.DuckDBPyConnection, given: str = "'tables/sensors.parquet'", changed_on: str = CHANGED_ON
) -> dict[str, pd.DataFrame]:
    """The tables of `SensorAggregates` by name, every site having changed on one day."""
    connection.execute(READINGS.format(given=given))
    phase = f"CASE WHEN ts < TIMESTAMP '{changed_on}' THEN 'before' ELSE 'after' END"
    queries = {
        "series": SERIES,
        "monthly": PERIODS.format(period="date_trunc('month', ts)"),
        "daily": PERIODS.format(period="date_trunc('day', ts)"),
        "phases": PERIODS.format(period=phase),
        "evidence": EVIDENCE,
    }
    return {name: connection.execute(query).df() for name, query in queries.items()}


if __name__ == "__main__":
    straight(duckdb.connect(config={"threads": 1, "memory_limit": "8GB", "temp_directory": "spilled"}))
