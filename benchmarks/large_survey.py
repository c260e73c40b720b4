"""Measure `check`, or every stage up to the release, on a survey of answers to 60 questions, delivered as CSV.

Prints wall time, processor time and peak memory of each. Run: python -m benchmarks.large_survey [rows] [--stages]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.built_copies import ROOT
from benchmarks.costs import run

ROWS, SEED = 200_000, 20260401
CHECK = {"check": ["pipeline", "check", "large"]}
STAGES = {
    name: [f"pipeline.{name}", "--cohort", "large"]
    for name in ("ingest", "validate", "clean", "estimate", "protect", "release")
}
COHORT = """\
cohort: large
title_fr: "Mesure"
subtitle_fr: "Enquête synthétique"
programme: "Mesure"
publisher: "Retex"
audiences: [startups]
edition_date: 2026-01-01
is_synthetic: true
notice_fr: "Données synthétiques."
licence: "Licence Ouverte 2.0"
disclosure: {min_count: 11, reason: "Mesure."}
"""
DELIVERY = """\
team: equipe
owners: [{id: equipe, name_fr: "Équipe"}]
sources: [{id: tirage, title_fr: "Tirage", publisher: "Retex", licence: "Licence Ouverte 2.0"}]
reader: {delimiter: ",", encoding: utf-8, decimal: ".", date_format: YYYY-MM-DD}
questionnaires: {survey_startups: questionnaire.md}
deliveries:
  - {file: survey.csv, table: survey_startups, owner: equipe, received: 2026-01-01, sources: [tirage]}
"""
PLAN = "{}\n"
"""A plan that declares nothing."""

KINDS = ("select_one scale", "select_one yesno", "select_multiple help", "integer", "text", "select_one status")


def questionnaire(count: int = 60) -> str:
    """An XLSForm of `count` questions, every sixth of one kind, some asked only after a « yes »."""
    rows = [
        f"| | {KINDS[i % 6]} | q{i:02d} | Question {i} | {'yes' if i % 6 == 0 else ''} |"
        f" {'${q01} = ' + chr(39) + 'yes' + chr(39) if i % 6 == 3 else ''} |"
        for i in range(count)
    ]
    choices = [*(("scale", str(mark)) for mark in range(11)), ("yesno", "yes"), ("yesno", "no")]
    choices += [("help", f"h{i}") for i in range(6)] + [("status", f"s{i}") for i in range(5)]
    lines = ["| survey | | | | | |", "| | type | name | label | required | relevant |", *rows, ""]
    lines += [
        "| choices | | | |",
        "| | list_name | name | label |",
        *(f"| | {a} | {b} | {b.upper()} |" for a, b in choices),
    ]
    return "\n".join(lines) + "\n"


def answers(rows: int, count: int = 60) -> pd.DataFrame:
    """Answers that hold: within choices and bounds, empty where a question is not asked; free text mostly differs."""
    draw = np.random.Generator(np.random.PCG64(SEED))
    said_yes = draw.integers(0, 2, rows).astype(bool)
    makers = (
        lambda: draw.integers(0, 11, rows).astype(str),
        lambda: np.where(said_yes, "yes", "no"),
        lambda: np.array(["h0|h2", "h1", "h3|h4|h5", ""])[draw.integers(0, 4, rows)],
        lambda: np.where(said_yes, draw.integers(0, 500, rows).astype(str), ""),
        lambda: np.char.add("remarque ", draw.integers(0, rows, rows).astype(str)),
        lambda: np.array([f"s{i}" for i in range(5)])[draw.integers(0, 5, rows)],
    )
    columns = {f"q{i:02d}": makers[i % 6]() for i in range(count)}
    return pd.DataFrame({"response_id": [f"r{i}" for i in range(rows)], **columns})


def main() -> None:
    """Make the cohort in a temporary folder, check it or release it, print what it cost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", type=int, nargs="?", default=ROWS)
    asked.add_argument("--stages", action="store_true", help="Measure each stage from ingest to release.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        size = delivered(root, given.rows) / 2**20
        print(f"{given.rows} rows × 60 questions, {size:.0f} MiB")
        for name, command in (STAGES if given.stages else CHECK).items():
            found, _ = run([sys.executable, "-m", *command], root)
            print(f"{name}: {found.seconds:.1f} s, {found.cpu_seconds:.1f} CPU s, peak {found.peak_mib:.0f} MiB")


def delivered(root: Path, rows: int) -> int:
    """Deliver the survey to a project in `root`; its size in bytes."""
    for name in ("pipeline", "expectations", "notebooks", "reports", "params.yaml", "dvc.yaml", "requirements.lock"):
        (root / name).symlink_to(ROOT / name)
    raw = root / "data/raw/large"
    raw.mkdir(parents=True)
    texts = {"cohort.yml": COHORT, "delivery.yml": DELIVERY, "plan.yml": PLAN, "questionnaire.md": questionnaire()}
    for name, text in texts.items():
        (raw / name).write_text(text, encoding="utf-8")
    answers(rows).to_csv(raw / "survey.csv", index=False)
    return (raw / "survey.csv").stat().st_size


if __name__ == "__main__":
    main()
