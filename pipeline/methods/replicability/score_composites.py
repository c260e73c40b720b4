"""The composite of each project under declared weights, how it moves when weights and raters move, and what moves it.

Levels stand as they are (0 to 3 on the published scale): the composite reads like a level.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NARROW
from pipeline.errors import EstimateError
from pipeline.facts import Fact
from pipeline.methods.replicability.scores import JUDGEMENT, Scoring, count_fact, score_fact, share_fact
from pipeline.plan import Replicability
from pipeline.statistics.composite_uncertainty import (
    DRAWN,
    bounds,
    complete_profiles,
    drawn_composites,
    top_probability,
    variance_shares,
)
from pipeline.statistics.composites import Mean, dominates, weighted_means
from pipeline.statistics.ratings import Array
from pipeline.statistics.sensitivity import FIRST_ORDER, first_order

COMPUTED_BY = "pipeline.methods.replicability.score_composites"
SEED = 20_080_815
MEANS: dict[Mean, tuple[str, str]] = {
    "arithmetic": ("moyenne arithmétique pondérée", "weighted arithmetic mean"),
    "geometric": ("moyenne géométrique pondérée", "weighted geometric mean"),
}
MOVES = (
    "La fourchette dit de combien l’indice bouge avec les poids et avec la personne qui note ; ce n’est pas une marge "
    f"d’erreur. {JUDGEMENT}"
)
NEARLY = 0.95
"""From this share of the draws on, as printed, a project is told to stay in the top group, and up to the rest, out."""

COMPOSITE_COLUMNS = (
    "project_id",
    "project",
    "arithmetic",
    "low",
    "high",
    "arithmetic_fact",
    "geometric_fact",
    "top_fact",
)


def declared_weights(plan: Replicability, criteria: list[str]) -> list[float]:
    """The weight of each criterion, summing to one: those of the plan, or equal ones.

    Raises:
        EstimateError: the plan weighs a criterion that the scale lacks, or leaves one out.
    """
    if plan.weights and set(plan.weights) != set(criteria):
        raise EstimateError(
            f"plan.yml, replicability: weights are given to {', '.join(sorted(plan.weights))}; the scale's criteria "
            f"are {', '.join(sorted(criteria))}. Give each one its weight, or none."
        )
    given = [plan.weights.get(criterion, 1.0) for criterion in criteria]
    return [weight / sum(given) for weight in given]


def composites(scoring: Scoring, plan: Replicability, level: float) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Tables `replicability_composites` (one row a project as registered) and `replicability_drivers` (a criterion).

    The values use the median levels; their ranges and probabilities come from draws of weights and raters.
    """
    weights = declared_weights(plan, list(scoring.criteria))
    alpha = [plan.concentration * weight for weight in weights]
    drawn = {mean: drawn_composites(scoring.levels, alpha, plan.draws, SEED, mean) for mean in MEANS}
    values = {mean: weighted_means(scoring.profile.to_numpy(), np.array(weights), mean) for mean in MEANS}
    table, facts = _by_project(scoring, values, drawn, level)
    top_facts, top_totals = top_group_facts(scoring, drawn["arithmetic"], plan)
    ids = pd.Series([fact.fact_id for fact in top_facts], index=table.index[: len(top_facts)], dtype=object)
    table = table.assign(top_fact=ids)[list(COMPOSITE_COLUMNS)]
    drivers, driver_facts = what_matters(scoring, alpha)
    everything = [*facts, *top_facts, *top_totals, *_spread(scoring, table), *driver_facts, *pairs(scoring)]
    return {"replicability_composites": table, "replicability_drivers": drivers}, everything


def top_size(projects: int, share: float) -> int:
    """How many projects « the top group » is: that share of them, rounded up."""
    return max(1, math.ceil(round(projects * share, 9)))


