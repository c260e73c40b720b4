from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.booklet.display import display_fr
from pipeline.estimates import Estimates
from pipeline.estimators.indicators import estimate
from pipeline.facts import Fact, facts_frame
from pipeline.params import EstimateParams

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
LIBRARY = pd.DataFrame(
    [
        ("returns", "Retours", "usage", "share", "increase", "ratio", True, ["12.5"]),
        ("sorted", "Tri", "environnement", "share", "increase", "ratio", False, ["12.5", "11.6"]),
        ("failures", "Pannes", "efficacite", "per_1000_hours", "decrease", "rate", True, ["9.1"]),
        ("comfort", "Confort", "social", "score_0_10", "increase", "mean", None, ["11.7"]),
        ("power", "Électricité", "environnement", "kWh", "decrease", "sum", None, ["7.3"]),
        ("bus", "Bus", "efficacite", "minutes", "maintain", "mean", None, ["11.2"]),
    ],
    columns=["indicator_id", "name_fr", "domain", "unit", "direction", "aggregation", "is_counted", "sdg_targets"],
).assign(source_file="i.csv", source_row=range(2, 8))
UNITS = dict(zip(LIBRARY["indicator_id"], LIBRARY["unit"], strict=True))
DATES = {"baseline": "2025-01-10", "endline": "2025-06-10", "follow_up": "2025-12-10"}


def measured(project: str, indicator: str, phase: str, arm: str = "treated", **counted: float) -> dict[str, Any]:
    parts = {"value": float("nan"), "n": 10, "numerator": None, "denominator": None, "exposure": None, **counted}
    return {
        **{"project_id": project, "indicator_id": indicator, "phase": phase, "arm": arm, "date": DATES[phase]},
        **{"unit": UNITS[indicator], **parts},
    }


def share(project: str, phase: str, k: int, n: int, arm: str = "treated", indicator: str = "returns") -> dict[str, Any]:
    return measured(project, indicator, phase, arm, numerator=k, denominator=n, value=k / n)


def rate(project: str, phase: str, events: int, hours: float, arm: str = "treated") -> dict[str, Any]:
    return measured(project, "failures", phase, arm, numerator=events, exposure=hours, value=1000 * events / hours)


def value(project: str, indicator: str, phase: str, number: float, arm: str = "treated") -> dict[str, Any]:
    return measured(project, indicator, phase, arm, value=number)


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows)).astype(
        {"numerator": "float64", "denominator": "float64", "exposure": "float64", "n": "Int64"}
    )
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.assign(source_file="m.csv", source_row=range(2, len(frame) + 2))


def plan(project: str, indicator: str, baseline: float, target: float, **more: Any) -> dict[str, Any]:
    dates = {"baseline_on": "2025-01-10", "end_on": "2025-06-10"}
    return {
        **{"project_id": project, "indicator_id": indicator, "baseline": baseline, "target": target, "plan_b": None},
        **dates,
        **more,
    }


def protocols(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows)).assign(source_file="p.csv", source_row=range(2, len(rows) + 2))
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("baseline_on", "end_on")})


def estimated(measurements: pd.DataFrame, **tables: pd.DataFrame) -> Estimates:
    return estimate({"measurements": measurements, "indicators": LIBRARY, **tables}, PARAMS)


def facts(found: Estimates) -> dict[str, Fact]:
    facts_frame({"indicators": found.facts})  # ids are unique, every fact rests on rows
    return {fact.fact_id.removeprefix("indicators-"): fact for fact in found.facts}


def row(found: Estimates) -> pd.Series:
    return found.tables["indicators_changes"].iloc[0]


def test_a_share_of_things_counted_changes_in_points_with_its_interval() -> None:
    found = estimated(table(share("A", "baseline", 48, 80), share("A", "endline", 56, 70)))
    change = facts(found)["a-returns-change"]
    assert (change.unit, change.value) == ("points", pytest.approx(20.0))
    assert (change.low, change.high) == pytest.approx((3.826, 34.525), abs=1e-3)  # Chan and Zhang 1999
    assert (row(found)["sense"], row(found)["is_apart"]) == ("favourable", True)
    assert facts(found)["a-returns-before"].denominator == 80


