"""Measure readings of sensors through every stage that sees them one by one: from delivered files to estimates.

Run: python -m benchmarks.large_readings [readings] [files] [time|project]. The readings of forty projects are made up
in a temporary folder, as so many Parquet files: in each, in the order of time, or project by project. Each line is one
process: its CPU seconds (its children's included), its peak memory and what it wrote.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_survey import COHORT
from benchmarks.large_tables import Cost, cost
from benchmarks.measure import ROOT

READINGS, FILES, PROJECTS = 4_000_000, 1, 40
WRITES = {"ingest": "ingested", "validate": "validated", "clean": "clean", "estimate": "estimates"}

DELIVERY = """\
team: equipe
owners: [{id: equipe, name_fr: "Équipe"}]
sources: [{id: tirage, title_fr: "Tirage", publisher: "Retex", licence: "Licence Ouverte 2.0"}]
reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}
deliveries:
  - {file: projects.csv, table: projects, owner: equipe, received: 2026-01-01, sources: [tirage]}
  - {file: communes.csv, table: communes, owner: equipe, received: 2026-01-01, sources: [tirage]}
  - {file: indicators.csv, table: indicators, owner: equipe, received: 2026-01-01, sources: [tirage], is_shared: true}
"""
FILE = "  - {{file: {name}, table: sensors, owner: equipe, received: 2026-01-01, sources: [tirage]}}\n"

COMMUNES = """\
commune_insee,name,department_code,department,ept,edition,population,population_year
92048,Meudon,92,Hauts-de-Seine,Grand Paris Seine Ouest,1,46334,2021
"""

MAKE = """
COPY (
    SELECT 'P' || lpad((i % {projects})::VARCHAR, 3, '0') AS project_id, 'fine-particles' AS indicator_id,
        TIMESTAMP '2022-01-01' + INTERVAL 1 SECOND * (i // {projects}) * 60 AS ts,
        round(13 + 5 * sin(i / 977.0) + (hash(i) % 1000) / 500.0, 1) AS value
    FROM range({first}, {last}) AS t(i) {order}
) TO '{path}' (FORMAT parquet)
"""
EXECUTE = """
import sys, duckdb
duckdb.connect(config={"threads": 1, "memory_limit": "2GB", "temp_directory": "spilled"}).execute(sys.argv[1])
"""
"""In a process of its own: one that is started begins with the peak of memory of who starts it."""

ORDERS = {"time": "", "project": "ORDER BY project_id, ts"}


def lay_out(root: Path, readings: int, files: int, order: str) -> None:
    """A project with one cohort, whose readings lie in so many files, one period after the other."""
    for name in ("pipeline", "expectations", "params.yaml", "reports"):
        (root / name).symlink_to(ROOT / name)
    raw = root / "data/raw/large"
    raw.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/indicators.csv", raw.parent)
    names = [f"sensors-{number}.parquet" for number in range(files)]
    registered = [f"P{number:03d},Projet {number},startup,mobilites,92048,deployed\n" for number in range(PROJECTS)]
    written = {
        "cohort.yml": COHORT,
        "delivery.yml": DELIVERY + "".join(FILE.format(name=name) for name in names),
        "projects.csv": "project_id,name,holder_type,theme,commune_insee,status\n" + "".join(registered),
        "communes.csv": COMMUNES,
        "plan.yml": "{}\n",
    }
    for name, text in written.items():
        (raw / name).write_text(text, encoding="utf-8")
    ends = [readings * number // files for number in range(files + 1)]
    for name, first, last in zip(names, ends[:-1], ends[1:], strict=True):
        made = MAKE.format(projects=PROJECTS, first=first, last=last, order=ORDERS[order], path=raw / name)
        subprocess.run([sys.executable, "-c", EXECUTE, made], cwd=root, check=True)


def stages(root: Path) -> Iterator[tuple[Cost, float]]:
    """What each stage costs, and how many MiB it wrote."""
    for stage, folder in WRITES.items():
        told = cost(f"`{stage}`", [sys.executable, "-m", f"pipeline.{stage}", "--cohort", "large"], root)
        written = (root / "data/processed/large" / folder).rglob("*")
        yield told, sum(path.stat().st_size for path in written if path.is_file()) / 2**20


def main(arguments: list[str]) -> None:
    """Make the readings, run the stages, print what each took."""
    given = dict(enumerate(arguments))
    readings, files = int(given.get(0, READINGS)), int(given.get(1, FILES))
    print("| readings | stage | CPU seconds | peak memory (MiB) | written (MiB) |\n|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="retex-large-") as temporary:
        root = Path(temporary)
        lay_out(root, readings, files, given.get(2, "time"))
        for told, written in stages(root):
            figures = f"{told.cpu_seconds:.1f} | {told.peak_mib:.0f} | {written:.0f}"
            print(f"| {readings} | {told.name} | {figures} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
