"""Count again what is hidden, in the rows of each table that leaves, as a reader with a spreadsheet would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from benchmarks.joined_tables import JoinedTables, Rows, Told, Words, slugged
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.masking import masked_table
from pipeline.disclosure.published import Published
from pipeline.estimates import facts_in

MOST_COLUMNS = 3
"""By how many columns at once rows are grouped."""

KIND_OF_COUNT = frozenset({"n", "count", "total", "rows", "by", "projects"})
"""Words of a fact's name that say no more than that it counts, or what all rows are."""

SAYS_NOTHING = frozenset(
    {"a", "au", "aux", "ce", "d", "dans", "de", "des", "dont", "du", "en", "est", "et", "l", "la", "le", "les", "ou"}
    | {"par", "pour", "qu", "que", "qui", "s", "se", "selon", "sont", "sur", "un", "une", "nombre", "projets"}
)
"""The same in a fact's label, with the small words of French."""

LETTER = re.compile(r"[^\W_]")

NO_TABLE: frozenset[str] = frozenset()

OF_GROUPS = frozenset({"response_groups"})
"""Tables with one row for each group of units: whoever counts their rows counts groups."""


@dataclass(frozen=True)
class Hidden:
    """A hidden count: the words of its id without its theme, or of its label, of which `idle` ones say nothing."""

    fact_id: str
    theme: str
    value: float
    name: str
    idle: frozenset[str]

    @cached_property
    def tokens(self) -> list[str]:
        """The words of the name."""
        return self.name.split("-")

    @cached_property
    def runs(self) -> dict[str, int]:
        """Words that follow each other in the name, joined, and their places as bits."""
        count = len(self.tokens)
        spans = ((start, end) for start in range(count) for end in range(count, start, -1))
        return {"-".join(self.tokens[start:end]): (1 << end) - (1 << start) for start, end in spans}

    def rest(self, places: int) -> frozenset[str]:
        """The words that stand at other places."""
        return frozenset(token for place, token in enumerate(self.tokens) if not places >> place & 1)


@dataclass(frozen=True)
class Group:
    """The rows that say a word, as bits, those that may say it (blank ones); the words of its columns' names, and their
    tables."""

    rows: int
    may_be: int
    columns: frozenset[str]
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Choice:
    """The rows in all groups chosen, whose words stand at these places of a name; groups from `next` on may follow."""

    group: Group
    words: int = 0
    next: int = 0


class Counted:
    """The rows of one table, grouped by each of the words that matter, and what they name and list."""

    def __init__(self, table: Told, rows: Rows, words: Mapping[int, str]) -> None:
        """Group the rows; `words` are those that matter, by number."""
        self.table = table
        self.count = rows.count
        self.whole = Group((1 << rows.count) - 1, (1 << rows.count) - 1, frozenset())
        self.units = [(_called(each.column), each.words) for each in rows.identifiers]
        self.lists = [
            (_called(str(name)), list(map(_things, column)))
            for name, column in table.rows.items()
            if column.dtype == object
        ]
        self.groups: dict[str, list[Group]] = {}
        for each in rows.said:
            blank, columns = _bits(each.words == 0), _called(each.column)
            for number in sorted(each.names & words.keys()):
                rows_of_word = _bits(each.words == number)
                self._add(words[number], Group(rows_of_word, rows_of_word | blank, columns, frozenset({each.table})))

    def _add(self, word: str, new: Group) -> None:
        """Where columns say the same in other words of theirs, they are taken together."""
        same = self.groups.setdefault(word, [])
        for place, group in enumerate(same):
            if (group.rows, group.may_be) == (new.rows, new.may_be):
                same[place] = Group(new.rows, new.may_be, group.columns | new.columns, group.tables | new.tables)
                return
        same.append(new)

    def named(self, hidden: Hidden, least: float, listing: frozenset[str]) -> list[tuple[int, Group]]:
        """The groups of at least so many rows whose word stands in a name, with its places there.

        None of words that tables `listing` the count say; a number is of what its column is called (« niveau 2 » is no
        « édition 2 »).
        """
        return [
            (hidden.runs[run], group)
            for run in hidden.runs.keys() & self.groups.keys()
            for group in self.groups[run]
            if group.rows.bit_count() >= least
            and not group.tables <= listing
            and (not run.isdigit() or group.columns.intersection(hidden.tokens))
        ]

    def units_in(self, rows: int, rest: frozenset[str]) -> Iterator[int]:
        """How many different units the rows name in a column called by the rest, where no row names none."""
        for columns, words in self.units:
            if rest <= columns:
                names = np.unique(words[_places(rows, len(words))])
                if names[0]:
                    yield len(names)

    def lists_for(self, hidden: Hidden) -> bool:
        """Whether lists are counted for it: those of its own theme; other things are listed as often by chance."""
        return bool(self.lists) and hidden.theme == self.table.theme

    def least_rows(self, hidden: Hidden) -> float:
        """The fewest rows that may come to a count: as many, but that one row may list several things."""
        return 1 if self.lists_for(hidden) else hidden.value

    def listed_in(self, rows: int, rest: frozenset[str]) -> Iterator[int]:
        """How many different things rows list in a column, all together or but for the last (« none of these »).

        A released table lists what its theme counts; of a page, the column must be called by the rest of the name.
        """
        for columns, things in self.lists:
            if not self.table.is_page or rest <= columns:
                cells = [things[place] for place in _places(rows, self.count)]
                yield from filter(None, (len(set().union(*cells)), len(set().union(*cells[:-1]))))


