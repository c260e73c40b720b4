from __future__ import annotations

import re
import sys
import unicodedata

import pandas as pd
import pytest

from pipeline.intake.characters import INVISIBLE, LINE_BREAKS, invisible_in, name_fr, normalise
from pipeline.intake.grids import grid_of
from pipeline.intake.invisible_characters import removed_from_columns, tell_removed, tell_removed_from_headers
from pipeline.intake.problems import Findings, Place

DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
REMOVED = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u0000\u0007\u0092"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
NURSE = "\U0001f469\U0001f3fd\u200d\u2695\ufe0f"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def frame(*cells: str) -> pd.DataFrame:
    return pd.DataFrame({"city": pd.Series(cells, dtype="str"), "source_row": range(2, 2 + len(cells))})


def told(table: pd.DataFrame) -> tuple[int, Findings]:
    findings = Findings(Place("mairie", "La mairie", "villes.csv", "communes"))
    return tell_removed(removed_from_columns(table, ["city"]), {"city": "Ville"}, findings), findings


@pytest.mark.parametrize(
    "character", list("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u0000\u0007\u0092")
)
def test_what_nobody_sees_is_removed(character: str) -> None:
    assert normalise(f"Sce{character}aux{character}") == "Sceaux"
    assert normalise(f"e{character}\u0301") == "é"


@pytest.mark.parametrize("text", [FAMILY, NURSE, ENGLAND, "\u2764\ufe0f", "a\tb\nc", "1\u202f234\u00a0€"])
def test_emoji_and_spacing_of_free_text_survive(text: str) -> None:
    assert normalise(f"avant {text} après") == f"avant {text} après"
    assert not invisible_in(text)


@pytest.mark.parametrize("text", ["\U0001f468\u200d", "\u200d\U0001f468", "\U0001f468\u200b\u200d\U0001f469"])
def test_a_joiner_that_joins_nothing_is_removed(text: str) -> None:
    assert not set(normalise(text)) & set("\u200b\u200d")


@pytest.mark.parametrize("character", LINE_BREAKS)
def test_old_line_ends_do_not_glue_words_together(character: str) -> None:
    assert normalise(f"un{character}deux") == "un\ndeux"


def test_every_control_and_format_character_of_unicode_is_known() -> None:
    invisible = re.compile(f"[{INVISIBLE}]")
    known = {chr(code) for code in range(sys.maxunicode + 1) if invisible.match(chr(code))}
    hidden = {chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cc", "Cf")}
    assert hidden - known == {*"\t\n\r\u000b\u000c\u0085", *DRAWN}
    assert {unicodedata.category(character) for character in known - hidden} <= {"Cn"}


def test_they_are_counted_by_column_with_their_names_and_first_row() -> None:
    total, findings = told(frame("Sceaux", "Ga\u200bgny\u200b", "Meu\u00addon"))
    assert total == 3
    problem = findings.problems[0]
    assert (problem.code, problem.severity, problem.row, problem.column) == ("CAR-001", "warning", 3, "Ville")
    assert problem.found == "2 × espace sans largeur (U+200B), 1 × trait d’union conditionnel (U+00AD)"
    assert "gny" not in problem.found


def test_those_of_a_header_are_told_at_its_row() -> None:
    grid = grid_of([(2, ["Vil\u200ble\u200b", "n"]), (3, ["Sceaux", "1"])])
    assert grid is not None
    findings = Findings(Place("mairie", "La mairie", "villes.csv", "communes"))
    assert tell_removed_from_headers(grid.cleaned, findings) == 2
    [problem] = findings.problems
    assert (problem.code, problem.severity, problem.row, problem.column) == ("CAR-001", "warning", 2, "Ville")
    assert problem.found == "2 × espace sans largeur (U+200B)"


def test_columns_without_any_are_not_told_nor_are_joiners_of_emoji() -> None:
    total, findings = told(frame("Sceaux", FAMILY, "a\tb"))
    assert (total, findings.problems) == (0, [])


@pytest.mark.parametrize(
    ("character", "name"), [("\u202e", "sens d’écriture"), ("\u0007", "de commande"), ("\ufff9", "mise en forme")]
)
def test_each_is_named_in_words(character: str, name: str) -> None:
    assert name in name_fr(character)
