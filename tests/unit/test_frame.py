"""What stands around the chapters is made for the booklets that ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.frame.frame import METHOD, READING, includes, of_intervals
from tests.conftest import ROOT


@pytest.mark.parametrize(("booklet", "asks"), [("communes", True), ("solutions", False), ("startups-en", True)])
def test_reading_and_method_are_made_where_the_booklet_includes_them(tmp_path: Path, booklet: str, asks: bool) -> None:
    (tmp_path / "booklets").mkdir()
    text = (ROOT / "reports" / "booklets" / f"{booklet}.qmd").read_text(encoding="utf-8")
    (tmp_path / "booklets" / f"{booklet}.qmd").write_text(text, encoding="utf-8")
    assert includes(tmp_path, READING) is includes(tmp_path, METHOD) is asks


@pytest.mark.parametrize("texts", ["reports", "reports/en"])
def test_intervals_are_explained_where_the_booklet_has_some(texts: str) -> None:
    reading = (ROOT / texts / READING).read_text(encoding="utf-8")
    told, silent = (of_intervals(reading, has) for has in (True, False))
    assert "interval" in told
    assert "interval" not in silent
    assert not any("when=" in said or "  " in said for said in (told, silent))
