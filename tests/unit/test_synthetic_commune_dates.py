"""Made-up dates of communes: councils before votes, on weekdays, the same every time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from pipeline.synthetic.commune_dates import FIRST_MEETING, HOLIDAYS, LAST_MEETING, LAST_WEEKDAY, commune_dates
from pipeline.synthetic.editions import EDITIONS


def made(cohort: str) -> pd.DataFrame:
    table = commune_dates(EDITIONS[cohort], Path())["commune_dates"]
    return table.assign(date=pd.to_datetime(table["date"]))


@pytest.mark.parametrize("cohort", sorted(EDITIONS))
def test_each_commune_votes_its_budget_once_at_a_council(cohort: str) -> None:
    dates = made(cohort)
    votes = dates[dates["event"].eq("budget_vote")]
    assert sorted(votes["commune_insee"]) == sorted(EDITIONS[cohort].communes)
    councils = dates[dates["event"].eq("council")]
    held = set(zip(councils["commune_insee"], councils["date"], strict=True))
    assert set(zip(votes["commune_insee"], votes["date"], strict=True)) <= held


@pytest.mark.parametrize("cohort", sorted(EDITIONS))
def test_councils_meet_on_working_days_within_the_horizon(cohort: str) -> None:
    dates = made(cohort)
    assert dates["date"].dt.day_of_week.max() <= LAST_WEEKDAY
    assert dates["date"].between(pd.Timestamp(FIRST_MEETING) - pd.Timedelta(days=3), pd.Timestamp(LAST_MEETING)).all()
    assert not dates.duplicated().any()
    assert not dates["date"].dt.strftime("%m-%d").isin(["05-01", "05-08", "07-14", "08-15", "11-01", "11-11"]).any()


def test_no_council_meets_on_a_day_that_easter_moves() -> None:
    assert {dt.date(2027, 3, 29), dt.date(2027, 5, 6), dt.date(2027, 5, 17)} <= HOLIDAYS


def test_two_runs_draw_the_same_dates() -> None:
    assert made("qmi-2").equals(made("qmi-2"))


def test_some_communes_vote_at_the_end_of_the_year() -> None:
    votes = pd.concat([made(cohort) for cohort in sorted(EDITIONS)]).query("event == 'budget_vote'")
    assert votes["date"].dt.month.isin((11, 12)).any()
