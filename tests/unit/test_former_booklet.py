"""A booklet that is staged as before is not laid out again, and has the bytes that it had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.booklet.frame.former_booklet import FormerBooklet
from pipeline.editions.staging_status import stage_status
from pipeline.editions.status import Status
from pipeline.former_results import FormerResults
from tests.fixtures.renderer.staged import stage
from tests.unit.test_approvals import approvals

DRAFT, OTHER_DRAFT = (Status(f"{start}" + "0" * 56, None) for start in ("7f000001", "7f000002"))
APPROVED = Status(DRAFT.content, approvals("1", communes=DRAFT.content).editions[0])


def build(
    folder: Path, stage_code: Path, status: Status, change: Callable[[Path], object] = str
) -> tuple[bool, list[bytes]]:
    """Whether it was laid out anew, and the bytes of both files; what lays out leaves files in the project."""
    project, output = stage(folder / "project"), folder / "output"
    change(project)
    stage_status(project, status, "fr")
    said: list[str] = []

    def anew() -> None:
        said.append("anew")
        output.mkdir()
        (output / "communes.pdf").write_bytes(b"%PDF " + folder.name.encode())
        (output / "communes.html").write_text(folder.name, encoding="utf-8")
        (project / "left.typ").write_text("", encoding="utf-8")

    FormerBooklet(FormerResults("booklets/demo", [stage_code]), "communes").lay_out(project, output, anew)
    return bool(said), [(output / f"communes.{form}").read_bytes() for form in ("pdf", "html")]


def test_the_same_is_taken_with_its_bytes(tmp_path: Path, stage_code: Path) -> None:
    first = build(tmp_path / "first", stage_code, DRAFT)
    assert first[0]
    assert build(tmp_path / "again", stage_code, DRAFT) == (False, first[1])


def edit(project: Path) -> None:
    path = next(iter(sorted(project.rglob("*.qmd"))))
    path.write_text(path.read_text("utf-8") + "\nUn mot de plus.\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "change"),
    [(OTHER_DRAFT, str), (APPROVED, str), (DRAFT, edit)],
    ids=["another draft", "an approval", "a word"],
)
def test_another_text_or_status_is_laid_out_anew(
    tmp_path: Path, stage_code: Path, status: Status, change: Callable[[Path], object]
) -> None:
    build(tmp_path / "first", stage_code, DRAFT)
    is_anew, laid = build(tmp_path / "now", stage_code, status, change)
    assert is_anew
    assert laid == [b"%PDF now", b"now"]


def test_other_code_lays_it_out_anew(tmp_path: Path, stage_code: Path) -> None:
    build(tmp_path / "first", stage_code, DRAFT)
    stage_code.write_text("2", encoding="utf-8")
    assert build(tmp_path / "now", stage_code, DRAFT)[0]
