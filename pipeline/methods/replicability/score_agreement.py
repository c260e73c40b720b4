"""Whether those who scored agree: on each criterion and over all, and where they are two levels apart or more."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NARROW
from pipeline.facts import Fact
from pipeline.methods.agreement_coefficients import agreement_coefficients
from pipeline.methods.agreement_facts import coefficient_fields, one_a_line
from pipeline.methods.replicability.scores import JUDGEMENT, Scoring, count_fact, score_fact, share_fact
from pipeline.statistics.agreement import (
    BIAS,
    exact_agreement,
    one_way_differences,
    spreads,
)
from pipeline.statistics.kappas import (
    FULL_AGREEMENT,
    NO_LIGHT_INTERVAL,
    TOO_FEW_UNITS,
)
from pipeline.statistics.results import Caution, Estimate

COMPUTED_BY = "pipeline.methods.replicability.score_agreement"
SEED = 20_110_125
APART = 2
"""Levels between the lowest and the highest rating from which two raters are said to disagree."""

ALL = "all"
ONE_WAY = "one-way"
ONE_SIDED_FR = BIAS.said_fr
WITHHELD = (TOO_FEW_UNITS, FULL_AGREEMENT, NO_LIGHT_INTERVAL)
SAME_PROJECTS = Caution(
    "units-of-one-project",
    "Pas d’intervalle pour le kappa ni pour le coefficient de Gwet, tous critères réunis : les notes d’un même projet "
    "ne sont pas indépendantes ; lire celui de l’alpha de Krippendorff.",
    "No interval for kappa or Gwet's coefficient over all criteria: scores of one project are not independent; read "
    "that of Krippendorff's alpha.",
)
AGREEMENT_COLUMNS = (
    "criterion_id",
    "criterion_fr",
    "same_fact",
    "alpha_fact",
    "kappa_fact",
    "gwet_fact",
    "cautions_fr",
    "alpha",
)
APART_COLUMNS = ("project", "criterion_fr", "low_fact", "high_fact")


def agreement(scoring: Scoring, scale: list[int], level: float) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `replicability_agreement` (one row a criterion, then all together) and `replicability_apart`.

    `scale` is the criteria's levels, lowest first. Nothing is estimated where nobody scored a project twice.
    """
    facts: list[Fact] = []
    lines = []
    for criterion, name in [*scoring.criteria.items(), (ALL, "")]:
        line, found = _criterion(scoring, criterion, name, scale, level)
        lines.append(line)
        facts += found
    apart, apart_facts = disagreements(scoring)
    tables = {
        "replicability_agreement": pd.DataFrame(lines, columns=list(AGREEMENT_COLUMNS)),
        "replicability_apart": apart,
    }
    return tables, [*facts, *apart_facts]


def disagreements(scoring: Scoring) -> tuple[pd.DataFrame, list[Fact]]:
    """Each project and criterion on which raters are `APART` levels apart or more, with both ends."""
    gaps = spreads(scoring.units)
    rated_twice = int(gaps.notna().sum())
    facts, lines = [], []
    for project, criterion in gaps.index[gaps.fillna(0).ge(APART)]:
        levels, told = scoring.given(project, criterion), f"{scoring.names[project]}, {scoring.criteria[criterion]}"
        both = [
            _level_fact(
                f"{slug(project)}-{slug(criterion)}-{end}", told + tail, scoring.rows_about(project, criterion), value
            )
            for end, tail, value in (
                ("lowest", ", note la plus basse", levels[0]),
                ("highest", ", note la plus haute", levels[-1]),
            )
        ]
        facts += both
        lines.append((scoring.names[project], scoring.criteria[criterion], both[0].fact_id, both[1].fact_id))
    if rated_twice:
        label = (f"Notes séparées de {APART} niveaux ou plus", f"Scores {APART} levels apart or more")
        facts.append(
            share_fact(
                "apart", label, scoring.scores, (len(lines), rated_twice), computed_by=f"{COMPUTED_BY}:disagreements"
            )
        )
    return pd.DataFrame(lines, columns=list(APART_COLUMNS)), facts


