from __future__ import annotations

import pandas as pd
import pytest

from pipeline.methods.projects.project_register import FEWEST_PROJECTS, project_register
from tests.fixtures.sheet_releases import BOUGHT, REGISTER, STEPS
from tests.unit.project_examples import COMMUNES

TABLES = {"projects": REGISTER, "milestones": STEPS, "communes": COMMUNES, "purchases": BOUGHT}


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return project_register(TABLES).tables["deployment_projects"].set_index("project_id")


def test_each_project_has_a_row_in_the_order_of_the_register(told: pd.DataFrame) -> None:
    assert list(told.index) == ["P1", "P2", "P3", "P4"]
    assert (told.loc["P1", "commune"], told.loc["P1", "theme_fr"], told.loc["P1", "status_fr"]) == (
        "Meudon",
        "Énergie",
        "déployé",
    )
    assert list(told["is_bought"]) == [True, False, False, False]
    assert list(told["is_renewed"]) == [True, False, False, False]
    assert list(told["is_stopped"]) == [False, False, True, False]


def test_dates_are_facts_that_rest_on_their_own_rows(told: pd.DataFrame) -> None:
    facts = {fact.fact_id: fact for fact in project_register(TABLES).facts}
    deployed = facts[str(told.loc["P1", "deployed_fact"])]
    assert (deployed.value_text, deployed.unit) == ("2024-07-02", "date")
    assert deployed.rows == (("milestones.csv", 5),)
    assert facts[str(told.loc["P1", "bought_fact"])].rows == (("purchases.csv", 2),)
    assert facts[str(told.loc["P1", "months_fact"])].value == pytest.approx(183 / (365.25 / 12))
    assert pd.isna(told.loc["P2", "deployed_fact"]) and pd.isna(told.loc["P2", "months_fact"])


def test_a_median_needs_projects_enough() -> None:
    made = project_register(TABLES)
    spans = made.tables["deployment_commune_spans"].set_index(["commune", "span"])
    facts = {fact.fact_id: fact for fact in made.facts}
    framing = spans.loc[("Meudon", "selection-framing")]
    assert facts[framing["passed_fact"]].value == FEWEST_PROJECTS
    assert facts[framing["median_fact"]].value == pytest.approx(61 / (365.25 / 12))
    assert pd.isna(spans.loc[("Sceaux", "selection-framing"), "median_fact"])
    assert ("Sceaux", "framing-site_validated") not in spans.index


def test_registers_without_purchases_or_any_row_are_survived() -> None:
    without = {name: table for name, table in TABLES.items() if name not in ("purchases", "communes")}
    assert project_register(without).tables["deployment_projects"]["is_bought"].isna().all()  # unknown, not « no »
    empty = project_register(TABLES | {"projects": REGISTER.head(0), "milestones": STEPS.head(0)})
    assert empty.facts == [] and empty.tables["deployment_projects"].empty
