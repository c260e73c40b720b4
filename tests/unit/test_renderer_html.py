from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.renderer.brand import load_brand
from pipeline.renderer.fonts import subset_font
from pipeline.renderer.html import html_variables, with_header_scopes

REPORTS = Path("reports")
BRAND = load_brand(REPORTS / "_brand.yml")


@pytest.mark.parametrize("font", BRAND.font_files, ids=str)
def test_a_font_keeps_the_page_s_characters_and_little_else(font: Path) -> None:
    full = TTFont(REPORTS / font).getBestCmap()
    rare = next(chr(code) for code in sorted(full) if code > 0x2100)
    kept = TTFont(io.BytesIO(subset_font(REPORTS / font, rare))).getBestCmap()
    assert {ord(character) for character in f"{rare}éÀœ«»’ –€0"} & set(full) <= set(kept)
    assert len(kept) < len(full)


def test_a_font_has_the_same_bytes_on_every_run() -> None:
    font = REPORTS / BRAND.font_files[0]
    assert subset_font(font, "abc") == subset_font(font, "cab")


def test_the_page_needs_nothing_else_than_itself() -> None:
    styles = html_variables(REPORTS, BRAND, "texte")["styles"]
    assert styles.count("@font-face") == len(BRAND.fonts)
    assert "url(" not in styles.replace("url(data:", "")


def test_header_cells_of_a_body_head_their_row() -> None:
    page = "<thead><tr><th>A</th></tr></thead><tbody><tr><th>B</th></tr></tbody><th>C</th>"
    assert with_header_scopes(page) == (
        '<thead><tr><th scope="col">A</th></tr></thead><tbody><tr><th scope="row">B</th></tr></tbody>'
        '<th scope="col">C</th>'
    )


def test_header_cells_head_their_column() -> None:
    assert with_header_scopes('<thead><tr><th style="x">A</th><th>B</th>') == (
        '<thead><tr><th scope="col" style="x">A</th><th scope="col">B</th>'
    )
