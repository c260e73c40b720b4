"""Which responses meet a condition of the form: each different combination of the answers it looks at is tried once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.intake.relevance import Condition
from pipeline.methods.surveys.coded_answers import CodedAnswers, Mask, Responses
from pipeline.tables import LIST_SEPARATOR


def conditions_met(condition: Condition, responses: Responses) -> Mask:
    """Whether the condition holds, response by response."""
    names = [name for name in sorted(condition.references) if name in responses]
    columns = [responses[name] for name in names]
    codes, place = _combinations(columns, len(responses.sources))
    told = {name: _told(column, codes[:, at]) for at, (name, column) in enumerate(zip(names, columns, strict=True))}
    return condition.holds(pd.DataFrame(told, index=range(len(codes))))[place]


def _combinations(columns: Sequence[CodedAnswers], rows: int) -> tuple[NDArray[np.int32], NDArray[np.integer]]:
    """The different rows of codes, one column a question; and which of them each response has."""
    if not columns:
        return np.zeros((1, 0), dtype=np.int32), np.zeros(rows, dtype=np.intp)
    codes = np.arange(len(columns[0].different) + 1, dtype=np.int32)[:, None]
    place: NDArray[np.integer] = columns[0].codes
    for column in columns[1:]:
        width = len(column.different) + 1
        place, pairs = pd.factorize(place.astype(np.int64) * width + column.codes)
        codes = np.column_stack([codes[pairs // width], (pairs % width).astype(np.int32)])
    return codes, place


def _told(column: CodedAnswers, codes: NDArray[np.int32]) -> pd.Series:
    """Answers as a form holds them: several in one text."""
    values = [LIST_SEPARATOR.join(value) if isinstance(value, tuple) else value for value in column.different]
    return pd.Series([*values, None]).take(codes).reset_index(drop=True)
