"""Quantities printed in several places: one row a place, the cohort's register being one, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Tables
from pipeline.facts import Fact
from pipeline.methods.printed.printed_facts import count_fact, fact_span, register_fact
from pipeline.methods.printed.printed_figures import Check, reading
from pipeline.methods.printed.registers import register_count
from pipeline.methods.printed.twins import (
    AGREEMENTS_FR,
    COMPATIBLE,
    DIFFERENT,
    SAME,
    agreement,
    count_agrees_with_share,
)

REGISTER_FR = "registre reçu"
COLUMNS = ("pair_id", "quantity_fr", "where_fr", "value_fact", "agreement", "agreement_fr")
LABELS = {
    DIFFERENT: ("Grandeurs répétées dont les valeurs diffèrent", "Repeated quantities that differ"),
    COMPATIBLE: ("Grandeurs répétées dont les valeurs sont compatibles", "Repeated quantities that are compatible"),
    SAME: ("Grandeurs répétées dont les valeurs concordent", "Repeated quantities that agree"),
}


def repeated_quantities(
    tables: Tables, printed: Mapping[str, Fact], checks: Mapping[str, Check]
) -> tuple[list[Fact], pd.DataFrame]:
    """Facts, and a table (`pair_id`, `quantity_fr`, `where_fr`, `value_fact`, `agreement`, `agreement_fr`).

    Quantities that differ come first.
    """
    registers: dict[str, Fact] = {}
    records: list[dict[str, Any]] = []
    for _, pair in tables["twins"].groupby("pair_id", sort=True):
        places = list(_places(pair, tables, printed))
        registers |= {fact.fact_id: fact for where, fact in places if where == REGISTER_FR}
        records += _records(pair, places, _finding(pair, places, tables, checks))
    ranks = {finding: rank for rank, finding in enumerate(AGREEMENTS_FR)}
    table = pd.DataFrame(records, columns=list(COLUMNS)).sort_values(
        "agreement", key=lambda findings: findings.map(ranks), kind="stable", ignore_index=True
    )
    examined = tables["twins"] if len(tables["twins"]) else tables["published"]
    return [*registers.values(), *_counts(table, examined)], table


def _places(pair: pd.DataFrame, tables: Tables, printed: Mapping[str, Fact]) -> Iterator[tuple[str, Fact]]:
    for member in pair.itertuples():
        yield french(str(member.where_fr)), printed[str(member.figure_id)]
    names = sorted(set(pair["register"].dropna()) - {""}) if "register" in pair else []
    for name in names:
        count = register_count(name, tables)
        if count is not None:
            yield REGISTER_FR, register_fact(name, _quantity(pair), count)


def _quantity(pair: pd.DataFrame) -> str:
    return french(str(pair["quantity_fr"].iloc[0]))


def _finding(
    pair: pd.DataFrame, places: Sequence[tuple[str, Fact]], tables: Tables, checks: Mapping[str, Check]
) -> str:
    """A count beside its share is held against the known bases; anything else, value against value."""
    published = tables["published"].set_index("figure_id", drop=False)
    figures: list[Any] = list(published.loc[list(pair["figure_id"])].itertuples())
    by_unit = {figure.unit: figure for figure in figures}
    if len(figures) == 2 and set(by_unit) == {"count", "share"}:
        share, bases = reading(by_unit["share"]), checks[str(by_unit["share"].figure_id)].bases
        agrees = count_agrees_with_share(int(by_unit["count"].value), share.value, share.step, bases)
        return SAME if agrees else DIFFERENT
    return agreement([fact_span(fact) for _, fact in places])


def _records(pair: pd.DataFrame, places: Sequence[tuple[str, Fact]], finding: str) -> Iterator[dict[str, Any]]:
    for where, fact in places:
        yield {
            "pair_id": pair["pair_id"].iloc[0],
            "quantity_fr": _quantity(pair),
            "where_fr": where,
            "value_fact": fact.fact_id,
            "agreement": finding,
            "agreement_fr": AGREEMENTS_FR[finding],
        }


def _counts(table: pd.DataFrame, declared: pd.DataFrame) -> list[Fact]:
    pairs = table.drop_duplicates("pair_id")
    everything = "Grandeurs publiées en plusieurs endroits ou comptées par un registre"
    return [
        count_fact("twins", everything, "Repeated quantities", len(pairs), declared, table="twins"),
        *(
            count_fact(
                f"twins-{finding}", *LABELS[finding], int(pairs["agreement"].eq(finding).sum()), declared, table="twins"
            )
            for finding in AGREEMENTS_FR
        ),
    ]
