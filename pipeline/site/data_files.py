"""The files of open data: written one by one, listed by theme with what each holds, and packed in one archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.typography import french
from pipeline.estimates import facts_in
from pipeline.files import write_text
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import name_of
from pipeline.site.open_data import FACT_COLUMNS, facts_csv, facts_json, table_csv
from pipeline.site.table_sentences import FACTS_AGAIN_FR, FACTS_FR, TABLES_FR, require_sentences
from pipeline.themes import THEMES

ARCHIVE = "donnees.zip"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file of the archive: that of the build would give other bytes each time."""


def write_data(edition: Edition, target: Path) -> None:
    """Write facts and tables in `target`, and their archive."""
    write_text(target / "facts.csv", facts_csv(edition.facts))
    write_text(target / "facts.json", facts_json(edition.facts))
    for name, table in edition.tables.items():
        write_text(target / "tables" / f"{name}.csv", table_csv(table))
    pack(target)


def listed(edition: Edition) -> list[dict[str, Any]]:
    """What each file is, theme by theme, for the page.

    Raises:
        SiteError: nobody said what a table holds.
    """
    require_sentences(edition.tables)
    return [{"name": "Tous les nombres", "files": _facts(edition.facts)}, *_themes(edition)]


def pack(folder: Path) -> None:
    """Put every file below `folder` in its archive, uncompressed: equal files give equal bytes on every machine."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ARCHIVE)
    with zipfile.ZipFile(folder / ARCHIVE, "w") as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(str(path.relative_to(folder)), LONG_AGO), path.read_bytes())


def _facts(facts: pd.DataFrame) -> list[Mapping[str, Any]]:
    has_made_up = bool(facts["is_synthetic"].any())
    return [
        _file("facts.csv", FACTS_FR, len(facts), len(FACT_COLUMNS), is_synthetic=has_made_up),
        _file("facts.json", FACTS_AGAIN_FR, len(facts), len(FACT_COLUMNS), is_synthetic=has_made_up),
    ]


def _themes(edition: Edition) -> Iterator[dict[str, Any]]:
    """The tables of each theme that has some, in reading order."""
    made_up = edition.facts.loc[edition.facts["is_synthetic"], "theme"]
    for theme in THEMES:
        names = [name for name in edition.summary["themes"].get(theme, ()) if name in edition.tables]
        if names:
            yield {"name": name_of(theme), "files": [_table(edition, theme, name, made_up) for name in sorted(names)]}


def _table(edition: Edition, theme: str, name: str, made_up: pd.Series) -> Mapping[str, Any]:
    table, about = edition.tables[name], french(TABLES_FR[name])
    is_synthetic = _rests_on_synthetic_data(made_up, theme, table)
    return _file(f"tables/{name}.csv", about, len(table), len(table.columns) + 1, is_synthetic=is_synthetic)


def _rests_on_synthetic_data(made_up: pd.Series, theme: str, table: pd.DataFrame) -> bool:
    """Whether a fact that the table names is `made_up` (themes, by fact); any of its theme's where it names none."""
    named = facts_in(table)
    return not named.isdisjoint(made_up.index) if named else bool(made_up.eq(theme).any())


def _file(name: str, about: str, rows: int, columns: int, *, is_synthetic: bool) -> Mapping[str, Any]:
    size = f"{wording.plural(rows, 'ligne')}, {wording.plural(columns, 'colonne')}"
    return {"name": name, "about": about, "size": size, "is_synthetic": is_synthetic}