def test_a_share_of_masses_has_no_interval_and_says_why() -> None:
    rows = [share("A", phase, k, 1000, indicator="sorted") for phase, k in (("baseline", 300), ("endline", 350))]
    change = facts(estimated(table(*rows)))["a-sorted-change"]
    assert (change.value, change.low) == (pytest.approx(5.0), None)
    assert "quantités" in change.limits_fr


def test_a_rate_changes_in_proportion_and_less_is_favourable() -> None:
    found = estimated(table(rate("A", "baseline", 21, 3011), rate("A", "endline", 11, 800)))
    change = facts(found)["a-failures-change"]
    assert (change.unit, change.value) == ("share_change", pytest.approx(0.971488, abs=1e-6))
    assert (change.low, change.high) == pytest.approx((0.8584264 - 1, 4.2772659 - 1), abs=1e-6)
    assert (row(found)["sense"], row(found)["is_apart"]) == ("unfavourable", False)


def test_a_rate_from_no_event_is_told_as_a_difference() -> None:
    change = facts(estimated(table(rate("A", "baseline", 0, 1000), rate("A", "endline", 2, 1000))))["a-failures-change"]
    assert (change.unit, change.value, change.low) == ("per_1000_hours", 2.0, None)


@pytest.mark.parametrize(
    ("before", "after", "sense"),
    [
        (41.2, 39.9, "favourable"),
        (41.2, 42.5, "unfavourable"),
        (41.2, 41.3, "unfavourable"),  # rounding keeps order: one step is a difference
        (40.0, 41.0, "unfavourable"),
        (40.0, 40.0, "unchanged"),
    ],
)
def test_a_total_has_the_sense_of_its_difference_as_written(before: float, after: float, sense: str) -> None:
    found = estimated(table(value("A", "power", "baseline", before), value("A", "power", "endline", after)))
    assert row(found)["sense"] == sense
    assert pd.isna(row(found)["is_apart"])


def test_less_than_one_more_thing_counted_is_no_change() -> None:
    rows = table(share("A", "baseline", 33, 100), share("A", "endline", 67, 201))
    assert row(estimated(rows))["sense"] == "unchanged"


def printed(rows: pd.DataFrame, written: dict[str, Any]) -> tuple[str, ...]:
    """Before, target and after as they are printed, without bases; `rows` are of the one project and indicator."""
    frame = (
        facts_frame({"indicators": estimated(rows, protocols=protocols(written)).facts})
        .set_index("fact_id")
        .assign(status="shown")
    )
    name = f"indicators-{written['project_id'].lower()}-{written['indicator_id']}"
    told = (display_fr(frame.loc[f"{name}-{what}"], 10).partition(" (")[0] for what in ("before", "target", "after"))
    return tuple(text.replace("\u202f", " ") for text in told)


@pytest.mark.parametrize(
    ("before", "after", "target", "told"),
    [
        ((74, 790), (61, 791), 0.079, ("9,4 %", "7,9 %", "7,7 %")),  # « 8 % » would not read as below 7,9 %
        ((1047, 1159), (935, 954), 0.98, ("90,3 %", "98,0 %", "98,0 %")),
        ((300, 1000), (3949, 10_000), 0.3953, ("30,00 %", "39,53 %", "39,49 %")),  # else alike, and called missed
        ((5000, 10_000), (5004, 10_000), 0.6, ("50,00 %", "60,00 %", "50,04 %")),
    ],
)
def test_percentages_of_a_row_have_the_decimals_that_tell_them_apart(
    before: tuple[int, int], after: tuple[int, int], target: float, told: tuple[str, ...]
) -> None:
    rows = table(share("A", "baseline", *before), share("A", "endline", *after))
    assert printed(rows, plan("A", "returns", 0.1, target)) == told


