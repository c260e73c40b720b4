"""What an estimator gives back: facts, and tidy tables whose cells point to facts by their id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.facts import Fact

Tables = Mapping[str, pd.DataFrame]
FACT = "_fact"
"""How columns end that hold ids of facts; one may be called `fact` alone."""


@dataclass(frozen=True)
class Estimates:
    """Facts and tables of one theme.

    A table's columns named `fact` or ending in `_fact` hold fact ids, so that a reader can follow every number.
    """

    facts: list[Fact] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def fact_columns(table: pd.DataFrame) -> list[str]:
    """The columns of a table that hold ids of facts."""
    return [name for name in map(str, table) if name == FACT.removeprefix("_") or name.endswith(FACT)]


def facts_in(table: pd.DataFrame) -> set[str]:
    """Ids of the facts that a table points to."""
    named = {fact_id for name in fact_columns(table) for fact_id in table[name].tolist()}
    return {str(fact_id) for fact_id in named if pd.notna(fact_id)}
