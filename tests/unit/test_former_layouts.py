"""What changed of a sheet is laid out again, no more than that, and the bytes are those of a build from nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.booklet.sheets.former_layouts import FormerLayouts
from pipeline.booklet.sheets.project_sheets import project_sheets
from pipeline.booklet.sheets.sheets import stage_sheet, stage_theme
from pipeline.editions.approvals import Approval
from pipeline.editions.staging_status import stage_statuses
from pipeline.editions.status import Status
from pipeline.former_results import FormerResults
from pipeline.released import Release
from pipeline.renderer.sheets import Press
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import written_releases

REPORTS, DATE = Path("reports"), dt.date(2026, 11, 21)
DRAFT, OTHER_DRAFT = (Status(f"{start}" + "0" * 56, None) for start in ("7f000001", "7f000002"))
APPROVAL = Approval(
    edition="1", by="Direction", why="Relu", on=dt.date(2026, 11, 20), contents={"sheets": DRAFT.content}
)
APPROVED = Status(DRAFT.content, APPROVAL)
Laid = dict[str, tuple[bytes, str]]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    return written_releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is done for which sheet, in the order of what is done."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("pipeline.former_results.FOLDER", tmp_path / "cache")
    calls: list[str] = []
    for step in ("read", "typst", "compile"):
        monkeypatch.setattr(Press, step, noting(step, getattr(Press, step), calls))
    return calls


def noting(step: str, do: Callable[..., Any], calls: list[str]) -> Callable[..., Any]:
    def noted(press: Press, document: Path, *others: Any) -> Any:
        calls.append(f"{step} {document.stem}")
        return do(press, document, *others)

    return noted


class Build:
    """A build of two sheets; `change` edits what is staged before its status is."""

    def __init__(
        self, folder: Path, releases: list[Release], status: Status, change: Callable[[Path], object] = str
    ) -> None:
        self.folder, self.project = folder, folder / "project"
        self.project.mkdir(parents=True)
        stage_theme(REPORTS, self.project)
        sheets = project_sheets(releases)[:2]
        self.documents = [stage_sheet(REPORTS, sheet, releases[0], self.project) for sheet in sheets]
        change(self.project)
        self.codes = stage_statuses(self.project, dict.fromkeys(self.documents, status), "fr")

    def laid_out(self, code: Path | None, date: dt.date = DATE) -> Laid:
        """With the results of former builds by the same `code`, or with none."""
        press = Press(self.project, date, self.codes)
        lay_out = press.lay_out
        if code:
            lay_out = FormerLayouts(FormerResults("sheets/demo", [code]), press, self.documents).lay_out
        laid: Laid = {}
        for document in self.documents:
            target = self.folder / f"{document.stem}.pdf"
            body = lay_out(document, target)
            laid[document.stem] = (target.read_bytes(), body)
        return laid


def edit_first(project: Path) -> None:
    part = project / "projet-p1" / "_protocole.qmd"
    part.write_text(part.read_text("utf-8") + "\nUn mot de plus.\n", encoding="utf-8")


def edit_theme(project: Path) -> None:
    theme = project / "theme" / "blocks.lua"
    theme.write_text(theme.read_text("utf-8") + "\n-- edited\n", encoding="utf-8")


ALL = {step: [f"{step} projet-p1", f"{step} projet-p2"] for step in ("read", "typst", "compile")}
EACH = [call for sheet in zip(*ALL.values(), strict=True) for call in sheet]


@pytest.mark.parametrize(
    ("status", "change", "again"),
    [
        (DRAFT, str, []),
        (OTHER_DRAFT, str, ALL["compile"]),
        (OTHER_DRAFT, edit_first, ["read projet-p1", "typst projet-p1", *ALL["compile"]]),
        (APPROVED, str, [*ALL["typst"], *ALL["compile"]]),
        (OTHER_DRAFT, edit_theme, EACH),
    ],
    ids=["nothing", "the code of the draft", "one sheet", "an approval", "the theme"],
)
def test_what_changed_is_done_again_and_gives_what_a_build_from_nothing_gives(
    releases: list[Release],
    tmp_path: Path,
    done: list[str],
    status: Status,
    change: Callable[[Path], object],
    again: list[str],
) -> None:
    code = tmp_path / "code.py"
    code.write_text("1", encoding="utf-8")
    Build(tmp_path / "before", releases, DRAFT).laid_out(code)
    done.clear()
    laid = Build(tmp_path / "now", releases, status, change).laid_out(code)
    assert sorted(done) == sorted(again)
    assert laid == Build(tmp_path / "anew", releases, status, change).laid_out(None)


def test_other_code_does_all_again(releases: list[Release], tmp_path: Path, done: list[str]) -> None:
    code = tmp_path / "code.py"
    for text in ("1", "2"):
        code.write_text(text, encoding="utf-8")
        done.clear()
        Build(tmp_path / text, releases, DRAFT).laid_out(code)
        assert sorted(done) == sorted(EACH)


def test_another_date_is_printed(releases: list[Release], tmp_path: Path, done: list[str]) -> None:
    code = tmp_path / "code.py"
    code.write_text("1", encoding="utf-8")
    Build(tmp_path / "one", releases, DRAFT).laid_out(code)
    done.clear()
    Build(tmp_path / "other", releases, DRAFT).laid_out(code, dt.date(2026, 11, 22))
    assert sorted(done) == sorted(ALL["compile"])