@pytest.mark.parametrize(
    ("before", "after", "target", "told"),
    [
        (121.6, 78.64, 87.34, ("121,6", "87,3", "78,6")),
        (56.53, 55.58, 50.0, ("56,5", "50", "55,6")),  # two decimals would say more than was measured
        (1234.5, 1300.25, 1290.0, ("1 235", "1 290", "1 300")),
        (1234.5, 1234.6, 1234.0, ("1 234,5", "1 234", "1 234,6")),  # else alike
        (12.0, 11.0, 10.0, ("12", "10", "11")),
        (56.53, 51.62, 51.59, ("56,5", "51,59", "51,6")),  # « 51,6 » would read as met
        (56.53, 51.55, 51.59, ("56,53", "51,59", "51,55")),
        (56.53, 51.42, 51.59, ("56,5", "51,6", "51,4")),
    ],
)
def test_levels_of_a_row_are_written_alike(before: float, after: float, target: float, told: tuple[str, ...]) -> None:
    rows = table(value("A", "power", "baseline", before), value("A", "power", "endline", after))
    assert printed(rows, plan("A", "power", before, target)) == told


def test_a_rate_takes_the_decimals_that_part_it_from_its_target() -> None:
    rows = table(rate("A", "baseline", 25, 2000), rate("A", "endline", 49, 4010))
    assert printed(rows, plan("A", "failures", 13, 12.2)) == ("12,50", "12,2", "12,22")


def test_a_rate_has_no_fourth_digit_because_the_other_is_below_a_tenth_of_its_unit() -> None:
    rows = table(rate("A", "baseline", 1308, 10_000_000), rate("A", "endline", 984, 10_000_000))
    assert printed(rows, plan("A", "failures", 0.15, 0.12)) == ("0,131", "0,12", "0,098")


def test_a_small_rate_beside_a_large_one_has_one_decimal_more_than_it() -> None:
    rows = table(rate("A", "baseline", 209, 2004), rate("A", "endline", 20, 2004))
    assert printed(rows, plan("A", "failures", 110, 50)) == ("104,3", "50", "10,0")


def test_levels_of_one_indicator_have_the_decimals_of_the_project_that_needs_most() -> None:
    near = [value("A", "power", "baseline", 105.3), value("A", "power", "endline", 109.1)]
    other = [value("B", "power", "baseline", 96.0), value("B", "power", "endline", 109.3)]
    assert printed(table(*near, *other), plan("A", "power", 100, 110)) == ("105,3", "110", "109,1")
    whole = [value("A", "power", "baseline", 105), value("A", "power", "endline", 109)]
    assert printed(table(*whole, *other), plan("A", "power", 100, 110)) == ("105", "110", "109")


def test_a_target_without_levels_has_the_decimals_of_the_indicator_elsewhere() -> None:
    plans = protocols(plan("B", "power", 60, 53.91), plan("B", "failures", 0.3, 0.15))
    rows = table(value("A", "power", "baseline", 61.5), value("A", "power", "endline", 55.2))
    known = facts(estimated(rows, protocols=plans))
    assert (known["b-power-target"].decimals, known["b-failures-target"].decimals) == (1, 2)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (6.0, 8.0, "reached"),
        (6.0, 7.5, "reached"),
        (6.0, 7.0, "approached"),
        (6.0, 6.1, "not_approached"),  # less than a tenth of the way
        (6.0, 5.0, "moved_away"),
        (6.0, 6.0, "not_approached"),
        (7.6, 8.1, "met_before"),
        (7.6, 7.2, "lost"),
    ],
)
def test_the_target_is_reached_approached_or_not(before: float, after: float, verdict: str) -> None:
    rows = table(value("A", "comfort", "baseline", before), value("A", "comfort", "endline", after))
    assert row(estimated(rows, protocols=protocols(plan("A", "comfort", 6.0, 7.5))))["verdict"] == verdict


def test_a_target_that_was_met_to_the_point_and_hardly_left_is_not_lost() -> None:
    """The measurements cannot tell the level after from the one before, which met the target."""
    rows = table(share("A", "baseline", 33, 100), share("A", "endline", 65, 198))
    found = row(estimated(rows, protocols=protocols(plan("A", "returns", 0.2, 0.33))))
    assert (found["sense"], found["verdict"]) == ("unchanged", "met_before")


