"""Measure large tables against the same aggregation written straight in DuckDB: a survey, and readings of sensors.

Run: python -m benchmarks.large_tables [survey rows] [readings]. Each line is one process: its CPU seconds (its
children's included), its peak memory, and the ratio to DuckDB's in the same run. Everything is made up, in a temporary
folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.large_survey import COHORT, DELIVERY, questionnaire
from benchmarks.measure import ROOT

SURVEY_ROWS, READINGS, SERIES = 50_000, 4_000_000, 40
STAGES = ("ingest", "validate", "clean", "estimate", "protect", "release")

MAKE_SURVEY = """
import sys
from benchmarks.large_survey import answers
answers(int(sys.argv[1])).to_csv("survey.csv", index=False)
"""

OURS_SURVEY = """
from pathlib import Path
from pipeline.frames import StoredTables
from pipeline.methods.surveys.asked_questions import asked_questions
for asked in asked_questions(StoredTables(Path())):
    print(asked.n, asked.apart, asked.missing, asked.counts)
    if len(asked.marks):
        print(asked.marks.mean(), asked.marks.std(ddof=1), asked.marks[len(asked.marks) // 2])
"""
"""What `estimate` has every share, mean and group of a survey from: the counts of its answers."""

OURS_SENSORS = """
from pathlib import Path
import pandas as pd
from pipeline.frames import StoredTables
from pipeline.methods.indicators.sensor_aggregates import aggregated
changes = {f"P{number:03d}": pd.Timestamp("2025-03-01") for number in range(1000)}
aggregated(StoredTables(Path("tables")), changes)
"""
LESS_SENSORS = """
import duckdb
connection = duckdb.connect(config={"threads": 1, "memory_limit": "8GB", "temp_directory": "spilled"})
for period in ("month", "day"):
    connection.execute(
        "SELECT project_id, indicator_id, date_trunc($period, ts) AS period, count(*), favg(value), median(value), "
        "min(value), max(value), max(step) FROM (SELECT *, date_diff('microsecond', lag(ts) OVER (PARTITION BY "
        "project_id, indicator_id ORDER BY ts), ts) / 1e6 AS step FROM 'tables/sensors.parquet') "
        "GROUP BY ALL ORDER BY ALL", {"period": period}
    ).fetchall()
"""
"""Mean, median, extremes, longest silence by month and by day alone: no series, run, phase or evidence, and what
arrived twice is counted twice."""

MAKE_SENSORS = """
COPY (
    SELECT 'P' || lpad((i % {series})::VARCHAR, 3, '0') AS project_id, 'fine-particles' AS indicator_id,
        TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * (i // {series}) * 60 AS ts,
        round(13 + 5 * sin(i / 977.0) + (hash(i) % 1000) / 500.0, 1) AS value,
        'sensors.parquet' AS source_file, i + 2 AS source_row
    FROM range({rows}) AS t(i)
) TO '{path}' (FORMAT parquet)
"""


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    name: str
    cpu_seconds: float
    peak_mib: float


def cost(name: str, command: list[str], folder: Path) -> Cost:
    """Run a command to its end, in `folder`.

    Raises:
        CalledProcessError: it failed.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "false", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Cost(name, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def survey(root: Path, rows: int) -> Iterator[Cost]:
    """DuckDB on the clean answers to 60 questions, what `estimate` counts of them, then each stage."""
    for name in ("pipeline", "expectations", "params.yaml", "reports"):
        (root / name).symlink_to(ROOT / name)
    raw = root / "data/raw/large"
    raw.mkdir(parents=True)
    written = {"cohort.yml": COHORT, "delivery.yml": DELIVERY, "questionnaire.md": questionnaire(), "plan.yml": "{}\n"}
    for name, text in written.items():
        (raw / name).write_text(text, encoding="utf-8")
    made = [sys.executable, "-c", MAKE_SURVEY, str(rows)]  # apart: a process begins with its parent's peak
    subprocess.run(made, cwd=raw, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    stages = [_stage(stage, root) for stage in STAGES]
    clean = root / "data/processed/large/clean"
    yield cost("DuckDB, the same counts", [sys.executable, "-m", "benchmarks.straight_survey"], clean)
    yield cost("counted in `estimate`", [sys.executable, "-c", OURS_SURVEY], clean)
    yield from stages


def _stage(stage: str, root: Path) -> Cost:
    command = [sys.executable, "-m", f"pipeline.{stage}", "--cohort", "large"]
    return cost(f"`{stage}`", command, root)


def sensors(root: Path, rows: int) -> Iterator[Cost]:
    """DuckDB on clean readings: the same tables as `estimate` makes of them, two of the five; then `estimate`."""
    (root / "tables").mkdir()
    path = root / "tables/sensors.parquet"
    duckdb.connect(config={"threads": 1}).execute(MAKE_SENSORS.format(series=SERIES, rows=rows, path=path))
    yield cost("DuckDB, the same tables", [sys.executable, "-m", "benchmarks.straight_sensors"], root)
    yield cost("DuckDB, two of the five tables", [sys.executable, "-c", LESS_SENSORS], root)
    yield cost("aggregated in `estimate`", [sys.executable, "-c", OURS_SENSORS], root)


def main(arguments: list[str]) -> None:
    """Print what each took, as a ratio to the first of its table."""
    survey_rows, readings = map(int, arguments or (SURVEY_ROWS, READINGS))
    print("| table | process | CPU seconds | ratio to DuckDB | peak memory (MiB) |\n|---|---|---:|---:|---:|")
    for told, measured, rows in (("survey × 60", survey, survey_rows), ("readings", sensors, readings)):
        if not rows:
            continue
        with tempfile.TemporaryDirectory(prefix="retex-large-") as temporary:
            straight = 0.0
            for each in measured(Path(temporary), rows):
                straight = straight or each.cpu_seconds
                ratio, seconds = each.cpu_seconds / straight, each.cpu_seconds
                print(
                    f"| {rows} {told} | {each.name} | {seconds:.1f} | {ratio:.2f} | {each.peak_mib:.0f} |", flush=True
                )


if __name__ == "__main__":
    main(sys.argv[1:])
