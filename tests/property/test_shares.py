"""Intervals hold their estimate, move with the count, mirror each other, and keep their coverage.

And a share prints the percentage that its own count gives.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.coverage import LEAST, LEVEL, WANTED, default_shares, share_coverage
from pipeline.booklet.wording import share
from pipeline.facts import facts_frame
from pipeline.params import DisclosureRules
from pipeline.release import released_facts
from pipeline.statistics import binomial_intervals as binomial
from pipeline.statistics import hypergeometric_intervals as finite
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import ALL_ALIKE, CENSUS, share_interval
from tests.unit.test_release import COHORT
from tests.unit.test_survey import INVITED, estimates, many

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])
BINOMIAL = st.sampled_from(
    [binomial.wilson, binomial.wilson_continuity, binomial.clopper_pearson, binomial.jeffreys, binomial.mid_p]
)
FINITE = st.sampled_from([finite.equal_tailed, finite.sterne, finite.blaker])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int, int]:
    n = draw(st.integers(1, 40))
    return draw(st.integers(0, n)), n, n + draw(st.integers(0, 60))


def bounds(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


@given(shares(), LEVELS, BINOMIAL)
@settings(max_examples=60, deadline=None)
def test_an_interval_holds_its_share_and_mirrors_that_of_the_others(
    drawn: tuple[int, int, int], level: float, interval: object
) -> None:
    k, n, _ = drawn
    low, high = bounds(interval(k, n, level))  # type: ignore[operator]
    mirrored = bounds(interval(n - k, n, level))  # type: ignore[operator]
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(shares(), LEVELS, FINITE)
@settings(max_examples=60, deadline=None)
def test_a_finite_interval_holds_what_was_seen_and_not_what_cannot_be(
    drawn: tuple[int, int, int], level: float, interval: object
) -> None:
    k, n, size = drawn
    low, high = bounds(interval(k, n, size, level))  # type: ignore[operator]
    assert k / size <= low <= high <= (size - n + k) / size
    assert low <= k / n + 1 / size
    assert high >= k / n - 1 / size


@given(shares(), LEVELS)
@settings(max_examples=60, deadline=None)
def test_the_default_rises_with_the_count_and_widens_with_the_level(drawn: tuple[int, int, int], level: float) -> None:
    k, n, size = drawn
    for population in (None, size + 1):
        low, high = bounds(share_interval(k, n, level, population))
        wide = bounds(share_interval(k, n, 0.995, population))
        assert wide[0] <= low
        assert high <= wide[1]
        if k < n:
            more = bounds(share_interval(k + 1, n, level, population))
            assert more[0] >= low
            assert more[1] >= high


def test_a_large_population_is_as_one_without_end() -> None:
    near, endless = (bounds(share_interval(7, 12, 0.95, N)) for N in (200_000, None))
    assert near == pytest.approx(endless, abs=1e-4)


def test_a_census_has_no_interval_and_says_so() -> None:
    found = share_interval(3, 4, 0.95, 4)
    assert (found.value, found.low, found.high, found.interval) == (0.75, None, None, None)
    assert found.cautions == (CENSUS,)


def test_agreement_of_all_is_told() -> None:
    assert share_interval(4, 4, 0.95).cautions == share_interval(0, 4, 0.95, 30).cautions == (ALL_ALIKE,)
    assert share_interval(1, 4, 0.95).cautions == ()


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="population of 4"):
        share_interval(3, 5, 0.95, 4)


def test_the_default_keeps_its_coverage_for_every_true_share() -> None:
    found = list(default_shares())
    assert {(each.n, each.population) for each in found} == {(4, None), (4, 30), (10, None), (10, 30), (30, None)}
    assert min(each.coverage for each in found) >= WANTED > LEAST


def test_an_interval_that_covers_too_seldom_would_be_seen() -> None:
    assert share_coverage("Wilson", lambda k, n: binomial.wilson(k, n, LEVEL), 10, None).coverage < LEAST


OPEN = COHORT.model_copy(update={"disclosure": DisclosureRules(min_count=1, reason="test")})
JUDGED = st.lists(st.sampled_from(["very_good", "good", "fair", "poor", "nc"]), min_size=12, max_size=12)
FIRST = st.lists(st.sampled_from([["a", "b"], ["b", "c"], ["c", "d"], ["d", "a"]]), min_size=12, max_size=12)


@given(JUDGED, FIRST)
@example(["very_good"] * 5 + ["good"] * 3 + ["fair"] * 2 + ["poor", "nc"], [["a", "b"]] * 12)  # 45, 27, 18 and 9 %
@settings(max_examples=8, deadline=None)
def test_a_released_share_prints_the_percentage_that_its_own_count_gives(
    work: list[str], wants: list[list[str]]
) -> None:
    """Within half a point, upwards at the half: in whole numbers, so that no last bit decides."""
    plain = {"status": ["startup"] * 12, "helps": [["site"]] * 12, "mark": ["7"] * 12, "staff": 1, "told": 9}
    found = estimates(survey_startups=many(**plain, work=work, wants=wants), invitations=INVITED)
    released = released_facts(facts_frame({"survey": found.facts}), OPEN, percent_base_min=1)
    shares = released[released["unit"].eq("share") & released["denominator"].notna()]
    assert {"work", "wants"} <= set(shares["fact_id"].str.split("-").str[2])
    for fact in shares.itertuples():
        printed = int(str(fact.display_fr).partition("\u202f%")[0])
        assert -fact.denominator <= 2 * (100 * fact.numerator - fact.denominator * printed) < fact.denominator


def test_a_half_is_rounded_up_whatever_its_last_bit() -> None:
    """57/200 is 28.5 %, which floating-point numbers put below."""
    assert share(57, 200, 10).startswith("29\u202f%")
    assert share(3, 14, 10) == "21\u202f% (3\u00a0sur\u00a014)"
