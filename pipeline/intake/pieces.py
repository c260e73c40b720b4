"""A delivered table that may not fit the memory, some rows at a time: corrected and normalised, then typed.

What depends on several rows (which of them repeat another, whether a key is there twice) is looked for in `twins`: all
rows that may say the same, together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.frames import GROUP_ROWS
from pipeline.intake.alike_rows import AlikeRows, is_among, numbers_of
from pipeline.intake.corrections import Application
from pipeline.intake.reception import Reception
from pipeline.intake.typed_tables import Prepared, normalised, typed, writings
from pipeline.intake.values import Writing
from pipeline.tables import PROVENANCE, Table

ROWS = GROUP_ROWS
"""Rows of a piece: one group of the stored file."""

TWINS_AT_ONCE = 1 << 20
NUMBER = "row_number"
"""Column of stored twins: where a row stands among all corrected rows of the table."""


@dataclass(frozen=True)
class Pieces:
    """The text table stored at `path`; `corrections` are those of this table."""

    table: Table
    path: Path
    written: Mapping[str, Writing]
    corrections: Sequence[Application] = ()

    def texts(self) -> Iterator[pd.DataFrame]:
        """The pieces in order, rows that repeat others included; one without any row when the table has none.

        Raises:
            CorrectionError: once all were given, when a correction does not fit the table.
        """
        for each in self.corrections:
            each.forget()
        for texts in _stored(self.path):
            for each in self.corrections:
                texts = each.to(texts)
            yield normalised(texts)
        for each in self.corrections:
            each.refuse_misfit()

    def prepared(self, texts: pd.DataFrame, repeats: pd.DataFrame | None = None) -> Prepared:
        """Some rows of the table, typed; `repeats` are those set apart."""
        return Prepared(
            self.table, texts, *typed(texts, self.table, self.written), texts.head(0) if repeats is None else repeats
        )


def pieces_of(reception: Reception, declared: Sequence[Application]) -> dict[str, Pieces]:
    """The tables of a cohort that are read in pieces, with the corrections declared for them."""
    written = writings(reception.deliveries)
    return {
        name: Pieces(
            reception.schema[name], path, written, [each for each in declared if each.correction.table == name]
        )
        for name, path in reception.stored.items()
    }


def _stored(path: Path) -> Iterator[pd.DataFrame]:
    """The rows of a stored table, `ROWS` at a time."""
    with pq.ParquetFile(path) as file:
        if not file.metadata.num_rows:
            yield file.read().to_pandas()
        for batch in file.iter_batches(ROWS, use_threads=False):
            yield pa.Table.from_batches([batch]).to_pandas()


def content(texts: pd.DataFrame) -> pd.DataFrame:
    """What rows say, without where they come from."""
    return texts.drop(columns=[name for name in PROVENANCE if name in texts.columns])


def key_numbers(piece: Prepared) -> np.ndarray:
    """A number for each row, the same for rows of one key, and for rows that say the same word for word.

    Where a part of the key is missing, it is a number of all that the row says.
    """
    key = list(piece.table.key)
    if not set(key) <= set(piece.typed.columns):
        return numbers_of(content(piece.texts))
    numbers = numbers_of(piece.typed[key])
    lacks = piece.typed[key].isna().any(axis=1).to_numpy()
    numbers[lacks] = numbers_of(content(piece.texts[lacks]))
    return numbers


@dataclass(frozen=True)
class Twins:
    """Rows that may say the same as another one, gathered in a folder: rows that are alike are in the same part."""

    folder: Path
    alike: AlikeRows
    shared: np.ndarray

    def kept_apart(self, pieces: Pieces) -> Iterator[pd.DataFrame]:
        """The pieces without twins, each of which is stored meanwhile."""
        first = 0
        for place, texts in enumerate(pieces.texts()):
            numbers = self.alike.of_piece(place)
            is_twin = is_among(numbers, self.shared)
            self._store(place, texts.assign(**{NUMBER: np.arange(first, first + len(texts))}), numbers, is_twin)
            first += len(texts)
            yield texts[~is_twin].reset_index(drop=True)

    def gathered(self, pieces: Pieces) -> Iterator[pd.DataFrame]:
        """The twins of the pieces, as `parts`, when nothing else is wanted of these."""
        for _ in self.kept_apart(pieces):
            pass
        yield from self.parts()

    def parts(self) -> Iterator[pd.DataFrame]:
        """The twins, part by part, in the order of the table and indexed by it. To be read after the pieces."""
        for part in range(self._count):
            stored = sorted(self.folder.glob(f"twins-{part}-*.parquet"), key=lambda path: int(path.stem.split("-")[2]))
            if stored:
                yield pd.concat([pd.read_parquet(path) for path in stored]).set_index(NUMBER)

    def _store(self, place: int, texts: pd.DataFrame, numbers: np.ndarray, is_twin: np.ndarray) -> None:
        parts = numbers % np.uint64(self._count)
        for part in np.unique(parts[is_twin]):
            texts[is_twin & (parts == part)].to_parquet(self.folder / f"twins-{part}-{place}.parquet", index=False)

    @property
    def _count(self) -> int:
        """Parts, such that none of them has more rows than can be held, as far as twins are spread over numbers."""
        return self.alike.rows // TWINS_AT_ONCE + 1
