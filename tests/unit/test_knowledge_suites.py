"""The suites of the reference knowledge: the tables delivered break no rule, a damaged cell breaks its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import StringIO

import pandas as pd
import pytest

from pipeline.intake.checks import Checker
from pipeline.intake.derived_columns import with_derived
from pipeline.intake.suites import load_suite
from pipeline.intake.typed_tables import typed
from pipeline.intake.values import Writing
from pipeline.knowledge_tables import KNOWLEDGE
from pipeline.synthetic.editions import EDITIONS
from pipeline.synthetic.making import csv_text
from pipeline.synthetic.programme_accounts import funding_lines
from pipeline.tables import TABLES
from tests.conftest import ROOT

COMMUNES = "commune_insee,name\n92048,Meudon\n"
DATES = "commune_insee,event,date\n92048,council,2027-03-10\n92048,budget_vote,2027-12-01\n"
WRITTEN_HERE: Mapping[str, str] = {"communes": COMMUNES, "commune_dates": DATES}
OF_EDITIONS = ("programme_targets", "funding_lines")
"""Tables of each edition that speak of the programme as a whole."""

NAMES = [*(name for name, *_ in KNOWLEDGE), *OF_EDITIONS, "recommendations"]


def csv(name: str) -> str:
    if name == "funding_lines":
        return csv_text(funding_lines(EDITIONS["qmi-1"], ROOT)[name])
    folder = ROOT / "data/raw" / ("qmi-1" if name in OF_EDITIONS else "")
    return WRITTEN_HERE.get(name) or (folder / f"{name}.csv").read_text("utf-8")


def read(name: str, text: str) -> pd.DataFrame:
    rows = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    rows = rows.assign(source_file="f.csv", source_row=range(2, len(rows) + 2))
    values, faults = typed(rows, TABLES[name], {"f.csv": Writing(".", "YYYY-MM-DD", "names")})
    assert not faults
    return values


@cache
def sound() -> Mapping[str, pd.DataFrame]:
    return {name: read(name, csv(name)) for name in ("communes", *NAMES)}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def codes(checker: Checker, name: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, list[int]]:
    suite = load_suite(ROOT / "expectations", name, TABLES)
    assert suite is not None
    found = checker.run(suite, with_derived(TABLES[name], tables, suite.wanted_columns), tables)
    assert (found.broken, found.unreferenced) == ((), ())
    return {each.expectation.meta.code: [row for _, row in each.rows] for each in found.failures}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_delivered_breaks_no_rule(checker: Checker, name: str) -> None:
    assert codes(checker, name, sound()) == {}


# code, table, what stands in the file, what is written there instead, rows told
CASES = [
    ("RGL-005", "procurement_rules", "R1,any,", "R1,all,", [2]),
    ("RGL-007", "procurement_rules", ",100000,false,", ",-1,false,", [5, 8, 10]),
    ("RGL-008", "procurement_rules", "R1,any,40000,false,", "R1,any,40000,,", [2]),
    ("RGL-009", "procurement_rules", "R2,any,,,40000,false,", "R2,any,,,40000,,", [3]),
    ("RGL-011", "procurement_rules", ",gre_a_gre,", ",direct,", [3, 4, 5]),
    ("RGL-013", "procurement_rules", ",R3,,,2021", ",R99,,,2021", [10]),
    ("RGL-014", "procurement_rules", ",2021-01-06,", ",1821-01-06,", [10]),
    ("RGL-017", "procurement_rules", "guide-essaimage,138", "guide-essaimage,", [2]),
    ("RGL-019", "procurement_rules", "2026-04-01", "1826-04-01", [4, 6]),
    ("RGL-021", "procurement_rules", ",2026-01-01,,", ",2026-01-01,2025-01-01,", [5, 7]),
    ("MTG-006", "procurement_schemes", ",R4,", ",R99,", [5]),
    ("LST-006", "purchase_checklist", "direct ?", "direct", [7]),
    ("CDA-006", "purchase_calendar", "budget_vote", "vote", [2]),
    ("CDA-007", "purchase_calendar", "budget_vote,4", "budget_vote,", [2]),
    ("CDA-008", "purchase_calendar", "budget_vote,4", "budget_vote,48", [2]),
    ("DCO-003", "commune_dates", "92048,council", "92049,council", [2]),
    ("DCO-005", "commune_dates", "council", "counsel", [2]),
    ("DCO-007", "commune_dates", "2027-03-10", "1027-03-10", [2]),
    ("DCO-008", "commune_dates", "92048,budget_vote,2027-12-01", "92048,council,2027-03-10", [2, 3]),
    ("FIN-007", "funding_levers", "cofinancement,0.5,dépenses", "cofinancement,50,dépenses", [3]),
    ("FIN-012", "funding_levers", "startup|sme|independent", "firm|sme|independent", [4, 5]),
    ("CSL-005", "good_practices", "B01,porteur", "B01,holder", [2]),
    ("CSL-007", "good_practices", "porteur,before", "porteur,first", [2]),
    ("CSL-011", "good_practices", "purchases-bought", "Purchases bought", [7]),
    ("CMP-007", "competence_topics", ",startups,", ",ecosystem,", [3, 4]),
    ("BSN-010", "needs_typology", ",V2,", ",V9,", [4, 9, 15]),
    ("BSN-012", "needs_typology", "laboratoires,2,", "laboratoires,1,", [2, 3]),
    ("FNC-005", "platform_functions", "PF02,2,", "PF02,1,", [2, 3]),
    ("MOL-005", "logic_model", "R1,resources", "R1,inputs", [2]),
    ("MOL-008", "logic_model", "costs-cash", "costs cash", [2]),
    ("MOL-009", "logic_model", "A1|A2", "A1 et A2", [2, 3]),
    ("CRI-005", "evaluation_criteria", "relevance,oecd", "relevance,cad", [2]),
    ("CRI-009", "evaluation_criteria", "aux communes ?", "aux communes.", [2]),
    ("CRI-012", "evaluation_criteria", "costs-per-project", "Coût", [5]),
    ("CIB-003", "programme_targets", "A1,6", "A9,6", [2]),
    ("CIB-005", "programme_targets", "A1,6", "A1,-6", [2]),
    ("CIB-007", "programme_targets", "18,months", "18,mois", [4]),
    ("CIB-008", "programme_targets", "O3,1,share", "O3,100,share", [5]),
    ("CIB-010", "programme_targets", "6,count,at_least", "6,count,least", [2]),
    ("BUD-005", "funding_lines", "B1-01,support", "B1-01,soutien", [2]),
    ("BUD-007", "funding_lines", "B1-01,support,organiser", "B1-01,support,mairie", [2]),
    ("BUD-014", "funding_lines", "744,320", ",320", [9]),
    ("REC-005", "recommendations", "P1,porteurs", "P1,startups", [2]),
    ("REC-012", "recommendations", "Faites valider le site", "Faites valider 2 sites", [2]),
    ("REC-014", "recommendations", "{purchases-bought-of-deployed} ont", "{purchases-bought-of-deployed ont", [5]),
    ("REC-019", "recommendations", "purchases-bought-of-deployed < 0.5", "purchases-bought-of-deployed is low", [5]),
    ("FRN-006", "barriers", "survey-communes-difficulties-legal", "difficultés", [2]),
]


@pytest.mark.parametrize(("code", "name", "old", "new", "rows"), CASES, ids=[case[0] for case in CASES])
def test_a_damaged_cell_is_told(checker: Checker, code: str, name: str, old: str, new: str, rows: list[int]) -> None:
    assert old in csv(name)
    found = codes(checker, name, {**sound(), name: read(name, csv(name).replace(old, new))})
    assert found == {code: rows}
