from __future__ import annotations

import datetime as dt

import pandas as pd

from pipeline.intake.typed_tables import normalised, split_duplicates, typed, with_all_columns, with_lists
from pipeline.intake.values import Writing
from pipeline.tables import TABLES

WRITTEN = {"a.csv": Writing(".", "YYYY-MM-DD"), "b.csv": Writing(",", "DD/MM/YYYY")}


def texts(**columns: list[str]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({**columns, "source_file": ["a.csv"] * rows, "source_row": range(2, rows + 2)})


def test_each_file_is_read_in_its_own_writing() -> None:
    frame = texts(date=["2015-11-18", "18/11/2015"]).assign(source_file=["a.csv", "b.csv"])
    values, faults = typed(frame, TABLES["interviews"], WRITTEN)
    assert not faults
    assert values["date"].dt.date.to_list() == [dt.date(2015, 11, 18)] * 2


def test_faulty_cells_are_missing_and_told() -> None:
    values, faults = typed(texts(step=["1", "deux", ""]), TABLES["steps"], WRITTEN)
    assert values["step"].isna().to_list() == [False, True, True]
    assert [(fault.position, fault.column, fault.fault.code) for fault in faults] == [(1, "step", "NUM-003")]


def test_each_kind_has_one_dtype_even_when_empty() -> None:
    frame = with_lists(with_all_columns(typed(texts(step=["1"]), TABLES["steps"], WRITTEN)[0], TABLES["steps"]),
                       TABLES["steps"])  # fmt: skip
    assert list(frame.columns[:4]) == ["step", "title_fr", "description_fr", "actors"]
    assert frame.dtypes.astype(str)[["step", "title_fr", "line"]].to_list() == ["Int64", "string", "Int64"]
    assert frame["actors"].to_list() == [None]


def test_lists_are_split_and_an_empty_cell_is_missing() -> None:
    frame = with_lists(typed(texts(actors=["a|b", "", "c"]), TABLES["steps"], WRITTEN)[0].assign(), TABLES["steps"])
    assert frame["actors"].to_list() == [["a", "b"], None, ["c"]]


def test_a_row_said_twice_is_set_apart_whatever_its_line() -> None:
    kept, repeats = split_duplicates(normalised(texts(step=["1", "2", " 1 "])))
    assert kept["step"].to_list() == ["1", "2"]
    assert repeats["source_row"].to_list() == [4]
