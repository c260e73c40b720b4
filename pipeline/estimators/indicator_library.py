"""What the indicator library holds: indicators by domain, aggregation, direction and goal, and the list itself."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.indicators.library_codes import (
    AGGREGATION_NEEDS_FR,
    AGGREGATIONS_FR,
    DIRECTIONS_FR,
    DOMAINS_FR,
    FREQUENCIES_FR,
    GOALS_FR,
    goal_of,
    target_order,
)
from pipeline.params import EstimateParams
from pipeline.units import UNITS

REQUIRES = ("indicators",)

COMPUTED_BY = "pipeline.estimators.indicator_library:estimate"
LIMIT = (
    "Bibliothèque rédigée par l’équipe d’évaluation : elle dit comment mesurer, non ce qui a été mesuré, et ne prétend"
    " pas être complète."
)
GOAL_LIMIT = f"{LIMIT} Un indicateur peut éclairer plusieurs objectifs ; il y compte une fois."
CODED = {
    "domain": (DOMAINS_FR, "Indicateurs du domaine « {} »"),
    "aggregation": (AGGREGATIONS_FR, "Indicateurs agrégés par « {} »"),
    "direction": (DIRECTIONS_FR, "Indicateurs « {} »"),
}
WORDED = ("name_fr", "definition_fr", "collection_method_fr", "minimum_data_fr")


def estimate(tables: Tables, params: EstimateParams) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Counts of indicators, and the library as readers see it.

    Tables: `indicator_library_domain`, `indicator_library_aggregation`, `indicator_library_direction` (`code`,
    `name`, `count`, `count_fact`, for aggregations what each `needs`), `indicator_library_goal` (with its `targets`),
    `indicator_library_matrix` (goals × domains, with `<domain>_fact` columns) and `indicator_library_list`.
    """
    library = _in_order(tables["indicators"])
    by_goal = library.assign(goal=library["sdg_targets"].map(_goals)).explode("goal", ignore_index=True)
    facts = [_count("indicators", "Indicateurs de la bibliothèque", "Indicators", library)]
    worded = {}
    for column, (names, label_fr) in CODED.items():
        found, worded[f"indicator_library_{column}"] = _by_code(library, column, names, label_fr)
        facts += found
    ways = worded["indicator_library_aggregation"]
    worded["indicator_library_aggregation"] = ways.assign(needs=ways["code"].map(AGGREGATION_NEEDS_FR))
    goal_facts, goals = _by_goal(by_goal)
    cell_facts, matrix = _matrix(by_goal, goals)
    return Estimates(
        [*facts, *_coverage(library, worded["indicator_library_domain"], goals), *goal_facts, *cell_facts],
        {
            **worded,
            "indicator_library_goal": goals,
            "indicator_library_matrix": matrix,
            "indicator_library_list": _listed(library),
        },
    )


def _in_order(indicators: pd.DataFrame) -> pd.DataFrame:
    """By domain, then by name as a French dictionary would sort it."""
    rank = indicators["domain"].map({domain: position for position, domain in enumerate(DOMAINS_FR)})
    keyed = indicators.assign(rank=rank, key=indicators["name_fr"].map(slug))
    return keyed.sort_values(["rank", "key"], ignore_index=True).drop(columns=["rank", "key"])


def _goals(targets: list[str]) -> list[int]:
    return sorted({goal_of(target) for target in targets})


def _by_code(
    library: pd.DataFrame, column: str, names: Mapping[str, str], label_fr: str
) -> tuple[list[Fact], pd.DataFrame]:
    """One count for each code that occurs, in the order of the codes."""
    facts, records = [], []
    for code, name in names.items():
        rows = library[library[column].eq(code)]
        if len(rows):
            facts.append(_count(f"{column}-{slug(code)}", label_fr.format(name), f"Indicators: {column} {code}", rows))
            records.append((code, name, len(rows), facts[-1].fact_id))
    return facts, pd.DataFrame(records, columns=["code", "name", "count", "count_fact"])


