"""The data of the reference regressions, for golden and unit tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).parent / "golden" / "models"


@cache
def data(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def design(**columns: Any) -> pd.DataFrame:
    """A design matrix with its constant, as R names it."""
    return pd.DataFrame({"(Intercept)": 1.0, **columns}).astype(float)
