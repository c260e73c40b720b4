"""Hide: facts without their numbers, tables without what they would give away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.display import HIDDEN_FR
from pipeline.disclosure import RELEASED, SUPPRESSED
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.decision import decide
from pipeline.disclosure.published import Published
from pipeline.disclosure.quantities import not_hidden
from pipeline.disclosure.result_lists import findings_of
from pipeline.disclosure.table_numbers import FINDINGS, NAMED, REGISTERS, amounts, told_of_units
from pipeline.estimates import FACT
from pipeline.params import DisclosureRules

HIDDEN = ("value", "numerator", "denominator", "n_answered", "n_frame", "n_missing", "low", "high")
"""What a hidden fact loses: every number that came from answers."""

HIDDEN_TEXTS = ("value_text", "corrections")
"""The same in words: which corrections touched its rows tells whose they may be."""

INSIDE = ("largest", "touched")
"""What disclosure control looks at, and nobody outside the team."""

TOLD_ANYWAY = ("value", "numerator", "denominator", "n_answered")
"""Numbers of a fact that may be how many rows it rests on: then the number of rows tells nothing more."""

READ_BY_PEOPLE = "_fr"
"""How columns end that readers see as they are."""


def masked_facts(facts: pd.DataFrame, decision: Decision, rules: DisclosureRules) -> pd.DataFrame:
    """The facts with `status` and `reason`. The reason does not tell small counts from what would give them away."""
    is_hidden = facts["fact_id"].isin(decision.facts)
    released = facts.assign(status=is_hidden.map({True: SUPPRESSED, False: RELEASED}), reason="")
    released.loc[is_hidden, list(HIDDEN)] = float("nan")
    released.loc[is_hidden, [name for name in HIDDEN_TEXTS if name in released]] = ""
    released.loc[is_hidden, "reason"] = f"effectif inférieur à {rules.min_count}, ou qui permettrait d’en retrouver un"
    released = released.drop(columns=list(INSIDE), errors="ignore")
    return _without_rows(released, rules) if is_hidden.any() or rules.protects else released


def _without_rows(released: pd.DataFrame, rules: DisclosureRules) -> pd.DataFrame:
    """Without the number of rows that facts rest on, and their digest, but where the number is printed as well.

    Of a hidden count they would tell the count; a digest of few rows can be found by trying them all.
    """
    rows = released["source_rows_count"]
    is_told = released[list(TOLD_ANYWAY)].eq(rows, axis="index").any(axis="columns")
    is_told |= released["source_table"].isin(not_hidden(rules))
    return released.assign(
        source_rows_count=rows.astype("float64").where(is_told),
        source_rows_digest=released["source_rows_digest"].where(is_told, ""),
    )


def apply_rules(facts: pd.DataFrame, rules: DisclosureRules) -> pd.DataFrame:
    """The facts after disclosure control where they are all that is published: no table, no row, nothing earlier."""
    return masked_facts(facts, decide(Published(facts), rules), rules)


def masked_deliveries(deliveries: pd.DataFrame, rules: DisclosureRules) -> pd.DataFrame:
    """What is said of delivered files, but for how many rows they have, which may be how many answered.

    Known files of few rows would tell that those of the whole are the rest, so that none is told where one is few.
    """
    is_few = deliveries["rows"].between(1, rules.min_count - 1)
    if not rules.protects or not is_few.any():
        return deliveries
    return deliveries.assign(rows=float("nan"))


def masked_corrections(corrections: pd.DataFrame) -> pd.DataFrame:
    """What is said of corrections, but for the rows that they touched."""
    return corrections.drop(columns=list(INSIDE), errors="ignore")


def masked_table(name: str, table: pd.DataFrame, decision: Decision) -> pd.DataFrame:
    """A table without hidden counts, without what stands beside hidden facts, without units that could be counted."""
    if name in REGISTERS and name in decision.units:
        return table.iloc[:0]
    facts = [str(column) for column in table if str(column).endswith(FACT)]
    is_fact_hidden = table[facts].map(decision.facts.__contains__).astype(bool)
    hidden = {fact.removesuffix(FACT): is_fact_hidden[fact].to_numpy() for fact in facts}
    beside = [column for column in (*amounts(table), *FINDINGS, *findings_of(name), *NAMED) if column not in hidden]
    hidden |= dict.fromkeys(beside, is_fact_hidden.any(axis="columns").to_numpy())
    for _, column, row in sorted(cell for cell in decision.cells if cell[0] == name):
        hidden.setdefault(column, np.zeros(len(table), dtype=bool))[row] = True
    if name in decision.units:
        hidden |= {column: np.ones(len(table), dtype=bool) for column in told_of_units(name, table)}
    masked = {column: _masked(table[column], rows) for column, rows in hidden.items() if column in table and rows.any()}
    return table.assign(**masked) if masked else table


def _masked(column: pd.Series, is_hidden: np.ndarray) -> pd.Series:
    """Numbers, dates and answers become missing, lists empty, texts say that they are hidden."""
    if pd.api.types.is_string_dtype(column):
        return column.mask(is_hidden, HIDDEN_FR if str(column.name).endswith(READ_BY_PEOPLE) else "")
    if pd.api.types.is_bool_dtype(column):
        return column.astype("boolean").mask(is_hidden)
    if column.dtype == object:
        values: list[Any] = [[] if hides else value for value, hides in zip(column, is_hidden, strict=True)]
        return pd.Series(values, index=column.index, dtype="object")
    if pd.api.types.is_integer_dtype(column) and not pd.api.types.is_extension_array_dtype(column):
        return column.astype("float64").mask(is_hidden)
    return column.mask(is_hidden)