def test_what_is_to_be_maintained_stays_or_moves_and_has_no_way() -> None:
    for after, sense, verdict in ((12.0, "unchanged", "reached"), (14.5, "moved", None)):
        rows = table(value("A", "bus", "baseline", 12.0), value("A", "bus", "endline", after))
        found = row(estimated(rows, protocols=protocols(plan("A", "bus", 12.0, 12.0))))
        assert (found["sense"], found["verdict"]) == (sense, verdict)
        assert pd.isna(found["start"])


def test_the_way_goes_from_planned_start_to_target_in_either_direction() -> None:
    rows = table(value("A", "power", "baseline", 100.0), value("A", "power", "endline", 85.0))
    found = row(estimated(rows, protocols=protocols(plan("A", "power", 110.0, 90.0))))
    assert (found["start"], found["end"]) == pytest.approx((0.5, 1.25))


def test_another_site_gives_a_difference_of_differences_with_bounds() -> None:
    found = estimated(
        table(
            share("A", "baseline", 48, 80),
            share("A", "endline", 56, 70),
            share("A", "baseline", 40, 80, "comparison"),
            share("A", "endline", 44, 80, "comparison"),
        )
    )
    gap = facts(found)["a-returns-gap"]
    assert (gap.value, gap.design) == (pytest.approx(15.0), "comparison")
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low < 15 < gap.high
    assert gap.high - gap.low > 33.387 - 5.243  # wider than the change alone
    assert facts(found)["a-returns-change"].design == "before_after"
    assert facts(found)["design-comparison"].value == 1
    assert found.tables["indicators_tests"].set_index("question").loc["ahead", "p_fact"] is None


def test_a_change_as_large_elsewhere_is_no_difference() -> None:
    rows = [
        value("A", "power", phase, number, arm)
        for arm, numbers in (("treated", (100.4, 90.4)), ("comparison", (80.2, 70.2)))
        for phase, number in zip(("baseline", "endline"), numbers, strict=True)
    ]
    found = row(estimated(table(*rows)))
    assert (found["sense"], found["gap_sense"]) == ("favourable", "unchanged")


def test_several_sites_add_up_before_they_are_compared() -> None:
    rows = table(
        share("A", "baseline", 10, 100),
        {**share("A", "baseline", 1, 10), "date": "2025-01-11"},
        share("A", "endline", 22, 110),
    )
    found = facts(estimated(rows))
    assert (found["a-returns-before"].numerator, found["a-returns-before"].denominator) == (11, 110)
    assert found["a-returns-change"].value == pytest.approx(10.0)


def test_measurements_that_do_not_add_up_are_told_and_do_not_stop_the_others() -> None:
    rows = table(
        share("A", "baseline", 5, 10),
        {**share("A", "endline", 5, 10), "numerator": None},
        share("B", "baseline", 5, 10),
        share("B", "endline", 9, 10),
    )
    found = estimated(rows)
    assert list(found.tables["indicators_changes"]["project_id"]) == ["B"]
    assert list(found.tables["indicators_missing"][["project_id", "missing"]].iloc[0]) == ["A", "unreadable"]


def test_what_was_planned_and_not_measured_twice_is_listed_with_its_plan_b() -> None:
    rows = table(share("A", "baseline", 5, 10), share("B", "endline", 5, 10))
    plans = protocols(
        plan("A", "returns", 0.5, 0.7, plan_b="comptage manuel"),
        plan("B", "returns", 0.5, 0.7),
        plan("C", "comfort", 5.0, 6.0),
    )
    found = estimated(rows, protocols=plans)
    missing = found.tables["indicators_missing"].set_index("project_id")
    assert missing["missing"].to_dict() == {"A": "before_only", "B": "after_only", "C": "nothing"}
    assert missing.loc["A", "plan_b"] == "comptage manuel"
    assert (facts(found)["incomplete"].value, facts(found)["incomplete-plan-b"].value) == (3, 1)
    assert (facts(found)["measured"].value, facts(found)["planned"].value) == (0, 3)
    assert facts(found)["design-nothing"].value == 1


def test_dates_are_compared_with_the_plan_to_within_a_week() -> None:
    rows = table(share("A", "baseline", 5, 10), share("A", "endline", 6, 10))
    found = facts(
        estimated(
            rows, protocols=protocols(plan("A", "returns", 0.5, 0.7, baseline_on="2025-01-17", end_on="2025-08-01"))
        )
    )
    assert (found["baseline-on-time"].value, found["baseline-days"].value) == (1, -7)
    assert (found["end-earlier"].value, found["end-days"].value) == (1, -52)


