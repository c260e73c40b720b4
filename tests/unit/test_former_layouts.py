"""A sheet is laid out again when something that was staged for it changed, and only then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.booklet.sheets.former_layouts import FormerLayouts
from pipeline.former_results import FormerResults
from pipeline.released import Release
from pipeline.renderer.sheets import Press
from pipeline.sheets import build
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import written_releases

DOCUMENTS = [Path("one/one.qmd"), Path("two/two.qmd")]
DATE = dt.date(2026, 11, 21)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A staged project of two documents, both laid out; nothing else of it changes while they are."""
    monkeypatch.chdir(tmp_path)
    Path("code.py").write_text("1", encoding="utf-8")
    staged = tmp_path / "project"
    for name in ("_quarto.yml", "theme/font.otf", "one/one.qmd", "one/_part.qmd", "two/two.qmd"):
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        (staged / name).write_text(name, encoding="utf-8")
    former = layouts(staged)
    for document in DOCUMENTS:
        pdf = staged / document.with_suffix(".pdf")
        pdf.write_bytes(f"PDF of {document}".encode())
        former.keep(document, pdf, f"<p>{document}</p>")
        pdf.unlink()
    return staged


def layouts(project: Path, date: dt.date = DATE) -> FormerLayouts:
    return FormerLayouts(FormerResults("sheets/demo", [Path("code.py")]), project, DOCUMENTS, date)


def taken(former: FormerLayouts) -> list[str]:
    """The PDFs that are taken, of both."""
    bodies = {document: former.take(document, Path(f"{document.stem}.pdf")) for document in DOCUMENTS}
    assert all(body in (None, f"<p>{document}</p>") for document, body in bodies.items())
    return [Path(f"{document.stem}.pdf").read_text("utf-8") for document, body in bodies.items() if body]


def test_what_is_staged_alike_is_taken(project: Path) -> None:
    assert taken(layouts(project)) == ["PDF of one/one.qmd", "PDF of two/two.qmd"]


def test_an_edited_sheet_is_laid_out_and_no_other(project: Path) -> None:
    (project / "one/_part.qmd").write_text("edited", encoding="utf-8")
    assert taken(layouts(project)) == ["PDF of two/two.qmd"]


CHANGES: dict[str, Callable[[Path], object]] = {
    "the theme": lambda root: (root / "theme/font.otf").write_text("bold", encoding="utf-8"),
    "settings": lambda root: (root / "_quarto.yml").write_text("draft-code: x", encoding="utf-8"),
    "a file more": lambda root: (root / "theme/more.lua").write_text("", encoding="utf-8"),
    "code": lambda _: Path("code.py").write_text("2", encoding="utf-8"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_all_share_lays_out_all(project: Path, change: Callable[[Path], object]) -> None:
    change(project)
    assert taken(layouts(project)) == []


def test_another_date_lays_out_all(project: Path) -> None:
    assert taken(layouts(project, dt.date(2026, 11, 22))) == []


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    return written_releases(tmp_path_factory.mktemp("releases"))


def test_the_sheets_of_a_second_build_are_those_of_the_first(
    releases: list[Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("pipeline.former_results.FOLDER", tmp_path / "cache")
    lay_out, laid_out = Press.lay_out, list[Path]()

    def noting(press: Press, document: Path, target: Path) -> str:
        laid_out.append(document)
        return lay_out(press, document, target)

    monkeypatch.setattr(Press, "lay_out", noting)
    written = []
    for number in ("first", "second"):
        (tmp_path / number).mkdir()
        records = build(releases, tmp_path / number, former=FormerResults("sheets/demo", []))
        written.append({path.name: path.read_bytes() for path in (tmp_path / number).iterdir()})
        assert len(laid_out) == len(records) > 0
    assert written[0] == written[1]
