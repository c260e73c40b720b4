"""The interviews of a programme: who was met, what they said, whether coders agree, and what goes together."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.wording import NO_BREAK
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.interviews.code_patterns import PAIR_COLUMNS, SATURATION_COLUMNS, co_occurrence, saturation
from pipeline.methods.interviews.code_prevalence import COLUMNS as PREVALENCE_COLUMNS
from pipeline.methods.interviews.code_prevalence import presence_table, prevalence, projects_met
from pipeline.methods.interviews.coder_agreement import APART_COLUMNS, agreement
from pipeline.methods.interviews.coder_agreement import COLUMNS as AGREEMENT_COLUMNS
from pipeline.methods.interviews.interview_codes import Coded, count_fact, read_coded, share_fact
from pipeline.methods.interviews.interview_quotes import consented_quotes
from pipeline.methods.interviews.interview_register import who_was_met
from pipeline.methods.interviews.typology_rules import COLUMNS as TYPE_COLUMNS
from pipeline.methods.interviews.typology_rules import ENTITY_COLUMNS, typologies
from pipeline.plan import Settings

REQUIRES = ("interviews", "coding", "dimensions", "projects")
"""With `projects` the interviews are a programme's, coded from what was said; a study's coded text has other themes."""

COMPUTED_BY = "pipeline.estimators.interviews:sizes"
WITHOUT_CODES = {
    "interviews_codes": ["code", "code_fr", "dimension_fr", "row_fr"],
    "interviews_prevalence": list(PREVALENCE_COLUMNS),
    "interviews_presence": ["entity"],
    "interviews_agreement": list(AGREEMENT_COLUMNS),
    "interviews_apart": list(APART_COLUMNS),
    "interviews_saturation": list(SATURATION_COLUMNS),
    "interviews_together": ["code"],
    "interviews_pairs": list(PAIR_COLUMNS),
    "interviews_types": list(TYPE_COLUMNS),
    "interviews_type_entities": list(ENTITY_COLUMNS),
}
"""The tables that rest on codes; where nothing was coded they are empty, so that a notebook finds them all the same."""


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """The register of interviews; then prevalence, agreement, saturation, co-occurrence and declared types of codes.

    `interviews_quotes` holds the quotes that may be published, whatever was coded. Nothing at all where the register
    is empty.

    Raises:
        EstimateError: a declared type names what the cohort does not have.
    """
    interviews = tables["interviews"]
    empty = {name: pd.DataFrame(columns=columns) for name, columns in WITHOUT_CODES.items()}
    met, facts = who_was_met(interviews) if len(interviews) else (_nobody_met(), [])
    met["interviews_quotes"] = consented_quotes(tables)
    coded = read_coded(tables)
    if coded is None:
        return Estimates(facts, {**met, **empty})
    found, code_facts = of_codes(coded, tables["projects"], settings)
    return Estimates([*facts, *code_facts], {**met, **found})


def of_codes(coded: Coded, projects: pd.DataFrame, settings: Settings) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Everything that rests on codes: tables by name, and facts."""
    level = settings.confidence_level
    borne, prevalence_facts = prevalence(coded, projects, level)
    agreed, agreement_facts = agreement(coded, level)
    curve, saturation_facts = saturation(coded, level)
    together, pair_facts = co_occurrence(coded, 1 - level)
    types, type_facts = typologies(coded, settings.plan.typologies)
    tables = {
        **agreed,
        **together,
        **types,
        "interviews_codes": _names(coded),
        "interviews_prevalence": borne,
        "interviews_presence": presence_table(coded),
        "interviews_saturation": curve,
    }
    facts = [*sizes(coded, projects), *prevalence_facts, *agreement_facts, *saturation_facts, *pair_facts, *type_facts]
    return tables, facts


def sizes(coded: Coded, projects: pd.DataFrame) -> list[Fact]:
    """How many projects were met of those registered, passages were coded, and passages were left without a code."""
    met, usual = len(projects_met(coded, projects)), {"computed_by": COMPUTED_BY}
    hidden = len(coded.entities) - len(coded.shown)
    passages = coded.segments.drop_duplicates(["passage", "dimension"])
    open_passages = len(passages) - len(coded.kept.drop_duplicates(["passage", "dimension"]))
    label = ("Entités dont les codes ne sont pas publiés, faute de consentement", "Entities without consent")
    facts = [
        count_fact("hidden", label, coded.interviews, hidden, source_table="interviews", **usual),
        count_fact("passages", ("Passages codés", "Passages coded"), coded.segments, len(passages), **usual),
        count_fact(
            "passages-open",
            ("Passages sans code retenu, faute d’accord", "Passages without a kept code"),
            coded.segments,
            open_passages,
            **usual,
        ),
    ]
    if len(projects) >= max(met, 1):
        label = ("Projets rencontrés", "Projects met")
        register = {"source_table": "interviews", "method": "Dénombrement du registre", **usual}
        facts.append(share_fact("projects", label, coded.interviews, (met, len(projects)), **register))
    return facts


def _names(coded: Coded) -> pd.DataFrame:
    """Each code with its French name and that of its dimension, in order."""
    lines = [
        (key, name, dimension, f"{dimension}{NO_BREAK}: {name}")
        for key, name in coded.labels.items()
        for dimension in [coded.dimensions[coded.dimension_of(key)]]
    ]
    return pd.DataFrame(lines, columns=WITHOUT_CODES["interviews_codes"])


def _nobody_met() -> dict[str, pd.DataFrame]:
    return {
        "interviews_parts": pd.DataFrame(columns=["kind", "value", "share_fact"]),
        "interviews_role_mode": pd.DataFrame(columns=["role_class"]),
    }
