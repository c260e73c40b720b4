"""Primary rules, optimal secondary suppression and attacker intervals against an independent enumeration.

Fischetti and Salazar's example (`fs_table.csv`) and a table of turnovers with three sensitive cells (`table.csv`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.disclosure.attack import Attack, recovered
from pipeline.disclosure.linked import Cell, LinkedTables, Sum
from pipeline.disclosure.rules import of_count, of_total
from pipeline.disclosure.suppression import protect
from pipeline.params import DisclosureRules

OWN = Path(__file__).parent / "disclosure"
REFERENCES: dict[str, dict[str, Any]] = json.loads((OWN / "reference.json").read_text(encoding="utf-8"))["results"]
RULES = DisclosureRules(min_count=3, reason="golden", unit="enterprises")
PRIMARY = ("A:craft", "B:agri", "C:serv")
PARTS = {"not_exact": 0.01, "pct10": 0.1, "pct60": 0.6, "pct75": 0.75}
"""Protection as a part of the cell's value; « not exact » is any that is not nothing."""

TABLE = pd.read_csv(OWN / "table.csv").assign(name=lambda table: table["commune"] + ":" + table["sector"])
COSTS: Mapping[str, Callable[[Any], float]] = {
    "value": lambda row: row.turnover,
    "count": lambda row: 1,
    "enterprises": lambda row: row.n,
    "log": lambda row: math.log(1 + row.turnover),
}


def turnovers(part: float, cost: str, where: str, single: str = "") -> LinkedTables:
    """The table with its margins; `where` may be hidden: inner cells, or all but the grand total."""
    cells = []
    for row in TABLE.itertuples():
        is_margin = "Total" in (row.commune, row.sector)
        need = part * row.turnover if row.name in PRIMARY else 0.0
        is_fixed = is_margin if where == "inner" else row.name == "Total:Total"
        weight = COSTS[cost](row)
        made = {"is_whole": False, "is_fixed": is_fixed, "is_single": row.name == single}
        cells.append(Cell(row.name, row.turnover, below=need, above=need, weight=weight, **made))
    communes, sectors = ("A", "B", "C"), ("agri", "craft", "serv", "trade")
    sums: list[Sum] = [
        {**{f"{commune}:{sector}": 1.0 for sector in sectors}, f"{commune}:Total": -1.0}
        for commune in (*communes, "Total")
    ]
    sums += [
        {**{f"{commune}:{sector}": 1.0 for commune in communes}, f"Total:{sector}": -1.0}
        for sector in (*sectors, "Total")
    ]
    return LinkedTables(cells, sums)


def cost_of(tables: LinkedTables, hidden: frozenset[str]) -> float:
    return sum(cell.weight for cell in tables.cells if cell.name in hidden and not cell.is_sensitive)


def secondary(tables: LinkedTables, hidden: frozenset[str]) -> list[str]:
    return sorted(hidden - {cell.name for cell in tables.cells if cell.is_sensitive})


def test_primary_rules() -> None:
    inner = TABLE[TABLE["commune"].ne("Total") & TABLE["sector"].ne("Total")]
    dominated = [row.name for row in inner.itertuples() if of_total(row.turnover, row.largest, 99, RULES).is_sensitive]
    few = [row.name for row in inner.itertuples() if of_count(row.n, RULES).is_sensitive]
    assert dominated == REFERENCES["primary.dominance_strict"]["value"]
    assert sorted({*dominated, *few}) == REFERENCES["primary.all"]["value"]


def test_a_dominated_sum_needs_what_the_rule_forgives() -> None:
    reference = REFERENCES["primary.upl_A_craft"]["value"]
    assert max(0.1 * 45, reference) == pytest.approx(of_total(45, 40, 3, RULES).above)
    assert of_total(10, 9.9, 3, RULES).above == pytest.approx(9.9 / 0.85 - 10)


def test_primaries_alone_are_worked_out() -> None:
    attack = Attack(turnovers(0.1, "count", "inner"), PRIMARY)
    for name, (low, high) in REFERENCES["attack.primary_only"]["value"].items():
        found = attack.interval(name)
        assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize("case", [case for case in REFERENCES if case.startswith("secondary.")])
def test_the_cheapest_pattern_is_found(case: str) -> None:
    _, protection, cost, where = case.split(".")
    tables, reference = turnovers(PARTS[protection], cost, where), REFERENCES[case]["value"]
    hidden = protect(tables)
    assert cost_of(tables, hidden) == pytest.approx(reference["milp_cost"], rel=REFERENCES[case]["tol"])
    assert not recovered(tables, hidden)
    if "enumerated_optima" in reference:
        assert secondary(tables, hidden) in reference["enumerated_optima"]


@pytest.mark.parametrize("case", [case for case in REFERENCES if case.startswith("secondary.")])
def test_intervals_of_the_reference_pattern(case: str) -> None:
    _, _, cost, where = case.split(".")
    reference = REFERENCES[case]["value"]
    chosen = reference.get("enumerated_optima", [reference["milp_secondary"]])[0]
    attack = Attack(turnovers(0.1, cost, where), {*PRIMARY, *chosen})
    for name, (low, high) in reference["intervals"].items():
        found = attack.interval(name)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("cost", ["count", "enterprises"])
def test_one_who_stands_alone_in_a_cell_learns_nothing(cost: str) -> None:
    reference = REFERENCES[f"singleton.optimum.{cost}"]["value"]
    tables = turnovers(0.1, cost, "inner", single="C:serv")
    hidden = protect(tables)
    assert cost_of(tables, hidden) == pytest.approx(reference["cost"])
    assert secondary(tables, hidden) in reference["optima"]


@pytest.mark.parametrize("case", [case for case in REFERENCES if case.startswith("fs.")])
@pytest.mark.parametrize("with_margins", [False, True])
def test_the_example_of_the_literature(case: str, with_margins: bool) -> None:
    reference = REFERENCES[case]["value"]
    below, above = (float(part) for part in case.split(".")[1].removeprefix("L").split("U"))
    rows = pd.read_csv(OWN / "fs_table.csv", index_col="activity")
    cells = []
    for activity in rows.index:
        for region, value in rows.loc[activity].items():
            name, is_margin = f"{activity}{region}", "T" in (activity, region)
            need = {"below": below, "above": above} if name == "IIC" else {}
            is_fixed = name == "TT" if with_margins else is_margin
            weight = float(value) if case.endswith("value") else 1.0
            cells.append(Cell(name, float(value), weight=weight, is_whole=False, is_fixed=is_fixed, **need))
    regions, activities = ("A", "B", "C"), ("I", "II", "III")
    sums: list[Sum] = [{**{f"{row}{each}": 1.0 for each in regions}, f"{row}T": -1.0} for row in rows.index]
    sums += [{**{f"{row}{region}": 1.0 for row in activities}, f"T{region}": -1.0} for region in rows.columns]
    tables = LinkedTables(cells, sums)
    hidden = protect(tables)
    wanted = reference["cost_with_margins"] if with_margins else reference["cost"]
    assert cost_of(tables, hidden) == pytest.approx(wanted)
    if not with_margins:
        assert secondary(tables, hidden) in reference["optima"]
