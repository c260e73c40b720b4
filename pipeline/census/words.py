"""Words of the data that hold a number: where one stands within them on a page, it is no result.

Reading all texts of a release, and saying them in English, takes longer than tracing a document: they are kept from one
build to the next while the release has the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.english.catalogue import CATALOGUE
from pipeline.booklet.english.door import door
from pipeline.booklet.english.quantities import quantity
from pipeline.census.tokens import digits_of
from pipeline.former_results import FormerResults, digest
from pipeline.released import FRENCH, Release

WORD = re.compile(r"[^\W\d]|\d/\d|\d{4}-\d{2}-\d{2}")
"""A letter, or a day in figures: a number alone is no word."""

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FACT_WORDS = ("label_fr", "label_en", "value_text", "method", "interval_method", "filter", "limits_fr", "computed_by")
LONGEST_SAID = 200


def numbered(release: Release, former: FormerResults | None = None) -> list[str]:
    """The words of a release that hold a number, in its language too.

    They are those of a `former` build where nothing that they come from is another.
    """
    if former is None:
        return in_language(release, texts_of(release))
    name = f"words-{release.folder.name}-{release.language}"
    catalogue = b"" if release.language == FRENCH else CATALOGUE.read_bytes()
    made_from = (words_digest(release).encode(), catalogue)
    texts: list[str] = former.taken_or_made(name, lambda: in_language(release, texts_of(release)), *made_from)
    return texts


def in_language(release: Release, texts: Iterable[str]) -> list[str]:
    """Those of the texts that hold a number, as they are and in the language of the release."""
    told = set(filter(digits_of, set(texts)))
    if release.language != FRENCH:
        told |= set(filter(digits_of, _in_english(release, told)))
    return sorted(filter(WORD.search, told))


def words_digest(release: Release) -> str:
    """A digest of all that the words of a release come from: where it is another, they may be the same."""
    parts = [f"table {name}" for name in _tables(release)] + [f"column {name}" for name in FACT_WORDS]
    return digest(*(release.answer(asked).encode() for asked in (*parts, "files", "corrections", "summary")))


def _tables(release: Release) -> list[str]:
    return sorted(path.stem for path in (release.folder / "tables").glob("*.parquet"))


def texts_of(release: Release) -> Iterator[str]:
    """Every text of a release: cells of its tables, what is said of deliveries and of the edition, labels of facts."""
    for name in _tables(release):
        yield from _cells(release.table(name))
    yield from _cells(release.files)
    yield from _cells(release.corrections)
    yield from _cells(release.facts[list(FACT_WORDS)])
    yield from _leaves(release.summary)


def _in_english(release: Release, texts: Iterable[str]) -> Iterator[str]:
    """The texts, as an English booklet says them."""
    through = door(release)
    for text in sorted(texts):
        if len(text) <= LONGEST_SAID:
            yield through.text(text)


def _cells(table: pd.DataFrame) -> Iterator[str]:
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            values = table[name].dropna()
            for value in values.unique() if values.dtype == "str" else values:
                yield from _leaves(value)


def _days(value: Any) -> Iterator[str]:
    """A day as booklets print it: in figures, and in words of both languages."""
    iso = f"{value:%Y-%m-%d}"
    in_words = wording.date(iso)
    yield from (wording.short_date(iso), in_words, quantity(in_words.replace("\u00a0", " ")) or in_words)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if ISO_DAY.fullmatch(value):
            yield from _days(dt.date.fromisoformat(value))
    elif isinstance(value, dt.date):
        yield from _days(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif hasattr(value, "__iter__"):
        for inner in value:
            yield from _leaves(inner)
