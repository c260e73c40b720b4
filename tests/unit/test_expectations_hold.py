"""Every rule of the suites, once broken: a small cohort in which nothing is wrong, and one edit a rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from io import StringIO

import pandas as pd
import pytest

from pipeline.intake.checks import Checker, SuiteRun
from pipeline.intake.derived_columns import with_derived
from pipeline.intake.questionnaires import Question, Questionnaire, schema_of
from pipeline.intake.suites import load_suite
from pipeline.intake.typed_tables import typed
from pipeline.intake.values import Writing
from tests.conftest import ROOT
from tests.fixtures.sound_tables import SOUND

SURVEYS = tuple(
    Questionnaire(
        table=f"survey_{audience}", title_fr="Enquête", questions=(Question(name="q", kind="text", label_fr="Q"),)
    )
    for audience in ("startups", "communes", "institutions")
)
SCHEMA = schema_of(SURVEYS)

WRITING = {"f.csv": Writing(".", "YYYY-MM-DD", "names")}


def table(name: str, text: str) -> pd.DataFrame:
    """A typed table from CSV text; rows are numbered as in a spreadsheet."""
    frame = pd.read_csv(StringIO(text.strip()), dtype=str, keep_default_na=False)
    frame = frame.assign(source_file="f.csv", source_row=range(2, len(frame) + 2))
    values, faults = typed(frame, SCHEMA[name], WRITING)
    assert not faults
    return values


@cache
def sound() -> Mapping[str, pd.DataFrame]:
    return {name: table(name, text) for name, text in SOUND.items()}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def run(checker: Checker, name: str, tables: Mapping[str, pd.DataFrame], only: str = "") -> SuiteRun:
    """What the suite of a table gives, or one of its rules alone."""
    suite = load_suite(ROOT / "expectations", name, SCHEMA)
    assert suite is not None
    if only:
        kept = [each for each in suite.expectations if each.meta.code == only]
        suite = suite.model_copy(update={"expectations": kept})
    return checker.run(suite, with_derived(SCHEMA[name], tables, suite.wanted_columns), tables)


def told(found: SuiteRun) -> dict[str, list[int]]:
    """Rows by code; a failure of the whole table has none."""
    return {each.expectation.meta.code: [row for _, row in each.rows] for each in found.failures}


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_sound_table_breaks_no_rule_and_every_rule_is_evaluated(checker: Checker, name: str) -> None:
    found = run(checker, name, sound())
    assert (told(found), found.broken, found.unreferenced) == ({}, (), ())
    not_here = {"communes", "published"}  # columns and tables that this small cohort leaves out
    assert found.skipped == () or name in not_here


NEW_TABLES = (
    *("projects", "applications", "milestones", "protocols", "indicators", "measurements", "sensors", "invitations"),
    *("survey_startups", "scores", "quotes", "purchases", "back_tests", "interviews", "coding"),
)
ALWAYS_WRONG = ("not_be_null", "be_in_set", "match_regex")


def rules(name: str) -> list[tuple[str, str, str]]:
    """(code, kind, column) of the rules of one delivered column that every odd or empty cell breaks."""
    suite = load_suite(ROOT / "expectations", name, SCHEMA)
    assert suite is not None
    delivered = {column.name: column.kind for column in SCHEMA[name].columns}
    found = []
    for each in suite.expectations:
        kind, column = each.type.removeprefix("expect_column_values_to_"), each.kwargs.get("column", "")
        is_text = delivered.get(column) in ("text", "list")
        is_one_cell = kind in ALWAYS_WRONG and "row_condition" not in each.kwargs and (kind == "not_be_null" or is_text)
        if is_one_cell and column in delivered and column in sound()[name]:
            found.append((each.meta.code, kind, column))
    return found


ONE_CELL = [(name, *rule) for name in NEW_TABLES for rule in rules(name)]


@pytest.mark.parametrize(("name", "code", "kind", "column"), ONE_CELL, ids=[code for _, code, *_ in ONE_CELL])
def test_an_empty_or_odd_cell_is_told(checker: Checker, name: str, code: str, kind: str, column: str) -> None:
    frame = sound()[name].copy()
    frame.loc[0, column] = None if kind == "not_be_null" else "¤ ?"
    assert told(run(checker, name, {**sound(), name: frame}, code)) == {code: [2]}


# code, table whose suite tells, table that is edited, what is written there instead, rows told
CASES = [
    ("PRJ-002", "projects", "projects", ("P2,", "P1,"), [2, 3]),
    ("PRJ-005", "projects", "projects", ("Projet 02", "Projet 01"), [2, 3]),
    ("PRJ-010", "projects", "projects", ("93005", "1004"), [2]),
    ("PRJ-015", "projects", "projects", ("2019-", "1519-"), [2]),
    ("CDT-002", "applications", "applications", ("C2,", "C1,"), [2, 3]),
    ("CDT-006", "applications", "applications", (",Énergie,", ",,"), [4]),
    ("CDT-008", "applications", "applications", ("01004", "1004"), [3]),
    ("CDT-010", "applications", "applications", ("93005", "75056"), [2]),
    ("CDT-011", "applications", "applications", ("93005", ""), [2]),
    ("JAL-005", "milestones", "milestones", ("P1,framing", "P1,selection"), [2, 3]),
    ("JAL-007", "milestones", "milestones", ("2024-06-10", "2924-06-10"), [7]),
    ("JAL-008", "milestones", "milestones", ("P1,deployed,2023-09-10", "P1,deployed,2023-04-10"), [5]),
    ("JAL-009", "milestones", "milestones", ("P1,selection,2023-01-10", "P1,selection,2023-06-01"), [3, 4]),
    ("JAL-010", "milestones", "milestones", ("P1,site_validated,2023-05-10\n", ""), [4]),
    ("JAL-010", "milestones", "milestones", ("P1,selection,2023-01-10\n", ""), [2]),
    ("JAL-011", "milestones", "milestones", ("P2,framing,", "P2,deployed,"), [9]),
    ("PRT-005", "protocols", "protocols", ("P1,part", "P1,eau"), [2, 3]),
    ("PRT-012", "protocols", "protocols", ("2,Suivi,2023", "2,Suivi,1923"), [4]),
    ("PRT-013", "protocols", "protocols", ("2,Suivi,2023-06-01,2024", "2,Suivi,2023-06-01,2224"), [4]),
    ("PRT-014", "protocols", "protocols", ("Compteur,2023-06-01,2024-01-01", "Compteur,2024-01-01,2024-01-01"), [2]),
    ("PRT-015", "protocols", "protocols", (",0.2,0.4,", ",0.4,0.2,"), [3]),
    ("PRT-016", "protocols", "protocols", (",100,80,", ",100,100,"), [2]),
    ("IND-002", "indicators", "indicators", ("part,Part", "eau,Part"), [2, 3]),
    ("IND-005", "indicators", "indicators", ("part,Part", "part,Eau"), [2, 3]),
    ("IND-020", "indicators", "indicators", (",11.6,", ",18.1,"), [3]),
    ("IND-020", "indicators", "indicators", (",11.6,", ",11,"), [3]),
    ("MES-010", "measurements", "measurements", ("follow_up,treated,2024", "follow_up,treated,2424"), [4]),
    ("MES-011", "measurements", "measurements", ("P1,part,", "P1,eau,"), [2, 5]),
    ("MES-015", "measurements", "measurements", (",12,", ",0,"), [7]),
    ("MES-016", "measurements", "measurements", (",5,10,", ",5,0,"), [5]),
    ("MES-017", "measurements", "measurements", (",2,Suivi", ",0,Suivi"), [6]),
    ("MES-018", "measurements", "measurements", ("85,m3", "85,litres"), [3]),
    ("MES-018", "measurements", "indicators", ("environnement,m3", "environnement,litres"), [2, 3, 4]),
    ("MES-019", "measurements", "measurements", (",5,10,", ",5,,"), [5]),
    ("MES-020", "measurements", "measurements", (",2,Suivi", ",,Suivi"), [6]),
    ("MES-020", "measurements", "measurements", (",8,,2,", ",,,2,"), [6]),
    ("MES-021", "measurements", "measurements", (",12,", ",,"), [7]),
    ("MES-022", "measurements", "measurements", ("endline,treated,2024-01-01", "endline,treated,2023-06-01"), [3]),
    ("MES-022", "measurements", "measurements", ("follow_up,treated,2024-06-01", "follow_up,treated,2023-12-01"), [4]),
    ("MES-023", "measurements", "measurements", ("eau,baseline,treated", "eau,baseline,comparison"), [3, 4]),
    ("MES-024", "measurements", "protocols", ("P1,taux", "P2,taux"), [6]),
    ("MES-025", "measurements", "measurements", ("0.5,share", "0.6,share"), [5]),
    ("MES-025", "measurements", "measurements", (",8,,2,", ",10,,2,"), [6]),
    ("CPT-006", "sensors", "sensors", ("2023-06-01T11", "1970-06-01T11"), [3]),
    ("CPT-007", "sensors", "sensors", ("T11:00:00", "T10:00:00"), [2, 3]),
    ("INV-005", "invitations", "invitations", ("survey_startups,R2", "survey_startups,R1"), [2, 3]),
    ("INV-007", "invitations", "invitations", ("R1,P1,", "R1,,"), [2]),
    ("INV-008", "invitations", "invitations", ("A1,,93005", "A1,,"), [5]),
    ("INV-009", "invitations", "invitations", ("Région", ""), [6]),
    ("INV-010", "invitations", "invitations", ("R1,P1,93005", "R1,P1,1004"), [2]),
    ("INV-014", "invitations", "invitations", ("Région,2024-05-01", "Région,1024-05-01"), [6]),
    ("INV-015", "invitations", "invitations", ("2024-05-15", "2024-04-15"), [2]),
    ("INV-016", "invitations", "survey_startups", ("1,R1,2024-05-10,oui,a\n", ""), [2]),
    ("ENQ-002", "survey_startups", "survey_startups", ("2,R2", "1,R2"), [2, 3]),
    ("ENQ-003", "survey_startups", "survey_startups", ("2,R2", "2,R1"), [2, 3]),
    ("ENQ-004", "survey_startups", "survey_startups", ("2024-05-10", "2204-05-10"), [2]),
    ("ENQ-005", "survey_startups", "survey_startups", ("2,R2", "2,R9"), [3]),
    ("ENQ-005", "survey_startups", "invitations", ("survey_startups,R1", "survey_communes,R1"), [2]),
    ("ENQ-006", "survey_startups", "survey_startups", ("2024-05-10", "2024-04-30"), [2]),
    ("ENQ-007", "survey_startups", "survey_startups", ("2024-05-12,non", "2024-05-12,oui"), [3, 4]),
    ("ENQ-008", "survey_startups", "survey_startups", ("3,R3", "5,R9,2024-05-12,oui,c\n3,R3"), []),
    ("ENQ-009", "survey_startups", "survey_startups", ("oui,a\n2,R2,2024-05-11,oui", "non,a\n2,R2,2024-05-11,non"), []),
    ("NOT-007", "scores", "scores", ("P1,cout,B", "P1,cout,A"), [2, 3]),
    ("NOT-009", "scores", "scores", ("cout,A,1", "cout,A,4"), [2]),
    ("NOT-010", "scores", "scores", ("cout,A,1", "cout,A,3"), [2]),
    ("NOT-012", "scores", "scores", ("P1,cout,B,2,Devis", "P2,cout,B,2,Devis"), [2, 3]),
    ("NOT-013", "scores", "scores", ("cout,A,1", "cout,A,0"), [2, 3]),
    ("VRB-002", "quotes", "quotes", ("\nV1,", "\nV1,Oui.,agent,Meudon,E1,oui,communes\nV1,"), [2, 3]),
    ("VRB-008", "quotes", "quotes", ("oui", "non"), [2]),
    ("ACH-002", "purchases", "purchases", ("A2,", "A1,"), [2, 3]),
    ("ACH-007", "purchases", "purchases", ("A1,P1,93005", "A1,P1,1004"), [2]),
    ("ACH-011", "purchases", "purchases", ("39999.99", "0"), [2]),
    ("ACH-015", "purchases", "purchases", ("gre_a_gre,2024", "gre_a_gre,1924"), [2]),
    ("ACH-018", "purchases", "purchases", ("39999.99,gre_a_gre,2024-07-01", "60000,gre_a_gre,2026-04-01"), [2]),
    ("ACH-023", "purchases", "purchases", ("39999.99", "40000"), [2]),
    ("ACH-019", "purchases", "purchases", (",99999.99", ",100000"), [3]),
    ("ACH-020", "purchases", "purchases", ("2024-07-01,oui,non\nA3", "2024-07-01,non,non\nA3"), [3]),
    ("ACH-021", "purchases", "purchases", ("39999.99,gre_a_gre,2024-07-01", "60000,gre_a_gre,2026-04-01"), [2]),
    ("ACH-024", "purchases", "purchases", ("92048,99999.99,innovant", "93005,20000.01,gre_a_gre"), [2, 3]),
    ("ACH-022", "purchases", "purchases", ("gre_a_gre,2024", "gre_a_gre,2022"), [2]),
    ("RTR-005", "back_tests", "back_tests", ("\nsat", "\nsatisfaction,survey_startups,q,share\nsat"), [2, 3]),
    ("ENT-002", "interviews", "interviews", ("\nE1", "\nE1,Meudon,Meudon,élu,2024-02-01,téléphone,,oui\nE1"), [2, 3]),
    ("ENT-010", "interviews", "interviews", ("Mairie", ""), [2]),
    ("ENT-011", "interviews", "interviews", (",oui", ",non"), [2]),
    ("COD-002", "coding", "coding", ("S2,", "S1,"), [2, 3]),
    ("COD-014", "coding", "coding", ("le coût,B", "le coût,A"), [2, 3]),
]


@pytest.mark.parametrize(
    ("code", "name", "edited", "change", "rows"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)]
)
def test_a_broken_rule_is_told_at_its_rows(
    checker: Checker, code: str, name: str, edited: str, change: tuple[str, str], rows: list[int]
) -> None:
    assert change[0] in SOUND[edited]
    tables = {**sound(), edited: table(edited, SOUND[edited].replace(*change, 1))}
    found = run(checker, name, tables, code)
    assert (told(found), found.broken) == ({code: rows}, ())


def test_every_rule_of_these_tables_is_broken_once_above() -> None:
    covered = {case[0] for case in CASES} | {rule[1] for rule in ONE_CELL}
    suites = (load_suite(ROOT / "expectations", name, SCHEMA) for name in NEW_TABLES)
    every = {each.meta.code for suite in suites if suite for each in suite.expectations}
    assert every - covered == set()


@pytest.mark.parametrize(
    ("value", "unit", "parts", "quotient"),
    [
        ("0.3", "share", "1,3,", None),
        ("0.33", "share", "1,3,", None),
        ("0.34", "share", "1,3,", 1 / 3),
        ("0", "share", "1,3,", None),
        ("1", "share", "1,3,", 1 / 3),
        ("0.125", "share", "1,8,", None),
        ("0.13", "share", "1,8,", None),
        ("0.12", "share", "1,8,", None),
        ("-0.5", "share", "-1,2,", None),
        ("20", "percent", "20,100,", None),
        ("0.5", "share", "1,0,", None),
        ("0.5", "share", ",2,", None),
        ("1.73", "per_1000_hours", "19,,11000", None),
        ("0.00173", "per_1000_hours", "19,,11000", 19 / 11),
        ("1234.5", "per_1000_hours", "19,,", None),
    ],
)
def test_a_value_is_what_its_parts_give_once_rounded(value: str, unit: str, parts: str, quotient: float | None) -> None:
    header, *_ = SOUND["measurements"].strip().splitlines()
    kind = "taux" if "per_" in unit else "part"
    row = f"P1,{kind},baseline,treated,2023-06-01,{value},{unit},,{parts},Comptage"
    library = SOUND["indicators"].replace("per_day", "per_1000_hours")
    tables = {"measurements": table("measurements", f"{header}\n{row}\n"), "indicators": table("indicators", library)}
    (found,) = with_derived(SCHEMA["measurements"], tables, ["quotient_of_parts"])["quotient_of_parts"].to_list()
    assert found == pytest.approx(quotient) if quotient else pd.isna(found)


def test_an_amount_exactly_at_a_threshold_is_not_below_it(checker: Checker) -> None:
    for day, amount, codes in (
        ("2026-03-31", "39999.99", set()),
        ("2026-03-31", "40000", {"ACH-023", "ACH-024"}),
        ("2026-04-01", "59999.99", set()),
        ("2026-04-01", "60000", {"ACH-018", "ACH-021"}),
    ):
        text = SOUND["purchases"].replace("39999.99,gre_a_gre,2024-07-01", f"{amount},gre_a_gre,{day}")
        found = told(run(checker, "purchases", {**sound(), "purchases": table("purchases", text)}))
        assert set(found) & {"ACH-018", "ACH-021", "ACH-023", "ACH-024"} == codes


def test_thresholds_are_those_of_the_published_rules() -> None:
    text = json.loads((ROOT / "expectations/purchases.json").read_text("utf-8"))["expectations"]
    limits = {
        each["kwargs"]["max_value"]
        for each in text
        if "max_value" in each["kwargs"] and each["kwargs"].get("strict_max")
    }
    assert limits == {40000, 60000, 100000}


def test_without_invitations_nothing_is_said_of_who_was_invited(checker: Checker) -> None:
    tables = {name: frame for name, frame in sound().items() if name != "invitations"}
    found = run(checker, "survey_startups", tables)
    assert {"ENQ-005", "ENQ-006", "ENQ-007", "ENQ-008", "ENQ-009"} <= set(found.skipped)
    assert told(found) == {}


def test_a_survey_nobody_was_invited_to_has_no_rate(checker: Checker) -> None:
    invitations = sound()["invitations"]
    others = invitations[invitations["survey"] != "survey_startups"].reset_index(drop=True)
    found = run(checker, "survey_startups", {**sound(), "invitations": others})
    assert (told(found), found.broken) == ({}, ())
