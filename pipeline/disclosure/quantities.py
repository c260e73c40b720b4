"""Which quantities the facts print: counts, parts and their bases, the complements they imply, totals behind means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log1p
from typing import Any

import numpy as np
import pandas as pd

from pipeline.disclosure import rules as primary
from pipeline.disclosure.linked import Cell, Sum
from pipeline.disclosure.row_sets import NO_ROWS, RowSets, has_twice, joined
from pipeline.knowledge_tables import KNOWLEDGE
from pipeline.params import DisclosureRules

ABOUT_NOBODY = frozenset(
    {"indicators", "published", "key_figures", "twins", *(name for name, *_ in KNOWLEDGE)}
    | {"communes", "steps", "replicability_scale", "programme_targets", "recommendations"}
)
"""Tables that say how to measure, or what documents say for everybody: their rows stand for no person and no firm. What
was printed before (`published`, `key_figures`, `twins`) cannot be taken back, and counts of it count figures. Communes,
steps, criteria, targets and recommendations are told one by one to everybody: counts of them are counts of a list."""


def not_hidden(rules: DisclosureRules) -> frozenset[str]:
    """The tables whose counts are told, however small: those about nobody, and registers that are public."""
    return ABOUT_NOBODY.union(rules.public)


DIGITS = 6
"""To how many decimals a sum is looked for among the numbers of a theme."""

MEANS = ("mean", "score")
"""How units of means of answers begin: the mean and its base give the sum of the answers."""

AMOUNT = "eur"
"""The unit of amounts: sums say what their greatest contributor makes, means and their base give the sum."""

SMALLER_FIRST = 0.01
"""How much the size of a number weighs beside how often it is printed, when one of several must be hidden."""


@dataclass
class Quantity:
    """One cell in the making: `printed_by` are the facts that print it."""

    value: float
    need: primary.Need = primary.NONE
    printed_by: list[str] = field(default_factory=list)
    is_count: bool = True
    is_printed: bool = True
    is_fixed: bool = False


class Quantities:
    """The quantities of a cohort's facts by name, the sums that facts imply by themselves, and who is whose twin.

    `main` gives, for a fact, the quantity it is about; `amounts` are the facts in euros; `twins` are lists of
    quantities that are likely one and the same told in several themes: they are hidden together.
    """

    def __init__(self, facts: pd.DataFrame, row_sets: RowSets, rules: DisclosureRules) -> None:
        """Read every number of every fact about persons or firms."""
        self.rules, self.row_sets = rules, row_sets
        self.found: dict[str, Quantity] = {}
        self.sums: list[Sum] = []
        self.main: dict[str, str] = {}
        self.base: dict[str, str] = {}
        self.theme: dict[str, str] = {}
        self.amounts: set[str] = set()
        self._alike: dict[tuple[Any, ...], list[str]] = {}
        self._valued: dict[tuple[str, float], list[str]] = {}
        for fact in facts[~facts["source_table"].isin(not_hidden(rules))].itertuples():
            self._read(fact)
        self.sums += list(self._equalities())
        for fact_id, name in self.main.items():
            self._valued.setdefault((self.theme[fact_id], round(self.found[name].value, DIGITS)), []).append(fact_id)
        self.sums += list(self._same_amounts())

    def bases_of(self, names: list[str]) -> list[str]:
        """The bases that the facts of all these parts have in common."""
        bases = [{self.base.get(fact) for fact in self.found[name].printed_by} for name in names]
        return sorted(base for base in set.intersection(*bases) if base is not None)

    def rests_on(self, fact_id: str, parts: list[str]) -> bool:
        """Whether a fact rests on all rows that these parts rest on, as far as rows are known; a part of 0 has none."""
        whole = self.row_sets.of_fact(fact_id)
        printed = [
            self.found[name].printed_by[0] for name in parts if self.found[name].value and self.found[name].printed_by
        ]
        parts_rows = [rows for fact in printed if (rows := self.row_sets.of_fact(fact)) is not whole]
        return not len(whole) or all(np.isin(rows, whole).all() for rows in parts_rows)

    def overlap(self, parts: list[str]) -> bool:
        """Whether some delivered row stands behind several of these parts, as far as rows are known."""
        printed = [self.found[name].printed_by[0] for name in parts if self.found[name].printed_by]
        sets = [rows for fact in printed if len(rows := self.row_sets.of_fact(fact))]
        if len({id(rows) for rows in sets}) < len(sets):  # equal sets are held once
            return True
        return has_twice(joined([NO_ROWS, *sets]))

    def facts_of_value(self, theme: str, value: float) -> list[str]:
        """The facts of a theme that are about a quantity of this value."""
        return self._valued.get((theme, round(value, DIGITS)), [])

    def _read(self, fact: Any) -> None:
        self.theme[fact.fact_id] = fact.theme
        base = self._base(fact)
        part = implied_part(fact)
        if part is not None:
            is_whole = base is not None and part == self.found[base].value
            self._add_main(fact, part, is_own=is_whole)
            if base is not None:
                self._add_complement(fact, part, base)
        elif fact.unit == "count" and fact.value == fact.value:
            self._add_main(fact, fact.value)
        elif str(fact.unit).startswith(MEANS) and base is not None and fact.value == fact.value:
            self._add_total(fact, fact.value * self.found[base].value, self.found[base].value)
        elif fact.unit == AMOUNT and base is not None and fact.value == fact.value:
            is_sum = fact.largest == fact.largest
            self.amounts.add(fact.fact_id)
            self._add_total(fact, fact.value * (1 if is_sum else self.found[base].value), self.found[base].value)

    def _base(self, fact: Any) -> str | None:
        """The base of a share, a mean or any statistic: how many answered."""
        whole = fact.denominator if fact.denominator == fact.denominator else fact.n_answered
        if whole != whole or whole <= 0:
            return None
        name = self._counted(fact, whole) or f"base:{fact.theme}:{fact.source_table}:{whole:g}"
        self.add(name, whole, primary.of_count(whole, self.rules), fact.fact_id)
        self.base[fact.fact_id] = name
        return name

    def _counted(self, fact: Any, value: float) -> str | None:
        """The name of a count of rows, where the fact's rows are what it counts."""
        if value == 0:
            return None
        rows = self.row_sets.of_fact(fact.fact_id)
        return self.row_sets.cell(rows) if value == len(rows) else None

    def _add_main(self, fact: Any, value: float, *, is_own: bool = False) -> None:
        """What the fact is about. A part that is all of its base is not the base: « 6 of 6 » says more than « 6 »."""
        own = None if is_own else self._counted(fact, value)
        name = own or f"fact:{fact.fact_id}"
        self.add(name, value, primary.of_count(value, self.rules), fact.fact_id)
        self.main[fact.fact_id] = name
        if own is None and value > 0:
            key = (
                self.row_sets.digest(self.row_sets.of_fact(fact.fact_id)) or fact.source_rows_digest,
                value,
                fact.denominator if fact.denominator == fact.denominator else None,
            )
            self._alike.setdefault(key, []).append(fact.fact_id)

    def _add_complement(self, fact: Any, part: float, base: str) -> None:
        """Those of the base that the share leaves out; what all or none of a group are."""
        whole, main = self.found[base].value, self.main[fact.fact_id]
        rest = f"rest:{fact.fact_id}"
        self.add(rest, whole - part, primary.of_count(whole - part, self.rules), None)
        self.sums.append({main: 1.0, rest: 1.0, base: -1.0})
        self._demand(main, primary.of_group(part, whole, self.rules))

    def _add_total(self, fact: Any, total: float, contributors: float) -> None:
        name = f"total:{fact.fact_id}"
        largest = fact.largest if fact.largest == fact.largest else None
        need = primary.of_total(total, largest, contributors, self.rules)
        self.add(name, total, need, fact.fact_id, is_count=False)
        self.main[fact.fact_id] = name

    def _demand(self, name: str, need: primary.Need) -> None:
        self.found[name].need = primary.worst(self.found[name].need, need)

    def add(self, name: str, value: float, need: primary.Need, fact_id: str | None, *, is_count: bool = True) -> None:
        """One more mention of a quantity: by a fact, or by none (it is implied)."""
        quantity = self.found.setdefault(name, Quantity(value, is_count=is_count, is_printed=fact_id is not None))
        quantity.need = primary.worst(quantity.need, need)
        if fact_id is not None:
            quantity.is_printed = True
            quantity.printed_by.append(fact_id)

    @property
    def twins(self) -> list[list[str]]:
        """Quantities of the same rows with the same numbers, told in several facts."""
        return [[self.main[fact] for fact in facts] for facts in self._alike.values() if len(facts) > 1]

    def _equalities(self) -> Iterator[Sum]:
        """Twins of different themes are one number: the first of one theme with the first of the next, and so on."""
        for facts in self._alike.values():
            by_theme: dict[str, list[str]] = {}
            for fact in facts:
                by_theme.setdefault(self.theme[fact], []).append(self.main[fact])
            first, *others = by_theme.values()
            for other in others:
                yield from ({one: 1.0, two: -1.0} for one, two in zip(first, other, strict=False))

    def _same_amounts(self) -> Iterator[Sum]:
        """An amount told again in its theme: as a mean with its base, or as the part that a share is of a budget.

        Marks that answers come to are the same amount only where they are those of the same persons.
        """
        for fact, name in self.main.items():
            for other in (
                self.facts_of_value(self.theme[fact], self.found[name].value) if name == f"total:{fact}" else ()
            ):
                if self.main[other] != name and (self.amounts & {fact, other} or self._have_same_rows(fact, other)):
                    yield {name: 1.0, self.main[other]: -1.0}

    def _have_same_rows(self, fact: str, other: str) -> bool:
        """Whether two facts rest on the same rows, as far as rows are known."""
        one, two = self.row_sets.of_fact(fact), self.row_sets.of_fact(other)
        return not len(one) or not len(two) or np.array_equal(one, two)

    def cells(self) -> list[Cell]:
        """The quantities as cells of linked tables."""
        return [self._cell(name, found) for name, found in self.found.items()]

    def _cell(self, name: str, found: Quantity) -> Cell:
        is_whole = found.is_count and float(found.value).is_integer()
        return Cell(
            name,
            found.value,
            below=found.need.below,
            above=found.need.above,
            weight=max(1, len(found.printed_by)) * (1 + SMALLER_FIRST * log1p(abs(found.value))),
            floor=0.0 if found.is_count and found.value >= 0 else float("-inf"),  # a difference may be negative
            is_whole=is_whole,
            is_printed=found.is_printed,
            is_fixed=found.is_fixed,
            is_single=is_whole and found.value == 1,
        )


def implied_part(fact: Any) -> float | None:
    """The count behind a fact: its numerator, or what a printed share of a known base comes to exactly."""
    if fact.numerator == fact.numerator:
        return float(fact.numerator)
    if fact.unit != "share" or fact.design == "document" or not fact.n_answered > 0 or fact.value != fact.value:
        return None
    count = fact.value * fact.n_answered
    return float(round(count)) if abs(count - round(count)) < 1e-6 and 0 < count < fact.n_answered else None
