"""How many invisible characters each delivered column and its header hold, told to its owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.characters import SUSPECT, invisible_in, name_fr, normalise
from pipeline.intake.problems import Findings

MOST_NAMED = 5
EXPECTED_FR = "du texte sans caractère invisible (collé sans mise en forme)"


@dataclass(frozen=True)
class Removed:
    """The invisible characters of a column: which and how often, and the position of the first cell that has one."""

    counts: Counter[str]
    first: int


def removed_from(column: pd.Series) -> Removed | None:
    """What normalising takes away from a column of text; None when that is nothing."""
    suspects = pc.match_substring_regex(pa.array(column, type=pa.large_string()), SUSPECT)
    counts: Counter[str] = Counter()
    first = -1
    for position in pc.indices_nonzero(suspects).to_pylist():
        found = invisible_in(str(column.iloc[position]))
        if found and first < 0:
            first = position
        counts += found
    return Removed(counts, first) if counts else None


def tell_removed_from_headers(cleaned: Iterable[tuple[int, str]], findings: Findings) -> int:
    """Tell which invisible characters each header (row, as written) holds; how many there are in all."""
    total = 0
    for row, header in cleaned:
        counts = invisible_in(header)
        total += counts.total()
        findings.warn(
            "CAR-001",
            "Des caractères invisibles ont été retirés de cet en-tête.",
            row=row,
            column=normalise(header),
            found=_counted(counts),
            expected_fr=EXPECTED_FR,
        )
    return total


def tell_removed(frame: pd.DataFrame, headers: Mapping[str, str], findings: Findings) -> int:
    """Tell which invisible characters each delivered column of a text table holds; how many there are in all."""
    total = 0
    for column, header in headers.items():
        removed = removed_from(frame[column])
        if removed is None:
            continue
        total += removed.counts.total()
        findings.warn(
            "CAR-001",
            "Des caractères invisibles ont été retirés de cette colonne.",
            row=int(frame["source_row"].iloc[removed.first]),
            column=header,
            found=_counted(removed.counts),
            expected_fr=EXPECTED_FR,
        )
    return total


def _counted(counts: Counter[str]) -> str:
    """The characters by name, the most frequent first."""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{count} × {name_fr(character)}" for character, count in most_first]
    more = f" et {len(named) - MOST_NAMED} autres sortes" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more
