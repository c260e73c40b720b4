from __future__ import annotations

import datetime as dt

import pytest

from pipeline.intake.characters import normalise
from pipeline.intake.values import Fault, Writing, parse, write_number
from pipeline.tables import Kind

POINT = Writing(".", "YYYY-MM-DD")
COMMA = Writing(",", "DD/MM/YYYY")


@pytest.mark.parametrize(
    ("text", "kind", "writing", "value"),
    [
        ("3.5", "number", POINT, 3.5),
        ("1 234,5", "number", COMMA, 1234.5),
        ("1\u202f234\u00a0567", "number", COMMA, 1234567.0),
        ("−3,5", "number", COMMA, -3.5),
        (" 12 ", "integer", POINT, 12),
        ("12.0", "integer", POINT, 12),
        ("2026-04-03", "date", POINT, dt.date(2026, 4, 3)),
        ("03/04/2026", "date", COMMA, dt.date(2026, 4, 3)),
        ("Oui", "boolean", POINT, True),
        ("no", "boolean", POINT, False),
        ("a | b||c", "list", POINT, "a|b|c"),
        ("01004", "text", POINT, "01004"),
        ("NA", "text", POINT, "NA"),
        ("", "number", POINT, None),
        ("\u00a0", "text", POINT, None),
    ],
)
def test_values_written_as_declared(text: str, kind: Kind, writing: Writing, value: object) -> None:
    assert parse(text, kind, writing) == value


@pytest.mark.parametrize(
    ("text", "kind", "writing", "code", "expected"),
    [
        ("1 234,5", "number", POINT, "NUM-001", "1234.5"),
        ("3.5", "number", COMMA, "NUM-001", "3,5"),
        ("1.234", "number", COMMA, "NUM-001", "1,234 ou 1234"),
        ("12 %", "number", POINT, "NUM-002", "0.12"),
        ("12,5%", "number", COMMA, "NUM-002", "0,125"),
        ("1 23,5", "number", COMMA, "NUM-001", "123,5"),
        ("1E5", "number", POINT, "NUM-003", "un nombre"),
        ("nan", "number", POINT, "NUM-003", "un nombre"),
        ("inf", "integer", POINT, "NUM-003", "un nombre"),
        ("1.234,5", "number", COMMA, "NUM-003", "un nombre"),
        ("12.5", "integer", POINT, "NUM-004", "sans décimales"),
        ("9" * 400, "number", POINT, "NUM-005", "plausible"),
        ("9" * 25, "integer", POINT, "NUM-005", "plausible"),
        ("03/04/2026", "date", POINT, "DAT-001", "2026-04-03 ou 2026-03-04"),
        ("13/04/2026", "date", POINT, "DAT-001", "2026-04-13"),
        ("04/04/2026", "date", POINT, "DAT-001", "2026-04-04"),
        ("2026-04-03", "date", COMMA, "DAT-002", "03/04/2026"),
        ("avril 2026", "date", POINT, "DAT-002", "2026-04-03"),
        ("46115", "date", POINT, "DAT-005", "2026-04-03 si les jours sont comptés depuis 1900"),
        ("46115.5", "date", COMMA, "DAT-005", "03/04/2026"),
        ("2026-02-30", "date", POINT, "DAT-003", "2026-04-03"),
        ("peut-être", "boolean", POINT, "BOO-001", "oui ou non"),
    ],
)
def test_another_writing_is_a_fault_with_the_expected_one(
    text: str, kind: Kind, writing: Writing, code: str, expected: str
) -> None:
    fault = parse(text, kind, writing)
    assert isinstance(fault, Fault)
    assert fault.code == code
    assert expected in fault.expected_fr


@pytest.mark.parametrize(
    ("value", "decimal", "text"),
    [(1234.5, ",", "1234,5"), (3.0, ".", "3"), (1e-7, ".", "0.0000001"), (1e22, ".", "1" + "0" * 22)],
)
def test_numbers_are_written_without_exponent(value: float, decimal: str, text: str) -> None:
    assert write_number(value, decimal) == text


def test_text_is_composed_and_trimmed() -> None:
    assert normalise(" E\u0301vry\u00a0") == "Évry"
