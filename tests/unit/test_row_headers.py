"""Cells that name rows become headers where they stand: no byte moves; cells that look otherwise are refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pytest

from pipeline.errors import RenderError
from pipeline.renderer.pdf import compile_pdf
from pipeline.renderer.row_headers import named_rows, with_row_headers

CELL = b"<</Type/StructElem/S/TD/P 9 0 R/A[<</O/Table/Headers[(U%dx%dy0)]>><</O/Layout>>]/K[14]/Pg 11 0 R>>\n"
NAMED, PLAIN = CELL % (1, 0) + CELL % (1, 1), CELL % (2, 0) + CELL % (2, 1)
SOURCE = """
#set document(title: "Essai")
#set text(lang: "fr")
= Essai
/* rows: named */
#table(columns: 2, table.header([Ville], [Habitants]), [Meudon], [46], [Sceaux], [20])
/* rows: unnamed */
#table(columns: 2, table.header([Rang], [Ville]), [1], [Meudon], [1], [Sceaux])
"""


def test_only_first_cells_of_tables_with_named_rows_change_and_nothing_moves() -> None:
    changed = with_row_headers(NAMED + PLAIN, [True, False])
    assert len(changed) == len(NAMED + PLAIN)
    assert changed.endswith(PLAIN)
    first, other = changed.removesuffix(PLAIN).splitlines()
    assert b"/S/TH/P 9 0 R/A[<</O/Table/Scope/Row " in first
    assert b"/S/TD/" in other
    assert b"/Headers" not in other


@pytest.mark.parametrize(
    ("pdf", "are_named"),
    [
        (NAMED, [True, True]),
        (NAMED + PLAIN, [True]),
        (NAMED + b"<</Type/StructElem/S/TD/P 9 0 R/K[14]>>\n", [True]),
    ],
    ids=["a table less", "a table more", "a cell without header"],
)
def test_what_typst_does_not_write_is_refused(pdf: bytes, are_named: list[bool]) -> None:
    with pytest.raises(RenderError, match="could not be named in the PDF"):
        with_row_headers(pdf, are_named)


def test_a_document_without_tables_stays_as_it_is() -> None:
    assert with_row_headers(b"%PDF-1.7", named_rows("Rien")) == b"%PDF-1.7"


def test_typst_writes_what_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "essai.typ").write_text(SOURCE, encoding="utf-8")
    compile_pdf(tmp_path, tmp_path / "essai.typ", tmp_path / "essai.pdf", [], dt.date(2026, 1, 1))
    with pikepdf.open(tmp_path / "essai.pdf") as pdf:
        cells = [element for element in pdf.objects if isinstance(element, pikepdf.Dictionary) and "/S" in element]
        heads = [element for element in cells if element.S == "/TH"]
    assert [str(head.A[0].Scope) for head in heads] == ["/Column", "/Column", "/Row", "/Row", "/Column", "/Column"]
