from __future__ import annotations

import pytest

from pipeline.booklet import wording

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (28, None, "28"),
        (1234567.5, None, f"1{N}234{N}567,5"),
        (-3.25, 1, "\u22123,3"),  # half away from zero, true minus
        (2.5, 0, "3"),
        (-0.0, None, "0"),
        (-0.04, 1, "0,0"),  # no negative zero
        (8, 1, "8,0"),
        (0.1 + 0.2, None, "0,3"),  # no float noise
    ],
)
def test_number(value: float, decimals: int | None, text: str) -> None:
    assert wording.number(value, decimals) == text


def test_share_of_a_small_base_is_a_count() -> None:
    assert wording.share(3, 4, percent_base_min=10) == f"3{B}sur{B}4"


def test_share_of_a_large_base_shows_percentage_and_counts() -> None:
    assert wording.share(18, 28, percent_base_min=10) == f"64{N}% (18{B}sur{B}28)"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.6, "share", f"60{N}%"),
        (0.005, "share", f"0,5{N}%"),
        (-0.2, "share_change", f"\u221220{N}%"),
        (0.35, "share_change", f"+35{N}%"),
        (18, "months", f"18{B}mois"),
        (1, "years", f"1{B}an"),
        (2, "years", f"2{B}ans"),
        (10_000_000_000, "eur", "10\u00a0milliards d’euros"),
        (1_300_000_000, "eur", "1,3\u00a0milliard d’euros"),
        (1900000, "eur", f"1{N}900{N}000{N}€"),
        (8, "mean_0_10", "8/10"),
        (4, "count", "4"),
    ],
)
def test_quantity(value: float, unit: str, text: str) -> None:
    assert wording.quantity(value, unit) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (200_000, 230_000, "count_per_quarter", f"de{B}200{N}000 à{B}230{N}000{B}par trimestre"),
        (1, 12, "years", f"de{B}1 à{B}12{B}ans"),
        (0.75, 1, "share", f"de{B}75 à{B}100{N}%"),
        (2, 4, "eur", f"de{B}2 à{B}4{N}€"),
        (2, 4, "count", f"de{B}2 à{B}4"),
        (2, 3, "rank", f"de{B}2e à{B}3e"),
        (1, 3, "mean_0_10", f"de{B}1/10 à{B}3/10"),
        (900_000_000, 1_300_000_000, "eur", f"de{B}900{N}000{N}000{N}€ à{B}1,3{B}milliard d’euros"),
    ],
)
def test_a_span_tells_a_shared_unit_once(low: float, high: float, unit: str, text: str) -> None:
    assert wording.span(low, high, unit) == text


def test_dates_read_as_in_french() -> None:
    assert wording.date("2015-11-18") == f"18{B}novembre 2015"
    assert wording.date("2016-03-01") == f"1er{B}mars 2016"
    assert wording.date("2018-12") == f"décembre{B}2018"
    assert wording.date("2015") == "2015"
    assert wording.date("2015/2020") == "2015 à 2020"
    assert wording.date("2009/..") == "depuis 2009"
    assert wording.short_date("2016-03-01") == "01/03/2016"
    assert wording.date_span("2026-11-21", "2026-11-25") == f"du 21 au 25{B}novembre 2026"
    assert wording.date_span("2026-11-01", "2026-12-02") == f"du 1er{B}novembre 2026 au 2{B}décembre 2026"


@pytest.mark.parametrize("iso", ["2018-13", "2018-02-30", "01/02/2018-3"])
def test_what_is_not_a_date_is_refused(iso: str) -> None:
    with pytest.raises(ValueError):
        wording.date(iso)


def test_percentages_have_the_decimals_asked_for() -> None:
    assert wording.quantity(0.98, "share", 1) == f"98,0{N}%"
    assert wording.quantity(0.39381, "share", 2) == f"39,38{N}%"


def test_ranks_read_as_in_french() -> None:
    assert (wording.quantity(1, "rank"), wording.quantity(29, "rank")) == ("1er", "29e")


def test_enumeration_and_plural() -> None:
    assert wording.enumeration(["a"]) == "a"
    assert wording.enumeration(["a", "b", "c"]) == "a, b et c"
    assert wording.plural(1.5, "projet") == f"1,5{B}projet"
    assert wording.plural(2, "cas", "cas") == f"2{B}cas"


def test_hedges_of_a_document_are_kept() -> None:
    assert wording.qualified("20", ">") == f"plus de{B}20"
    assert wording.qualified("20", "=") == "20"


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.7, 0.766667, "share", f"de 70{N}% à 77{N}%"),
        (0.41, 0.85, "share", f"de 41{N}% à 85{N}%"),
        (-0.2, 0.052, "share_change", f"de −20,0{N}% à +5,2{N}%"),
        (-0.12, 0.305, "share_change", f"de −12,0{N}% à +30,5{N}%"),
    ],
)
def test_both_ends_of_the_interval_of_a_share_have_as_many_decimals(
    low: float, high: float, unit: str, text: str
) -> None:
    assert wording.interval(low, high, unit) == text


def test_a_unit_agrees_with_the_number_that_is_printed() -> None:
    assert wording.quantity(1.7, "points", 0) == f"2{B}points"
    assert wording.quantity(1.96, "years", 1) == f"2,0{B}ans"
    assert wording.quantity(1.94, "years", 1) == f"1,9{B}an"


def test_the_bounds_of_an_interval_are_as_precise_as_its_number() -> None:
    assert wording.interval(1.04, 12.3456, "points", decimals=1) == f"de 1,0{B}point à 12,3{B}points"
    assert wording.interval(-0.302, 1.456, "share_change", decimals=0) == f"de −30{N}% à +146{N}%"
    assert wording.interval(0.7, 0.766667, "share", decimals=1) == f"de 70,0{N}% à 76,7{N}%"


def test_the_number_of_a_name_stays_on_its_line() -> None:
    assert wording.bound("Pannes (pour 1\u202f000 heures), Projet 19, site témoin").endswith(
        "Projet\u00a019, site\u00a0témoin"
    )
    assert wording.bound("Satisfaction (note de 0 à 10), Projet 04") == "Satisfaction (note de 0 à 10), Projet\u00a004"


def test_both_ends_of_a_change_in_proportion_bear_their_sign_and_unit() -> None:
    assert wording.span(-0.168, 0.472, "share_change") == "de\u00a0−16,8\u202f% à\u00a0+47,2\u202f%"
    assert wording.span(0.75, 1, "share") == "de\u00a075 à\u00a0100\u202f%"
