"""What changed between two deliveries of a table: rows and cells by its key, columns. Order does not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.intake.typed_tables import parsed_cell
from pipeline.intake.values import Fault, Value, Writing, normalise, write_number
from pipeline.tables import PROVENANCE, Table

Key = tuple[str, ...]
UNIT_SEPARATOR = "\x1f"
CONTENT, NUMBER = "content of the row", "number of the row"


@dataclass(frozen=True)
class Edit:
    """One cell that says something else than before. Its values are confidential."""

    key: Key
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What changed. Rows are named by their key, or by all their cells where the key was not delivered."""

    rows_before: int
    rows_after: int
    added: tuple[Key, ...]
    removed: tuple[Key, ...]
    edits: tuple[Edit, ...]
    rows_edited: int
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    @property
    def cells_by_column(self) -> dict[str, int]:
        """How many cells changed in each column, most first."""
        columns = [edit.column for edit in self.edits]
        return {column: columns.count(column) for column in sorted(set(columns), key=lambda c: (-columns.count(c), c))}

    @property
    def is_none(self) -> bool:
        """Whether both deliveries say the same."""
        return not (self.added or self.removed or self.edits or self.columns_added or self.columns_removed)


def changes(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> Changes:
    """What changed between two text tables with canonical columns.

    Rows that are alike in every common column cancel each other, however often they come. The others are paired by
    key, in the order of their cells where a key comes several times; rows left alone were added or removed.
    """
    common = [column for column in before.columns if column in after.columns and column not in PROVENANCE]
    named = list(key) if set(key) <= set(common) else common
    former, new = _unlike(before[common].astype("str"), after[common].astype("str"))
    former, new = _numbered(former, named), _numbered(new, named)
    pairs = former.merge(new, on=[*named, NUMBER], how="outer", suffixes=("", " after"), indicator="side")
    edited = pairs[pairs["side"] == "both"]
    edits = [edit for column in common if column not in named for edit in _edits(edited, column, named)]
    return Changes(
        rows_before=len(before),
        rows_after=len(after),
        added=_keys(pairs[pairs["side"] == "right_only"], named),
        removed=_keys(pairs[pairs["side"] == "left_only"], named),
        edits=tuple(edits),
        rows_edited=len(edited),
        columns_added=_only_in(after, before),
        columns_removed=_only_in(before, after),
    )


def comparable(frame: pd.DataFrame, table: Table, writing: Writing) -> pd.DataFrame:
    """The table with each cell as what it says, so that another decimal mark or order of dates changes nothing.

    A cell that is not written as declared is compared as it stands.
    """
    columns = [column for column in table.columns if column.name in frame.columns]
    said = {}
    for column in columns:
        different = {text: normalise(text) for text in frame[column.name].unique()}
        values = {text: parsed_cell(plain, column, writing) for text, plain in different.items()}
        said[column.name] = frame[column.name].map({text: _said(different[text], values[text]) for text in different})
    return pd.DataFrame(said, index=frame.index).astype("str")


def renamed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Former header to new header of the columns that both deliver, where they differ. Both map columns to headers."""
    return {before[name]: after[name] for name in before if name in after and before[name] != after[name]}


def _said(plain: str, value: Value | Fault | None) -> str:
    if value is None or isinstance(value, (Fault, str)):
        return plain if isinstance(value, Fault) else value or ""
    return write_number(value, ".") if isinstance(value, float) else str(value)


def _unlike(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of each that the other does not have as often."""
    marked = [_with_content(frame) for frame in (before, after)]
    sides = marked[0][[CONTENT, NUMBER]].merge(marked[1][[CONTENT, NUMBER]], how="inner")
    alike = pd.MultiIndex.from_frame(sides)
    kept = [frame[~pd.MultiIndex.from_frame(frame[[CONTENT, NUMBER]]).isin(alike)] for frame in marked]
    return kept[0].drop(columns=NUMBER), kept[1].drop(columns=NUMBER)


def _with_content(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with each row as one text, and how many rows above are alike."""
    content = pd.Series("", index=frame.index, dtype="str")
    for column in sorted(frame.columns):
        content = content + UNIT_SEPARATOR + frame[column]
    marked = frame.copy()
    marked[CONTENT], marked[NUMBER] = content, content.groupby(content).cumcount()
    return marked


def _numbered(frame: pd.DataFrame, named: Sequence[str]) -> pd.DataFrame:
    """The rows in the order of their cells, numbered within each key."""
    ordered = frame.sort_values(CONTENT, kind="stable").drop(columns=CONTENT)
    numbers = ordered.groupby(list(named)).cumcount() if len(ordered) else pd.Series(dtype="int64")
    ordered[NUMBER] = numbers.astype("int64")
    return ordered


def _edits(pairs: pd.DataFrame, column: str, named: Sequence[str]) -> list[Edit]:
    changed = pairs[pairs[column] != pairs[f"{column} after"]]
    keys = _keys(changed, named)
    cells = zip(changed[column], changed[f"{column} after"], strict=True)
    return [Edit(key, column, str(old), str(new)) for key, (old, new) in zip(keys, cells, strict=True)]


def _keys(rows: pd.DataFrame, named: Sequence[str]) -> tuple[Key, ...]:
    return tuple(tuple(str(cell) for cell in row) for row in rows[list(named)].itertuples(index=False))


def _only_in(frame: pd.DataFrame, other: pd.DataFrame) -> tuple[str, ...]:
    return tuple(column for column in frame.columns if column not in other.columns and column not in PROVENANCE)
