from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from benchmarks.straight_sensors import CHANGED_ON, straight
from pipeline.booklet.chapters import sensors_exhibits as exhibits
from pipeline.booklet.chapters.design_wording import unearned
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.estimates import Estimates
from pipeline.estimators.sensors import estimate
from pipeline.facts import Fact, facts_frame
from pipeline.frames import StoredTables, write_tables
from pipeline.methods.indicators.design_strength import Strength
from pipeline.methods.indicators.sensor_aggregates import aggregated
from pipeline.params import EstimateParams
from pipeline.release import released_facts
from pipeline.released import Release
from tests.conftest import ROOT
from tests.unit.test_indicators_exhibits import cohort, plain

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
LIBRARY = pd.DataFrame(
    [
        ("particles", "Particules", "environnement", "ug_m3", "decrease", "mean", None, ["11.6"]),
        ("power", "Électricité", "environnement", "kWh", "decrease", "sum", None, ["7.3"]),
    ],
    columns=["indicator_id", "name_fr", "domain", "unit", "direction", "aggregation", "is_counted", "sdg_targets"],
).assign(source_file="i.csv", source_row=[2, 3])
DEPLOYED = "2025-04-11"
MILESTONES = pd.DataFrame(
    {
        "project_id": ["A", "A", "B"],
        "step": ["selection", "deployed", "selection"],
        "date": ["2025-01-01", DEPLOYED, "2025-01-01"],
    }
).assign(date=lambda frame: pd.to_datetime(frame["date"]), source_file="j.csv", source_row=[2, 3, 4])


def hourly(
    values: Any, project: str = "A", indicator: str = "particles", start: str = "2025-01-01", freq: str = "h"
) -> pd.DataFrame:
    moments = pd.date_range(start, periods=len(values), freq=freq, unit="us")
    return pd.DataFrame(
        {"project_id": project, "indicator_id": indicator, "ts": moments, "value": np.asarray(values, dtype=float)}
    ).assign(source_file="s.parquet", source_row=np.arange(2, len(values) + 2))


def noisy(days: int, jump_at: int = 0, jump: float = 0.0, seed: int = 1) -> np.ndarray:
    rng = Generator(PCG64(seed))
    values = 10 + rng.normal(0, 0.4, days).repeat(24) + rng.normal(0, 1, days * 24)
    values[jump_at * 24 :] += jump
    return values.round(2)


def estimated(sensors: pd.DataFrame, **tables: pd.DataFrame) -> Estimates:
    return estimate({"sensors": sensors, "indicators": LIBRARY, "milestones": MILESTONES, **tables}, PARAMS)


def facts(found: Estimates) -> dict[str, Fact]:
    facts_frame({"sensors": found.facts})
    return {fact.fact_id.removeprefix("sensors-"): fact for fact in found.facts}


def row(found: Estimates) -> pd.Series:
    return found.tables["sensors_series"].iloc[0]


def test_aggregates_are_those_of_the_whole_table() -> None:
    """DuckDB against pandas, series by series."""
    rng = Generator(PCG64(7))
    sensors = pd.concat([hourly(noisy(40)), hourly(noisy(20, seed=2), indicator="power"), hourly(noisy(9), "B")])
    sensors = sensors[rng.random(len(sensors)) > 0.2]
    found = aggregated({"sensors": sensors}, {"A": pd.Timestamp("2025-01-10")})
    for frame, part in (
        (found.monthly, sensors["ts"].dt.to_period("M").dt.start_time),
        (found.daily, sensors["ts"].dt.normalize()),
    ):
        groups = sensors.groupby(["project_id", "indicator_id", part.rename("period")])["value"]
        expected = groups.agg(["size", "mean", "median", "min", "max"]).reset_index()
        for column, name in {
            "readings": "size",
            "mean": "mean",
            "median": "median",
            "lowest": "min",
            "highest": "max",
        }.items():
            np.testing.assert_allclose(frame[column], expected[name])
    is_before = sensors["ts"] < pd.Timestamp("2025-01-10")
    own = sensors[is_before & sensors["project_id"].eq("A") & sensors["indicator_id"].eq("power")]["value"]
    line = found.phases.set_index(["project_id", "indicator_id", "period"]).loc[("A", "power", "before")]
    assert (line["readings"], line["median"]) == (len(own), own.median())
    assert "B" not in set(found.phases["project_id"])


