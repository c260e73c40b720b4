from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.characters import normalise
from pipeline.intake.values import WRITTEN_DATES, Fault, Writing, parse, write_number

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("decimal", [".", ","])
@given(value=NUMBERS)
def test_a_number_written_comes_back_exactly(decimal: str, value: float) -> None:
    assert parse(write_number(value, decimal), "number", Writing(decimal, "YYYY-MM-DD")) == value


@given(value=st.integers(min_value=0, max_value=2**63 - 1), space=st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_thousands_may_be_grouped_where_the_comma_is_declared(value: int, space: str) -> None:
    grouped = f"{value:,}".replace(",", space)
    assert parse(grouped, "integer", Writing(",", "YYYY-MM-DD")) == value


@given(value=NUMBERS.filter(lambda value: not value.is_integer()))
def test_the_other_decimal_mark_is_never_read(value: float) -> None:
    assert isinstance(parse(write_number(value, ","), "number", Writing(".", "YYYY-MM-DD")), Fault)
    assert isinstance(parse(write_number(value, "."), "number", Writing(",", "YYYY-MM-DD")), Fault)


@pytest.mark.parametrize("date_format", list(WRITTEN_DATES))
@given(day=st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_date_written_as_declared_comes_back(date_format: str, day: dt.date) -> None:
    assert parse(day.strftime(WRITTEN_DATES[date_format]), "date", Writing(".", date_format)) == day


@given(text=st.text())
def test_any_text_is_a_value_or_a_fault_and_never_an_error(text: str) -> None:
    for kind in ("text", "integer", "number", "date", "list", "boolean"):
        parse(text, kind, Writing(",", "DD/MM/YYYY"))  # type: ignore[arg-type]
        parse(text, kind, Writing(".", "YYYY-MM-DD"))  # type: ignore[arg-type]
    assert normalise(normalise(text)) == normalise(text)
