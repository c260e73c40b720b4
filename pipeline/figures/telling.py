"""What a figure says without being seen: the words of its alternative text, and the table that holds the same data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.exhibits import Table
from pipeline.booklet.lists import labelled
from pipeline.booklet.markdown import Markdown, visible
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.figures.values import floats, is_missing
from pipeline.significant_digits import significant_decimals
from pipeline.units import PERCENT_UNITS

MOST_ROWS_TOLD, WIDEST_COLUMN = 12, 44
"""Beyond this, an alternative text gives the extent of the values, and the table gives each of them."""
IN_THE_TABLE_FR = "Le tableau des données de la figure donne toutes les valeurs."
NONE_SHOWN_FR = "Aucune valeur n’est publiée."
NOT_SHOWN_FR = "non publié"
UNLIMITED_FR = "sans limite"
NUMBER = re.compile(rf"[+{wording.MINUS}]?\d[\d{NARROW}{NO_BREAK}]*(?:,(?P<decimals>\d+))?")
"""A number in French, at the beginning of a text."""
WITHOUT_INTERVAL_FR = "sans intervalle"


def require_rows(rows: Sequence[Any] | pd.DataFrame, figure: str) -> None:
    """Refuse a figure of nothing.

    Raises:
        ValueError: there is no row.
    """
    if len(rows) == 0:
        raise ValueError(f"{figure}: a figure without rows is not drawn, show the text that says so instead.")


def told(names: Iterable[str], shown: Iterable[str], extent_fr: str) -> str:
    """Every row as « name : what is shown », or beyond `MOST_ROWS_TOLD` only `extent_fr` and where the rest is."""
    rows = list(zip(map(str, names), map(str, shown), strict=True))
    if len(rows) > MOST_ROWS_TOLD:
        return f"{extent_fr} {IN_THE_TABLE_FR}".strip()
    return f"{labelled(*zip(*rows, strict=True))}."


def extent(values: Sequence[float] | pd.Series, shown: Sequence[str] | pd.Series | None = None) -> str:
    """« Valeurs de 2 à 9. »: the smallest and the largest of `values`, as `shown` has them; rows are not named."""
    numbers = floats(list(values))
    known = numbers.dropna()
    if known.empty:
        return NONE_SHOWN_FR
    texts = numbers.map(number) if shown is None else pd.Series([str(text) for text in shown])
    low, high = (str(texts.loc[known.index].iloc[place]) for place in (known.argmin(), known.argmax()))
    return f"Toutes les valeurs sont égales à {low}." if low == high else f"Valeurs de {low} à {high}."


def number(value: Any) -> str:
    """A number in French, or that it is not published."""
    return NOT_SHOWN_FR if is_missing(value) else wording.number(float(value))


def quoted(text: str) -> str:
    """The text between French quotation marks."""
    return f"«{NARROW}{text}{NARROW}»"


def sentence(text: str) -> str:
    """`text` with a full stop, unless it ends like a sentence already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def with_note(caption_fr: str, note_fr: str) -> str:
    """A caption with a note after it."""
    return f"{sentence(caption_fr)} {sentence(note_fr)}" if note_fr else caption_fr


def interval_fr(low: Any, high: Any, unit: str = "", word_fr: str = "intervalle", decimals: int | None = None) -> str:
    """« intervalle de 2 à 5 », under the name `word_fr`, or that there is none; `decimals` as `bound_fr` takes them."""
    if is_missing(low) or is_missing(high):
        return WITHOUT_INTERVAL_FR
    ends = (float(low), float(high))
    first, last = ends_fr(*ends, unit) if decimals is None else (bound_fr(end, unit, decimals) for end in ends)
    return f"{word_fr} de{NO_BREAK}{first} à{NO_BREAK}{last}"


