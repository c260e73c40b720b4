"""Numbers in English: the digits of the French ones, in English typography."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.booklet import wording
from pipeline.booklet.display import display_en, display_fr
from pipeline.booklet.english.quantities import is_one, number, quantity
from pipeline.facts import facts_frame
from tests.unit.test_facts import a_fact


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (wording.number(1234567.5, 1), "1,234,567.5"),
        (wording.number(-3), "−3"),
        (wording.share(18, 28, 10), "64% (18\u00a0of\u00a028)"),
        (wording.share(3, 4, 10), "3\u00a0of\u00a04"),
        (wording.share(0, 1, 10), "0\u00a0of\u00a01"),
        (wording.quantity(350000, "eur"), "€350,000"),
        (wording.quantity(1_300_000_000, "eur"), "€1.3 billion"),
        (wording.qualified("10", "~<"), "nearly 10"),
        (wording.quantity(1, "months"), "1\u00a0month"),
        (wording.quantity(0, "days"), "0\u00a0days"),
        (wording.quantity(1.5, "years"), "1.5\u00a0years"),
        (wording.quantity(0.04, "share_change"), "+4%"),
        (wording.quantity(6.8, "mean_0_10", 1), "6.8/10"),
        (wording.quantity(12, "eur_per_month"), "€12 a month"),
        (wording.date("2016-03-01"), "1 March 2016"),
        (wording.date("2018-12"), "December 2018"),
        (wording.date("2015/2020"), "2015 to 2020"),
        (wording.date("2009/.."), "since 2009"),
        (wording.rank(1), "1st"),
        (wording.rank(12), "12th"),
        (wording.rank(22), "22nd"),
        (wording.interval(0.41, 0.83, "share"), "41% to 83%"),
        (wording.qualified("260\u202f000", "~"), "about 260,000"),
        (wording.span(0.75, 1, "share"), "75% to 100%"),
        (wording.span(2e9, 3e9, "eur"), "€2 billion to €3 billion"),
        (wording.span(200_000, 230_000, "count_per_quarter"), "200,000 to 230,000 a quarter"),
        ("2023", "2023"),
        ("3,8 sur 5", "3.8\u00a0out\u00a0of\u00a05"),
        ("1\u202f073,5\u00a0m³", "1,073.5\u00a0m³"),
        ("27,9\u00a0°C", "27.9\u00a0°C"),
        ("9,30\u00a0min", "9.30\u00a0min"),
        ("du 21 novembre 2026 au 25 novembre 2026", "between 21 and 25 November 2026"),
        ("du 21 au 25 novembre 2026", "between 21 and 25 November 2026"),
        ("du 1er octobre au 25 novembre 2026", "between 1 October and 25 November 2026"),
        ("du 30 décembre 2025 au 2 janvier 2026", "between 30 December 2025 and 2 January 2026"),
    ],
)
def test_quantities_read_as_english(french: str, english: str) -> None:
    assert quantity(french) == english


@pytest.mark.parametrize("words", ["projets", "de la sélection au cadrage", "3 projets", "environ"])
def test_other_words_are_none(words: str) -> None:
    assert quantity(words) is None


@pytest.mark.parametrize(
    ("text", "is_singular"),
    [("1", True), ("1 of 4", True), ("1.0", False), ("1,000", False), ("0", False), ("1.5", False), ("2", False)],
)
def test_only_one_is_singular(text: str, is_singular: bool) -> None:
    assert is_one(text) is is_singular


@settings(max_examples=200)
@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_keeps_its_value(value: float, decimals: int) -> None:
    french = wording.number(value, decimals)
    plain = french.replace("\u202f", "").replace(",", ".").replace("−", "-")
    english = number(french.replace("\u202f", " "))
    assert float(english.replace(",", "").replace("−", "-")) == float(plain)


@settings(max_examples=60)
@given(
    st.sampled_from(["count", "months", "eur", "pct", "points", "days", "share_change", "rank", "mean_0_10", "number"]),
    st.integers(0, 10**7),
    st.sampled_from(["=", "~", ">", "<"]),
)
def test_a_fact_prints_the_same_digits_in_both_languages(unit: str, value: int, qualifier: str) -> None:
    (fact,) = (
        facts_frame({"t": [a_fact(unit=unit, value=float(value), qualifier=qualifier)]})
        .assign(status="released")
        .itertuples()
    )
    french = display_fr(fact, 10)
    assert re.findall(r"\d", display_en(fact, french)) == re.findall(r"\d", french)


def test_what_is_withheld_has_no_number() -> None:
    (fact,) = facts_frame({"t": [a_fact()]}).assign(status="suppressed").itertuples()
    assert display_en(fact, display_fr(fact, 10)) == "withheld"


def test_a_display_of_an_unknown_form_is_refused() -> None:
    (fact,) = facts_frame({"t": [a_fact()]}).assign(status="released").itertuples()
    with pytest.raises(ValueError, match="« beaucoup »"):
        display_en(fact, "beaucoup")
