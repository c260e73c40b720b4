"""How often an import parses the received file: a text once, a workbook once for each way of writing its cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import import_file
from pipeline.errors import ParamsError
from pipeline.import_file import ReceivedFile
from pipeline.intake.deliveries import Reader
from tests.fixtures.workbooks import xlsx

POINT = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")
COMMA = POINT.model_copy(update={"decimal": ",", "date_format": "DD/MM/YYYY"})


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    done: list[str] = []
    parse = import_file.read_container

    def counted(path: Path, *settings: object) -> object:
        done.append(path.name)
        return parse(path, *settings)  # type: ignore[arg-type]

    monkeypatch.setattr(import_file, "read_container", counted)
    return done


def test_a_text_is_parsed_once_however_numbers_are_written(tmp_path: Path, parses: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ville,n\nSceaux,1.5\n", encoding="utf-8")
    file = ReceivedFile(path)
    cells = [list(file.parsed(reader).content.grid.column("n")) for reader in (POINT, COMMA, POINT)]
    assert cells == [["1.5"]] * 3
    assert parses == ["a.csv"]


def test_a_workbook_is_parsed_once_for_each_way_of_writing_its_cells(tmp_path: Path, parses: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx([["ville", "n"], ["Sceaux", 1.5]]))
    file = ReceivedFile(path)
    cells = [list(file.parsed(reader).content.grid.column("n")) for reader in (POINT, COMMA, POINT, COMMA)]
    assert cells == [["1.5"], ["1,5"], ["1.5"], ["1,5"]]
    assert parses == ["a.xlsx", "a.xlsx"]


def test_what_cannot_be_parsed_is_said_without_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"a\.csv: .+ \(FIC-004\)"):
        ReceivedFile(path).parsed(POINT)
