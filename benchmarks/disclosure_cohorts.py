"""Attack what would be released of the demonstration cohorts if they had somebody to protect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.recounts import counted_again
from pipeline.contributing_rows import rows_behind
from pipeline.disclosure.attack import recovered
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.decision import decide, linked_tables, quantities_of
from pipeline.disclosure.earlier import Earlier, add_earlier
from pipeline.disclosure.linked import LinkedTables
from pipeline.disclosure.masking import masked_facts
from pipeline.disclosure.published import Published
from pipeline.disclosure.quantities import Quantities
from pipeline.disclosure.table_numbers import FACT, columns_of
from pipeline.estimates import Estimates
from pipeline.facts import facts_frame
from pipeline.params import DisclosureRules


@dataclass(frozen=True)
class Attacked:
    """How many tables hold numbers about somebody, how many numbers, which sensitive ones were worked out, and which
    hidden facts can be counted again in a table that lists its units by name."""

    tables: int
    decision: Decision
    worked_out: list[str]
    counted_again: list[str]


def attacked(
    published: Published, rules: DisclosureRules, decision: Decision | None = None, earlier: Earlier | None = None
) -> Attacked:
    """Decide, then attack what readers have, from nothing: the quantities that no released fact and no cell prints.

    What is told is read off the masked facts and tables, not off the decision's own idea of what it hid; readers also
    have what an `earlier` edition told. Another `decision` may be attacked instead.
    """
    decision = decide(published, rules, earlier) if decision is None else decision
    quantities = quantities_of(published, rules, earlier)
    columns = {name: columns_of(name, table, quantities) for name, table in published.tables.items()}
    if earlier is not None:
        add_earlier(quantities, earlier)
    linked, name_of = linked_tables(published, columns, quantities)
    told = {name_of[name] for name in _told(published, rules, decision, quantities, columns)}
    told |= {cell.name for cell in linked.cells if cell.is_fixed}
    unknown = {cell.name for cell in linked.cells if cell.name not in told}
    leaked = [cell.name for cell in linked.cells if cell.is_sensitive and cell.name in told]
    parts = LinkedTables(linked.cells, linked.sums).components()
    worked_out = [name for part in parts for name in recovered(part, unknown & set(part.position))]
    listed = sum(bool(found) for found in columns.values())
    return Attacked(listed, decision, [*leaked, *worked_out], sorted(counted_again(published, decision)))


def small_alone(published: Published, rules: DisclosureRules) -> Decision:
    """What somebody hides who looks at each number by itself: the sensitive ones, wherever they are printed."""
    quantities = quantities_of(published, rules)
    columns = {name: columns_of(name, table, quantities) for name, table in published.tables.items()}
    small = {name: quantity for name, quantity in quantities.found.items() if quantity.need.is_sensitive}
    cells = {
        (name, column, row)
        for name, found in columns.items()
        for column, names in found.items()
        for row, quantity in enumerate(names)
        if quantity in small and not column.endswith(FACT)
    }
    printed = frozenset(fact for quantity in small.values() for fact in quantity.printed_by)
    return Decision(facts=printed, cells=frozenset(cells))


def _told(
    published: Published,
    rules: DisclosureRules,
    decision: Decision,
    quantities: Quantities,
    columns: Mapping[str, Mapping[str, list[str | None]]],
) -> Iterator[str]:
    """The quantities that readers are told: by a fact with a number, or in a cell of a table."""
    facts = masked_facts(published.facts, decision, rules)
    for fact in facts.loc[facts["value"].notna(), "fact_id"]:
        yield from (name for name in (quantities.main.get(fact), quantities.base.get(fact)) if name is not None)
    for table, found in columns.items():
        for column, names in found.items():
            if not column.endswith(FACT):
                yield from (
                    name
                    for row, name in enumerate(names)
                    if name is not None and (table, column, row) not in decision.cells
                )


def published_of(estimates: Mapping[str, Estimates]) -> Published:
    """What a cohort publishes, from its estimates by theme."""
    facts = {theme: found.facts for theme, found in estimates.items()}
    return Published(
        facts_frame(facts),
        rows_behind(fact for each in facts.values() for fact in each),
        {name: table for found in estimates.values() for name, table in found.tables.items()},
        {name: theme for theme, found in estimates.items() for name in found.tables},
    )
