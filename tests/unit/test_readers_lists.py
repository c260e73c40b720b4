from __future__ import annotations

import re

from pipeline.intake.readers.lists import COMMA, SEMICOLON, Cutter
from pipeline.tables import Choice


def cutter(*labels: str, separator: re.Pattern[str] = COMMA, free_text_is_last: bool = False) -> Cutter:
    choices = [(label, Choice(label, label)) for label in labels]
    return Cutter(choices, separator, free_text_is_last=free_text_is_last)


def test_a_clear_list_has_one_reading() -> None:
    readings = cutter("Eau", "Air").readings("Eau, Air")
    assert [reading.choices for reading in readings] == [{"Eau", "Air"}]


def test_a_list_that_may_be_cut_in_two_ways_has_two() -> None:
    readings = cutter("Eau", "Air", "Eau, Air").readings("Eau, Air")
    assert {reading.choices for reading in readings} == {frozenset({"Eau", "Air"}), frozenset({"Eau, Air"})}


def test_as_little_as_possible_stays_unknown() -> None:
    (reading,) = cutter("Eau", "Eau, énergie").readings("Eau, énergie, autre chose")
    assert reading.choices == {"Eau, énergie"}
    assert reading.unknown == ((14, 25),)


def test_unknown_neighbours_are_one_stretch() -> None:
    (reading,) = cutter("Eau", separator=SEMICOLON).readings("un; deux;Eau;trois;")
    assert reading.unknown == ((0, 8), (13, 18))


def test_case_apostrophes_and_kinds_of_space_do_not_count() -> None:
    (reading,) = cutter("L’eau, énergie").readings("l'EAU, énergie")
    assert reading.choices == {"L’eau, énergie"}
    assert not reading.unknown
