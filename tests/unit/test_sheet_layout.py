from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pypdf
import pytest

from pipeline.booklet.sheets.project_sheets import project_sheets
from pipeline.booklet.sheets.sheets import stage_sheet, stage_theme
from pipeline.editions.staging_status import stage_statuses
from pipeline.editions.status import Status
from pipeline.errors import RenderError
from pipeline.released import Release
from pipeline.renderer.sheets import Press
from tests.conftest import ROOT
from tests.fixtures.html_pages import Page
from tests.fixtures.sheet_releases import written_releases

REPORTS = Path("reports")
DATE = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    return written_releases(tmp_path_factory.mktemp("releases"))


def laid_out(releases: list[Release], folder: Path, number: int = 0, status: Status | None = None) -> tuple[Path, str]:
    (folder / "project").mkdir(parents=True)
    stage_theme(REPORTS, folder / "project")
    sheet = project_sheets(releases)[number]
    document = stage_sheet(REPORTS, sheet, releases[0], folder / "project")
    codes = stage_statuses(folder / "project", {document: status} if status else {}, "fr")
    target = folder / "sheet.pdf"
    return target, Press(folder / "project", DATE, codes).lay_out(document, target)


def test_a_sheet_is_two_accessible_pages_with_its_own_name(releases: list[Release], tmp_path: Path) -> None:
    target, body = laid_out(releases, tmp_path)
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) <= 2
        assert (str(pdf.docinfo["/Title"]), str(pdf.Root.Lang)) == ("Projet P1", "fr-FR")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "pdfuaid:part" in str(pdf.open_metadata())
    assert Page(f"<html>{body}</html>").headings[0] == 2
    assert "assets" not in body and 'src="data:image/svg+xml' in body


def test_the_sheet_of_a_draft_says_so_on_each_page_and_is_laid_out_alike(
    releases: list[Release], tmp_path: Path
) -> None:
    draft = Status("7f000001" + "0" * 56, None)
    marked, plain = (laid_out(releases, tmp_path / name, status=status) for name, status in (("a", draft), ("b", None)))
    assert marked[1] == plain[1]
    texts = [[page.extract_text() for page in pypdf.PdfReader(each[0]).pages] for each in (marked, plain)]
    assert all("Projet – non approuvé" in text and draft.code in text for text in texts[0])
    assert not any("non approuvé" in text for text in texts[1])
    words = [without_spaces(text.replace("Projet – non approuvé contenu " + draft.code, "")) for text in texts[0]]
    assert words == [without_spaces(text) for text in texts[1]]


def without_spaces(text: str) -> str:
    """Hyphens and soft hyphens are one glyph: which of both a reader finds depends on what else the font must show."""
    return "".join(text.replace("\u00ad", "-").split())


def test_the_same_sheet_has_the_same_bytes(releases: list[Release], tmp_path: Path) -> None:
    first, second = (laid_out(releases, tmp_path / name) for name in ("a", "b"))
    assert first[0].read_bytes() == second[0].read_bytes()
    assert first[1] == second[1]


def test_what_is_outside_the_subset_is_refused(releases: list[Release], tmp_path: Path) -> None:
    stage_theme(REPORTS, tmp_path)
    document = stage_sheet(REPORTS, project_sheets(releases)[0], releases[0], tmp_path)
    (tmp_path / "projet-p1" / "_lecons.qmd").write_text("[ailleurs](autre.html)\n", encoding="utf-8")
    with pytest.raises(RenderError, match="a link to the file « autre"):
        Press(tmp_path, DATE).lay_out(document, tmp_path / "sheet.pdf")
