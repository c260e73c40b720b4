"""The decision: which facts and which cells of tables are hidden, once for all that a cohort publishes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.contributing_rows import together
from pipeline.disclosure.additions import sums_of_table
from pipeline.disclosure.decided import Decision, Utility
from pipeline.disclosure.earlier import MARK, Earlier, add_earlier, same_rows
from pipeline.disclosure.linked import LinkedTables
from pipeline.disclosure.merging import merged
from pipeline.disclosure.published import Published
from pipeline.disclosure.quantities import Quantities
from pipeline.disclosure.result_lists import counts_of_results, counts_that_tell
from pipeline.disclosure.row_sets import RowSets
from pipeline.disclosure.suppression import protect
from pipeline.disclosure.table_numbers import UNITS, columns_of
from pipeline.estimates import FACT
from pipeline.params import DisclosureRules


def decide(published: Published, rules: DisclosureRules, earlier: Earlier | None = None) -> Decision:
    """What to hide of a cohort's facts and tables, so that readers who also have an `earlier` edition learn no more.

    Raises:
        DisclosureError: something that must be hidden follows from what was published before.
    """
    if not rules.protects and (earlier is None or not earlier.hidden):
        return Decision()
    quantities = quantities_of(published, rules, earlier)
    columns = {name: columns_of(name, table, quantities) for name, table in published.tables.items()}
    told_again = add_earlier(quantities, earlier) if earlier is not None else set()
    linked, name_of = linked_tables(published, columns, quantities)
    hidden = _hidden_quantities(linked, name_of, quantities)
    facts = {fact for name in hidden for fact in quantities.found[name].printed_by if not fact.startswith(MARK)}
    units = _tables_of_units(published, facts | told_again)
    facts |= told_again | _told_of_units(published, units, quantities)
    return Decision(
        facts=frozenset(facts | counts_that_tell(published.facts, published.tables, facts)),
        cells=_hidden_cells(columns, hidden),
        units=units,
        utility=_utility(linked, hidden),
    )


def edition_before(name: str, then: Published, now: Published, rules: DisclosureRules) -> Earlier:
    """The edition `name`, which published `then` under these rules, as readers of what is published `now` have it."""
    return Earlier(name, same_rows(now, then, name), decide(then, rules).facts)


def quantities_of(published: Published, rules: DisclosureRules, earlier: Earlier | None = None) -> Quantities:
    """What readers are told about persons and firms, now and before; counts of listed results are about neither."""
    facts, rows = _about_somebody(published), published.rows
    if earlier is not None:
        facts = pd.concat([earlier.facts_of(_about_somebody(earlier.published)), facts], ignore_index=True)
        rows = together([earlier.rows(), rows])
    return Quantities(facts, RowSets(rows), rules)


def _about_somebody(published: Published) -> pd.DataFrame:
    facts = published.facts
    return facts[~facts["fact_id"].isin(counts_of_results(facts, published.tables))]


def linked_tables(
    published: Published, columns: Mapping[str, Mapping[str, list[str | None]]], quantities: Quantities
) -> tuple[LinkedTables, dict[str, str]]:
    """Every quantity that is told with every sum that a reader can find, and the cell of each quantity."""
    sums = [*quantities.sums]
    for name, found in columns.items():
        theme = published.theme_of.get(name, "")
        sums += sums_of_table(published.tables[name], dict(found), theme, quantities)
    return merged(quantities.cells(), sums)


def _hidden_quantities(linked: LinkedTables, name_of: Mapping[str, str], quantities: Quantities) -> frozenset[str]:
    """The quantities of hidden cells; what is hidden in one theme is hidden in all that may tell the same."""
    cells = protect(linked)
    hidden = {name for name, cell in name_of.items() if cell in cells}
    return frozenset(hidden.union(*(alike for alike in quantities.twins if hidden.intersection(alike))))


def _hidden_cells(
    columns: Mapping[str, Mapping[str, list[str | None]]], hidden: frozenset[str]
) -> frozenset[tuple[str, str, int]]:
    own = ((name, column, cells) for name, found in columns.items() for column, cells in found.items())
    return frozenset(
        (name, column, row)
        for name, column, cells in own
        if not column.endswith(FACT)
        for row, cell in enumerate(cells)
        if cell in hidden
    )


def _tables_of_units(published: Published, hidden: set[str]) -> frozenset[str]:
    """Tables that say of each unit what became of it, where a count of their theme is hidden."""
    themes = set(published.facts.loc[published.facts["fact_id"].isin(hidden), "theme"])
    return frozenset(name for name in UNITS if name in published.tables and published.theme_of.get(name) in themes)


def _told_of_units(published: Published, units: frozenset[str], quantities: Quantities) -> set[str]:
    """The facts that those tables hold of single units: dates, levels."""
    tables = [published.tables[name] for name in sorted(units)]
    told = {
        fact
        for table in tables
        for column in map(str, table)
        if column.endswith(FACT)
        for fact in table[column].dropna()
    }
    return {fact for fact in told if fact in quantities.theme and fact not in quantities.main}


def _utility(linked: LinkedTables, hidden: frozenset[str]) -> Utility:
    printed = [cell for cell in linked.cells if cell.is_printed and not cell.is_fixed]
    primaries = sum(cell.is_sensitive for cell in printed)
    return Utility(len(printed), primaries, sum(cell.name in hidden for cell in printed) - primaries)
