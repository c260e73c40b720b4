"""Small registers of projects, and a release made from them, for tests of what became of projects."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import re
from pathlib import Path

import pandas as pd

from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.estimates import Estimates, Tables
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.params import Cohort, DisclosureRules
from pipeline.plan import Settings
from pipeline.release import released_facts
from pipeline.released import Release

SETTINGS = Settings(confidence_level=0.95, percent_base_min=10)
START = pd.Timestamp("2024-01-01")
LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
COMMUNES = pd.DataFrame(
    {
        "commune_insee": ["92048", "92071", "93005"],
        "name": ["Meudon", "Sceaux", "Aulnay-sous-Bois"],
        "source_file": "communes.csv",
        "source_row": [2, 3, 4],
    }
)


def _sourced(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    return frame.assign(source_file=file, source_row=range(2, len(frame) + 2))


def projects(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """A register of (project_id, theme, commune_insee, status)."""
    frame = pd.DataFrame(rows, columns=["project_id", "theme", "commune_insee", "status"]).astype("string")
    return _sourced(frame.assign(name=[f"Projet {row[0]}" for row in rows]), "projects.csv")


def milestones(dates: dict[str, dict[str, int]]) -> pd.DataFrame:
    """Dated steps, as days after the start, by project."""
    rows = [(p, step, START + pd.Timedelta(days=day)) for p, steps in dates.items() for step, day in steps.items()]
    frame = pd.DataFrame(rows, columns=["project_id", "step", "date"])
    frame = frame.astype({"project_id": "string", "step": "string", "date": "datetime64[us]"})
    return _sourced(frame, "milestones.csv")


def purchases(*rows: tuple[str, str, float, str, int, bool, bool]) -> pd.DataFrame:
    """Purchases as (project_id, commune_insee, amount, procedure, days after the start, innovative, renewed)."""
    columns = ["project_id", "commune_insee", "amount_eur_ht", "procedure", "day", "is_innovative", "is_renewed"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["date"] = pd.Series([START + pd.Timedelta(days=day) for day in frame["day"]], dtype="datetime64[us]")
    kinds = {"project_id": "string", "commune_insee": "string", "procedure": "string", "amount_eur_ht": "float64"}
    kinds |= {"is_innovative": "boolean", "is_renewed": "boolean"}
    return _sourced(frame.drop(columns="day").astype(kinds), "purchases.csv")


def estimated(theme: str, tables: Tables) -> Estimates:
    made: Estimates = importlib.import_module(f"pipeline.estimators.{theme}").estimate(tables, SETTINGS)
    return made


def released(folder: Path, theme: str, tables: Tables, audience: str = "communes", min_count: int = 1) -> Release:
    """One theme's release, as notebooks read it."""
    found = estimated(theme, tables)
    texts = dict.fromkeys(("title_fr", "subtitle_fr", "programme", "publisher", "notice_fr", "licence"), "x")
    cohort = Cohort(
        cohort="essai",
        audiences=[audience],
        edition_date=dt.date(2026, 1, 1),
        is_synthetic=True,
        disclosure=DisclosureRules(min_count=min_count, reason="x"),
        **texts,
    )
    facts = facts_frame({theme: found.facts}) if found.facts else pd.DataFrame({"fact_id": pd.Series(dtype="str")})
    write_tables(folder, {"facts": released_facts(facts, cohort, 10) if found.facts else facts})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), encoding="utf-8")
    return Release(folder)


def plain(exhibit: Figure | Table | Text) -> str:
    """What a reader sees of a text or a table; the alternative text of a figure."""
    if isinstance(exhibit, Figure):
        return exhibit.alt_fr
    text = exhibit.markdown() if isinstance(exhibit, Table) else str(exhibit.markdown)
    return re.sub(r"\\(.)", r"\1", LINK.sub(r"\1", text))


def values(made: Estimates) -> dict[str, float | None]:
    return {fact.fact_id: fact.value for fact in made.facts}
