"""Delivered files of a table that may not fit the memory: their rows are stored as they are read, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.frames import GROUP_ROWS, write_in_parts
from pipeline.intake.containers import Content, read_in_pieces
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.grids import Grid
from pipeline.intake.invisible_characters import Removed, removed_from_columns
from pipeline.intake.problems import Findings
from pipeline.intake.reading import Expected, Sheet, arranged, moments_of, told

ROWS = GROUP_ROWS


def can_be_read_in_pieces(delivery: Delivery, reader: Reader) -> bool:
    """Whether the rows of its file can be read apart: Parquet that no tool shaped, without pseudonyms to keep alike."""
    return Path(delivery.file).suffix.lower() == ".parquet" and reader.tool == "plain" and not delivery.pseudonyms


def stored(sheet: Sheet, target: Path) -> Sheet:
    """The sheet with its rows in a Parquet file instead of in memory."""
    write_in_parts(target, [sheet.frame])
    return replace(sheet, frame=sheet.frame.head(0), stored=target)


def read_stored(path: Path, delivery: Delivery, expected: Expected, findings: Findings, target: Path) -> Sheet | None:
    """The table of one delivered file, as `reading.read_sheet` gives it, its rows in `target`.

    None when no table can be made of it (the reason is in `findings`).
    """
    moments = moments_of(delivery, expected.table)
    reading = _Reading(delivery, expected, findings)
    grids = read_in_pieces(path, expected.reader, findings, moments, ROWS)
    write_in_parts(target, reading.frames(grids))
    if reading.sheet is None:
        return None
    return told(replace(reading.sheet, stored=target), reading.removed, findings)


@dataclass
class _Reading:
    """What is known of a file whose rows pass by: its sheet without rows (None once one cannot be read)."""

    delivery: Delivery
    expected: Expected
    findings: Findings
    sheet: Sheet | None = None
    removed: dict[str, Removed] = field(default_factory=dict)

    def frames(self, grids: Iterable[Grid | None]) -> Iterator[pd.DataFrame]:
        """The rows of each grid as they are stored; at least one frame, be it empty."""
        is_begun = False
        for grid in grids:
            piece = None if grid is None else self._arranged(grid)
            self.sheet = None if piece is None else replace(piece, frame=piece.frame.head(0))
            if piece is not None:
                self._note(removed_from_columns(piece.frame, piece.headers))
                yield piece.frame
            elif not is_begun:
                yield pd.DataFrame()
            if piece is None:
                return
            is_begun = True

    def _arranged(self, grid: Grid) -> Sheet | None:
        """The rows under their columns. What is wrong with headers is the same in every piece, and told once."""
        told_here = Findings(self.findings.place)
        piece = arranged(Content(grid), self.delivery, self.expected, told_here)
        self.findings.problems += [each for each in told_here.problems if each not in self.findings.problems]
        return piece

    def _note(self, removed: Mapping[str, Removed]) -> None:
        for column, later in removed.items():
            self.removed[column] = self.removed[column].and_of(later) if column in self.removed else later


def joined(files: Iterable[Path], columns: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of stored files one after the other, under these columns; cells of those a file lacks are empty."""
    names = [str(name) for name in columns]
    yield columns.astype({name: "int64" if name == "source_row" else "str" for name in names})
    for path in files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS, use_threads=False):
                frame = pa.Table.from_batches([batch]).to_pandas()
                lacking = {name: pd.Series([""] * len(frame), dtype="str") for name in names if name not in frame}
                yield frame.assign(**lacking)[names]
