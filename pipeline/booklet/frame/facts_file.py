"""The numbers of a booklet as files to take away: the same facts as CSV for spreadsheets and as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pandas as pd

from pipeline.booklet.english.door import Door
from pipeline.disclosure import SUPPRESSED
from pipeline.files import json_list
from pipeline.formulas import inert
from pipeline.released import FRENCH, Release

CSV_NAME, JSON_NAME = "faits.csv", "faits.json"
COLUMNS = {
    "id": "fact_id",
    "theme": "theme",
    "label_fr": "label_fr",
    "label_en": "label_en",
    "display_fr": "display_fr",
    "value": "value",
    "value_text": "value_text",
    "unit": "unit",
    "n": "numerator",
    "N": "denominator",
    "low": "low",
    "high": "high",
    "level": "level",
    "interval_method": "interval_method",
    "method": "method",
    "design": "design",
    "filter": "filter",
    "limits_fr": "limits_fr",
    "status": "status",
    "reason": "reason",
    "is_synthetic": "is_synthetic",
    "rows": "source_rows_count",
    "rows_sha256": "source_rows_digest",
    "files": "source_files",
}
WORDED = ("label_fr", "interval_method", "method", "filter", "limits_fr", "reason")
"""Columns of words; those of identifiers (`unit`, `design`) are the same in every language."""

NUMBERS = ("value", "value_text", "n", "N", "low", "high")


def facts_table(release: Release, cited: Sequence[str]) -> pd.DataFrame:
    """One row a cited fact, in order of id. A suppressed fact has no number, whatever the release holds.

    Raises:
        FactError: a cited fact does not exist.
    """
    facts = release.facts_of(sorted(cited))
    table = pd.DataFrame({name: facts[column] for name, column in COLUMNS.items()}).reset_index(drop=True)
    for name in NUMBERS:
        table[name] = table[name].mask(table["status"].eq(SUPPRESSED), "" if name == "value_text" else float("nan"))
    return table.assign(rows=table["rows"].astype("Int64"))


def in_language(table: pd.DataFrame, release: Release, through: Door) -> pd.DataFrame:
    """The table as readers of the release's language need it: in English, columns `_en` in the place of `_fr`."""
    if release.language == FRENCH:
        return table
    texts = {name: table[name].map(lambda text: through.text(str(text))) for name in WORDED}
    english = table.assign(**texts, display_fr=list(release.facts_of(list(table["id"]))["display_en"]))
    return english.drop(columns="label_en").rename(columns=lambda name: re.sub("_fr$", "_en", name))


def facts_csv(table: pd.DataFrame) -> str:
    """The facts as CSV: a header row, commas, points in numbers, nothing that a spreadsheet would run as a formula."""
    texts = table.select_dtypes(exclude=["number", "bool"]).columns
    safe = table.assign(**{name: table[name].map(_inert) for name in texts})
    return safe.to_csv(index=False, lineterminator="\n")


def facts_json(table: pd.DataFrame) -> str:
    """The facts as a JSON list of objects; what is absent is null."""
    records = json.loads(table.to_json(orient="records", force_ascii=False, double_precision=12))
    return json_list(records)


def _inert(text: object) -> object:
    return inert(text) if isinstance(text, str) else text