def _by_goal(by_goal: pd.DataFrame) -> tuple[list[Fact], pd.DataFrame]:
    """One count for each goal that an indicator informs, with the targets named."""
    facts, records = [], []
    for goal in sorted(by_goal["goal"].unique()):
        rows = by_goal[by_goal["goal"].eq(goal)]
        name = french(GOALS_FR[goal])
        label = f"Indicateurs qui éclairent l’objectif {goal}, {name}"
        facts.append(_count(f"goal-{goal}", label, f"Indicators: goal {goal}", rows, GOAL_LIMIT))
        targets = sorted({each for named in rows["sdg_targets"] for each in named}, key=target_order)
        own = [target for target in targets if goal_of(target) == goal]
        records.append((goal, f"{goal}. {name}", len(rows), facts[-1].fact_id, own))
    return facts, pd.DataFrame(records, columns=["code", "name", "count", "count_fact", "targets"])


def _matrix(by_goal: pd.DataFrame, goals: pd.DataFrame) -> tuple[list[Fact], pd.DataFrame]:
    """Goals × domains; a pair without indicator has no fact and a missing cell."""
    facts, records = [], []
    for goal, name in zip(goals["code"], goals["name"], strict=True):
        record: dict[str, object] = {"goal": name}
        for domain, domain_fr in DOMAINS_FR.items():
            rows = by_goal[by_goal["goal"].eq(goal) & by_goal["domain"].eq(domain)]
            record |= {domain_fr: float(len(rows)) if len(rows) else float("nan"), f"{domain_fr}_fact": None}
            if len(rows):
                label = f"Indicateurs du domaine « {domain_fr} » qui éclairent l’objectif {goal}"
                facts.append(_count(f"{domain}-goal-{goal}", label, f"{domain}, goal {goal}", rows, GOAL_LIMIT))
                record[f"{domain_fr}_fact"] = facts[-1].fact_id
        records.append(record)
    return facts, pd.DataFrame(records)


def _coverage(library: pd.DataFrame, domains: pd.DataFrame, goals: pd.DataFrame) -> list[Fact]:
    """How many domains, goals, targets and units the library uses."""
    targets = {target for named in library["sdg_targets"] for target in named}
    counts = (
        ("domains", "Domaines de la bibliothèque", "Domains", len(domains)),
        ("goals", "Objectifs de développement durable que la bibliothèque éclaire", "Goals", len(goals)),
        ("all-goals", "Objectifs de développement durable des Nations unies", "All goals", len(GOALS_FR)),
        ("targets", "Cibles de ces objectifs que la bibliothèque nomme", "Targets", len(targets)),
        ("units", "Unités de mesure différentes", "Units", library["unit"].nunique()),
    )
    return [_count(what, fr, en, library, value=value) for what, fr, en, value in counts]


def _listed(library: pd.DataFrame) -> pd.DataFrame:
    """The library in words: one row an indicator, codes told in French."""
    words = library.assign(
        **{column: library[column].map(french) for column in WORDED},
        domain_fr=library["domain"].map(DOMAINS_FR),
        domain_fact=[f"indicator-library-domain-{slug(domain)}" for domain in library["domain"]],
        unit_fr=library["unit"].map(lambda code: UNITS[code].label_fr),
        direction_fr=library["direction"].map(DIRECTIONS_FR),
        aggregation_fr=library["aggregation"].map(AGGREGATIONS_FR),
        frequency_fr=library["frequency"].map(FREQUENCIES_FR),
        goals=library["sdg_targets"].map(_goals),
        themes=library["themes"].map(lambda themes: [french(theme) for theme in themes]),
    )
    return words.drop(columns=["source_file", "source_row"])


def _count(
    what: str, label_fr: str, label_en: str, rows: pd.DataFrame, limits_fr: str = LIMIT, value: int | None = None
) -> Fact:
    """A number of indicators: the rows, unless another `value` was counted on them."""
    return Fact(
        fact_id=f"indicator-library-{what}",
        label_fr=french(label_fr),
        label_en=label_en,
        unit="count",
        value=float(len(rows) if value is None else value),
        method="Dénombrement de la bibliothèque d’indicateurs",
        computed_by=COMPUTED_BY,
        source_table="indicators",
        design="document",
        limits_fr=limits_fr,
        rows=provenance(rows),
    )
