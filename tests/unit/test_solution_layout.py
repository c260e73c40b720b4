"""On paper a solution has one page, and so has a territory: letters shrink until the text holds, no page is shared."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import typst

from tests.conftest import ROOT

SOURCE = """#import "/theme/typst-template.typ": margins, solution, territory
#set page(paper: "a4", margin: margins)
#{kind}[#lorem({first})]
#{kind}[#lorem(40)]
"""
KINDS = ("solution(colors: (:))", "territory")
FONTS = ROOT / "reports" / "theme" / "fonts"


def pages(folder: Path, kind: str, first: int) -> int:
    source = folder / "solutions.typ"
    source.write_text(SOURCE.format(kind=kind, first=first), encoding="utf-8")
    (folder / "theme").symlink_to(ROOT / "reports" / "theme")
    made = typst.compile(str(source), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True)
    with pypdfium2.PdfDocument(made) as pdf:
        return len(pdf)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [40, 700, 1000])
def test_each_keeps_to_its_page_however_long_it_is(tmp_path: Path, kind: str, words: int) -> None:
    assert pages(tmp_path, kind, words) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_too_long_for_the_smallest_letters_goes_on_rather_than_being_cut(tmp_path: Path, kind: str) -> None:
    assert pages(tmp_path, kind, 3000) > 2
