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
    """The invisible characters of a column: which and how often, and the row of the first cell that has one."""

    counts: Counter[str]
    row: int

    def and_of(self, later: Removed) -> Removed:
        """Those of these rows and of later ones."""
        return Removed(self.counts + later.counts, self.row)


def removed_from(column: pd.Series, rows: pd.Series) -> Removed | None:
    """What normalising takes away from a column of text, its `rows` numbered; None when that is nothing."""
    suspects = pc.match_substring_regex(pa.array(column, type=pa.large_string()), SUSPECT)
    counts: Counter[str] = Counter()
    first = -1
    for position in pc.indices_nonzero(suspects).to_pylist():
        found = invisible_in(str(column.iloc[position]))
        if found and first < 0:
            first = position
        counts += found
    return Removed(counts, int(rows.iloc[first])) if counts else None


def removed_from_columns(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, Removed]:
    """The same of each of these columns of a text table, but of those from which nothing is taken."""
    found = ((column, removed_from(frame[column], frame["source_row"])) for column in columns)
    return {column: removed for column, removed in found if removed is not None}


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


def tell_removed(removed: Mapping[str, Removed], headers: Mapping[str, str], findings: Findings) -> int:
    """Tell which invisible characters each delivered column of a text table held; how many there were in all."""
    for column, header in headers.items():
        if column in removed:
            findings.warn(
                "CAR-001",
                "Des caractères invisibles ont été retirés de cette colonne.",
                row=removed[column].row,
                column=header,
                found=_counted(removed[column].counts),
                expected_fr=EXPECTED_FR,
            )
    return sum(each.counts.total() for each in removed.values())


def _counted(counts: Counter[str]) -> str:
    """The characters by name, the most frequent first."""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{count} × {name_fr(character)}" for character, count in most_first]
    more = f" et {len(named) - MOST_NAMED} autres sortes" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more