def ends_fr(low: float, high: float, unit: str = "") -> tuple[str, str]:
    """Both ends of an interval, with as many decimals as one another: three significant digits of the larger."""
    ends = [end for end in (low, high) if not math.isinf(end)]
    most = 1 if unit in PERCENT_UNITS else min((significant_decimals(end) for end in ends if end), default=0)
    decimals = min(most, max((_decimals(bound_fr(end, unit)) for end in ends), default=0))
    return bound_fr(low, unit, decimals), bound_fr(high, unit, decimals)


def column_decimals(values: Iterable[float], unit: str = "") -> int:
    """With how many decimals the numbers of one column are all written, so that they read against one another.

    Enough for three significant digits of each, within two decimals below 100, one below 1 000 and none beyond; more
    where a number would read as zero.
    """
    known = [float(value) for value in values if not is_missing(value) and not math.isinf(value)]
    most = max((_decimals(bound_fr(value, unit)) for value in known), default=0)
    if unit in PERCENT_UNITS:
        return most
    largest = max(map(abs, known), default=0)
    room = 2 if largest < 100 else 1 if largest < 1000 else 0
    needed = max((significant_decimals(value, 1) for value in known if value), default=0)
    return min(most, max(room, needed))


def printed_decimals(texts: Iterable[Any]) -> int | None:
    """The most decimals of the numbers that these texts begin with, « +14,8 % (7 sur 12) »; None where none does."""
    found = [NUMBER.match(str(text)) for text in texts if not is_missing(text)]
    return max((len(each["decimals"] or "") for each in found if each), default=None)


def _decimals(text: str) -> int:
    """How many decimals a number is written with."""
    return sum(map(str.isdigit, text.partition(",")[2]))


def bound_fr(value: float, unit: str = "", decimals: int | None = None) -> str:
    """One end of an interval: three significant digits, or all the digits of its whole part; shares to a tenth of %.

    With `decimals`, with so many.
    """
    if math.isinf(value):
        return UNLIMITED_FR
    if unit in PERCENT_UNITS:
        return f"{wording.number(round(value * 100, 1) if decimals is None else value * 100, decimals)}{NARROW}%"
    if decimals is not None:
        return wording.number(value, decimals)
    return wording.number(value, 0) if abs(value) >= 100 else wording.number(float(f"{value:.3g}"))


def twin(columns: Mapping[str, Sequence[Any]], caption_fr: str) -> Table:
    """The table with the figure's data: numbers in French at the right, texts and links at the left."""
    align = "".join("r" if _is_numeric(values) else "l" for values in columns.values())
    cells = {header: [_cell(value) for value in values] for header, values in columns.items()}
    widths = [_width(header, values) for header, values in cells.items()]
    return Table(cells, f"Données de la figure {quoted(caption_fr.rstrip('.'))}", align, widths)


def linked(frame: pd.DataFrame, shown: str, link: str) -> list[Any]:
    """What the table prints for each row: the column `link` (Markdown, as `Release.link` gives it) or else `shown`.

    pandas keeps texts as plain strings: those of `link` are made Markdown again.
    """
    if link not in frame:
        return list(frame[shown])
    pairs = zip(frame[link], frame[shown], strict=True)
    return [text if is_missing(address) else Markdown(address) for address, text in pairs]


def _is_numeric(values: Sequence[Any]) -> bool:
    known = [value for value in values if not is_missing(value)]
    return bool(known) and all(isinstance(value, Real) for value in known)


def _width(header: str, cells: Sequence[Any]) -> int:
    """Room for the header on three lines and for the longest cell, within reason; a column needs no more."""
    longest = max((len(visible(str(cell))) for cell in cells), default=0)
    return max(1 + max(map(len, header.split(" "))), -(-len(header) // 2), min(WIDEST_COLUMN, longest))


def _cell(value: Any) -> Any:
    """A number in French, a text or Markdown as it is, None for what is missing."""
    if is_missing(value):
        return None
    return wording.number(float(value)) if isinstance(value, Real) else value
