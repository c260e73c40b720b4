"""Which numbers a release accounts for: those of each fact, and those within the words of its data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.capitals import capitalised, uncapitalised
from pipeline.census.tokens import digits, digits_of
from pipeline.census.words import in_language, numbered
from pipeline.corrected import correction_ids, corrections_counted
from pipeline.estimates import facts_in
from pipeline.former_results import FormerResults, taken_or_made
from pipeline.released import Release
from pipeline.units import PERCENT_UNITS

WORDS = (
    *("display_fr", "display_en", "label_fr", "label_en", "method", "interval_method", "filter", "limits_fr"),
    *("source_files", "reason", "value_text", "computed_by"),
)
NUMBERS = (
    *("value", "numerator", "denominator", "n_answered", "n_frame", "n_missing", "low", "high", "level"),
    "source_rows_count",
)
MOST_DECIMALS = 4
SIGNIFICANT_DIGITS = 3
SHOWN_OF_DIGEST = 8


def theme_of(part: str) -> str:
    """The theme that a part of a booklet is about, by the part's identifier; no theme's name for any other part."""
    return part.removeprefix("sec-").replace("-", "_")


class Known:
    """What the release that a page is made from accounts for; `said` are texts of the build itself (its tools)."""

    def __init__(self, release: Release, said: Collection[str] = (), former: FormerResults | None = None) -> None:
        """Read nothing yet; what takes long is taken from `former` results where it is the same."""
        self.release = release
        self._said = said
        self._former = former
        self._of_fact: dict[str, set[str]] = {}
        self._of_theme: dict[str, set[str]] = {}
        self._labels: dict[str, list[str]] = {}

    def of_fact(self, fact_id: str) -> set[str]:
        """The numbers by which a fact may be told: as displayed, its base, its interval, its evidence."""
        return self._told_of(fact_id)

    def _told_of(self, fact_id: str) -> set[str]:
        if fact_id not in self._of_fact:
            fact = self.release.fields(fact_id) if self.release.has_fact(fact_id) else {}
            told = set().union(*(digits_of(str(fact.get(name) or "")) for name in WORDS))
            values = [
                *(fact.get(name) for name in NUMBERS),
                _complement(fact),
                corrections_counted(fact.get("corrections")) or None,
            ]
            counted = frozenset().union(*(_spellings(value, str(fact.get("unit"))) for value in values))
            named = digits_of(str(fact.get("source_rows_digest") or "")[:SHOWN_OF_DIGEST]) | digits_of(fact_id)
            self._of_fact[fact_id] = told | counted | named
        return self._of_fact[fact_id]

    def of_tables(self, part: str) -> set[str]:
        """The numbers in the tables of the theme that a part of a booklet is about: its figures are drawn from them."""
        theme = theme_of(part)
        if theme not in self._of_theme:
            numbers, facts = self._kept_of_tables(theme)
            self._of_theme[theme] = {*numbers, *self._kept_of_facts(theme, facts)}
        return self._of_theme[theme]

    def _kept_of_tables(self, theme: str) -> tuple[list[str], list[str]]:
        """As a former build found them where the tables are the same: every booklet asks for them."""
        names = self.release.summary["themes"].get(theme, [])
        made_from = (self.release.answer(f"table {name}").encode() for name in names)
        numbers, facts = taken_or_made(self._former, f"drawn-{theme}", lambda: self._in_tables(names), *made_from)
        return numbers, facts

    def _kept_of_facts(self, theme: str, facts: Sequence[str]) -> list[str]:
        """The numbers of these facts, which the tables of a theme name: kept in the same way."""

        def told() -> list[str]:
            return sorted(set[str]().union(*map(self._told_of, facts)))

        made_from = (self.release.answer(f"fact {fact}").encode() for fact in facts)
        numbers: list[str] = taken_or_made(self._former, f"told-{theme}", told, *made_from)
        return numbers

    def _in_tables(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """The numbers that stand in these tables, and the facts that they name."""
        frames = [self.release.table(name) for name in names]
        told = {fact for frame in frames for fact in facts_in(frame)}
        return sorted({digits for frame in frames for digits in _numbers(frame)}), sorted(told)

    @cached_property
    def words(self) -> list[str]:
        """The words of the data that hold a number, and those of the build itself."""
        of_build = in_language(self.release, self._said, self._former, "said")
        return sorted({*numbered(self.release, self._former), *of_build})

    @cached_property
    def _holding(self) -> dict[str, list[str]]:
        """Words of the data that hold a number, by each number they hold; a number alone is no word."""
        found: dict[str, list[str]] = {}
        for text in self.words:
            for number in digits_of(text):
                found.setdefault(number, []).append(text)
        return found

    def labels(self, digits: str) -> list[str]:
        """The words of the data that hold this number, the longest first, in plain spaces."""
        if digits not in self._labels:
            texts = {plain(said) for text in self._holding.get(digits, ()) for said in _beginnings(text)}
            self._labels[digits] = sorted(texts, key=lambda text: (-len(text), text))
        return self._labels[digits]

    def has_digest(self, printed: str, beside: Collection[str], text: str) -> bool:
        """Whether it is the digest of a fact beside it, of a delivered file that `text` names, or one of the build; or
        what a correction is called."""
        facts = {str(self.release.fields(fact)["source_rows_digest"]) for fact in beside if self.release.has_fact(fact)}
        files = {digest for file, digest in self._files.items() if file in text}
        if printed in self._corrections:
            return True
        return any(digest.startswith(printed) for digest in (*facts, *files, *self._said))

    @cached_property
    def _corrections(self) -> set[str]:
        """Names of corrections, which are digests of their words; of another edition's without its cohort."""
        return {name.rpartition("/")[2] for name in correction_ids(self.release.corrections) if name}

    @cached_property
    def _files(self) -> dict[str, str]:
        """The SHA-256 of each delivered file."""
        deliveries = self.release.deliveries
        return dict(zip(deliveries["file"], deliveries["sha256"], strict=True))


def plain(text: str) -> str:
    """The text with one kind of space; positions stay the same."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\n", " ")


def _complement(fact: Mapping[Any, Any]) -> float | None:
    """How many of the base a share leaves out."""
    base, part = fact.get("denominator"), fact.get("numerator")
    return None if base is None or part is None else float(base) - float(part)


def _spellings(value: Any, unit: str) -> frozenset[str]:
    """How a number may be printed: as it is or in per cent, with up to four decimals or three digits."""
    if value is None or value != value:
        return frozenset()
    number = abs(float(value))
    return _spelled(number, unit in PERCENT_UNITS or number <= 1)


@lru_cache(maxsize=1 << 16)
def _spelled(number: float, may_be_percent: bool) -> frozenset[str]:
    """The same number stands in many facts and cells: it is spelled once."""
    scales = (number, number * 100) if may_be_percent else (number,)
    rounded = [wording.number(float(f"{scaled:.{SIGNIFICANT_DIGITS}g}")) for scaled in scales]
    exact = [wording.number(scaled, each) for scaled in scales for each in (None, *range(MOST_DECIMALS + 1))]
    return frozenset(map(digits, (*rounded, *exact)))


def _numbers(frame: pd.DataFrame) -> Iterator[str]:
    for name in frame.select_dtypes("number").columns:
        for value in frame[name].dropna().unique():
            yield from _spellings(value, "count")


def _beginnings(text: str) -> Iterator[str]:
    """The text as it may stand in a sentence: its first letter as it is, a capital, or none."""
    yield from (text, capitalised(text), uncapitalised(text))