def forward(n: int, back: int = 0) -> pd.DataFrame:
    """n projects go forward on most of two indicators, others back."""
    rows = []
    for number in range(n + back):
        up = number < n
        rows += [
            value(f"P{number:02d}", "comfort", "baseline", 5.0),
            value(f"P{number:02d}", "comfort", "endline", 6.0 if up else 4.0),
            value(f"P{number:02d}", "power", "baseline", 100.4),
            value(f"P{number:02d}", "power", "endline", 90.4 if up else 110.4),
        ]
    return table(*rows)


def test_a_project_counts_once_in_the_sign_test() -> None:
    found = facts(estimated(forward(6)))
    assert (found["test-forward-forward"].numerator, found["test-forward-forward"].denominator) == (6, 6)
    assert found["test-forward-p"].value == pytest.approx(2 * 0.5**6)
    assert found["test-forward-needed"].value == 6


def test_no_test_when_even_all_projects_alike_could_not_decide() -> None:
    found = estimated(forward(5))
    assert "test-forward-p" not in facts(found)
    assert found.tables["indicators_tests"]["is_decided"].isna().all()


def test_shares_of_one_indicator_are_pooled_and_different_indicators_never() -> None:
    rows = [
        share(project, phase, k, 100)
        for project, counted in (("A", (40, 55)), ("B", (30, 48)), ("C", (52, 60)))
        for phase, k in zip(("baseline", "endline"), counted, strict=True)
    ]
    found = estimated(table(*rows, value("D", "comfort", "baseline", 5.0), value("D", "comfort", "endline", 6.0)))
    pooled = facts(found)["pooled-returns"]
    assert pooled.value is not None
    assert 8 < pooled.value < 18
    assert list(found.tables["indicators_forest"]["label"]) == ["A", "B", "C"]
    assert found.tables["indicators_forest"]["weight"].sum() == pytest.approx(1)
    two = estimated(table(*rows[:4]))
    assert two.tables["indicators_pooled"].empty


def test_three_projects_with_another_site_give_one_mean_difference() -> None:
    rows = [
        value(project, "comfort", phase, number, arm)
        for project, more in (("A", 1.0), ("B", 1.5), ("C", 2.0))
        for arm, change in (("treated", more), ("comparison", 0.5))
        for phase, number in (("baseline", 5.0), ("endline", 5.0 + change))
    ]
    found = facts(estimated(table(*rows)))["contrast-comfort"]
    assert (found.value, found.unit, found.design) == (pytest.approx(1.0), "score_0_10", "comparison")


@pytest.mark.parametrize(
    ("gains", "told", "apart"),
    [((1.0, 1.5), 0, 0), ((-9.0, 0.5, 9.0), 1, 0), ((2.0, 2.1, 2.2), 1, 1)],
    ids=["too few projects", "zero inside", "zero outside"],
)
def test_mean_gaps_are_counted_with_those_whose_interval_leaves_zero_out(
    gains: tuple[float, ...], told: int, apart: int
) -> None:
    rows = [
        value(project, "comfort", phase, number, arm)
        for project, gain in zip("ABC", gains, strict=False)
        for arm, change in (("treated", gain), ("comparison", 0.0))
        for phase, number in (("baseline", 5.0), ("endline", 5.0 + change))
    ]
    found = facts(estimated(table(*rows)))
    assert (found["contrasts"].value, found["contrasts-apart"].value) == (told, apart)


def test_changes_beyond_their_margin_are_counted_by_direction() -> None:
    ways = (("A", 48, 80), ("B", 80, 48), ("C", 60, 61))
    rows = [
        share(project, phase, count, 100)
        for project, *counts in ways
        for phase, count in zip(("baseline", "endline"), counts, strict=True)
    ]
    found = facts(estimated(table(*rows)))
    counted = [found[name].value for name in ("apart", "apart-favourable", "apart-unfavourable")]
    assert counted == [2, 1, 1]


