from __future__ import annotations

import pandas as pd
import pytest

from pipeline.estimates import Estimates
from pipeline.estimators.sample import estimate
from pipeline.facts import Fact, facts_frame
from pipeline.methods.printed.confirmation import CONFIRMED, MORE
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
INTERVIEWS = pd.DataFrame(
    [
        ("I1", "Brest", "élu", "2015-12-22", "téléphone", pd.NA),
        ("I2", "Nice", "agent", "2015-11-18", "sur place", "Barcelone"),
        ("I3", "Issy", "SEM", "2015-12-15", "sur place", "Issy"),
        ("I4", "Nice", "agent", "2015-11-18", "téléphone", pd.NA),
    ],
    columns=["interview_id", "entity", "role_class", "date", "mode", "place"],
).assign(source_file="register.csv", source_row=range(2, 6))
PUBLISHED = pd.DataFrame(
    [
        ("villes", "Collectivités", "deux villes", 2.0, "=", "collectivités interrogées", 19),
        ("entretiens", "Entretiens", "quatre entretiens", 4.0, "=", "entretiens", 30),
        ("budget", "Budget", "3 M€", 3.0, "=", "budget", 40),  # nothing of the register counts it
        ("nombreux", "Collectivités", "nombreuses", None, "=", "collectivités interrogées", 50),  # no number
    ],
    columns=["figure_id", "label_fr", "printed", "value", "qualifier", "population", "line"],
).assign(section="Synthèse", source_file="published.csv", source_row=range(2, 6))


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    return estimate({"interviews": INTERVIEWS, "published": PUBLISHED}, PARAMS)


@pytest.fixture(scope="module")
def facts(estimates: Estimates) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in estimates.facts}


@pytest.mark.parametrize(
    ("fact_id", "value"),
    [
        ("sample-interviews", 4),
        ("sample-entities", 3),
        ("sample-roles", 3),
        ("sample-days", 3),
        ("sample-duration", 34),  # 18 November to 22 December
        ("sample-before-pause", 2),  # both of 18 November
        ("sample-before-pause-duration", 0),
        ("sample-longest-pause", 27),  # 18 November to 15 December
        ("sample-role-agent-how-par-telephone", 1),
        ("sample-printed", 2),
        ("sample-contradicted", 1),
    ],
)
def test_counts(facts: dict[str, Fact], fact_id: str, value: float) -> None:
    assert facts[fact_id].value == value


@pytest.mark.parametrize(
    ("fact_id", "counts"),
    [
        ("sample-one-voice", (2, 3)),  # Nice speaks with two voices
        ("sample-away", (1, 4)),  # Barcelone is not Nice; Issy is Issy
        ("sample-role-agent", (2, 4)),
        ("sample-how-en-face-a-face-barcelone", (1, 4)),
        ("sample-how-en-face-a-face-dans-la-collectivite", (1, 4)),
    ],
)
def test_shares_carry_their_base(facts: dict[str, Fact], fact_id: str, counts: tuple[int, int]) -> None:
    assert (facts[fact_id].numerator, facts[fact_id].denominator) == counts


def test_dates_are_iso(facts: dict[str, Fact]) -> None:
    assert facts["sample-first-date"].value_text == "2015-11-18"
    assert facts["sample-last-date"].value_text == "2015-12-22"


def test_register_is_in_order_of_date_and_points_to_its_rows(estimates: Estimates, facts: dict[str, Fact]) -> None:
    register = estimates.tables["sample_register"]
    assert list(register["entity"]) == ["Nice", "Nice", "Issy", "Brest"]
    assert facts[register["date_fact"].iloc[2]].rows == (("register.csv", 4),)


def test_printed_figures_are_compared_only_where_the_register_counts_the_same_thing(estimates: Estimates) -> None:
    compared = estimates.tables["sample_contradictions"]
    assert list(compared["verdict_fr"]) == [MORE, CONFIRMED]
    assert list(compared["counted_fact"]) == ["sample-entities", "sample-interviews"]


def test_order_of_rows_changes_nothing(estimates: Estimates) -> None:
    shuffled = estimate({"interviews": INTERVIEWS.iloc[::-1], "published": PUBLISHED.iloc[::-1]}, PARAMS)
    pd.testing.assert_frame_equal(facts_frame({"theme": shuffled.facts}), facts_frame({"theme": estimates.facts}))
