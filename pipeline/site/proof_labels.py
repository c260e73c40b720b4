"""Labels that tell each number of a page from the others: what several say alike is completed from their tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping

import pandas as pd

from pipeline.booklet.typography import french

FACT_COLUMN, WORDS_COLUMN = "_fact", "_fr"
SURVEY = "survey"

Saying = Callable[[str], str]
"""What may be added to the label of a fact, given its id; empty when it has nothing to say."""


def told_apart(facts: pd.DataFrame, tables: Mapping[str, pd.DataFrame], surveys: Mapping[str, str]) -> dict[str, str]:
    """The label of each of the `facts` of a page, by id: no two are the same.

    Those that would be are completed with what differs in the rows of `tables` that name them (a survey, for which
    `surveys` has a title, an answer, a group), else with their method or restriction, else with the number itself.
    """
    labels = {str(fact_id): french(str(label)) for fact_id, label in facts["label_fr"].items()}
    for saying in _sayings(facts, tables, surveys):
        repeated = _repeated(labels)
        if not repeated:
            break
        for same in repeated:
            added = {fact_id: french(saying(fact_id)) for fact_id in same}
            if len(set(added.values())) > 1:
                labels |= {fact_id: f"{labels[fact_id]} – {words}" for fact_id, words in added.items() if words}
    return labels


def _sayings(facts: pd.DataFrame, tables: Mapping[str, pd.DataFrame], surveys: Mapping[str, str]) -> Iterator[Saying]:
    yield from _rows_of(tables, surveys)
    yield from (_column(facts, name) for name in ("method", "filter", "display_fr"))
    yield _id


def _id(fact_id: str) -> str:
    return fact_id


def _repeated(labels: Mapping[str, str]) -> list[list[str]]:
    """The ids of each label that several facts have."""
    by_label: dict[str, list[str]] = {}
    for fact_id, label in labels.items():
        by_label.setdefault(label, []).append(fact_id)
    return [same for same in by_label.values() if len(same) > 1]


def _column(facts: pd.DataFrame, name: str) -> Saying:
    words = facts[name].fillna("").astype(str).to_dict()
    return lambda fact_id: words[fact_id]


def _rows_of(tables: Mapping[str, pd.DataFrame], surveys: Mapping[str, str]) -> Iterator[Saying]:
    """For each column of words of each table that names facts: what it says on the row of a fact."""
    for table in tables.values():
        named = [column for column in table.columns if str(column).endswith(FACT_COLUMN)]
        rows = {fact_id: row for column in named for row, fact_id in table[column].dropna().items()}
        for column in (name for name in table.columns if name == SURVEY or str(name).endswith(WORDS_COLUMN)):
            words = table[column].map(surveys) if column == SURVEY else table[column]
            yield _on_rows(rows, words.fillna("").astype(str).to_dict())


def _on_rows(rows: Mapping[str, Hashable], words: Mapping[Hashable, str]) -> Saying:
    return lambda fact_id: words[rows[fact_id]] if fact_id in rows else ""
