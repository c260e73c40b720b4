"""Tables on paper and on a screen: no row alone on the page where a table ends, names of rows as headers."""

from __future__ import annotations

import re
from pathlib import Path

import pypandoc
import pypdfium2
import pytest
import typst

from pipeline.renderer.row_headers import named_rows
from tests.conftest import ROOT

THEME = ROOT / "reports" / "theme"
HEAD = """#import "/theme/typst-template.typ": last-rows, long-table, long-word, margins, whole-table
#set page(paper: "a4", margin: margins)
#let horizontalrule = line()
#show figure: set block(breakable: true)
"""


def through(name: str, form: str, table: str) -> str:
    return str(pypandoc.convert_text(table, form, "markdown", extra_args=[f"--lua-filter={THEME / name}"]))


def rows_of_pages(folder: Path, rows: int, told: str = "valeur", above: int = 0, head: str = HEAD) -> list[int]:
    """How many rows of a table, so many millimetres below the top of a page, each page holds."""
    table = "| Nom | Valeur |\n|---|---|\n" + "".join(f"| ligne{number} | {told} |\n" for number in range(rows))
    source = folder / "table.typ"
    room = f"#block(height: {above}mm)\n" if above else ""
    source.write_text(head + room + through("rows.lua", "typst", table), encoding="utf-8")
    made = typst.compile(str(source), root=str(folder), font_paths=[str(THEME / "fonts")], ignore_system_fonts=True)
    with pypdfium2.PdfDocument(made) as pdf:
        return [len(re.findall(r"ligne\d+", page.get_textpage().get_text_range())) for page in pdf]


def test_no_row_stands_alone_where_a_table_ends(tmp_path: Path) -> None:
    (tmp_path / "theme").symlink_to(THEME)
    held, *others = rows_of_pages(tmp_path, 80)
    assert others, "such a table does not fit on one page"
    for rows in range(held - 2, held + 4):
        pages = rows_of_pages(tmp_path, rows)
        assert sum(pages) == rows
        assert pages[-1] >= 3, f"{rows} rows over pages of {pages}"
    long = [rows_of_pages(tmp_path, rows, "Une réponse de plusieurs lignes. " * 12)[-1] for rows in range(9, 19)]
    assert min(long) >= 3, f"rows of several lines, on the last page: {long}"
    assert len(rows_of_pages(tmp_path, held - 2)) == 1, "the empty box must not push rows that have room"


@pytest.mark.parametrize(
    ("first", "is_named"),
    [(("Brest", "Lyon"), True), (("Brest", "Brest"), False), (("1", "2"), False), (("Brest", ""), False)],
)
def test_a_first_column_that_names_its_rows_heads_them(first: tuple[str, str], is_named: bool) -> None:
    table = "| Ville | Note |\n|---|---|\n" + "".join(f"| {name} | 3 |\n" for name in first)
    body = through("row_heads.lua", "html", table).partition("<tbody>")[2]
    assert body.count("<th") == (2 if is_named else 0)
    assert named_rows(through("row_heads.lua", "typst", table)) == [is_named]


def broken_words(folder: Path, words: str, widths: tuple[int, int]) -> list[str]:
    """The words of a cell that are cut where its lines end."""
    first, second = widths
    table = f"| Indicateur | Remarque |\n|{'-' * first}|{'-' * second}|\n| {words} | {'Longue remarque. ' * 9}|\n"
    head = HEAD + '#set text(lang: "fr", size: 8.3pt, font: "Source Sans 3", hyphenate: false)\n'
    source = folder / "table.typ"
    source.write_text(head + through("rows.lua", "typst", table), encoding="utf-8")
    made = typst.compile(str(source), root=str(folder), font_paths=[str(THEME / "fonts")], ignore_system_fonts=True)
    with pypdfium2.PdfDocument(made) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    return [word for word in words.split() if word not in text]


def test_words_are_broken_only_where_one_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "theme").symlink_to(THEME)
    assert broken_words(tmp_path, "Documents des bibliothèques", (22, 78)) == []
    assert broken_words(tmp_path, "Documents des bibliothèques", (12, 88)) == [], "its column takes what it lacks"
    longest = "antiinterdépartementalisationnellement"
    assert broken_words(tmp_path, f"Avis des écoles {longest}", (14, 86)) == [longest]


