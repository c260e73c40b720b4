"""Can the data bear a declared model, and what does it say? Refused with a reason, or fitted with its cautions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.booklet.wording import number, plural
from pipeline.errors import EstimateError
from pipeline.methods.comparisons.model_frames import CONSTANT, ModelFrame
from pipeline.plan import Model
from pipeline.statistics.count_models import fit_negative_binomial, fit_poisson
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mixed_models import fit_linear_mixed
from pipeline.statistics.mixed_ordinal import fit_mixed_ordered_logit
from pipeline.statistics.ordinal_models import effective_size, fit_ordered_logit
from pipeline.statistics.regression_results import TOO_FEW_PER_PARAMETER, Fitted, can_bear
from pipeline.statistics.separation import separated_counts, separated_ordinal

COUNTS = ("poisson", "negative_binomial")
RANDOM = ("linear_mixed", "ordered_logit")
"""Kinds in which a cluster gives each group an intercept of its own."""
LEAST_IN_CATEGORY = 3
"""Units in a category below which its coefficient is the story of one or two of them."""
LEAST_CLUSTERS, LEAST_RANDOM = 3, 5
"""Groups without which errors by group, or the variance between groups (Gelman & Hill 2007), cannot be estimated."""
LEAST_CASES = 10
"""Complete cases below which no regression is fitted, as no percentage is printed."""


@dataclass(frozen=True)
class Refusal:
    """Why a model is not fitted, or not shown."""

    code: str
    said_fr: str
    said_en: str


def attempt(model: Model, frame: ModelFrame, level: float) -> Fitted | Refusal:
    """The fitted model, or why the data cannot bear it.

    A coefficient needs five observations (Vittinghoff & McCulloch 2007): complete cases for a linear model, Harrell's
    effective size for an ordered outcome, events when they are fewer than cases for counts.
    """
    _check(model, frame)
    refused = _too_little(model, frame) or _not_separate(model, frame)
    if refused:
        return refused
    fit = _fit(model, frame, level)
    if any(caution.code == "not-converged" for caution in fit.cautions):
        return Refusal("not-converged", "le calcul n’a pas convergé", "the fit did not converge")
    return fit


def observations(model: Model, frame: ModelFrame) -> float:
    """What the number of coefficients is held against."""
    if model.kind == "ordered_logit":
        return effective_size(frame.outcome.rank(method="dense") - 1)
    return float(min(frame.n, frame.outcome.sum())) if model.kind in COUNTS else float(frame.n)


def _check(model: Model, frame: ModelFrame) -> None:
    """Refuse a plan whose kind of model does not suit its outcome, or lacks what that kind needs."""
    told = f"plan.yml, models, « {model.model} »"
    if frame.levels and model.kind != "ordered_logit":
        raise EstimateError(f"{told}: « {model.outcome} » is a choice; {model.kind} needs a number.")
    if model.kind in COUNTS and (frame.outcome.lt(0) | frame.outcome.mod(1).ne(0)).any():
        raise EstimateError(f"{told}: « {model.outcome} » is not a number of events.")
    if model.kind == "linear_mixed" and not model.cluster:
        raise EstimateError(f"{told}: a mixed model needs a `cluster`.")
    if model.kind == "negative_binomial" and model.cluster:
        raise EstimateError(f"{told}: negative_binomial takes no `cluster`; poisson does.")
    if model.exposure and model.kind not in COUNTS:
        raise EstimateError(f"{told}: only counts have an `exposure`.")


def _too_little(model: Model, frame: ModelFrame) -> Refusal | None:
    if not frame.n:
        return Refusal("no-case", "aucun cas complet", "no complete case")
    if frame.outcome.nunique() < 2:
        return Refusal("same-outcome", "la réponse étudiée est la même partout", "the outcome does not vary")
    if frame.n < LEAST_CASES:
        fr = f"moins de {plural(LEAST_CASES, 'cas complet', 'cas complets')}"
        return Refusal("few-cases", fr, f"fewer than {LEAST_CASES} complete cases")
    if not can_bear(observations(model, frame), len(frame.terms)):
        return _few(model, len(frame.terms))
    if frame.smallest is not None and frame.smallest < LEAST_IN_CATEGORY:
        fr = f"une catégorie a moins de {plural(LEAST_IN_CATEGORY, 'cas', 'cas')}"
        return Refusal("small-category", fr, f"a category has fewer than {LEAST_IN_CATEGORY} cases")
    needed = LEAST_RANDOM if model.kind in RANDOM else LEAST_CLUSTERS
    if frame.clusters is not None and frame.clusters.nunique() < needed:
        fr = f"moins de {plural(needed, 'groupe')} à comparer"
        return Refusal("few-groups", fr, f"fewer than {needed} groups to compare")
    return None


def _few(model: Model, parameters: int) -> Refusal:
    """The sentence names what is too few: answers, or events for counts."""
    what_fr, what_en = ("événements", "events") if model.kind in COUNTS else ("réponses", "answers")
    asked = plural(parameters, "coefficient")
    each = "qui en demande" if parameters < 2 else "qui en demandent chacun"
    fr = f"trop peu d’{what_fr}" if what_fr[0] in "aeiouyé" else f"trop peu de {what_fr}"
    fr = f"{fr} pour {asked}, {each} au moins {number(TOO_FEW_PER_PARAMETER)}"
    en = f"too few {what_en} for {parameters} coefficients, each of which needs {TOO_FEW_PER_PARAMETER}"
    return Refusal("too-few", fr, en)


def _not_separate(model: Model, frame: ModelFrame) -> Refusal | None:
    """Predictors that say the same thing, or that tell the outcome without error."""
    x = frame.design.to_numpy(dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        fr = "deux caractéristiques disent la même chose, ou une ne varie pas ; leurs parts ne se séparent pas"
        return Refusal("collinear", fr, "two predictors say the same, or one does not vary")
    slopes = frame.design.drop(columns=CONSTANT)
    separated: list[str] = []
    if model.kind == "ordered_logit":
        separated = separated_ordinal(frame.outcome.rank(method="dense").astype(int) - 1, slopes)
    elif model.kind in COUNTS:
        separated = separated_counts(frame.outcome, frame.design)
    if not separated:
        return None
    fr = "une caractéristique prédit la réponse sans exception ; aucun coefficient fini ne le décrit (séparation)"
    return Refusal("separation", fr, "a predictor tells the outcome without exception (separation)")


def _fit(model: Model, frame: ModelFrame, level: float) -> Fitted:
    outcome, design, clusters = frame.outcome, frame.design, frame.clusters
    slopes = design.drop(columns=CONSTANT)
    if model.kind == "linear":
        return fit_linear(outcome, design, level, "HC3 Satterthwaite" if clusters is None else "CR2", clusters)
    if model.kind == "linear_mixed" and clusters is not None:
        return fit_linear_mixed(outcome, design, clusters, level)
    if model.kind == "ordered_logit":
        if clusters is None:
            return fit_ordered_logit(outcome, slopes, level)
        return fit_mixed_ordered_logit(outcome, slopes, clusters, level)
    if model.kind == "poisson":
        return fit_poisson(outcome, design, level, frame.exposure, "quasi" if clusters is None else "CR2", clusters)
    return fit_negative_binomial(outcome, design, level, frame.exposure)
