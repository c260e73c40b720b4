"""Needs, functions and barriers: printed order, relations counted both ways, nothing ranked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import needs_exhibits as exhibits
from pipeline.booklet.chapters import needs_words as words
from pipeline.booklet.exhibits import Table, Text
from pipeline.estimates import Estimates
from pipeline.estimators.needs import as_printed, estimate
from pipeline.params import EstimateParams
from pipeline.released import Release
from tests.fixtures.knowledge import delivered
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
TABLES = ("needs_typology", "platform_functions", "barriers")


def estimated(*names: str, **more: pd.DataFrame) -> Estimates:
    return estimate({name: delivered(name) for name in names or TABLES} | more, PARAMS)


def values(found: Estimates) -> dict[str, float | None]:
    return {fact.fact_id: fact.value for fact in found.facts}


def release(folder: Path, found: Estimates) -> Release:
    return written_release(folder, "needs", found, min_count=5)


def text(shown: Table | Text) -> str:
    return str(shown.markdown() if isinstance(shown, Table) else shown.markdown).replace("\\", "")


def test_relations_name_only_what_exists() -> None:
    needs = delivered("needs_typology")
    functions = {each for ids in needs["functions"].dropna() for each in ids}
    assert functions <= set(delivered("platform_functions")["function_id"])
    assert set(needs["barrier_id"].dropna()) <= set(delivered("barriers")["barrier_id"])


def test_relations_add_up_from_both_sides() -> None:
    found, needs = values(estimated()), delivered("needs_typology")
    by_function = sum(value or 0 for name, value in found.items() if name.startswith("needs-of-function-"))
    assert by_function == needs["functions"].dropna().map(len).sum()
    by_barrier = sum(value or 0 for name, value in found.items() if name.startswith("needs-of-barrier-"))
    assert by_barrier == needs["barrier_id"].notna().sum()
    assert found["needs-without-function"] == needs["functions"].isna().sum()
    alone = [name for name, value in found.items() if name.startswith("needs-of-function-") and value == 0]
    assert found["needs-functions-without-need"] == len(alone)


def test_groups_stay_as_delivered_and_needs_as_printed() -> None:
    shuffled = delivered("needs_typology").iloc[::-1]
    printed = as_printed(shuffled)
    assert list(dict.fromkeys(printed["actor_group"])) == list(dict.fromkeys(shuffled["actor_group"]))
    assert printed.groupby("actor_group")["printed_order"].apply(lambda order: order.is_monotonic_increasing).all()


def test_a_relation_says_that_one_person_read_it() -> None:
    related = [fact for fact in estimated().facts if "-of-function-" in fact.fact_id]
    assert {fact.design for fact in related} == {"coding"}
    assert all("d’une seule personne" in fact.limits_fr for fact in related)


def test_needs_alone_are_listed_and_the_rest_says_so(tmp_path: Path) -> None:
    told = release(tmp_path, estimated("needs_typology"))
    assert text(exhibits.needs_tables(told)).count(words.NO_FUNCTION_FR) == len(delivered("needs_typology"))
    assert text(exhibits.functions_table(told, "Fonctions")) == words.NO_FUNCTIONS_FR
    assert text(exhibits.counts_text(told)) == words.NO_FUNCTIONS_FR
    assert text(exhibits.barriers_table(told, "Freins")) == words.NO_BARRIERS_FR


@pytest.mark.parametrize("missing", ["functions", "barrier_id", "evidence"])
def test_a_need_that_the_team_did_not_relate_is_listed_all_the_same(missing: str, tmp_path: Path) -> None:
    told = release(tmp_path, estimated(needs_typology=delivered("needs_typology").drop(columns=missing)))
    assert text(exhibits.needs_tables(told)).count("\n|") > len(delivered("needs_typology"))


def test_each_group_has_its_table_and_links_stay_links(tmp_path: Path) -> None:
    told = release(tmp_path, estimated())
    shown = exhibits.needs_tables(told).markdown
    assert shown.count("{#tbl-needs-typology-") == 2
    assert "nᵒˢ\u00a02 et 3" in shown
    assert "(#fait-needs-of-function-pf01)" in str(exhibits.functions_table(told, "Fonctions").markdown())


def test_one_need_is_enough() -> None:
    found = values(estimated(needs_typology=delivered("needs_typology").head(1)))
    assert found["needs-needs"] == 1


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], "aucune"), ([2], "nº\u00a02"), ([2, 3], "nᵒˢ\u00a02 et 3"), ([2, 3, 5], "nᵒˢ\u00a02, 3 et 5")],
)
def test_functions_read_well(numbers: list[int], said: str) -> None:
    assert words.functions_words(numbers) == said


@pytest.mark.parametrize(
    ("needs", "functions", "start"),
    [(0, 0, "Chaque besoin trouve"), (1, 0, "Un besoin sans fonction"), (0, 2, "Une fonction sans besoin")],
)
def test_what_is_left_over_is_told(needs: float, functions: float, start: str) -> None:
    assert words.left_sentence(needs, functions).startswith(start)
