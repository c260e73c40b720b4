"""What a figure says without being seen: its alternative text, and the table that holds the same data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Table
from pipeline.booklet.lists import labelled
from pipeline.booklet.wording import NARROW, NO_BREAK

MOST_ROWS_TOLD = 12
"""Beyond this, an alternative text gives the extent of the values, and the table gives each of them."""
IN_THE_TABLE_FR = "Le tableau de données donne chaque valeur."


def require_rows(frame: pd.DataFrame | Sequence[Any], figure: str) -> None:
    """Refuse a figure of nothing.

    Raises:
        ValueError: there is no row.
    """
    if len(frame) == 0:
        raise ValueError(f"{figure}: a figure without rows is not drawn, show the text that says so instead.")


def told(names: Iterable[str], shown: Iterable[str], extent_fr: str) -> str:
    """Every row as « name : value », or beyond `MOST_ROWS_TOLD` only `extent_fr` and where to find each value."""
    rows = list(zip(names, shown, strict=True))
    if len(rows) > MOST_ROWS_TOLD:
        return f"{extent_fr} {IN_THE_TABLE_FR}"
    return f"{labelled(*zip(*rows, strict=True))}."


def extent(values: pd.Series, shown: pd.Series | None = None) -> str:
    """« Valeurs de 2 à 9. »: the smallest and the largest of `values`, as `shown` has them; rows are not named."""
    known = values.dropna()
    if known.empty:
        return "Aucune valeur n’est publiée."
    texts = known.map(wording.number) if shown is None else shown.loc[known.index]
    low, high = str(texts.iloc[known.argmin()]), str(texts.iloc[known.argmax()])
    return f"Toutes les valeurs sont de {low}." if low == high else f"Valeurs de {low} à {high}."


def sentence(text: str) -> str:
    """`text` with a full stop, unless it ends like a sentence already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def count_of(rows: int, singular: str, several: str | None = None) -> str:
    """« 3 lignes »."""
    return wording.plural(rows, singular, several)


def twin(columns: Mapping[str, Sequence[Any]], caption_fr: str) -> Table:
    """The table with the figure's data: numbers in French at the right, texts and links at the left."""
    align = "".join("r" if _is_numeric(values) else "l" for values in columns.values())
    cells = {header: [_cell(value) for value in values] for header, values in columns.items()}
    return Table(cells, f"Données de la figure «{NARROW}{caption_fr.rstrip('.')}{NARROW}»", align)


def _is_numeric(values: Sequence[Any]) -> bool:
    known = [value for value in values if not _is_missing(value)]
    return bool(known) and all(isinstance(value, Real) for value in known)


def _cell(value: Any) -> Any:
    return wording.number(float(value)) if isinstance(value, Real) and not _is_missing(value) else value


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def with_note(caption_fr: str, note_fr: str) -> str:
    """A caption with a note after it."""
    return f"{sentence(caption_fr)} {sentence(note_fr)}" if note_fr else caption_fr


def interval_fr(low: Any, high: Any, unit: str = "") -> str:
    """« de 2 à 5 », or « sans intervalle »."""
    if _is_missing(low) or _is_missing(high):
        return "sans intervalle"
    return f"de{NO_BREAK}{bound_fr(low, unit)} à{NO_BREAK}{bound_fr(high, unit)}"


def bound_fr(value: float, unit: str = "") -> str:
    """One end of an interval, with three significant digits, or all the digits of its whole part."""
    rounded = round(value) if abs(value) >= 100 else float(f"{value:.3g}")
    return wording.quantity(rounded, unit) if unit in wording.PERCENT_UNITS else wording.number(rounded)