def top_group_facts(scoring: Scoring, drawn: Array, plan: Replicability) -> tuple[list[Fact], list[Fact]]:
    """How likely each project is in the top group, and how many always, never or now and then are.

    Nothing when that group would be everybody.
    """
    n = len(scoring.projects)
    size = top_size(n, plan.top_share)
    if size >= n:
        return [], []
    likely = top_probability(drawn, size)
    ids = scoring.projects["project_id"]
    each = [_top(scoring, str(project), share, plan) for project, share in zip(ids, likely, strict=True)]
    printed = np.array([hedged(float(share))[1] for share in likely])
    is_in, is_out = printed >= NEARLY, printed <= round(1 - NEARLY, 2)
    counts = (
        ("top-size", "Projets du groupe de tête", "Size of the top group", size),
        ("top-in", "Projets presque toujours dans le groupe de tête", "Nearly always in", is_in.sum()),
        ("top-out", "Projets presque jamais dans le groupe de tête", "Nearly never in", is_out.sum()),
        ("top-between", "Projets dont la place dépend des poids et des notes", "Undecided", (~is_in & ~is_out).sum()),
    )
    return each, [_total(scoring, what, (fr, en), int(value)) for what, fr, en, value in counts]


def what_matters(scoring: Scoring, alpha: list[float]) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a criterion: the share of the composite's variance due to its weight alone, and to its raters alone.

    Empty when neither weights nor raters move anything.
    """
    shares = variance_shares(scoring.levels, alpha)
    found = first_order(scoring.levels, alpha, list(scoring.criteria), seed=SEED)
    if shares.weights is None or found.empty:
        return pd.DataFrame(columns=["criterion_fr", "weight_fact", "raters_fact", "weight"]), []
    facts = [
        _variance(scoring, "weights", "Part des variations de l’indice due aux poids seuls", shares.weights),
        _variance(scoring, "raters", "Part des variations de l’indice due aux évaluateurs seuls", shares.raters or 0.0),
    ]
    lines = []
    for (criterion, name), weight, raters in zip(
        scoring.criteria.items(), found["weight"], found["raters"], strict=True
    ):
        told = [_driver(scoring, criterion, "weight", weight), _driver(scoring, criterion, "raters", raters)]
        facts += told
        lines.append((name, told[0].fact_id, told[1].fact_id, weight))
    return pd.DataFrame(lines, columns=["criterion_fr", "weight_fact", "raters_fact", "weight"]), facts


def pairs(scoring: Scoring) -> list[Fact]:
    """Of the pairs of projects with every criterion scored, how many keep their order under any weights."""
    complete = scoring.profile.dropna()
    n = len(complete) * (len(complete) - 1) // 2
    if not n:
        return []
    label = ("Paires de projets dont l’ordre ne dépend pas des poids", "Pairs in one order under any weights")
    method = "Un projet au moins égal sur chaque critère et supérieur sur l’un ; médiane des notes"
    kept = int(dominates(complete).to_numpy().sum())
    return [share_fact("pairs", label, scoring.scores, (kept, n), method=method, computed_by=f"{COMPUTED_BY}:pairs")]


def _by_project(
    scoring: Scoring, values: dict[Mean, Array], drawn: dict[Mean, Array], level: float
) -> tuple[pd.DataFrame, list[Fact]]:
    table = scoring.projects[["project_id", "name"]].rename(columns={"name": "project"}).reset_index(drop=True)
    everything: list[Fact] = []
    for mean in MEANS:
        low, high = bounds(drawn[mean], level)
        low, high = np.fmin(low, values[mean]), np.fmax(high, values[mean])
        given = zip(scoring.names, values[mean], low, high, strict=True)
        facts = [
            _composite(scoring, project, mean, (float(value), float(least), float(most)), level)
            for project, value, least, most in given
        ]
        everything += facts
        table[f"{mean}_fact"] = [fact.fact_id for fact in facts]
        if mean == "arithmetic":
            table = table.assign(arithmetic=values[mean], low=low, high=high)
    return table, everything


def _composite(scoring: Scoring, project_id: str, mean: Mean, given: tuple[float, float, float], level: float) -> Fact:
    value, low, high = given
    name, raters = scoring.names[project_id], scoring.raters_of[project_id]
    gap = "" if scoring.is_complete(project_id) else " Un critère n’a pas été noté : l’indice porte sur les autres."
    single = " Un seul évaluateur : la fourchette ignore ce qu’un autre aurait noté." if raters == 1 else ""
    return score_fact(
        f"{slug(project_id)}-{mean}",
        (f"Indice de réplicabilité, {name} ({MEANS[mean][0]})", f"Composite of {project_id}, {MEANS[mean][1]}"),
        scoring.of_project(project_id),
        unit="level",
        value=value,
        decimals=1,
        low=low,
        high=high,
        level=level,
        interval_method=DRAWN.name_fr,
        n_answered=float(raters),
        method=f"{MEANS[mean][0].capitalize()} des médianes par critère",
        limits_fr=f"{MOVES}{gap}{single}",
        computed_by=f"{COMPUTED_BY}:composites",
    )


def _top(scoring: Scoring, project_id: str, share: float, plan: Replicability) -> Fact:
    """Printed to a hundredth, and never as certain when it is not: « plus de 99 % », « moins de 1 % »."""
    name = scoring.names[project_id]
    qualifier, value = hedged(float(share))
    return score_fact(
        f"{slug(project_id)}-top",
        (f"Tirages où {name} est dans le groupe de tête", f"Draws with {project_id} in the top group"),
        scoring.scores,
        unit="share",
        value=value,
        qualifier=qualifier,
        n_answered=float(plan.draws),
        method=f"{DRAWN.title_fr} ({DRAWN.source}), indices arrondis avant comparaison",
        limits_fr=f"Probabilité sous les poids déclarés et la dispersion choisie, sans notion de mérite. {JUDGEMENT}",
        computed_by=f"{COMPUTED_BY}:composites",
    )


def hedged(share: float) -> tuple[str, float]:
    """A share of draws as printed: a qualifier and a hundredth."""
    if 0 < share < 0.01:
        return "<", 0.01
    if 0.99 < share < 1:
        return ">", 0.99
    return "=", round(share, 2)


def _spread(scoring: Scoring, table: pd.DataFrame) -> list[Fact]:
    """How many projects the geometric mean brings to zero, and how wide ranges are."""
    zero = int((scoring.profile.min(axis=1) == 0).sum())
    width = float((table["high"] - table["low"]).median())
    return [
        _total(
            scoring, "zero", ("Projets dont un critère est au niveau le plus bas", "With a criterion at zero"), zero
        ),
        score_fact(
            "range-width",
            ("Largeur médiane de la fourchette de l’indice", "Median width of the composite's range"),
            scoring.scores,
            unit="level",
            value=width,
            decimals=1,
            method=DRAWN.title_fr,
            limits_fr=MOVES,
            computed_by=f"{COMPUTED_BY}:composites",
        ),
    ]


def _total(scoring: Scoring, what: str, label: tuple[str, str], value: int) -> Fact:
    return count_fact(
        what,
        label,
        scoring.scores,
        value,
        numerator=float(value),
        denominator=float(len(scoring.projects)),
        computed_by=f"{COMPUTED_BY}:composites",
    )


def _variance(scoring: Scoring, what: str, label_fr: str, share: float) -> Fact:
    qualifier, value = hedged(share)
    return score_fact(
        f"variance-{what}",
        (label_fr, f"Variance due to {what}"),
        scoring.scores,
        unit="share",
        value=value,
        qualifier=qualifier,
        n_answered=float(len(complete_profiles(scoring.levels))),
        method="Décomposition exacte de la variance de l’indice, projets réunis",
        limits_fr=f"Dépend de la dispersion choisie autour des poids déclarés. {JUDGEMENT}",
        computed_by=f"{COMPUTED_BY}:what_matters",
    )


def _driver(scoring: Scoring, criterion: str, kind: str, share: float) -> Fact:
    cause = "au poids de" if kind == "weight" else "aux évaluateurs sur"
    qualifier, value = hedged(share)
    return score_fact(
        f"{slug(criterion)}-{kind}-share",
        (
            f"Part des variations de l’indice due {cause} «{NARROW}{scoring.criteria[criterion]}{NARROW}» seul",
            f"First-order index, {kind} of {criterion}",
        ),
        scoring.scores,
        unit="share",
        value=value,
        qualifier=qualifier,
        method=f"{FIRST_ORDER.title_fr} ({FIRST_ORDER.source})",
        limits_fr="Estimé par tirages ; les parts ne font pas tout, car les poids bougent ensemble.",
        computed_by=f"{COMPUTED_BY}:what_matters",
    )
