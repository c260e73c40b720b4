"""Who answered: empty cells, empty texts and empty lists are no answers, whatever the column is stored as."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.methods.surveys.answers import answered

TEXTS = ["a", "", None]


@pytest.mark.parametrize("dtype", ["str", "string", "object", "category"])
def test_an_empty_text_is_no_answer(dtype: str) -> None:
    assert list(answered(pd.Series(TEXTS, dtype=dtype))) == [True, False, False]


@pytest.mark.parametrize("dtype", ["float64", "Int64", "boolean"])
def test_a_number_is_an_answer_though_it_is_zero(dtype: str) -> None:
    assert list(answered(pd.Series([0, 1, None], dtype=dtype))) == [True, True, False]


def test_a_day_is_an_answer() -> None:
    assert list(answered(pd.to_datetime(pd.Series(["2026-01-01", None])))) == [True, False]


@pytest.mark.parametrize("kind", [list, np.array])
def test_an_empty_list_is_no_answer(kind: type) -> None:
    assert list(answered(pd.Series([kind(["a"]), kind([]), None]))) == [True, False, False]
    assert answered(pd.Series([], dtype=object)).dtype == bool
