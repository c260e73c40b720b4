"""How a file is written, from what its cells show: delimiter, decimal mark, order of dates, names or labels of choices.

Each proposal comes with the counts that support it. What cells do not settle is not proposed: it is asked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.intake.choice_values import folded, shown
from pipeline.intake.delimited_text import DELIMITERS_FR
from pipeline.tables import LIST_SEPARATOR, Choice

ROWS_LOOKED_AT = 500
NUMBER = re.compile(r"[-−+]?[\d \u00a0\u202f]*\d(?P<mark>[.,])(?P<decimals>\d+)", re.ASCII)
GROUPED = re.compile(r"[-−+]?\d{1,3}[.,]\d{3}", re.ASCII)
SPACED = re.compile(r"[-−+]?\d{1,3}([ \u00a0\u202f]\d{3})+", re.ASCII)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}(?!\d)", re.ASCII)
LAST_MONTH = 12
WRITTEN = ("names", "labels-fr", "labels-en")


@dataclass(frozen=True)
class Evidence:
    """What is proposed (empty when it must be asked for), the counts behind it, and the option that settles it."""

    value: str
    why: str
    option: str = ""


def delimiter_evidence(text: str, default: str) -> Evidence:
    """The delimiter that gives every row the same number of cells, more than one."""
    widths = {delimiter: _widths(text, delimiter) for delimiter in DELIMITERS_FR}
    regular = [delimiter for delimiter, found in widths.items() if len(set(found)) == 1 and found[0] > 1]
    if len(regular) == 1:
        delimiter = regular[0]
        return Evidence(delimiter, f"« {_sign(delimiter)} » gives every row {widths[delimiter][0]} cells")
    in_header = [delimiter for delimiter, found in widths.items() if found and found[0] > 1]
    if len(regular) == 0 and len(in_header) == 1:
        return Evidence(in_header[0], f"the header has no other delimiter than « {_sign(in_header[0])} »")
    if not in_header:
        return Evidence(default, "the file has one column: any delimiter reads it")
    candidates = " or ".join(f"« {_sign(each)} »" for each in regular or in_header)
    return Evidence("", f"{candidates} may separate the columns", "--delimiter")


def decimal_evidence(cells: Iterable[str], default: str) -> Evidence:
    """The decimal mark of number cells; both marks, or only what may be thousands, must be settled by a person."""
    texts = [cell.strip() for cell in cells]
    found = [match for match in map(NUMBER.fullmatch, texts) if match]
    commas, points = (sum(match["mark"] == mark for match in found) for mark in (",", "."))
    why = f"{commas} cells with a decimal comma, {points} with a point"
    if commas and points:
        return Evidence("", why, "--decimal")
    if found and all(GROUPED.fullmatch(match.string) for match in found):
        return Evidence("", f"{why}, but each may be thousands, as 1{found[0]['mark']}234", "--decimal")
    if not found and any(SPACED.fullmatch(text) for text in texts):
        return Evidence(",", f"{why}; thousands are grouped by spaces, as with the decimal comma")
    if not found:
        return Evidence(default, f"{why}: as the rest of the cohort")
    return Evidence("," if commas else ".", why)


def date_evidence(cells: Iterable[str], default: str) -> Evidence:
    """The order of dates; slashed dates all of whose days could be months must be settled by a person."""
    texts = [cell.strip() for cell in cells]
    iso = sum(bool(ISO.match(text)) for text in texts)
    slashed = [match for match in map(SLASHED.match, texts) if match]
    day_first = sum(int(match[1]) > LAST_MONTH for match in slashed)
    month_first = sum(int(match[2]) > LAST_MONTH for match in slashed)
    why = f"{iso} cells year-month-day, {len(slashed)} with slashes ({day_first} can only be day/month/year"
    why += f", {month_first} only month/day/year)" if month_first else ")"
    if not iso and not slashed:
        return Evidence(default, f"{why}: as the rest of the cohort")
    if (iso and slashed) or month_first or (slashed and not day_first):
        return Evidence("", why, "--dates")
    return Evidence("YYYY-MM-DD" if iso else "DD/MM/YYYY", why)


def choice_evidence(columns: Sequence[tuple[Sequence[Choice], Iterable[str]]], default: str) -> Evidence:
    """Whether answers are written with the names of choices or with their labels, for (choices, cells) columns."""
    answers = [(choices, item) for choices, cells in columns for item in _items(cells)]
    meanings = {written: _meanings(answers, written) for written in WRITTEN}
    counts = {written: len(found) for written, found in meanings.items()}
    why = f"{len(answers)} answers: " + ", ".join(f"{counts[each]} are {each}" for each in WRITTEN)
    if not answers:
        return Evidence(default, "no answer to a closed question: as the rest of the cohort")
    best = max((default, *WRITTEN), key=lambda written: counts[written])
    if not counts[best] or any(_contradict(meanings[best], other) for other in meanings.values()):
        return Evidence("", why, "--choices")
    return Evidence(best, why)


def _contradict(best: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """Whether another writing explains an answer that the best one does not, or otherwise."""
    return any(best.get(place) != name for place, name in other.items())


def _meanings(answers: Sequence[tuple[Sequence[Choice], str]], written: str) -> dict[int, str]:
    """The choice that each answer means in this writing, by place; answers without meaning are left out."""
    names: dict[int, dict[str, str]] = {}
    found = {}
    for place, (choices, item) in enumerate(answers):
        if id(choices) not in names:
            names[id(choices)] = {folded(shown(choice, written)): choice.name for choice in choices}
        if (name := names[id(choices)].get(folded(item))) and item:
            found[place] = name
    return found


def _items(cells: Iterable[str]) -> list[str]:
    different = dict.fromkeys(item.strip() for cell in cells for item in cell.split(LIST_SEPARATOR))
    return [item for item in different if item]


def _widths(text: str, delimiter: str) -> list[int]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [len(row) for row in islice((row for row in rows if any(row)), ROWS_LOOKED_AT)]
    except csv.Error:
        return []


def _sign(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
