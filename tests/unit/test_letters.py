"""Lines of labels in figures: measured in the brand's letters, broken where a reader would break them."""

from __future__ import annotations

import pytest

from pipeline.figures.letters import broken, held, inches, with_whole_brackets
from pipeline.figures.theme import use_brand


@pytest.fixture(autouse=True)
def _brand() -> None:
    use_brand()


def test_lines_are_as_few_as_hold_the_words_and_about_as_long() -> None:
    text = "Démarche d’abord technique, puis recentrée sur les besoins (l. 341)"
    found = broken(text, 3.2).split("\n")
    assert " ".join(found) == text
    assert len(found) == 2
    assert 0.5 * inches(text) <= max(map(inches, found)) < 0.7 * inches(text)


def test_wide_letters_take_more_room_than_narrow_ones() -> None:
    assert inches("mmmm") > 2 * inches("iiii")
    assert inches("niveau", weight="semibold") > inches("niveau")


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert broken("a anticonstitutionnellement b", 0.4).split("\n")[1] == "anticonstitutionnellement"


def test_a_label_without_words_takes_a_line() -> None:
    assert broken("", 1).strip() == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note de 0 à 10", "note de_0 à_10"),
        ("au moins 6", "au_moins_6"),
        ("plus de 6 ans", "plus_de_6 ans"),
        ("de temps à autre", "de temps à autre"),
    ],
)
def test_a_number_stays_with_the_words_that_bound_it(text: str, expected: str) -> None:
    assert held(text).replace("\u00a0", "_") == expected


def test_an_interval_in_brackets_stays_on_one_line() -> None:
    assert with_whole_brackets("+15 % (+7 % à +23 %)").replace("\u00a0", "_") == "+15 % (+7_%_à_+23_%)"
