from __future__ import annotations

from itertools import product

import pytest

from pipeline.booklet.chapters.design_wording import design_fr, missing_fr, result_fr, unearned
from pipeline.methods.indicators.design_strength import DESIGNS, SERIES_MIN, Occasions, Strength, strength

ONE, MANY = 1, SERIES_MIN
COMBINATIONS = [
    Occasions(*days, is_drawn=drawn) for *days, drawn in product((0, ONE, MANY), repeat=4) for drawn in (0, 1)
]


def expected(found: Occasions) -> Strength:
    """The rule again, said from the strongest claim down."""
    here, elsewhere = (found.before, found.after), (found.before_elsewhere, found.after_elsewhere)
    is_compared = min(*here, *elsewhere) >= ONE
    if is_compared and found.is_drawn:
        return Strength.DRAWN
    if min(*here, *elsewhere) >= MANY:
        return Strength.COMPARISON_SERIES
    if is_compared:
        return Strength.COMPARISON
    if min(here) >= MANY:
        return Strength.TIME_SERIES
    if min(here) >= ONE:
        return Strength.BEFORE_AFTER
    return Strength.LEVEL if max(here) >= ONE else Strength.NOTHING


@pytest.mark.parametrize("found", COMBINATIONS, ids=str)
def test_every_combination_earns_what_was_measured(found: Occasions) -> None:
    assert strength(found) == expected(found)


@pytest.mark.parametrize("found", COMBINATIONS, ids=str)
def test_one_more_day_never_weakens_a_design(found: Occasions) -> None:
    before, after, *elsewhere = (
        found.before,
        found.after,
        found.before_elsewhere,
        found.after_elsewhere,
    )
    for more in (
        Occasions(before + 1, after, *elsewhere, is_drawn=found.is_drawn),
        Occasions(before, after, elsewhere[0], elsewhere[1] + 1, is_drawn=found.is_drawn),
    ):
        assert strength(more) >= strength(found)


def test_another_site_measured_in_one_phase_only_is_no_comparison() -> None:
    assert strength(Occasions(1, 1, before_elsewhere=0, after_elsewhere=5)) == Strength.BEFORE_AFTER


def test_every_result_bears_a_design_and_has_words() -> None:
    assert set(DESIGNS) == set(Strength) - {Strength.NOTHING}
    for each in Strength:
        assert design_fr(each)
        assert result_fr(each)
        assert missing_fr(each)


@pytest.mark.parametrize("each", Strength)
def test_a_result_never_uses_words_it_has_not_earned(each: Strength) -> None:
    senses = ("favourable", "unfavourable", "unchanged", "moved")
    for text in (design_fr(each), result_fr(each), *(result_fr(each, sense) for sense in senses)):
        assert unearned(text, each) == []


def test_the_sense_agrees_with_its_noun() -> None:
    assert result_fr(Strength.BEFORE_AFTER, "favourable") == "évolution observée favorable"
    assert result_fr(Strength.BEFORE_AFTER, "unchanged") == "sans évolution mesurable"
    gap = "écart au site témoin"
    assert result_fr(Strength.COMPARISON, "unchanged") == f"{gap} nul à la précision de la mesure"
    assert result_fr(Strength.COMPARISON_SERIES, "favourable") == (
        "effet estimé favorable, si les deux sites avaient évolué de même sans l’essai"
    )
    assert result_fr(Strength.LEVEL, "favourable") == "niveau constaté"


@pytest.mark.parametrize(
    ("text", "earned_from"),
    [
        ("L’effet est net.", Strength.COMPARISON_SERIES),
        ("Un impact mesuré", Strength.DRAWN),
        ("Les pannes baissent grâce à la solution", Strength.DRAWN),
        ("Une baisse due au capteur", Strength.DRAWN),
        ("La solution a permis une baisse", Strength.DRAWN),
        ("L’essai entraîne une hausse", Strength.DRAWN),
    ],
)
def test_a_causal_word_is_refused_below_the_design_that_earns_it(text: str, earned_from: Strength) -> None:
    for each in Strength:
        assert bool(unearned(text, each)) == (each < earned_from)


def test_a_word_in_guillemets_is_talked_about_not_used() -> None:
    quoted = "Nous ne parlons pas d’«\u202fimpact\u202f» ; en effet, rien ne le permet. La durée reste inconnue."
    assert unearned(quoted, Strength.BEFORE_AFTER) == []
    assert unearned("« effet » puis effet", Strength.LEVEL) == ["effet"]
