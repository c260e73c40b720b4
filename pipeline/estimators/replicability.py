"""Replicability: how it is measured, what raters gave each project, whether they agree, and how sure an index is."""

from __future__ import annotations

import pandas as pd

from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.projects.project_paths import project_paths
from pipeline.methods.replicability.replicability_scale import describe, levels_by_criterion
from pipeline.methods.replicability.score_agreement import AGREEMENT_COLUMNS, APART_COLUMNS, agreement
from pipeline.methods.replicability.score_composites import COMPOSITE_COLUMNS, composites
from pipeline.methods.replicability.score_profiles import STEP_COLUMNS, next_steps, profiles, weakest_counts
from pipeline.methods.replicability.scores import Scoring, count_fact, read_scoring, share_fact
from pipeline.plan import Settings

REQUIRES = ("replicability_scale",)
"""Scores are optional: without them the scale is described, and the text says that nobody was scored."""

COMPUTED_BY = "pipeline.estimators.replicability:who_was_scored"
NOT_ZERO_FR = "Une note qui n’a pas été remise n’est pas une note nulle."
WITHOUT_SCORES = {
    "replicability_agreement": list(AGREEMENT_COLUMNS),
    "replicability_apart": list(APART_COLUMNS),
    "replicability_profiles": ["project_id", "project", "raters", "is_complete", "weakest"],
    "replicability_weakest": ["criterion_id", "criterion_fr", "count", "count_fact"],
    "replicability_weakest_themes": ["theme"],
    "replicability_steps": list(STEP_COLUMNS),
    "replicability_composites": list(COMPOSITE_COLUMNS),
    "replicability_drivers": ["criterion_fr", "weight_fact", "raters_fact", "weight"],
}
"""The tables that rest on scores; without them they are empty, so that a notebook finds them all the same."""


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """The published scale; then, where `scores` were delivered, agreement, profiles, composites and what moves them.

    Raises:
        EstimateError: the plan's weights do not fit the criteria of the scale.
    """
    scale, scoring = tables["replicability_scale"], read_scoring(tables)
    described, facts = describe(scale)
    if scoring is None:
        empty = {name: pd.DataFrame(columns=columns) for name, columns in WITHOUT_SCORES.items()}
        return Estimates([*facts, *nobody_scored(scale)], {**described, **empty})
    found, score_facts = of_scores(scoring, scale, settings)
    return Estimates([*facts, *score_facts, *left_to_score(scoring, tables)], {**described, **found})


def of_scores(scoring: Scoring, scale: pd.DataFrame, settings: Settings) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Everything that rests on scores: tables by name, and facts."""
    levels = sorted({level for criterion in levels_by_criterion(scale) for level in criterion})
    agreed, agreement_facts = agreement(scoring, levels, settings.confidence_level)
    profile, profile_facts = profiles(scoring)
    weakest, by_theme, weakest_facts = weakest_counts(scoring)
    steps, step_facts = next_steps(scoring, scale)
    indices, index_facts = composites(scoring, settings.plan.replicability, settings.confidence_level)
    tables = {
        **agreed,
        **indices,
        "replicability_profiles": profile,
        "replicability_weakest": weakest,
        "replicability_weakest_themes": by_theme,
        "replicability_steps": steps,
    }
    facts = [*who_was_scored(scoring), *agreement_facts, *profile_facts, *weakest_facts, *step_facts, *index_facts]
    return tables, facts


def who_was_scored(scoring: Scoring) -> list[Fact]:
    """How many projects were scored, of those registered; by how many raters; and how many by one only."""
    n, single = len(scoring.projects), sum(count == 1 for count in scoring.raters_of.values())
    rows, usual = scoring.scores, {"computed_by": COMPUTED_BY}
    scored = ("Projets notés", "Projects scored")
    counted = (
        share_fact("projects", scored, rows, (n, scoring.registered), **usual)
        if scoring.registered is not None and scoring.registered >= n
        else count_fact("projects", scored, rows, n, **usual)
    )
    alone = ("Projets notés par une seule personne", "Projects with a single rater")
    return [
        counted,
        count_fact("raters", ("Évaluateurs", "Raters"), rows, len(scoring.raters), **usual),
        count_fact("single-rater", alone, rows, single, **usual, numerator=float(single), denominator=float(n)),
    ]


def left_to_score(scoring: Scoring, tables: Tables) -> list[Fact]:
    """How many registered projects could still be scored and are not; a stopped one has nothing left to score."""
    if "projects" not in tables:
        return []
    paths = project_paths(tables)
    left = ~paths["is_stopped"] & ~paths["project_id"].isin(scoring.projects["project_id"])
    label = ("Projets non arrêtés qui n’ont pas de note", "Projects not stopped and without scores")
    counted = {
        "computed_by": "pipeline.estimators.replicability:left_to_score",
        "source_table": "projects",
        "design": "census",
        "limits_fr": NOT_ZERO_FR,
    }
    return [count_fact("left-to-score", label, tables["projects"], int(left.sum()), **counted)]


def nobody_scored(scale: pd.DataFrame) -> list[Fact]:
    """That no project was scored: a count of zero, resting on the scale alone."""
    return [
        Fact(
            fact_id="replicability-projects",
            label_fr="Projets notés",
            label_en="Projects scored",
            unit="count",
            value=0.0,
            method="Aucune note remise",
            computed_by="pipeline.estimators.replicability:nobody_scored",
            source_table="replicability_scale",
            design="document",
            limits_fr=NOT_ZERO_FR,
            rows=provenance(scale),
        )
    ]
