"""The edition before reaches release through `compare` alone, and what it told and hid is taken into account."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.disclosure.former import hand_over, handed_over
from pipeline.errors import MissingInputError
from pipeline.estimate_folders import write_estimates
from pipeline.estimates import Estimates
from pipeline.facts import Fact, Rows
from pipeline.params import Params, load_params
from pipeline.paths import CohortPaths
from pipeline.protect import decided
from tests.unit.test_disclosure_linked import counted
from tests.unit.test_facts import a_fact
from tests.unit.test_release import COHORT, DELIVERY

ABOUT = {
    "deliveries": pd.DataFrame([{**DELIVERY, "file": "projects.csv"}]),
    "corrections": pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date"]),
}
COMPARED = a_fact(fact_id="editions-questions", value=40.0, rows=Rows.of(("questionnaire.md", 1)))


def made(paths: CohortPaths, facts: list[Fact], min_count: int) -> None:
    """The cohort's estimates, and its cohort.yml."""
    write_estimates(paths.cohort_estimates, {"sample": Estimates(facts, {})}, ABOUT)
    paths.raw.mkdir(parents=True)
    rules = {"min_count": min_count, "reason": "essai", "unit": "enterprises"}
    said = {**COHORT.model_dump(mode="json"), "cohort": paths.cohort, "disclosure": rules}
    (paths.raw / "cohort.yml").write_text(json.dumps(said), encoding="utf-8")


@pytest.fixture
def editions(tmp_path: Path) -> tuple[CohortPaths, CohortPaths, Params]:
    """A first edition told 10, the second tells 12 of the same file: two came since."""
    former, now = CohortPaths("first", tmp_path), CohortPaths("second", tmp_path)
    made(former, [counted("north", 0, 10)], 3)
    made(now, [counted("north", 0, 12)], 3)
    write_estimates(now.edition_estimates, {"editions": Estimates([COMPARED], {})}, ABOUT)
    params = load_params().model_copy(update={"previous": {"second": "first"}})
    return former, now, params


def second(rules: int = 3) -> object:
    return COHORT.model_copy(
        update={"cohort": "second", "disclosure": COHORT.disclosure.model_copy(update={"min_count": rules})}
    )


def test_without_the_edition_before_nothing_is_released(editions: tuple[CohortPaths, CohortPaths, Params]) -> None:
    _, now, params = editions
    with pytest.raises(MissingInputError, match="Run compare first"):
        decided(second(), now, params)


def test_newcomers_are_not_told_by_the_difference(editions: tuple[CohortPaths, CohortPaths, Params]) -> None:
    former, now, params = editions
    hand_over(former, now.edition_estimates)
    shutil.rmtree(former.processed)
    assert decided(second(), now, params).facts == {"sample-north"}
    assert not decided(second(), now, params.model_copy(update={"previous": {}})).facts


def test_what_is_handed_over_is_whole_and_replaced(editions: tuple[CohortPaths, CohortPaths, Params]) -> None:
    former, now, _ = editions
    for _ in range(2):
        hand_over(former, now.edition_estimates)
    cohort, folder = handed_over(now.edition_estimates)
    assert (cohort.cohort, cohort.disclosure.min_count) == ("first", 3)
    assert {path.name for path in folder.iterdir()} >= {"facts.parquet", "row_sets.parquet", "themes.json"}
