"""The indicator library is complete, says how each indicator adds up, and names goals that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

import pandas as pd
import pytest

from pipeline.intake.deliveries import load_deliveries
from pipeline.methods.indicators.aggregation import PARTS
from pipeline.methods.indicators.library_codes import (
    AGGREGATION_NEEDS_FR,
    AGGREGATIONS_FR,
    DIRECTIONS_FR,
    DOMAINS_FR,
    FREQUENCIES_FR,
    goal_of,
    target_order,
)
from pipeline.paths import CohortPaths
from pipeline.tables import LIST_SEPARATOR, TABLES
from pipeline.units import UNITS
from tests.conftest import ROOT
from tests.contract.test_stages import STAGES

LIBRARY = pd.read_csv(ROOT / "data/raw/indicators.csv", dtype=str, keep_default_na=False)
FEWEST = 64
SUITE = json.loads((ROOT / "expectations/indicators.json").read_text(encoding="utf-8"))["expectations"]
CODES: dict[str, list[str]] = {
    each["kwargs"]["column"]: each["kwargs"]["value_set"]
    for each in SUITE
    if each["type"] == "expect_column_values_to_be_in_set"
}
WORDS: dict[str, Collection[str]] = {
    "domain": DOMAINS_FR,
    "unit": UNITS,
    "direction": DIRECTIONS_FR,
    "aggregation": AGGREGATIONS_FR,
    "frequency": FREQUENCIES_FR,
}
SAID_BY_DEFINITION = {
    "ratio": r"Numérateur\u00a0: .+ Dénominateur\u00a0: ",
    "rate": r"Événements\u00a0: .+ Exposition\u00a0: ",
    "mean": r"Moyenne .+ Pondération\u00a0: ",
    "sum": r"^(?!.*(?:Numérateur|Exposition|Pondération))",
}
NUMBERED_TARGETS = dict(enumerate((5, 5, 9, 7, 6, 6, 3, 10, 5, 7, 7, 8, 3, 7, 9, 10, 19), start=1))
"""How many numbered targets each of the seventeen goals has."""
LETTERED_TARGETS = dict(zip(range(1, 18), "bcdccbbbccccbccb-", strict=True))
"""The last letter among the targets of each goal about means (1.a, 1.b)."""


def exists(target: str) -> bool:
    goal, _, rest = target.partition(".")
    if not goal.isdigit() or int(goal) not in NUMBERED_TARGETS:
        return False
    if rest.isdigit():
        return 1 <= int(rest) <= NUMBERED_TARGETS[int(goal)]
    return len(rest) == 1 and "a" <= rest <= LETTERED_TARGETS[int(goal)]


def items(column: str) -> set[str]:
    return set(LIBRARY[column].str.split(LIST_SEPARATOR, regex=False).explode())


def test_the_library_has_every_column_and_no_empty_cell() -> None:
    assert list(LIBRARY.columns) == [column.name for column in TABLES["indicators"].columns]
    assert len(LIBRARY) >= FEWEST
    assert not LIBRARY.drop(columns="is_counted").eq("").to_numpy().any()


def test_what_is_divided_is_said_to_be_counted_or_measured() -> None:
    """A rate counts events; a ratio may divide masses, which have no interval of a share; nothing else is divided."""
    said = {how: set(rows) for how, rows in LIBRARY.groupby("aggregation")["is_counted"]}
    assert said == {"sum": {""}, "mean": {""}, "rate": {"true"}, "ratio": {"true", "false"}}
    quantities = r"Dénominateur\u00a0: (?:masse|volume|surface|longueur|énergie|heures|achats|financements)"
    measured = LIBRARY["definition_fr"].str.contains(quantities)
    assert set(LIBRARY.loc[measured, "is_counted"]) == {"false"}


@pytest.mark.parametrize("column", ["indicator_id", "name_fr", "name_en", "definition_fr"])
def test_no_two_indicators_are_called_or_defined_alike(column: str) -> None:
    assert list(LIBRARY.loc[LIBRARY[column].duplicated(), column]) == []


@pytest.mark.parametrize("column", WORDS)
def test_the_suite_lets_pass_the_codes_that_have_a_word_and_no_other(column: str) -> None:
    assert set(CODES[column]) == set(WORDS[column])
    assert set(LIBRARY[column]) <= set(CODES[column])


def test_every_unit_is_used_and_every_aggregation_says_what_it_needs() -> None:
    assert set(LIBRARY["unit"]) == set(UNITS)
    assert set(AGGREGATION_NEEDS_FR) == set(AGGREGATIONS_FR) == set(PARTS)


def test_ids_are_kebab_case() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", indicator_id) for indicator_id in LIBRARY["indicator_id"])


@pytest.mark.parametrize("aggregation", SAID_BY_DEFINITION)
def test_definitions_say_what_their_aggregation_needs(aggregation: str) -> None:
    definitions = LIBRARY.loc[LIBRARY["aggregation"].eq(aggregation), "definition_fr"]
    assert [text for text in definitions if not re.search(SAID_BY_DEFINITION[aggregation], text)] == []


def test_shares_are_ratios_and_quantities_per_something_are_no_sums() -> None:
    assert set(LIBRARY.loc[LIBRARY["unit"].eq("share"), "aggregation"]) == {"ratio"}
    per_something = LIBRARY[LIBRARY["unit"].str.contains(r"(?:^|_)per_")]
    assert len(per_something)
    assert "sum" not in set(per_something["aggregation"])
    assert set(LIBRARY.loc[LIBRARY["aggregation"].eq("rate"), "unit"].str[:4]) == {"per_"}


def test_targets_are_those_of_the_agenda() -> None:
    assert (
        sum(NUMBERED_TARGETS.values()) + sum(ord(last) - 96 for last in LETTERED_TARGETS.values() if last > "-") == 169
    )
    assert [target for target in sorted(items("sdg_targets")) if not exists(target)] == []
    assert not exists("11.8")
    assert not exists("18.1")


def test_targets_are_sorted_as_the_agenda_lists_them() -> None:
    assert sorted(["9.c", "11.10", "11.2", "9.5"], key=target_order) == ["9.5", "9.c", "11.2", "11.10"]
    assert goal_of("11.10") == 11


def test_themes_are_the_families_of_the_programme() -> None:
    catalogue = pd.read_csv(ROOT / "data/raw/qmi-1/qmi1_projects.csv", dtype=str)
    assert items("themes") == set(catalogue["family"])


def test_sentences_are_french_and_well_set() -> None:
    for column in ("name_fr", "definition_fr", "collection_method_fr", "minimum_data_fr"):
        for text in LIBRARY[column]:
            assert not re.findall(r"\w'\w|[\w»] [;!?]|« | »|\w :\s|\d \d{3}\b", text), text
            assert text.endswith(".") != (column == "name_fr"), text


def test_ingest_depends_on_every_shared_file() -> None:
    cohorts = [path.parent.name for path in (ROOT / "data/raw").glob("*/delivery.yml")]
    declared = [each for cohort in cohorts for each in load_deliveries(CohortPaths(cohort, ROOT)).deliveries]
    shared = {f"data/raw/{each.file}" for each in declared if each.is_shared}
    assert "data/raw/indicators.csv" in shared
    assert shared <= set(STAGES["ingest"]["deps"])
