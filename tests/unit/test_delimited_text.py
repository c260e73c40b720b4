from __future__ import annotations

import csv
import io
import sys

import pandas as pd
import pytest

from pipeline.intake import parquet_files
from pipeline.intake.containers import MOST_BYTES
from pipeline.intake.delimited_text import MOST_CELLS, ROW_CELLS, decode, delimiter_of, read_text, records
from pipeline.intake.deliveries import Reader
from pipeline.intake.problems import Findings, Place

READER = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")


@pytest.fixture
def findings() -> Findings:
    return Findings(Place("mairie", "La mairie", "communes.csv", "communes"))


def codes(findings: Findings) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in findings.problems]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfville\nSceaux\n", b"ville\nSceaux\n"])
def test_a_byte_order_mark_is_accepted_without_a_word(content: bytes, findings: Findings) -> None:
    assert decode(content, "utf-8", findings) == ("ville\nSceaux\n", "utf-8")
    assert not findings.problems


def test_windows_text_is_read_and_told(findings: Findings) -> None:
    assert decode("Évry – 3 €".encode("cp1252"), "utf-8", findings) == ("Évry – 3 €", "cp1252")
    assert codes(findings) == [("FIC-007", "warning")]


def test_utf8_is_recognised_where_windows_text_was_announced(findings: Findings) -> None:
    assert decode("Évry".encode(), "cp1252", findings) == ("Évry", "utf-8")
    assert codes(findings) == [("FIC-007", "warning")]


def test_plain_ascii_is_every_encoding(findings: Findings) -> None:
    assert decode(b"Sceaux", "cp1252", findings) is not None
    assert not findings.problems


def test_bytes_of_no_encoding_are_told_with_their_line(findings: Findings) -> None:
    assert decode(b"ville\nSc\x81aux\n", "utf-8", findings) is None
    assert codes(findings) == [("FIC-006", "blocking")]
    assert (findings.problems[0].row, findings.problems[0].found) == (2, "octet 0x81")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "classeur"),
        (b"\xd0\xcf\x11\xe0rest", "ancien classeur"),
        (b"%PDF-1.7", "PDF"),
        ("ville\n".encode("utf-16"), "UTF-16"),
        (b"ville\x00Sceaux", "binaire"),
    ],
)
def test_a_file_that_is_no_text_is_named(content: bytes, kind: str, findings: Findings) -> None:
    assert decode(content, "utf-8", findings) is None
    assert codes(findings) == [("FIC-005", "blocking")]
    assert kind in findings.problems[0].found


def test_another_delimiter_is_told_and_used(findings: Findings) -> None:
    assert delimiter_of("ville;code\nSceaux;92071\n", ",", ["ville", "code"], findings) == ";"
    assert codes(findings) == [("FIC-008", "blocking")]
    assert (findings.problems[0].found, findings.problems[0].expected_fr) == ("le point-virgule", "la virgule")


def test_the_declared_delimiter_stays_when_no_other_does_better(findings: Findings) -> None:
    assert delimiter_of("nom;x\n", ",", ["ville", "code"], findings) == ","
    assert not findings.problems


def test_rows_are_numbered_as_a_spreadsheet_shows_them(findings: Findings) -> None:
    text = 'a,b\r\n"two\r\nlines",1\r\n\r\n,\r\nlast,2\r\n'
    assert list(records(io.StringIO(text, newline=""), ",", findings)) == [
        (1, ["a", "b"]),
        (2, ["two\r\nlines", "1"]),
        (5, ["last", "2"]),
    ]


def test_a_cell_longer_than_any_answer_is_told_for_what_it_is(findings: Findings) -> None:
    csv.field_size_limit(sys.maxsize)  # as libraries do when they are imported
    assert read_text(io.BytesIO(b"a,b\n" + b"x" * 131_073 + b",1\n"), READER, [], findings) is None
    assert codes(findings) == [("FIC-009", "blocking")]
    assert "131\u202f072 signes" in findings.problems[0].message_fr


