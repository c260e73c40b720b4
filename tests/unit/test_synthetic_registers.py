"""Made-up registers and measurements: consistent with each other, with the library, and with nobody real."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.methods.indicators.aggregation import Indicator, aggregate
from pipeline.synthetic.codebook import CODEBOOK
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.field_tables import field_tables
from pipeline.synthetic.levels import LEVELS, OF_ALL, OF_THEME
from pipeline.synthetic.making import csv_text
from pipeline.synthetic.progress import STEPS
from pipeline.synthetic.quotes import SAYINGS
from pipeline.synthetic.ratings import RATERS
from pipeline.synthetic.targets import rest_dealt
from pipeline.units import UNITS
from tests.conftest import ROOT

TABLES = {cohort: field_tables(edition, ROOT) for cohort, edition in EDITIONS.items()}
LIBRARY = pd.read_csv(ROOT / "data/raw/indicators.csv", dtype=str).set_index("indicator_id")
CATALOGUE = pd.read_csv(ROOT / "data/raw/qmi-1/qmi1_projects.csv", dtype=str)
COHORTS = sorted(EDITIONS)


@pytest.mark.parametrize("cohort", COHORTS)
def test_two_runs_give_the_same_bytes(cohort: str) -> None:
    again = field_tables(EDITIONS[cohort], ROOT)
    assert {name: csv_text(table) for name, table in again.items()} == {
        name: csv_text(table) for name, table in TABLES[cohort].items()
    }


@pytest.mark.parametrize("cohort", COHORTS)
def test_no_row_names_a_real_project_or_its_identifier(cohort: str) -> None:
    real = set(CATALOGUE["name"]) | set(CATALOGUE["project_id"])
    for table in TABLES[cohort].values():
        cells = {str(value) for column in table.columns for value in table[column]}
        assert not cells & real
        assert not [cell for cell in cells for name in CATALOGUE["name"] if len(name) > 5 and name in cell]


@pytest.mark.parametrize("cohort", COHORTS)
def test_a_trial_and_its_target_change_a_temperature_by_a_few_degrees_only(cohort: str) -> None:
    plans, measures = TABLES[cohort]["protocols"], TABLES[cohort]["measurements"]
    degrees = measures[measures["unit"].eq("degC")]
    plans = plans[plans["indicator_id"].isin(degrees["indicator_id"])]
    moved = degrees.groupby(["project_id", "arm"])["value"].agg(lambda levels: levels.max() - levels.min())
    assert len(plans) and moved.max() > 0
    assert moved.max() <= 3
    assert plans["target"].sub(plans["baseline"]).abs().between(0.1, 3).all()


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("name", ["milestones", "protocols", "measurements", "scores", "purchases"])
def test_every_row_is_about_a_project_of_the_register(cohort: str, name: str) -> None:
    assert set(TABLES[cohort][name]["project_id"]) <= set(TABLES[cohort]["projects"]["project_id"])


@pytest.mark.parametrize("cohort", COHORTS)
def test_milestones_never_go_back_in_time_and_skip_no_step(cohort: str) -> None:
    for _, steps in TABLES[cohort]["milestones"].groupby("project_id", sort=False):
        assert steps["date"].is_monotonic_increasing
        assert list(steps["step"]) == list(STEPS[: len(steps)])


@pytest.mark.parametrize("cohort", COHORTS)
def test_statuses_and_milestones_tell_the_same_story(cohort: str) -> None:
    tables = TABLES[cohort]
    status = tables["projects"].set_index("project_id")["status"]
    deployed = set(tables["milestones"].query("step == 'deployed'")["project_id"])
    assert deployed == set(status[status.eq("deployed")].index) == set(tables["protocols"]["project_id"])
    assert not deployed & set(status[status.eq("dropped_out")].index)


@pytest.mark.parametrize("cohort", COHORTS)
def test_measurements_have_the_unit_and_the_counts_of_their_indicator(cohort: str) -> None:
    for row in TABLES[cohort]["measurements"].itertuples():
        indicator = LIBRARY.loc[row.indicator_id]
        divisor = {"ratio": row.denominator, "rate": row.exposure and row.exposure / UNITS[row.unit].per}.get(
            indicator["aggregation"]
        )
        assert row.unit == indicator["unit"]
        assert row.n >= 1
        if divisor is not None:
            assert row.value == pytest.approx(row.numerator / divisor, abs=1e-6)
        if row.unit == "share":
            assert 0 <= row.value <= 1


@pytest.mark.parametrize("cohort", COHORTS)
def test_each_measurement_says_what_aggregating_its_parts_gives(cohort: str) -> None:
    rows = TABLES[cohort]["measurements"].reset_index(drop=True).assign(source_file="measurements.csv")
    rows = rows.assign(source_row=rows.index + 2)
    assert set(rows["unit"].map(lambda unit: UNITS[unit].per)) == {1, 1000}
    for position, row in rows.iterrows():
        indicator = Indicator(row["indicator_id"], row["unit"], LIBRARY.loc[row["indicator_id"], "aggregation"])
        assert aggregate(indicator, rows.loc[[position]]).value == pytest.approx(row["value"], rel=1e-3)


@pytest.mark.parametrize("cohort", COHORTS)
def test_measurements_were_planned_and_come_in_the_order_of_their_phases(cohort: str) -> None:
    tables = TABLES[cohort]
    planned = set(zip(tables["protocols"]["project_id"], tables["protocols"]["indicator_id"], strict=True))
    for key, rows in tables["measurements"].groupby(["project_id", "indicator_id", "arm"]):
        dates = rows.set_index("phase")["date"].reindex(["baseline", "endline", "follow_up"]).dropna()
        assert key[:2] in planned
        assert "baseline" in dates.index
        assert dates.is_monotonic_increasing and dates.is_unique


@pytest.mark.parametrize("cohort", COHORTS)
def test_some_trials_are_compared_and_some_went_backwards(cohort: str) -> None:
    measured = TABLES[cohort]["measurements"]
    assert 0 < measured.query("arm == 'comparison'")["project_id"].nunique() < measured["project_id"].nunique() / 2
    phases = measured.query("arm == 'treated'").pivot_table(
        index=["project_id", "indicator_id"], columns="phase", values="value"
    )
    sign = phases.index.get_level_values("indicator_id").map(LIBRARY["direction"]).map({"decrease": -1, "increase": 1})
    change = ((phases["endline"] - phases["baseline"]) * sign).dropna()
    assert 0.05 < change.lt(0).mean() < 0.5


@pytest.mark.parametrize("cohort", COHORTS)
def test_two_raters_score_each_kept_project_and_differ_by_one_level_at_most(cohort: str) -> None:
    scores = TABLES[cohort]["scores"]
    kept = TABLES[cohort]["projects"].query("status != 'dropped_out'")
    pairs = scores.pivot_table(index=["project_id", "criterion_id"], columns="rater", values="level")
    assert (list(pairs.columns), len(pairs)) == (list(RATERS), 5 * len(kept))
    apart = (pairs[RATERS[0]] - pairs[RATERS[1]]).abs()
    assert apart.max() == 1
    assert 0.65 < apart.eq(0).mean() < 0.95


@pytest.mark.parametrize("cohort", COHORTS)
def test_two_coders_code_the_same_passages_and_mostly_agree(cohort: str) -> None:
    coding = TABLES[cohort]["coding"]
    labels = {(each.dimension_id, code): label for each in CODEBOOK for code, label in each.codes}
    assert [labels[key] for key in zip(coding["dimension_id"], coding["code"], strict=True)] == list(coding["code_fr"])
    pairs = coding.pivot_table(index="passage_id", columns="coder", values="code", aggfunc="first")
    both = pairs.dropna()
    assert 0 < len(pairs) - len(both) < len(pairs) / 5
    assert 0.6 < both.iloc[:, 0].eq(both.iloc[:, 1]).mean() < 0.98


@pytest.mark.parametrize("cohort", COHORTS)
def test_nobody_foresees_the_end_of_a_project_that_was_bought(cohort: str) -> None:
    tables = TABLES[cohort]
    bought = tables["projects"]["project_id"].isin(tables["purchases"]["project_id"])
    coding = tables["coding"]
    said = coding[coding["entity"].isin(tables["projects"].loc[bought, "name"]) & coding["dimension_id"].eq("E04")]
    assert set(said["code"]) <= {"achat", "autre-site"}
    assert len(said)


@pytest.mark.parametrize("cohort", COHORTS)
def test_silent_communes_host_projects_but_say_and_buy_nothing(cohort: str) -> None:
    edition, tables = EDITIONS[cohort], TABLES[cohort]
    assert set(edition.silent_communes) <= set(tables["projects"]["commune_insee"])
    assert not set(edition.silent_communes) & set(tables["purchases"]["commune_insee"])
    assert set(tables["purchases"]["commune_insee"]) == set(edition.communes) - set(edition.silent_communes)
    silent = {f"Commune {edition.communes.index(code) + 1}" for code in edition.silent_communes}
    assert not silent & set(tables["interviews"]["entity"])


@pytest.mark.parametrize("cohort", COHORTS)
def test_each_purchase_follows_deployment_with_a_procedure_its_amount_allows(cohort: str) -> None:
    tables = TABLES[cohort]
    deployed = tables["milestones"].query("step == 'deployed'").set_index("project_id")["date"]
    limits = {"gre_a_gre": 40_000, "innovant": 100_000}
    for row in tables["purchases"].itertuples():
        assert row.date > deployed[row.project_id]
        assert row.amount_eur_ht < limits.get(row.procedure, 10**6)
    overlap = tables["purchases"].query("procedure == 'innovant' and amount_eur_ht < 40000")
    assert len(overlap) == 1


def test_quotes_are_said_by_an_interviewed_role_and_differ_between_editions() -> None:
    for tables in TABLES.values():
        roles = tables["interviews"].set_index("interview_id")["role_class"]
        assert list(tables["quotes"]["interview_id"].map(roles)) == list(tables["quotes"]["role_class"])
    first, second = ({saying.text for saying in SAYINGS[cohort]} for cohort in COHORTS)
    assert not first & second
    assert len(first | second) >= 40


def test_levels_are_given_for_indicators_of_the_library_only() -> None:
    used = {indicator for indicators in OF_THEME.values() for indicator in indicators} | set(OF_ALL)
    assert used == set(LEVELS)
    assert used <= set(LIBRARY.index)


def test_what_the_print_leaves_open_is_dealt_out_and_too_much_is_refused() -> None:
    assert rest_dealt({"a": 7}, 10, {"b": 1, "c": 1}) == {"a": 7, "b": 2, "c": 1}
    with pytest.raises(ValueError, match="11 counted of 10"):
        rest_dealt({"a": 11}, 10, {"b": 1})
