"""The data that anybody may take away: released facts and tables as CSV and JSON, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.editions.marks import STATUS_COLUMN
from pipeline.files import json_list
from pipeline.formulas import inert
from pipeline.frames import rows_of

QUALIFIERS: Mapping[str, str] = {
    "=": "exact",
    "~": "about",
    "~<": "nearly",
    ">": "over",
    "<": "under",
    "range": "range",
}
"""Signs in words: a spreadsheet would take the most frequent one for a formula."""

SEPARATOR = "|"
"""Between the items of a list in one cell."""

FACT_COLUMNS: Mapping[str, str] = {
    "fact_id": "identifiant du nombre, stable d’une édition à l’autre",
    "theme": "thème de l’étude",
    "label_fr": "ce que le nombre compte, en français",
    "label_en": "ce que le nombre compte, en anglais",
    "value": "valeur\u202f; une part est une fraction de 1",
    "value_text": "valeur qui n’est pas un nombre (date)",
    "unit": "unité",
    "qualifier": "exact, about (environ), over (plus de), under (moins de), range (entre low et high)",
    "display_fr": "le nombre tel qu’il est publié",
    "numerator": "numérateur",
    "denominator": "dénominateur (N)",
    "n_answered": "réponses ou mesures prises en compte",
    "n_frame": "taille de la population interrogée",
    "n_missing": "réponses manquantes",
    "low": "borne basse de l’intervalle",
    "high": "borne haute de l’intervalle",
    "level": "niveau de confiance de l’intervalle",
    "interval_method": "méthode de l’intervalle",
    "method": "méthode de calcul",
    "filter": "lignes retenues",
    "design": "force de la preuve",
    "limits_fr": "ce que le nombre ne dit pas",
    "source_table": "table d’où il vient",
    "source_files": "fichiers reçus qui le fondent",
    "source_rows_count": "nombre de leurs lignes qui le fondent",
    "source_rows_digest": "empreinte SHA-256 de ces lignes",
    "computed_by": "fonction qui l’a calculé",
    "is_synthetic": "repose au moins en partie sur des données synthétiques",
    "status": "released ou suppressed (secret statistique)",
    "reason": "raison pour laquelle il n’est pas publié",
    STATUS_COLUMN: "draft (projet, avec le code de son contenu) ou approved (approuvé, avec l’édition)",
}
"""The columns of `facts.csv` and `facts.json`, in order, with what they hold."""


def facts_csv(facts: pd.DataFrame) -> str:
    """The facts as CSV: UTF-8, commas, a header, an empty cell for what is missing."""
    return table_csv(_public(facts))


def facts_json(facts: pd.DataFrame) -> str:
    """The facts as a JSON list of objects; what is missing is null."""
    public = _public(facts)
    names = list(map(str, public.columns))
    return json_list(dict(zip(names, map(_plain, row), strict=True)) for row in rows_of(public))


def table_csv(table: pd.DataFrame) -> str:
    """A table as CSV; text that a spreadsheet would read as a formula is neutralised."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([inert(str(name)) for name in table.columns])
    writer.writerows([_cell(value) for value in row] for row in rows_of(table))
    return stream.getvalue()


def _public(facts: pd.DataFrame) -> pd.DataFrame:
    worded = facts.assign(qualifier=facts["qualifier"].map(lambda sign: QUALIFIERS.get(sign, sign)))
    return worded[[name for name in FACT_COLUMNS if name in worded]]


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, list):
        return inert(SEPARATOR.join(map(str, plain)))
    return inert(plain) if isinstance(plain, str) else str(plain)


def _plain(value: Any) -> Any:
    """The value as JSON has it: None for what is missing, lists for arrays, ISO 8601 for dates, whole numbers whole."""
    if isinstance(value, str):  # most are, and what follows takes a while
        return str(value)
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(each) for each in _items(value)]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float | np.floating):
        return int(value) if float(value).is_integer() else float(value)
    return int(value) if isinstance(value, int | np.integer) else str(value)


def _items(values: Iterable[Any]) -> list[Any]:
    return list(values)
