"""A disk that is full while a delivery is read is not told to its owner as a fault of the file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pipeline.errors import WriteError
from tests.faults.disks import fill, small_disk
from tests.fixtures import workbooks as made
from tests.unit.test_workbooks import read


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_no_room_for_scratch_files_is_no_damaged_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    content = {"xlsx": made.xlsx, "ods": made.ods_of}[form]()
    with small_disk(tmp_path / "scratch", megabytes=1) as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        fill(disk, 0)
        with pytest.raises(WriteError, match="the disk is full"):
            read(content, form)
