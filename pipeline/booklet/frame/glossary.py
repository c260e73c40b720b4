"""The glossary of a booklet: of the words that reports/glossary.yml explains, those that its texts use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import Field

from pipeline.booklet.markdown import escape
from pipeline.params import Strict
from pipeline.yaml_files import load_model

TITLE = "# Les mots de ce livret {#sec-glossaire}"


class Entry(Strict):
    """One word: how it is met in texts (`also`: other forms, such as the plural), and what it means here.

    `chapters`: the word has this meaning only in a booklet that has one of them; none when it has it everywhere.
    """

    term: str
    meaning: str
    also: list[str] = Field(default_factory=list)
    chapters: list[str] = Field(default_factory=list)


class Glossary(Strict):
    """glossary.yml."""

    entries: list[Entry]


def glossary(path: Path, texts: Iterable[str], chapters: Collection[str] = ()) -> str:
    """The entries that these texts use, in alphabetical order, as a definition list; empty when they use none.

    `chapters` are those of the booklet: an entry that is bound to others is left out.

    Raises:
        ParamsError: the file is not a list of terms and meanings.
    """
    whole = " ".join(texts).lower()
    entries = [entry for entry in load_model(path, Glossary).entries if _is_meant(entry, chapters)]
    used = [entry for entry in entries if _is_used(entry, whole)]
    if not used:
        return ""
    lines = [f"{escape(entry.term)}\n:   {escape(entry.meaning)}" for entry in sorted(used, key=_alphabetical)]
    return "\n\n".join([TITLE, "::: {.glossary}", *lines, ":::"]) + "\n"


def _is_meant(entry: Entry, chapters: Collection[str]) -> bool:
    return not entry.chapters or not set(entry.chapters).isdisjoint(chapters)


def _is_used(entry: Entry, text: str) -> bool:
    forms = (form.lower() for form in (entry.term, *entry.also))
    return any(form in text and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms)


def _alphabetical(entry: Entry) -> str:
    """Accented letters sort with the letters they carry."""
    return entry.term.lower().translate(str.maketrans("àâéèêëîïôûùç", "aaeeeeiiouuc"))
