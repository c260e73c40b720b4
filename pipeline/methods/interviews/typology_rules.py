"""Types of entities as rules declared beforehand over codes: who is of which, of several, of none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, enumeration
from pipeline.errors import EstimateError
from pipeline.facts import Fact
from pipeline.methods.interviews.interview_codes import CHOSEN, KEPT, Coded, count_fact, share_fact
from pipeline.plan import Typology

COMPUTED_BY = "pipeline.methods.interviews.typology_rules:typologies"
NOT_BORNE = "« Ne porte pas » veut dire que les codeurs ne l’ont pas donné ensemble."
NEVER_GIVEN = "un code qu’aucun codeur n’a donné"
COLUMNS = ("type", "title_fr", "rule_fr", "entities", "never_given", "share_fact")
ENTITY_COLUMNS = ("entity", "types")


def typologies(coded: Coded, declared: Sequence[Typology]) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `interviews_types` (one row a type: its rule in words, its entities) and `interviews_type_entities`.

    Both name only entities that may be shown. The second has one row an entity, with the titles of its types.
    `never_given` of a type lists the names of the codes of its rule that nobody was given, where the plan names them.

    Raises:
        EstimateError: a rule names a dimension that the cohort does not have, or a code in no dimension.
    """
    presence = coded.presence("entity")
    facts: list[Fact] = []
    lines = []
    borne = {str(entity): set(presence.columns[row.to_numpy(dtype=bool)]) for entity, row in presence.iterrows()}
    types: dict[str, list[str]] = {entity: [] for entity in borne}
    for rule in declared:
        check_rule(rule, coded)
        entities = [entity for entity in types if follows(rule, borne[entity])]
        for entity in entities:
            types[entity].append(french(rule.title_fr))
        fact = _type_fact(coded, rule, len(entities), len(presence))
        facts.append(fact)
        never = [french(rule.names_fr[key]) for key in _named(rule) if key in rule.names_fr and key not in coded.labels]
        shown = [entity for entity in entities if entity in coded.shown]
        lines.append((rule.type, french(rule.title_fr), rule_fr(rule, coded), shown, never, fact.fact_id))
    if declared:
        facts += _totals(coded, types)
    tables = {
        "interviews_types": pd.DataFrame(lines, columns=list(COLUMNS)),
        "interviews_type_entities": pd.DataFrame(
            [line for line in types.items() if declared and line[0] in coded.shown], columns=list(ENTITY_COLUMNS)
        ),
    }
    return tables, facts


def follows(rule: Typology, codes: set[str]) -> bool:
    """Whether an entity that bears `codes` is of the type: all of `all_of`, one of `any_of`, none of `none_of`."""
    has_all = set(rule.all_of) <= codes
    has_any = not rule.any_of or bool(set(rule.any_of) & codes)
    return has_all and has_any and not set(rule.none_of) & codes


def check_rule(rule: Typology, coded: Coded) -> None:
    """Refuse a rule that asks for nothing, or for a dimension that there is not, and a name of no code of the rule.

    Raises:
        EstimateError: naming the type and what was found.
    """
    if not _named(rule):
        raise EstimateError(f"plan.yml, typology « {rule.type} »: it has no rule; give it all_of, any_of or none_of.")
    if others := sorted(set(rule.names_fr) - set(_named(rule))):
        raise EstimateError(
            f"plan.yml, typology « {rule.type} »: names_fr names « {others[0]} », expected a code of its rule."
        )
    for key in _named(rule):
        dimension, colon, code = key.partition(":")
        if not colon or not code or dimension not in coded.dimensions:
            raise EstimateError(
                f"plan.yml, typology « {rule.type} »: found « {key} », expected dimension:code with one of the "
                f"dimensions {', '.join(coded.dimensions)}."
            )


def rule_fr(rule: Typology, coded: Coded) -> str:
    """The rule as a reader is told it: « porte « achat » ; ne porte pas « tendue » »."""
    parts = (
        ("porte", " et ", rule.all_of),
        ("porte l’un au moins de" if len(rule.any_of) > 1 else "porte", None, rule.any_of),
        ("ne porte pas", " ni ", rule.none_of),
    )
    named = {key: french(name) for key, name in rule.names_fr.items()} | coded.labels
    said = [f"{verb} {_listed(codes, named, joined)}" for verb, joined, codes in parts if codes]
    return f"{NARROW}; ".join(said)


def _listed(codes: Sequence[str], named: Mapping[str, str], joined: str | None) -> str:
    """The codes between guillemets; of one that nobody was given and the plan does not name, just that."""
    names = [f"«{NARROW}{named[key]}{NARROW}»" if key in named else NEVER_GIVEN for key in codes]
    return joined.join(names) if joined else enumeration(names)


def _named(rule: Typology) -> list[str]:
    return [*rule.all_of, *rule.any_of, *rule.none_of]


def _type_fact(coded: Coded, rule: Typology, k: int, n: int) -> Fact:
    return share_fact(
        f"type-{slug(rule.type)}",
        (f"Entités du type «{NARROW}{french(rule.title_fr)}{NARROW}»", rule.title_en),
        coded.segments,
        (k, n),
        method=f"Règle déclarée au plan d’analyse : {rule_fr(rule, coded)}. {KEPT}",
        limits_fr=f"Un type est une façon de ranger ce qui a été dit, non une nature. {NOT_BORNE} {CHOSEN}",
        computed_by=COMPUTED_BY,
    )


def _totals(coded: Coded, types: dict[str, list[str]]) -> list[Fact]:
    counts = (
        ("types-none", "Entités d’aucun type", "Entities of no type", sum(not found for found in types.values())),
        ("types-several", "Entités de plusieurs types", "Entities of several", sum(len(t) > 1 for t in types.values())),
    )
    usual = {"computed_by": COMPUTED_BY, "denominator": float(len(types))}
    return [
        count_fact(what, (fr, en), coded.segments, value, numerator=float(value), **usual)
        for what, fr, en, value in counts
    ]
