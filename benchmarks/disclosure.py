"""How often hidden numbers of random linked tables can be worked out: `python -m benchmarks.disclosure`.

Each case is a set of tables with margins that share a margin, as booklets of one cohort do. It is attacked twice: with
the small counts alone hidden, and with what disclosure control hides. Then come the demonstration cohorts that are
built, as if they had somebody to protect.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from numpy.random import PCG64, Generator

from benchmarks.disclosure_cohorts import attacked
from pipeline.disclosure.attack import recovered
from pipeline.disclosure.linked import Cell, LinkedTables, Sum
from pipeline.disclosure.published import read_published
from pipeline.disclosure.rules import of_count
from pipeline.disclosure.suppression import protect
from pipeline.params import DisclosureRules, load_params
from pipeline.paths import CohortPaths

CASES, SEED = 2000, 6
THRESHOLDS = (3, 5, 11)
COHORT_RULES = (
    DisclosureRules(min_count=3, reason="benchmark", unit="enterprises"),
    DisclosureRules(min_count=11, reason="benchmark"),
)


def counts_table(inner: Sequence[Sequence[int]], threshold: int) -> LinkedTables:
    """One table of counts with all its margins; cells are called « row:column », margins T."""
    cells, sums = _table(inner, threshold, "")
    return LinkedTables(cells, sums)


def linked_random(chance: Generator, threshold: int) -> LinkedTables:
    """Two tables of the same people, by different columns, so that the margin by row is the same in both."""
    rows, first, second = chance.integers(2, 4, 3)
    mean = chance.choice([1.0, 4.0, 12.0])
    left = chance.poisson(mean, (rows, first))
    right = [chance.multinomial(left[row].sum(), [1 / second] * second) for row in range(rows)]
    cells, sums = _table(left.tolist(), threshold, "")
    more, further = _table([row.tolist() for row in right], threshold, "b")
    shared = {cell.name for cell in cells}
    return LinkedTables([*cells, *(cell for cell in more if cell.name not in shared)], [*sums, *further])


def _table(inner: Sequence[Sequence[int]], threshold: int, mark: str) -> tuple[list[Cell], list[Sum]]:
    """Cells and sums; `mark` tells columns of several tables apart, rows and totals are theirs together."""
    rules = DisclosureRules(min_count=threshold, reason="benchmark")
    rows, columns = [*map(str, range(len(inner))), "T"], [*(f"{mark}{n}" for n in range(len(inner[0]))), "T"]
    values = [[*row, sum(row)] for row in inner]
    values.append([sum(column) for column in zip(*values, strict=True)])
    cells = []
    for row, given in zip(rows, values, strict=True):
        for column, value in zip(columns, given, strict=True):
            need = of_count(value, rules)
            name = f"{row}:{column}"
            cells.append(Cell(name, float(value), below=need.below, above=need.above, is_single=value == 1))
    sums: list[Sum] = [{**{f"{row}:{column}": 1.0 for column in columns[:-1]}, f"{row}:T": -1.0} for row in rows]
    sums += [{**{f"{row}:{column}": 1.0 for row in rows[:-1]}, f"T:{column}": -1.0} for column in columns]
    return cells, sums


def main(cases: int = CASES) -> None:
    """Attack that many cases and tell what was worked out."""
    chance = Generator(PCG64(SEED))
    sensitive = before = after = kept = printed = secondary = 0
    for case in range(cases):
        tables = linked_random(chance, THRESHOLDS[case % len(THRESHOLDS)])
        small = {cell.name for cell in tables.cells if cell.is_sensitive}
        hidden = protect(tables)
        sensitive, printed = sensitive + len(small), printed + len(tables.cells)
        kept, secondary = kept + len(tables.cells) - len(hidden), secondary + len(hidden) - len(small)
        before, after = before + len(recovered(tables, small)), after + len(recovered(tables, hidden))
    sys.stdout.write(
        f"{cases} sets of linked tables, {printed} cells, {sensitive} too small to be told.\n"
        f"Worked out when these alone are hidden: {before}. Worked out after disclosure control: {after}.\n"
        f"Kept: {kept / printed:.0%} of the cells; hidden for others: {secondary / max(1, sensitive):.2f} per small.\n"
    )
    for rules in COHORT_RULES:
        for cohort in load_params().cohorts:
            _attack_cohort(cohort, rules)


def _attack_cohort(cohort: str, rules: DisclosureRules) -> None:
    paths = CohortPaths(cohort)
    if not paths.cohort_estimates.is_dir():
        sys.stdout.write(f"{cohort}: not built, so not attacked.\n")
        return
    found = attacked(read_published(paths.all_estimates), rules)
    left = found.decision.utility
    sys.stdout.write(
        f"{cohort}, {rules.unit} from {rules.min_count}: {found.tables} tables and {left.cells} numbers, of which "
        f"{left.primary} hidden, {left.secondary} hidden for others ({left.secondary_per_primary:.2f} each), "
        f"{left.kept:.0%} kept; worked out: {len(found.worked_out)}.\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