def _criterion(
    scoring: Scoring, criterion: str, name: str, scale: list[int], level: float
) -> tuple[tuple[object, ...], list[Fact]]:
    """One line of the table of agreement, and its facts; a measure that cannot be had leaves its cell empty."""
    is_all = criterion == ALL
    ratings = scoring.ratings(None if is_all else criterion)
    rows = scoring.scores if is_all else scoring.of_criterion(criterion)
    about = "tous critères réunis" if is_all else f"«{NARROW}{name}{NARROW}»"
    measures, cautions = _measures(ratings, scale, level, is_all=is_all)
    said = limits(cautions)
    facts = {kind: _coefficient(found, criterion, kind, about, rows, said) for kind, found in measures.items()}
    facts["same"] = _same(ratings, criterion, about, rows)
    if BIAS in cautions:
        facts[ONE_WAY] = _one_way(ratings, criterion, about, rows)
    every = one_a_line([*cautions, *(caution for found in measures.values() for caution in found.cautions)])
    ids = {kind: fact.fact_id for kind, fact in facts.items() if fact is not None}
    own = map(ids.get, ("same", "alpha", "kappa", "gwet"))
    return (criterion, name, *own, every, measures["alpha"].value), [fact for fact in facts.values() if fact]


def _measures(
    ratings: pd.DataFrame, scale: list[int], level: float, *, is_all: bool
) -> tuple[dict[str, Estimate], list[Caution]]:
    """The coefficients of agreement on one criterion or over all, and what to know of them."""
    clusters = list(ratings.index.get_level_values(0)) if is_all else None
    values = [float(each) for each in scale]
    measures, cautions = agreement_coefficients(ratings, level, seed=SEED, clusters=clusters, scale=values)
    if is_all:  # only the bootstrap of alpha knows that the criteria of one project are not independent
        measures |= {kind: without_interval(measures[kind]) for kind in ("kappa", "gwet") if kind in measures}
    return measures, cautions


def without_interval(found: Estimate) -> Estimate:
    """The same number, without an interval that would take units of one cluster for independent; a caution says so."""
    own = tuple(caution for caution in found.cautions if caution not in WITHHELD)
    return replace(found, low=None, high=None, level=None, interval=None, cautions=(*own, SAME_PROJECTS))


def limits(cautions: list[Caution]) -> str:
    """What to know of a coefficient: that scores are judgements, then its own cautions."""
    return " ".join([JUDGEMENT, *dict.fromkeys(caution.said_fr for caution in cautions)])


def _same(ratings: pd.DataFrame, criterion: str, about: str, rows: pd.DataFrame) -> Fact | None:
    found = exact_agreement(ratings)
    if not found.units:
        return None
    label = (f"Notes identiques, {about}", f"Identical scores, {criterion}")
    return share_fact(
        f"{slug(criterion)}-same", label, rows, (found.same, found.units), computed_by=f"{COMPUTED_BY}:agreement"
    )


def _one_way(ratings: pd.DataFrame, criterion: str, about: str, rows: pd.DataFrame) -> Fact:
    """Of the ratings that differ, those in which it is the same rater who is higher."""
    label = (
        f"Notes différentes où le même évaluateur note plus haut, {about}",
        f"Different scores with the same rater higher, {criterion}",
    )
    counts = one_way_differences(ratings)
    return share_fact(f"{slug(criterion)}-{ONE_WAY}", label, rows, counts, computed_by=f"{COMPUTED_BY}:agreement")


def _coefficient(
    found: Estimate, criterion: str, kind: str, about: str, rows: pd.DataFrame, limits_fr: str
) -> Fact | None:
    if found.value is None:
        return None
    what = f"{slug(criterion)}-{kind}"
    return score_fact(
        what,
        (f"Accord des évaluateurs, {about} ({found.method.name_fr})", f"{found.method.name_en}, {what}"),
        rows,
        computed_by=f"{COMPUTED_BY}:agreement",
        **coefficient_fields(found, limits_fr),
    )


def _level_fact(what: str, label_fr: str, rows: pd.DataFrame, value: float) -> Fact:
    return count_fact(
        what, (label_fr, what), rows, float(value), method="Note relevée", computed_by=f"{COMPUTED_BY}:disagreements"
    )
