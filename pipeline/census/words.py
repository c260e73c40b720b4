"""Words of the data that hold a number: where one stands within them on a page, it is no result.

Reading all texts of a release, and saying them in English, takes longer than tracing a document: those of a theme are
kept from one build to the next while its tables are the same.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.english.catalogue import CATALOGUE
from pipeline.booklet.english.door import door
from pipeline.booklet.english.names import vocabulary
from pipeline.booklet.english.quantities import quantity
from pipeline.census.tokens import digits_of
from pipeline.former_results import FormerResults, taken_or_made
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
    told = {text for part, asked in _parts(release).items() for text in _told(release, part, asked, former)}
    return in_language(release, told, former, "words")


def in_language(
    release: Release, texts: Iterable[str], former: FormerResults | None = None, kept: str = ""
) -> list[str]:
    """Those of the texts that hold a number, as they are and in the language of the release.

    What they are in another language is `kept` under this name among `former` results.
    """
    told = set(filter(digits_of, set(texts)))
    if release.language != FRENCH:
        told |= set(filter(digits_of, _in_english(release, sorted(told), former, kept)))
    return sorted(filter(WORD.search, told))


def _parts(release: Release) -> dict[str, list[str]]:
    """What is asked of a release to know every text of it, theme by theme; last, what is of no theme, by its audience.

    Of a theme all audiences see nearly the same, and one takes what was kept for another.
    """
    themes: dict[str, list[str]] = release.summary["themes"]
    of_themes = {theme: sorted(tables) for theme, tables in themes.items()}
    others = _tables(release).difference(*themes.values())
    itself = ["files", "corrections", "summary", *(f"column {name}" for name in FACT_WORDS)]
    return {
        **{theme: [f"table {name}" for name in tables] for theme, tables in of_themes.items()},
        release.folder.name: [*itself, *(f"table {name}" for name in sorted(others))],
    }


def _tables(release: Release) -> set[str]:
    return {path.stem for path in (release.folder / "tables").glob("*.parquet")}


def _told(release: Release, part: str, asked: Sequence[str], former: FormerResults | None) -> list[str]:
    """The texts with a number among what is answered to these questions."""

    def told_now() -> list[str]:
        return sorted(filter(digits_of, {text for each in asked for text in _texts(release, each)}))

    answers = (release.answer(each).encode() for each in asked)
    told: list[str] = taken_or_made(former, f"words-{part}", told_now, *answers)
    return told


def _texts(release: Release, asked: str) -> Iterator[str]:
    """Every text of what is answered to a question: cells of tables, labels of facts, what is said of the edition."""
    kind, _, name = asked.partition(" ")
    match kind:
        case "table":
            yield from _cells(release.table(name))
        case "column":
            yield from _cells(release.column(name).to_frame())
        case "files":
            yield from _cells(release.files)
        case "corrections":
            yield from _cells(release.corrections)
        case _:
            yield from _leaves(release.summary)


def _in_english(release: Release, texts: list[str], former: FormerResults | None, kept: str) -> list[str]:
    """The texts, as an English booklet says them."""

    def said_now() -> list[str]:
        through = door(release)
        return [through.text(text) for text in texts if len(text) <= LONGEST_SAID]

    name = f"{kept}-{release.folder.name}-in-{release.language}"
    made_from = (json.dumps(texts), CATALOGUE.read_text(encoding="utf-8"), vocabulary(release))
    said: list[str] = taken_or_made(former, name, said_now, *map(str.encode, made_from))
    return said


def _cells(table: pd.DataFrame) -> Iterator[str]:
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            values = table[name].dropna()
            for value in values.unique().tolist() if values.dtype == "str" else values:
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
