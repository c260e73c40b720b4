from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.errors import RenderError
from pipeline.renderer.pdf import compile_pdf


def compiled(folder: Path, typst: str) -> Path:
    (folder / "a.typ").write_text(typst, encoding="utf-8")
    compile_pdf(folder, folder / "a.typ", folder / "a.pdf", [], dt.date(2026, 3, 31))
    return folder / "a.pdf"


def test_what_the_standard_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(
        RenderError, match=r"a\.pdf would not be accessible and kept, PDF/A-3a, PDF/UA-1 refuses it: .*alt"
    ):
        compiled(tmp_path, '#set document(title: [T])\n= T\n#image("a.svg")')


def test_what_typst_refuses_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"a\.pdf could not be laid out by Typst: .*absent"):
        compiled(tmp_path, "#set document(title: [T])\n= T\n#link(<absent>)[x]")


def test_a_layout_that_never_settles_is_refused(tmp_path: Path) -> None:
    """It would be printed with wrong page numbers."""
    chases = "#set document(title: [T])\n= T\n#context { let n = query(<x>).len(); for _ in range(n + 1) [a <x> ] }"
    with pytest.raises(RenderError, match=r"a\.pdf could not be laid out by Typst: its page numbers never settle"):
        compiled(tmp_path, chases)


def test_a_document_cannot_read_outside_its_project(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "project").mkdir()
    with pytest.raises(RenderError, match="could not be laid out"):
        compiled(tmp_path / "project", '#set document(title: [T])\n= T\n#read("../secret.txt")')


def test_an_accessible_document_passes(tmp_path: Path) -> None:
    assert compiled(tmp_path, "#set document(title: [T])\n= T\nTexte.").read_bytes().startswith(b"%PDF-1.7")
