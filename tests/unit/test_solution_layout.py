"""On paper a solution has one page: its letters shrink until its text holds, and no page is shared."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import typst

from tests.conftest import ROOT

SOURCE = """#import "/theme/typst-template.typ": margins, solution
#set page(paper: "a4", margin: margins)
#solution(colors: (:))[#lorem({first})]
#solution(colors: (:))[#lorem(40)]
"""
FONTS = ROOT / "reports" / "theme" / "fonts"


def pages(folder: Path, first: int) -> int:
    source = folder / "solutions.typ"
    source.write_text(SOURCE.format(first=first), encoding="utf-8")
    (folder / "theme").symlink_to(ROOT / "reports" / "theme")
    made = typst.compile(str(source), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True)
    with pypdfium2.PdfDocument(made) as pdf:
        return len(pdf)


@pytest.mark.parametrize("words", [40, 700, 1000])
def test_a_solution_keeps_to_its_page_however_long_it_is(tmp_path: Path, words: int) -> None:
    assert pages(tmp_path, words) == 2


def test_a_text_too_long_for_the_smallest_letters_goes_on_rather_than_being_cut(tmp_path: Path) -> None:
    assert pages(tmp_path, 3000) > 2
