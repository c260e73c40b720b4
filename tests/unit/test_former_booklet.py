"""A booklet that is made from the same is not laid out again, nor staged, and has the bytes that it had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
RELEASED = {"fact a": "1", "fact b": "2"}


def former(stage_code: Path, released: Mapping[str, str] = RELEASED) -> FormerBooklet:
    """With a folder of texts beside the code, and what a release answers."""
    texts = stage_code.parent / "texts"
    texts.mkdir(exist_ok=True)
    (texts / "a.qmd").touch()
    return FormerBooklet(FormerResults("booklets/demo", [stage_code]), "communes", released.__getitem__, [texts])


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

    booklet = former(stage_code)
    booklet.lay_out(project, output, anew)
    booklet.keep({"pages": 3}, output, ["fact a"])
    return bool(said), [(output / f"communes.{form}").read_bytes() for form in ("pdf", "html")]


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


UNSEEN: dict[str, Callable[[Path], Mapping[str, str]]] = {
    "nothing": lambda texts: RELEASED,
    "a number that it never asked for": lambda texts: {**RELEASED, "fact b": "3"},
}
SEEN: dict[str, Callable[[Path], Mapping[str, str]]] = {
    "a number that it asked for": lambda texts: {**RELEASED, "fact a": "3"},
    "a text": lambda texts: {**RELEASED, "": str((texts / "a.qmd").write_text("Un mot.", encoding="utf-8"))},
}


@pytest.mark.parametrize("change", UNSEEN)
def test_what_it_is_not_made_from_leaves_it_without_staging_it(tmp_path: Path, stage_code: Path, change: str) -> None:
    _, laid = build(tmp_path / "first", stage_code, DRAFT)
    released = UNSEEN[change](tmp_path / "texts")
    assert former(stage_code, released).take(tmp_path / "now") == {"pages": 3}
    assert [(tmp_path / "now" / f"communes.{form}").read_bytes() for form in ("pdf", "html")] == laid


@pytest.mark.parametrize("change", SEEN)
def test_what_it_is_made_from_has_it_staged_again(tmp_path: Path, stage_code: Path, change: str) -> None:
    build(tmp_path / "first", stage_code, DRAFT)
    released = SEEN[change](tmp_path / "texts")
    assert former(stage_code, released).take(tmp_path / "now") is None
    assert not (tmp_path / "now").exists()
