"""Costs: sums by kind, item and funder, days, and means a tried project, with nothing made of nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import costs_exhibits as exhibits
from pipeline.booklet.exhibits import Figure
from pipeline.estimates import Tables
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.programme_accounts import funding_lines, programme_targets
from tests.conftest import ROOT
from tests.fixtures.knowledge import table
from tests.unit.project_examples import estimated, plain, projects, released, values

LINES = table(
    "funding_lines",
    """
line_id,item,funder,kind,amount_eur,days,day_rate_eur
B1,support,organiser,cash,600,,
B2,training,public_bank,cash,300,,
B3,training,organiser,cash,100,,
B4,staff_time,communes,time,800,4,200
B5,prototypes,holders,own_funds,1200,,
""",
)
REGISTER = projects(
    ("P1", "energie", "92048", "deployed"), ("P2", "energie", "92048", "deployed"), ("P3", "x", "92071", "selected")
)
TABLES: Tables = {"funding_lines": LINES, "projects": REGISTER}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_sums_shares_and_days() -> None:
    found = values(estimated("costs", TABLES))
    assert (found["costs-cash"], found["costs-time"], found["costs-own-funds"]) == (1000, 800, 1200)
    assert (found["costs-item-training"], found["costs-funder-organiser"]) == (400, 700)
    assert found["costs-funder-organiser-share"] == pytest.approx(0.7)
    assert (found["costs-time-days"], found["costs-time-days-communes"]) == (4, 4)


def test_shares_of_funders_and_of_items_make_a_whole() -> None:
    made = estimated("costs", TABLES)
    found, panels = values(made), made.tables["costs_panels"]
    for _, rows in panels.groupby("panel"):
        assert sum(found[fact_id] or 0 for fact_id in rows["share_fact"]) == pytest.approx(1)
    assert list(panels.loc[panels["panel"].eq("item"), "label_fr"]) == [
        "Accompagnement des projets",
        "Formation des agents",
    ]


def test_a_mean_is_over_projects_that_were_tried_and_says_how_many() -> None:
    made = {fact.fact_id: fact for fact in estimated("costs", TABLES).facts}
    mean, everything = made["costs-per-project"], made["costs-per-project-everything"]
    assert (mean.value, everything.value, mean.n_answered, mean.qualifier) == (500, 1500, 2, "~")
    assert {file for file, _ in mean.rows} == {"funding_lines.csv", "projects.csv"}


def test_without_a_tried_project_no_mean_is_made(tmp_path: Path) -> None:
    waiting = {**TABLES, "projects": projects(("P1", "energie", "92048", "selected"))}
    assert "costs-per-project" not in values(estimated("costs", waiting))
    assert plain(exhibits.per_project(released(tmp_path, "costs", waiting))) == exhibits.NO_PROJECT_FR
    assert "costs-tried" not in values(estimated("costs", {"funding_lines": LINES}))


def test_lines_without_money_of_the_programme_draw_nothing(tmp_path: Path) -> None:
    others = {"funding_lines": LINES[LINES["kind"].ne("cash")]}
    release = released(tmp_path, "costs", others)
    assert plain(exhibits.budget_figure(release, "Légende")) == exhibits.NO_BUDGET_FR
    assert plain(exhibits.funders(release)) == exhibits.NO_BUDGET_FR


def test_an_empty_budget_gives_no_fact() -> None:
    assert values(estimated("costs", {"funding_lines": LINES.head(0)})) == {}


def test_readers_see_amounts_means_and_days(tmp_path: Path) -> None:
    release = released(tmp_path, "costs", TABLES)
    figure = exhibits.budget_figure(release, "Légende")
    assert isinstance(figure, Figure)
    assert "600" in figure.alt_fr
    assert "environ\u00a0500\u202f€" in plain(exhibits.per_project(release))
    assert "800\u202f€. On a compté 4 jours de travail." in plain(exhibits.besides(release))
    assert plain(exhibits.said_in_surveys(release)) == exhibits.NOBODY_FR


@pytest.mark.parametrize("cohort", sorted(EDITIONS))
def test_made_up_accounts_name_no_institution_and_count_time_at_its_rate(cohort: str) -> None:
    lines = funding_lines(EDITIONS[cohort], Path())["funding_lines"]
    assert lines.equals(funding_lines(EDITIONS[cohort], Path())["funding_lines"])
    timed = lines[lines["kind"].eq("time")]
    assert (timed["days"] * timed["day_rate_eur"]).tolist() == timed["amount_eur"].tolist()
    assert set(lines["funder"]) == {"organiser", "public_bank", "communes", "partners", "holders"}


def test_no_made_up_target_stands_where_a_document_prints_one() -> None:
    for cohort, edition in EDITIONS.items():
        printed = pd.read_csv(ROOT / f"data/raw/{cohort}/programme_targets.csv")
        made = programme_targets(edition, Path())["programme_targets"]
        assert not set(printed["node_id"]) & set(made["node_id"])