@pytest.mark.parametrize("text", ['a,b\n"open,1\n', 'a,b\n"x"y,1\n'])
def test_broken_quotes_are_told_not_swallowed(text: str, findings: Findings) -> None:
    assert read_text(io.BytesIO(text.encode()), READER, [], findings) is None
    assert codes(findings) == [("FIC-009", "blocking")]


def test_a_quote_left_open_is_told_where_it_opens(findings: Findings) -> None:
    assert read_text(io.BytesIO(b'ville,n\nSceaux,1\n"Meudon,2\nGagny,3\n'), READER, [], findings) is None
    assert [problem.row for problem in findings.problems] == [3]


TOWNS = "ville;n\r\n" + "".join(f"« Saint-Étienne n° {number} »;{number}\r\n" for number in range(300))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_read_in_many_pieces_is_that_read_in_one(
    encoding: str, mark: bytes, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = mark + TOWNS.encode(encoding)
    reader = READER.model_copy(update={"delimiter": ";", "encoding": encoding})
    whole = read_text(io.BytesIO(content), reader, ["ville", "n"], findings)
    monkeypatch.setattr("pipeline.intake.delimited_text.PIECE_BYTES", 7)  # letters of two bytes are cut
    monkeypatch.setattr("pipeline.intake.grids.CELLS_AT_ONCE", 30)
    parts = read_text(io.BytesIO(content), reader, ["ville", "n"], findings)
    assert codes(findings) == []
    assert whole is not None and parts is not None
    assert parts[1] == whole[1] == encoding
    assert (parts[0].headers, list(parts[0].rows)) == (whole[0].headers, list(whole[0].rows))
    for column, expected in zip(parts[0].columns, whole[0].columns, strict=True):
        pd.testing.assert_series_equal(column, expected)
    assert list(parts[0].columns[0])[299] == "« Saint-Étienne n° 299 »"


def test_a_byte_of_no_encoding_is_told_with_its_line_wherever_pieces_end(
    findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.intake.delimited_text.PIECE_BYTES", 3)
    assert decode(b"ville\nGagny\nSc\x81aux\n", "utf-8", findings) is None
    assert (findings.problems[0].row, findings.problems[0].found) == (3, "octet 0x81")


def test_half_a_letter_at_the_end_is_no_utf8(findings: Findings) -> None:
    assert decode("Évry é".encode()[:-1], "utf-8", findings) == ("Ã‰vry Ã", "cp1252")
    assert codes(findings) == [("FIC-007", "warning")]


def test_what_was_promised_fits_the_limits() -> None:
    """A survey of a million answers to sixty questions, ten signs each: told in docs/scale.md."""
    rows, questions = 1_000_000, 60
    assert rows * (questions + 1 + ROW_CELLS) < MOST_CELLS
    assert rows * questions * 10 < MOST_BYTES[".csv"]
    assert rows * (questions + 1) < parquet_files.MOST_CELLS


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("a,b\n" + "1,2\n" * 50, "cellules"),
        ("a,b\n" + "\n" * 90, "cellules"),
        ("a,b\n" + "1\n" * 9, "cellules"),
        ("a,b\n" + "," * 60 + "\n", "61 colonnes"),
    ],
    ids=["rows", "blank lines", "misaligned rows", "columns"],
)
def test_what_would_fill_memory_is_told_and_ends(
    rows: str, told: str, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.intake.delimited_text.MOST_CELLS", 300)
    monkeypatch.setattr("pipeline.intake.delimited_text.MOST_COLUMNS", 60)
    monkeypatch.setattr("pipeline.intake.delimited_text.ODD_ROW_CELLS", 100)
    assert read_text(io.BytesIO(rows.encode()), READER, [], findings) is None
    assert codes(findings) == [("FIC-013", "blocking")]
    assert told in findings.problems[0].found