def test_a_file_and_a_frame_give_the_same_aggregates_whatever_the_order_of_rows(tmp_path: Path) -> None:
    sensors = pd.concat([hourly(noisy(12)), hourly(noisy(5), "B")], ignore_index=True)
    one = aggregated({"sensors": sensors}, {"A": pd.Timestamp("2025-01-05")})
    write_tables(tmp_path, {"sensors": sensors.sample(frac=1, random_state=2)})
    other = aggregated(StoredTables(tmp_path), {"A": pd.Timestamp("2025-01-05")})
    for name in ("series", "monthly", "daily", "phases", "evidence"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("most", [8_000_000, 3_000, 1])
def test_aggregates_are_those_of_plain_sql_to_the_bit(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings that repeat a value, arrive twice, are missing or no number, in several files, out of order.

    Whether all projects are sorted together, some of them, or each alone.
    """
    monkeypatch.setattr("pipeline.methods.indicators.sensor_aggregates.MOST_AT_ONCE", most)
    rng, count = Generator(PCG64(11)), 6_000
    moments = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 3_000, count) * 3_600, unit="s")
    sensors = pd.DataFrame(
        {
            "project_id": rng.choice(["A", "É", "b"], count),
            "indicator_id": rng.choice(["power", "particles"], count),
            "ts": moments.astype("datetime64[us]"),
            "value": rng.normal(0, 0.7, count).round(0),
            "source_file": rng.choice(["t.parquet", "s.parquet"], count),
            "source_row": np.arange(2, count + 2),
        }
    )
    sensors.loc[rng.integers(0, count, 90), "value"] = np.nan
    sensors.loc[rng.integers(0, count, 9), "project_id"] = None
    found = aggregated({"sensors": sensors}, dict.fromkeys("AÉb", pd.Timestamp(CHANGED_ON)))
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", sensors)
        for name, expected in straight(connection, "given").items():
            pd.testing.assert_frame_equal(getattr(found, name), expected, check_exact=True)


def test_the_table_of_readings_is_never_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(tmp_path, {"sensors": hourly(noisy(5)), "indicators": LIBRARY, "milestones": MILESTONES})
    read = pd.read_parquet

    def refusing(path: Any, *args: Any, **more: Any) -> Any:
        assert Path(path).stem != "sensors"
        return read(path, *args, **more)

    monkeypatch.setattr(pd, "read_parquet", refusing)
    assert estimate(StoredTables(tmp_path), PARAMS).facts


def test_coverage_counts_what_should_have_come_and_the_longest_silence() -> None:
    sensors = hourly(noisy(10)).drop(index=[*range(30, 54), 100])
    found = facts(estimated(sensors))
    assert (found["a-particles-coverage"].numerator, found["a-particles-coverage"].denominator) == (215, 240)
    assert found["a-particles-gap"].value == 25
    assert found["a-particles-readings"].value == 215


def test_coverage_is_told_for_each_phase() -> None:
    sensors = hourly(noisy(200)).iloc[: 150 * 24]
    sensors = sensors[(sensors["ts"] < DEPLOYED) | (sensors.index % 2 == 0)]
    estimates = estimated(sensors)
    before, after = (facts(estimates)[f"a-particles-coverage-{phase}"] for phase in ("before", "after"))
    assert (before.numerator, before.denominator) == (2400, 2400)
    assert after.value == pytest.approx(0.5, abs=0.001)
    assert row(estimates)["state"] == "sparse"


def test_readings_that_are_no_number_and_second_readings_of_a_moment_are_left_out() -> None:
    sensors = hourly(noisy(3))
    sensors.loc[5, "value"] = np.nan
    sensors.loc[6, "value"] = np.inf
    twice = pd.concat([sensors, sensors.iloc[[8]].assign(value=99.0, source_row=999)])
    found = estimated(twice)
    assert facts(found)["a-particles-readings"].value == 70
    assert found.tables["sensors_monthly"]["highest"].max() < 99


def test_a_jump_at_the_deployment_is_a_break_of_the_series_in_the_wanted_direction() -> None:
    found = estimated(hourly(noisy(200, jump_at=100, jump=-2)))
    jump = facts(found)["a-particles-jump"]
    assert (jump.design, jump.unit) == ("time_series", "ug_m3")
    assert jump.low is not None
    assert jump.high is not None
    assert jump.low < -2 < jump.high < 0
    assert (row(found)["sense"], row(found)["is_found"], row(found)["strength"]) == ("favourable", True, 3)
    assert abs(facts(found)["a-particles-found-days"].value or 0) <= 2
    assert facts(found)["apart"].value == 1


def test_a_series_that_does_not_jump_is_not_said_to() -> None:
    found = estimated(hourly(noisy(200)))
    assert (row(found)["sense"], row(found)["is_found"]) == ("unchanged", False)
    assert facts(found)["apart"].value == 0


def test_a_stuck_sensor_gives_no_jump() -> None:
    values = noisy(200, jump_at=100, jump=-2)
    values[3000:3100] = values[2999]
    found = estimated(hourly(values))
    assert row(found)["state"] == "stuck"
    assert "a-particles-jump" not in facts(found)
    assert facts(found)["a-particles-run"].value == 100
    values[3050] += 1  # two runs of two days: no sensor is stuck so briefly
    assert row(estimated(hourly(values)))["state"] == "usable"


def test_without_a_deployment_there_is_no_before_nor_after() -> None:
    found = estimated(hourly(noisy(200), "B"))
    assert pd.isna(row(found)["changed_on"])
    assert row(found)["before_fact"] is None
    alone = estimate({"sensors": hourly(noisy(5)), "indicators": LIBRARY}, PARAMS)
    assert row(alone)["strength"] == Strength.LEVEL


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_no_one_or_two_readings_are_told_as_what_they_are(rows: int) -> None:
    found = estimated(hourly(noisy(1)).iloc[:rows])
    assert len(found.tables["sensors_series"]) == min(rows, 1)
    assert bool(found.facts) == bool(rows)
    if rows:
        assert facts(found)["a-particles-coverage"].denominator == rows


def test_an_indicator_that_the_library_does_not_hold_is_left_out() -> None:
    assert estimated(hourly(noisy(3), indicator="unknown")).facts == []


def test_evidence_is_the_first_and_last_reading_of_each_month() -> None:
    found = facts(estimated(hourly(noisy(40))))
    assert found["a-particles-readings"].rows == (
        ("s.parquet", 2),
        ("s.parquet", 31 * 24 + 1),
        ("s.parquet", 31 * 24 + 2),
        ("s.parquet", 40 * 24 + 1),
    )


def released(folder: Path, sensors: pd.DataFrame) -> Release:
    found = estimated(sensors)
    if found.facts:
        write_tables(folder, {"facts": released_facts(facts_frame({"sensors": found.facts}), cohort(1), 10)})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": "institutions"}), encoding="utf-8")
    return Release(folder)


def shown(release: Release) -> list[Figure | Table | Text]:
    tables = [exhibits.received_table(release, "Titre"), exhibits.changes_table(release, "Titre")]
    figures = [exhibits.series_figure(release, position, "Titre") for position in (0, 1)]
    return [exhibits.summary(release), exhibits.verdicts(release), *tables, *figures]


def test_a_cohort_whose_sensors_sent_nothing_says_so(tmp_path: Path) -> None:
    for each in shown(released(tmp_path, hourly(noisy(1)).iloc[:0])):
        assert isinstance(each, Text)
        assert str(each.markdown).strip()


@pytest.mark.parametrize(
    ("values", "project", "said"),
    [
        (noisy(200, 100, -2), "A", "à la mise en service, changement de niveau favorable"),
        (noisy(200, 100, 2), "A", "à la mise en service, changement de niveau défavorable"),
        (noisy(200), "A", "reste dans la marge"),
        (np.r_[noisy(100), np.full(2400, 5.0)], "A", "répète une même valeur"),
        (noisy(200), "B", "n’est pas connu"),
        (noisy(101), "A", "trop peu de jours"),
    ],
    ids=["down", "up", "still", "stuck", "no date", "short"],
)
def test_each_case_has_its_sentence_and_no_unearned_word(
    values: np.ndarray, project: str, said: str, tmp_path: Path
) -> None:
    release = released(tmp_path, hourly(values, project))
    text = plain(exhibits.verdicts(release).markdown)
    assert said in text
    assert unearned(text, Strength.TIME_SERIES) == []
    assert isinstance(exhibits.series_figure(release, 0, "Titre"), Figure)
    assert all(each is not None for each in shown(release))


def test_the_chapter_uses_no_word_that_a_series_has_not_earned() -> None:
    text = (ROOT / "reports/chapters/sensors.qmd").read_text(encoding="utf-8")
    assert unearned(text, Strength.TIME_SERIES) == []
