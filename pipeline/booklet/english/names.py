"""What the release itself says in English: proper nouns, the same in both languages, and labels delivered in both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.booklet.english.catalogue import Message, message
from pipeline.booklet.english.quantities import plain
from pipeline.released import Release

PRINTED = re.compile(r"\{[a-z0-9-]+\}")

PROPER = {
    "programme_communes": ("name", "department", "ept"),
    "portfolio_catalogue": ("name", "commune"),
    "deployment_projects": ("commune",),
    "procurement_calendar": ("commune",),
    "procurement_cases": ("name", "place"),
    "funding_levers": ("scheme_fr", "funders"),
}
"""Columns that hold names of projects, places, bodies and schemes: an English text calls them as their owners do."""

REGIONS = ("holders_profile", "panel", "region", "label_fr")
"""The table, and the rows of it, whose labels are names of regions."""


def vocabulary(release: Release) -> str:
    """All that this module takes from a release, as one text: with the same, its door translates the same."""
    return json.dumps([sorted(names(release)), sorted(terms(release).items()), titles(release)])


def names(release: Release) -> set[str]:
    """The proper nouns of a release, and what its cohort is called."""
    found = {str(release.summary["cohort"])}
    for name, columns in PROPER.items():
        if release.has_table(name):
            table = release.table(name)
            found |= {text for column in columns if column in table for text in _texts(table[column])}
    name, column, wanted, label = REGIONS
    if release.has_table(name):
        table = release.table(name)
        found |= set(_texts(table.loc[table[column].eq(wanted), label]))
    return found


def terms(release: Release) -> Mapping[str, str]:
    """Labels that tables hold in both languages (`label_fr` beside `label_en`), by their French.

    Questions and sentences are also known without their last sign, as they stand before a colon.
    """
    found: dict[str, str] = {}
    for name in sorted({name for tables in release.summary["themes"].values() for name in tables}):
        columns = release.column_names(name)
        for french in [column for column in columns if column.endswith("_fr")]:
            english = f"{french.removesuffix('_fr')}_en"
            if english in columns:
                table = release.table(name)
                pairs = zip(_texts(table[french]), _texts(table[english]), strict=True)
                found |= {plain(said): meant for said, meant in pairs if said and meant}
    questions = {
        said.removesuffix(" ?"): meant.removesuffix("?") for said, meant in found.items() if said.endswith("?")
    }
    sentences = {said.removesuffix("."): meant.removesuffix(".") for said, meant in found.items() if said.endswith(".")}
    return questions | sentences | found


def told(release: Release) -> Iterator[Message]:
    """Texts that tables hold in both languages and that print facts: `{fact-id}` is where one stands."""
    for french, english in terms(release).items():
        places = list(dict.fromkeys(PRINTED.findall(french)))
        if places:
            numbered = [
                PRINTED.sub(lambda found: f"{{{places.index(found[0]) + 1}}}", text)  # noqa: B023  called at once
                for text in (french, english)
            ]
            yield message(numbered[0], [numbered[1]])


def titles(release: Release) -> list[str]:
    """Documents and their publishers, as the deliveries name them, the longest first: they keep their titles."""
    named = [str(name) for column in ("source", "publisher") for name in release.files[column]]
    return sorted({part.strip() for name in named for part in name.split(" ; ")}, key=len, reverse=True)


def _texts(column: pd.Series) -> list[str]:
    """The texts of a column; of a list in a cell, each."""
    cells = [list(cell) if hasattr(cell, "__iter__") and not isinstance(cell, str) else [cell] for cell in column]
    return ["" if text is None or text != text else str(text) for listed in cells for text in listed]