def test_no_more_than_a_row_or_two_goes_alone_to_another_page(tmp_path: Path) -> None:
    (tmp_path / "theme").symlink_to(THEME)
    for millimetres in range(190, 250, 4):
        short = rows_of_pages(tmp_path, 6, above=millimetres)
        assert max(short) == 6, f"a short table is cut after {millimetres} mm: {short}"
        long = [rows for rows in rows_of_pages(tmp_path, 40, above=millimetres) if rows]
        assert min(long) >= 3, f"{millimetres} mm above: {long}"


def test_a_table_of_high_rows_begins_with_two_of_them(tmp_path: Path) -> None:
    (tmp_path / "theme").symlink_to(THEME)
    head = HEAD + '#set text(size: 8.3pt, font: "Source Sans 3")\n#set par(leading: 0.46em)\n'
    for millimetres in range(165, 240, 6):
        pages = rows_of_pages(tmp_path, 9, "Une réponse de plusieurs lignes. " * 12, millimetres, head)
        assert min(rows for rows in pages if rows) >= 2, f"{millimetres} mm above: {pages}"


def test_smaller_letters_make_a_table_lower() -> None:
    table = "| Nom | Valeur |\n|---|---|\n" + "| nom | valeur |\n" * 17
    assert "#long-table" in through("rows.lua", "typst", table)
    small = f"::: {{.small}}\n{table}:::\n"
    page = pypandoc.convert_text(
        small, "typst", "markdown", extra_args=[f"--lua-filter={THEME / name}" for name in ("blocks.lua", "rows.lua")]
    )
    assert "#whole-table" in page


def test_words_stand_apart_from_the_numbers_on_their_left() -> None:
    text = "| A | B | C |\n|---|--:|---|\n| a | 1 | mot |\n"
    page = through("rows.lua", "typst", text)
    assert "table.cell(inset: (left: 14pt))[mot]" in page
    assert "[a], [1]" in page, "numbers keep their place"


def test_a_short_word_does_not_end_a_head_alone() -> None:
    text = "| Un quart en moins de | Part des voix |\n|---|---|\n| moins de | 1 |\n"
    page = through("rows.lua", "typst", text)
    assert "Un quart en moins~de" in page
    assert "Part des voix" in page
    assert "[moins de]" in page


@pytest.mark.parametrize(("width", "between"), [(40, "~"), (12, " ")])
def test_a_line_ends_within_an_interval_only_where_its_column_is_too_narrow(width: int, between: str) -> None:
    told = "+30,0\u202f% (−130,2\u202f% à\u00a0+145,6\u202f%)"
    others = "Essai | " + "longueremarque" * 4
    text = f"| Évolution | Nom | Remarque |\n|{'-' * width}|{'-' * 12}|{'-' * 60}|\n| {told} | {others} |\n"
    filters = [f"--lua-filter={THEME / name}" for name in ("bound_numbers.lua", "rows.lua")]
    page = pypandoc.convert_text(text, "typst", "markdown", extra_args=[*filters, "--wrap=none"])
    assert f"%{between}à" in page
    assert "% (" in page, "the bracket may begin a line"


def columns_of_half(*numbers: str) -> list[str]:
    """The columns of tables one above the other in half a page, each of which holds one of `numbers`."""
    table = "| Ce qui est compté | Chiffre |\n|" + "-" * 74 + "|" + "-" * 26 + "|\n| Habitants | {} |\n"
    text = "\n".join(map(table.format, numbers))
    page = pypandoc.convert_text(
        f":::: {{.halves}}\n::: {{.half}}\n{text}:::\n::::\n",
        "typst",
        "markdown",
        extra_args=[f"--lua-filter={THEME / name}" for name in ("blocks.lua", "rows.lua")],
    )
    return re.findall(r"columns: (.*),\n", page)


def test_tables_of_one_half_of_a_page_keep_the_same_columns() -> None:
    first, second = columns_of_half("3", "plus\u00a0de\u00a06\u00a0semaines")
    assert first == second
    assert [first] != columns_of_half("3"), "a number that is wide needs more room"