def counted_again(
    published: Published, decision: Decision, pages: Mapping[str, Told] = MappingProxyType({})
) -> Iterator[str]:
    """The hidden counts that a reader of the released tables counts again, in any of them or in several joined.

    `pages` are tables and lists of laid-out pages that readers also have, by name; whoever counts rows of those that
    say how many gave each answer counts answers, and nobody.
    """
    facts = published.facts[published.facts["fact_id"].isin(decision.facts) & published.facts["unit"].eq("count")]
    released = {name: masked_table(name, published.tables[name], decision) for name in published.tables}
    told = {
        name: Told(table, published.theme_of.get(name, ""), frozenset(facts_in(table)))
        for name, table in released.items()
        if name not in OF_GROUPS
    }
    answers = _shares_of_answers(published)
    shown = {name: table for name, table in pages.items() if not (table.facts and table.facts <= answers)}
    yield from _counted({**told, **shown}, facts)


def _shares_of_answers(published: Published) -> frozenset[str]:
    """The facts that say how many gave an answer."""
    facts = published.facts
    is_answer = facts["source_table"].str.startswith("survey_") & facts["unit"].isin(["count", "share"])
    return frozenset(facts.loc[is_answer, "fact_id"])


def recounts(table: pd.DataFrame, hidden: pd.DataFrame) -> Iterator[str]:
    """The `hidden` counts (fact_id, theme, value) that rows of a table come to, or the different things they list.

    A count is found where its name is made of the words of the rows and of the columns they stand in, and no blank
    row could be one more. A table that holds the count itself lists counts, and is none of units.
    """
    for theme, of_theme in hidden.groupby("theme"):
        yield from _counted({"table": Told(table, str(theme), frozenset(facts_in(table)))}, of_theme)


def _counted(tables: Mapping[str, Told], facts: pd.DataFrame) -> Iterator[str]:
    by_id, by_label = _hidden_by_id(facts), _hidden_by_label(facts)
    asked = set().union(*(each.runs for each in (*by_id, *by_label)))
    joined = JoinedTables(tables, asked)
    words = {joined.words[word]: word for word in asked if word in joined.words}
    listing = _listing(tables)
    for name, table in tables.items():
        rows = joined.rows(name)
        counted = Counted(table, rows, words)
        for each in (*by_id, *by_label) if table.is_page else by_id:
            if _is_found(each, counted, listing.get(each.fact_id, NO_TABLE)):
                yield each.fact_id


def _hidden_by_id(facts: pd.DataFrame) -> list[Hidden]:
    """Counts as their ids tell what they count."""
    given = zip(facts["fact_id"], facts["theme"], facts["value"], strict=True)
    return [
        Hidden(fact, theme, value, fact.removeprefix(slugged(theme)).strip("-"), KIND_OF_COUNT)
        for fact, theme, value in given
    ]


def _hidden_by_label(facts: pd.DataFrame) -> list[Hidden]:
    """Counts as their labels do, where they have one."""
    if "label_fr" not in facts:
        return []
    given = zip(facts["fact_id"], facts["theme"], facts["value"], facts["label_fr"], strict=True)
    return [
        Hidden(
            fact, theme, value, "-".join(slugged(word) for word in label.split() if LETTER.search(word)), SAYS_NOTHING
        )
        for fact, theme, value, label in given
    ]


def _listing(tables: Mapping[str, Told]) -> dict[str, frozenset[str]]:
    """The tables in which each fact stands: they list counts."""
    found: dict[str, set[str]] = {}
    for name, table in tables.items():
        for fact in table.facts:
            found.setdefault(fact, set()).add(name)
    return {fact: frozenset(names) for fact, names in found.items()}


def _is_found(hidden: Hidden, counted: Counted, listing: frozenset[str]) -> bool:
    """Whether the rows of so many groups come to the count."""
    least = counted.least_rows(hidden)
    named = [] if hidden.fact_id in counted.table.facts else counted.named(hidden, least, listing)
    choices = [Choice(counted.whole)]
    for _ in range(MOST_COLUMNS + 1):
        if any(_comes_to(hidden, choice, counted) for choice in choices):
            return True
        choices = [narrower for choice in choices for narrower in _narrower(choice, named, least)]
    return False


def _narrower(choice: Choice, named: Sequence[tuple[int, Group]], least: float) -> Iterator[Choice]:
    """The rows chosen that are in one more group, told by other words; too few rows come to nothing."""
    for place in range(choice.next, len(named)):
        words, group = named[place]
        rows = choice.group.rows & group.rows
        if not words & choice.words and rows.bit_count() >= least:
            columns = choice.group.columns | group.columns
            yield Choice(Group(rows, choice.group.may_be & group.may_be, columns), choice.words | words, place + 1)


def _comes_to(hidden: Hidden, choice: Choice, counted: Counted) -> bool:
    """Whether the chosen rows are that many, name as many units or list as many things, for sure."""
    rows, size = choice.group.rows, choice.group.rows.bit_count()
    if not size or size != choice.group.may_be.bit_count():
        return False
    rest = hidden.rest(choice.words) - hidden.idle - choice.group.columns
    if hidden.value == size and not rest:
        return True
    if hidden.value <= size and any(units == hidden.value for units in counted.units_in(rows, rest)):
        return True
    return (
        bool(choice.words)
        and counted.lists_for(hidden)
        and any(listed == hidden.value for listed in counted.listed_in(rows, rest))
    )


def _called(column: str) -> frozenset[str]:
    """The words of a column's name; a number there (« niveau 2 ») is none: rows must say it."""
    return frozenset(token for token in slugged(column).split("-") if not token.isdigit())


def _things(cell: object) -> set[str]:
    return set(cell) if isinstance(cell, (list, tuple, np.ndarray)) else set()


def _bits(mask: np.ndarray) -> int:
    """Rows as bits, the first the lowest."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def _places(rows: int, count: int) -> Words:
    packed = np.frombuffer(rows.to_bytes((count + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(packed, bitorder="little", count=count)).astype(np.int32)
