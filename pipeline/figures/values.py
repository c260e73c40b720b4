"""Numbers as figures read them: floats, whatever the table calls its missing values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def floats(values: Sequence[Any] | pd.Series) -> pd.Series:
    """The values as float64, None, NA and NaN as NaN; the index stays."""
    given = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
    return pd.Series(given.astype("Float64").to_numpy("float64", na_value=np.nan), index=given.index)


def with_floats(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The table with rows numbered from zero and floats in `columns`, where it has them."""
    numbered = frame.reset_index(drop=True)
    return numbered.assign(**{column: floats(numbered[column]) for column in columns if column in numbered})


def is_missing(value: Any) -> bool:
    """Whether there is no value: None, NA, NaN, NaT."""
    return value is None or bool(pd.isna(value))
