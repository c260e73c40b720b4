"""What a cohort's own registers count, so that a printed figure can be held against them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.estimates import Tables

FIRST_EDITION = 1


@dataclass(frozen=True)
class RegisterCount:
    """A count (`low` equals `high`) or the range of several, with the register's rows it rests on."""

    low: int
    high: int
    table: str
    rows: pd.DataFrame


def first_edition(communes: pd.DataFrame) -> pd.DataFrame:
    """The communes of the first edition."""
    return communes[communes["edition"].eq(FIRST_EDITION)]


def _rows(table: str, frame: pd.DataFrame) -> RegisterCount:
    return RegisterCount(len(frame), len(frame), table, frame)


def _distinct(table: str, frame: pd.DataFrame, column: str) -> RegisterCount:
    distinct = int(frame[column].nunique())
    return RegisterCount(distinct, distinct, table, frame)


def _per_commune(projects: pd.DataFrame) -> RegisterCount:
    sizes = projects["commune_insee"].value_counts()
    return RegisterCount(int(sizes.min()), int(sizes.max()), "catalogue", projects)


COUNTS: dict[str, tuple[str, Callable[[pd.DataFrame], RegisterCount]]] = {
    "projets": ("catalogue", lambda frame: _rows("catalogue", frame)),
    "projets-par-commune": ("catalogue", _per_commune),
    "communes": ("communes", lambda frame: _rows("communes", frame)),
    "communes-edition-1": ("communes", lambda frame: _rows("communes", first_edition(frame))),
    "departements-edition-1": (
        "communes",
        lambda frame: _distinct("communes", first_edition(frame), "department_code"),
    ),
    "ept-edition-1": ("communes", lambda frame: _distinct("communes", first_edition(frame), "ept")),
    "etapes": ("steps", lambda frame: _rows("steps", frame)),
}
"""For each name that `twins.register` may hold: the register's table and how it is counted."""


def register_count(name: str, tables: Tables) -> RegisterCount | None:
    """The register's count of that name; None when the cohort did not deliver the register or it is empty.

    Raises:
        KeyError: no register count has that name.
    """
    table, how = COUNTS[name]
    if table not in tables or tables[table].empty:
        return None
    return how(tables[table])
