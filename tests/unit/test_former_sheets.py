"""Sheets that are made from the same are taken without staging any, with the bytes that they had."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from pipeline.booklet.sheets.former_sheets import FormerSheets
from pipeline.editions.status import CONTENT
from pipeline.facts import Fact
from pipeline.former_results import FormerResults
from pipeline.released import Release
from pipeline.renderer.sheets import Press, Text
from tests.fixtures.framed import COUNT, framed_release
from tests.fixtures.renderer.staged import stage
from tests.unit.test_facts import a_fact

OTHER = a_fact(fact_id="sample-other", label_fr="Autre")
RECORDS = [{"slug": "projet-p1", "pages": 2}]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither pandoc nor Typst: what they give is no matter here."""
    monkeypatch.setattr(Press, "read", lambda *_: Text("{}", "<p>1</p>"))
    monkeypatch.setattr(Press, "typst", lambda *_: "typst")
    monkeypatch.setattr(Press, "compile", lambda press, document, typst, target: target.write_bytes(b"%PDF 1"))


def former(stage_code: Path, folder: Path, *facts: Fact) -> tuple[FormerSheets, Release]:
    release = framed_release(folder / "communes", {"sample": facts})
    approvals = stage_code.parent / "approvals.json"
    approvals.touch()
    return FormerSheets(FormerResults("sheets/demo", [stage_code]), [release], [approvals]), release


@pytest.fixture
def laid_out(tmp_path: Path, stage_code: Path) -> Path:
    """One sheet, which asks its release for one fact."""
    output = tmp_path / "output"
    project, sheets = stage(tmp_path / "project"), former(stage_code, tmp_path / "release", COUNT, OTHER)[0]
    document = Path("projet-p1/projet-p1.qmd")
    (project / document).parent.mkdir()
    (project / document).write_text("Une fiche.", encoding="utf-8")
    output.mkdir()
    body = sheets.layouts(Press(project, dt.date(2026, 11, 21)), [document]).lay_out(document, output / "projet-p1.pdf")
    (output / "projet-p1.html").write_text(body, encoding="utf-8")
    (output / CONTENT).write_text('{\n  "sheets/projet-p1": "ab"\n}\n', encoding="utf-8")
    sheets.keep(RECORDS, output, [f"fact {COUNT.fact_id}"])
    return output


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_number_that_no_sheet_asked_for_leaves_them(laid_out: Path, tmp_path: Path, stage_code: Path) -> None:
    sheets, _ = former(stage_code, tmp_path / "other", COUNT, dataclasses.replace(OTHER, value=14.0))
    assert sheets.take(tmp_path / "now") == RECORDS
    assert files(tmp_path / "now") == files(laid_out)


def test_one_that_a_sheet_asked_for_does_not(laid_out: Path, tmp_path: Path, stage_code: Path) -> None:
    sheets, _ = former(stage_code, tmp_path / "other", dataclasses.replace(COUNT, value=14.0), OTHER)
    assert sheets.take(tmp_path / "now") is None


def test_an_approval_does_not(laid_out: Path, tmp_path: Path, stage_code: Path) -> None:
    (stage_code.parent / "approvals.json").write_text("{}", encoding="utf-8")
    assert former(stage_code, tmp_path / "other", COUNT, OTHER)[0].take(tmp_path / "now") is None


def test_a_layout_that_is_kept_no_more_does_not(laid_out: Path, tmp_path: Path, stage_code: Path) -> None:
    for path in (stage_code.parent / "cache/sheets/demo").glob("projet-p1.*"):
        path.unlink()
    assert former(stage_code, tmp_path / "other", COUNT, OTHER)[0].take(tmp_path / "now") is None
