from __future__ import annotations

import pandas as pd
import pytest

from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.field_tables import field_tables
from pipeline.synthetic.making import file_of
from pipeline.synthetic.sensors import DAYS_EACH_SIDE, SITES, sensors
from tests.conftest import ROOT

EDITION = EDITIONS["qmi-2"]
KEY = ["project_id", "indicator_id"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return field_tables(EDITION, ROOT)


def test_readings_are_hourly_and_each_moment_is_read_once(tables: dict[str, pd.DataFrame]) -> None:
    readings = tables["sensors"]
    assert not readings.duplicated([*KEY, "ts"]).any()
    steps = readings.groupby(KEY)["ts"].diff().dropna()
    assert steps.mode().iloc[0] == pd.Timedelta(hours=1)
    assert steps.max() > pd.Timedelta(hours=12)  # silences to be found
    assert readings["ts"].max() <= pd.Timestamp(EDITION.closed_on)


def test_each_site_is_read_before_and_after_its_deployment(tables: dict[str, pd.DataFrame]) -> None:
    deployed = tables["milestones"].query("step == 'deployed'").set_index("project_id")["date"]
    for (project, _), rows in tables["sensors"].groupby(KEY):
        day = pd.Timestamp(deployed[project])
        for part in (rows[rows["ts"] < day], rows[rows["ts"] >= day]):
            assert DAYS_EACH_SIDE * 24 * 0.9 < len(part) <= DAYS_EACH_SIDE * 24


def test_two_series_change_one_does_not_and_one_repeats_itself(tables: dict[str, pd.DataFrame]) -> None:
    deployed = tables["milestones"].query("step == 'deployed'").set_index("project_id")["date"]
    for site in SITES:
        rows = tables["sensors"].query("indicator_id == @site.indicator_id")
        is_before = rows["ts"] < pd.Timestamp(deployed[rows["project_id"].iloc[0]])
        if site.is_stuck:
            assert set(rows["value"].tail(500)) == {rows["value"].iloc[-1]}
        else:
            change = rows.loc[~is_before, "value"].mean() / rows.loc[is_before, "value"].mean() - 1
            assert change == pytest.approx(site.shift, abs=0.03)


def test_the_file_is_the_same_bytes_and_the_other_tables_do_not_depend_on_it(tables: dict[str, pd.DataFrame]) -> None:
    again = sensors(EDITION, tables["projects"], tables["milestones"], EDITION.chance("sensors"))
    name, content = file_of("sensors", tables["sensors"])
    assert (name, content) == file_of("sensors", again)
    assert name == "sensors.parquet"
    assert b"pandas" not in content


def test_the_first_edition_has_no_sensors() -> None:
    assert "sensors" not in field_tables(EDITIONS["qmi-1"], ROOT)
