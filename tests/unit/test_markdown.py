from __future__ import annotations

import math

import pytest

from pipeline.booklet.exhibits import Table
from pipeline.booklet.markdown import Markdown, cell, escape, pipe_table, visible


@pytest.mark.parametrize("missing", [None, math.nan, "", "  "])
def test_what_is_missing_is_a_dash_never_nan(missing: object) -> None:
    assert cell(missing) == "–"


def test_markdown_is_kept_and_text_is_escaped() -> None:
    assert cell(Markdown("[3](#fait-a)")) == "[3](#fait-a)"
    assert cell("[3](#fait-a)") == r"\[3\]\(\#fait\-a\)"


def test_line_breaks_and_control_characters_become_spaces() -> None:
    assert escape("a\r\nb\x00c\u2028d") == "a b c d"


def test_table_has_header_alignment_and_one_line_a_row() -> None:
    table = pipe_table({"Ville": ["Lyon|x", "Nice"], "n": [3, 4]}, align="lr").splitlines()
    assert table[0] == "| Ville | n |"
    assert table[1].startswith("| :--") and table[1].endswith("-: |")
    assert table[2] == r"| Lyon\|x | 3 |"


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(ValueError, match="without rows"):
        pipe_table({"Ville": []})


def test_visible_text_leaves_out_targets_and_escapes() -> None:
    assert visible(r"[3 \% \(1\)](#fait-a)") == "3 % (1)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("écart", "Écart"), ("[moins de 3](#fait-a)", "[Moins de 3](#fait-a)"), ("1er avril", "1er avril"), ("–", "–")],
)
def test_a_phrase_in_a_cell_begins_with_a_capital(text: str, expected: str) -> None:
    told = Table({"Dit": [Markdown(text)]}, "Légende", has_phrases=True).markdown()
    assert told.splitlines()[-1] == f"| {expected} |"
