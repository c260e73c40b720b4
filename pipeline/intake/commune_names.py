"""Which communes a name may mean. A name only ever proposes: rows are joined on INSEE codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

CODE = re.compile(r"(\d{5}|2[AB]\d{3})", re.ASCII)
LOST_ZERO = re.compile(r"\d{4}", re.ASCII)
CODE_COLUMN = "commune_insee"
NAME_COLUMNS = ("commune", "commune_name", "city")
"""Columns that may hold the name of the commune whose code `commune_insee` should hold."""

SPELLED_OUT = (
    (re.compile(r"^(ville|commune|mairie) (de |d')"), ""),
    (re.compile(r"\bs/ ?s(?=\b|/)/?"), " sous "),
    (re.compile(r"\bs/"), " sur "),
    (re.compile(r"\bst\b\.?"), " saint "),
    (re.compile(r"\bste\b\.?"), " sainte "),
    (re.compile(r"\bcedex\b.*$"), " "),
)
ARTICLES = frozenset({"le", "la", "les", "l"})

Commune = tuple[str, str]
"""(INSEE code, name)."""


def name_key(text: str) -> str:
    """A name as it is compared: accents, case, hyphens, articles and usual abbreviations do not count.

    « Aulnay s/s Bois », « AULNAY SOUS BOIS » and « Aulnay-sous-Bois » have one key.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    plain = plain.replace("œ", "oe").replace("æ", "ae").replace("’", "'").strip()
    for pattern, replacement in SPELLED_OUT:
        plain = pattern.sub(replacement, plain)
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word for word in words if word not in ARTICLES) or " ".join(words)


def register(communes: pd.DataFrame | None) -> tuple[Commune, ...]:
    """The communes of a cohort's register that have a code and a name, in its order; none without a register."""
    if communes is None or not {CODE_COLUMN, "name"} <= set(communes.columns):
        return ()
    pairs = communes[[CODE_COLUMN, "name"]].drop_duplicates().itertuples(index=False)
    return tuple((str(code).strip(), str(name).strip()) for code, name in pairs if CODE.fullmatch(str(code).strip()))


def proposals(name: str, communes: Iterable[Commune]) -> list[Commune]:
    """Every commune that the name may mean, by code; none when the name is empty."""
    key = name_key(name)
    return sorted({commune for commune in communes if key and name_key(commune[1]) == key})


def proposed_code_fr(cells: Mapping[Any, Any], communes: Iterable[Commune]) -> str:
    """What a row whose commune code is empty or unknown may mean, in words; empty when nothing can be proposed.

    The cell itself may hold a name instead of a code; else the row's column of names is looked at. A code that lost
    its zero is not unknown: its suite says so.
    """
    if LOST_ZERO.fullmatch(cells.get(CODE_COLUMN, "")):
        return ""
    communes = tuple(communes)
    for column in (CODE_COLUMN, *NAME_COLUMNS):
        if found := proposals(cells.get(column, ""), communes):
            return " ; ou ".join(f"{code}, si c’est {name}" for code, name in found)
    return ""
