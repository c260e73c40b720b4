"""What was published before: numbers that cannot be taken back, and differences that count the newcomers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.contributing_rows import ContributingRows
from pipeline.disclosure import rules as primary
from pipeline.disclosure.published import Published
from pipeline.disclosure.quantities import Quantities

MARK = "before:"
"""Begins the ids of facts that were published before."""


@dataclass(frozen=True)
class Earlier:
    """An earlier edition or another cohort that readers have: what it told, and which of its facts it hid."""

    name: str
    published: Published
    hidden: frozenset[str] = frozenset()

    def facts_of(self, facts: pd.DataFrame) -> pd.DataFrame:
        """These of its facts under ids and themes of their own."""
        return facts.assign(fact_id=MARK + facts["fact_id"], theme=MARK + facts["theme"])

    def rows(self) -> ContributingRows:
        """The rows of its facts under the same ids."""
        return self.published.rows.renamed(lambda fact: MARK + fact, str)


def same_rows(now: Published, then: Published, name: str) -> Published:
    """What was published before, its files named as the present edition names them.

    A file delivered to both, to the byte, keeps its name; any other is called `<name>/<file>`, as the comparison of
    editions calls the files of the one before.
    """
    names = dict(zip(now.deliveries["sha256"], now.deliveries["file"], strict=True))
    files = zip(then.deliveries["file"], then.deliveries["sha256"], strict=True)
    called = {file: names.get(digest, f"{name}/{file}") for file, digest in files}
    rows = then.rows.renamed(str, called.__getitem__)
    return Published(then.facts, rows, then.tables, then.theme_of, then.deliveries)


def add_earlier(quantities: Quantities, earlier: Earlier) -> set[str]:
    """Mark what was told before as known and what was hidden as hidden still; add what a comparison tells.

    Returns facts to hide that were told before: nobody can protect the number any more, but it is not told again.
    """
    told_again: set[str] = set()
    for fact in earlier.published.facts["fact_id"]:
        main, base = quantities.main.get(MARK + fact), quantities.base.get(MARK + fact)
        for name in {main, base} - {None}:
            is_all = name == main and base is not None and _value(quantities, main) == _value(quantities, base)
            _mark(quantities, str(name), is_hidden=fact in earlier.hidden, is_all=is_all)
        _compare(quantities, fact)
    for quantity in quantities.found.values():
        if quantity.is_fixed and quantity.need.is_sensitive:
            told_again |= {fact for fact in quantity.printed_by if not fact.startswith(MARK)}
            quantity.need = primary.NONE
    return told_again


def _value(quantities: Quantities, name: str | None) -> float | None:
    return None if name is None else quantities.found[name].value


def _mark(quantities: Quantities, name: str, *, is_hidden: bool, is_all: bool) -> None:
    """What was hidden must stay open; a part that `is_all` of its base cannot be more."""
    quantity = quantities.found[name]
    if not is_hidden:
        quantity.is_fixed = True
    elif not quantity.need.is_sensitive:
        quantity.need = primary.Need(below=min(1.0, quantity.value), above=0.0 if is_all else 1.0)


def _compare(quantities: Quantities, fact: str) -> None:
    """A fact told again of more of the same rows: the difference counts those who came since."""
    then, now = quantities.main.get(MARK + fact), quantities.main.get(fact)
    if then is None or now is None or then == now:
        return
    row_sets = quantities.row_sets
    if not np.isin(row_sets.of_fact(MARK + fact), row_sets.of_fact(fact)).any():
        return
    more = quantities.found[now].value - quantities.found[then].value
    if more < 0:
        return
    since = f"since:{fact}"
    quantities.add(since, more, primary.of_count(more, quantities.rules), None)
    quantities.sums.append({then: 1.0, since: 1.0, now: -1.0})
