"""Lines of labels in figures: measured in the brand's letters, broken where a reader would break them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.figures.letters import broken, held, inches, with_whole_brackets
from pipeline.figures.theme import use_brand


@pytest.fixture(autouse=True)
def _brand() -> None:
    use_brand()


def test_a_line_holds_as_many_words_as_fit_and_no_more() -> None:
    text = "Ordures ménagères résiduelles par habitant et par an"
    found = broken(text, 1.5).split("\n")
    assert " ".join(found) == text
    assert all(inches(line) <= 1.5 for line in found)
    heads = [f"{line} {after.split(' ')[0]}" for line, after in pairwise(found)]
    assert min(map(inches, heads)) > 1.5, "a word that had room went to the next line"


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