def test_a_follow_up_says_what_lasts() -> None:
    rows = [value("A", "comfort", phase, number) for phase, number in zip(DATES, (5.0, 6.0, 4.8), strict=True)]
    found = facts(estimated(table(*rows)))
    assert (found["favourable"].value, found["followed"].value, found["lasting"].value) == (1, 1, 0)


def test_counts_by_domain_and_goal_never_mix_units() -> None:
    found = estimated(forward(2))
    assert set(found.tables["indicators_domains"]["domain"]) == {"social", "environnement"}
    goals = found.tables["indicators_goals"].set_index("goal")
    assert facts(found)[goals.loc[11, "measured_fact"].removeprefix("indicators-")].value == 2
    assert not [name for name in facts(found) if "mean" in name]


def test_a_cohort_without_protocols_or_register_still_tells_its_changes() -> None:
    found = estimated(table(share("A", "baseline", 5, 10), share("A", "endline", 9, 10)))
    assert row(found)["project"] == "A"
    assert found.tables["indicators_timing"].empty
    assert row(found)["verdict"] is None


def test_without_a_measurement_there_is_no_fact_and_every_table_is_there() -> None:
    full = estimated(table(share("A", "baseline", 5, 10), share("A", "endline", 9, 10)))
    nothing = estimated(table(share("A", "baseline", 5, 10)).iloc[:0])
    assert nothing.facts == []
    assert nothing.tables.keys() == full.tables.keys()
    for name, frame in nothing.tables.items():
        assert list(frame.columns) == list(full.tables[name].columns), name


def test_the_order_of_rows_changes_nothing() -> None:
    rows = forward(3, back=2)
    one, other = estimated(rows), estimated(rows.sample(frac=1, random_state=3))
    assert [(fact.fact_id, fact.value) for fact in one.facts] == [(fact.fact_id, fact.value) for fact in other.facts]


def test_what_the_protocol_planned_is_told_with_the_decimals_it_was_written_with() -> None:
    plans = protocols(
        plan("P1", "returns", 0.4, 0.6, hypothesis="Retours : en hausse", method="comptage", plan_b="entretiens"),
        plan("P1", "power", 1200, 950.5),
    ).assign(end_on=[pd.Timestamp("2025-06-10"), pd.NaT])
    measurements = table(share("P1", "baseline", 40, 100), share("P1", "endline", 70, 100))
    found = estimated(
        measurements, protocols=plans, projects=pd.DataFrame({"project_id": ["P1"], "name": ["Projet 1"]})
    )
    told = found.tables["indicators_protocols"].set_index("indicator_id")
    assert (told.loc["returns", "hypothesis_fr"], told.loc["power", "method_fr"]) == ("Retours\u00a0: en hausse", "")
    known = facts(found)
    target = known["p1-power-target"]
    assert (target.value, target.decimals, target.unit) == (950.5, 1.0, "kWh")
    assert known["p1-returns-target"].decimals == 1.0
    assert known["p1-returns-planned-from"].value_text == "2025-01-10"
    assert told.loc["power", "end_on_fact"] is None or pd.isna(told.loc["power", "end_on_fact"])
    assert known["p1-returns-target"].rows == (("p.csv", 2),)


def test_each_project_counts_its_own_indicators() -> None:
    plans = protocols(plan("P1", "returns", 0.4, 0.6), plan("P2", "returns", 0.4, 0.6), plan("P2", "power", 10, 5))
    measurements = table(share("P1", "baseline", 40, 100), share("P1", "endline", 70, 100))
    found = estimated(measurements, protocols=plans)
    told = found.tables["indicators_projects"].set_index("project_id")
    known = {fact.fact_id: fact for fact in found.facts}

    def count(project: str, kind: str) -> float | None:
        return known[told.loc[project, f"{kind}_fact"]].value

    assert [count("P1", kind) for kind in ("planned", "measured", "favourable", "reached")] == [1, 1, 1, 1]
    assert [count("P2", kind) for kind in ("planned", "measured", "favourable", "reached")] == [2, 0, 0, 0]
    assert known[told.loc["P2", "measured_fact"]].rows == (("p.csv", 3), ("p.csv", 4))
