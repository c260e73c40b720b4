"""The models that the plan declares: what the data could bear, and the associations found, with their margins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.comparisons.model_fits import Refusal, attempt
from pipeline.methods.comparisons.model_frames import ModelFrame, Term, model_frame
from pipeline.plan import Model, Plan, Settings
from pipeline.statistics.mixed_models import FittedMixed
from pipeline.statistics.regression_results import Fitted

REQUIRES: tuple[str, ...] = ()

COMPUTED_BY = "pipeline.estimators.models"
LIMIT = (
    "Association, non effet : ce qui n’est pas mesuré peut expliquer l’écart. Cas complets seulement, sans pondération."
)
ODDS, RATE, DIFFERENCE = "odds_ratio", "rate_ratio", "difference"
SCALE_KINDS = {"ordered_logit": ODDS, "poisson": RATE, "negative_binomial": RATE}
MEASURES_FR = {ODDS: "rapport de cotes", RATE: "rapport de fréquences", DIFFERENCE: "écart moyen"}
UNIT_COLUMNS = {"months_": "months", "days_": "days"}
UP, DOWN, OPEN = "up", "down", "open"
NOT_DELIVERED = Refusal("not-delivered", "les données demandées n’ont pas été livrées", "the table was not delivered")
ASKED_COLUMNS = [
    "model",
    "question_fr",
    "kind",
    "measure",
    "outcome_fr",
    "direction_fr",
    "base_fact",
    "parameters_fact",
    "shared_fact",
    "is_fitted",
    "refusal_fr",
    "method_fr",
    "cautions_fr",
]
COEFFICIENT_COLUMNS = ["model", "term_fr", "reference_fr", "finding", "estimate_fact"]


def is_planned(plan: Plan) -> bool:
    """Whether the plan declares a model."""
    return bool(plan.models)


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """Facts and tables of each declared model, in the order of the plan.

    Tables: `models_asked` (one row a model: its question, base and number of coefficients as facts, why it is refused
    or what to beware of) and `models_coefficients` (one row a term of a fitted model, its estimate as a fact with its
    interval; `finding` is `up`, `down`, or `open` when the interval holds the value of no association).
    """
    facts: list[Fact] = []
    asked: list[dict[str, Any]] = []
    coefficients: list[dict[str, Any]] = []
    for model in settings.plan.models:
        if model.table not in tables or tables[model.table].empty:
            asked.append({**_question(model), "is_fitted": False, "refusal_fr": NOT_DELIVERED.said_fr})
            continue
        frame = model_frame(tables, model)
        found = attempt(model, frame, settings.confidence_level)
        base = list(_base_facts(model, frame))
        facts += base
        row = {**_question(model), "base_fact": base[0].fact_id, "parameters_fact": base[1].fact_id}
        row |= {"outcome_fr": frame.outcome_label[0], "direction_fr": _direction_fr(frame)}
        asked.append({**row, **_outcome_of(found, model, frame, facts)})
        if isinstance(found, Fitted):
            lines = [(term, _coefficient(model, frame, found, term)) for term in frame.terms]
            facts += [fact for _, fact in lines]
            coefficients += [_line(model, term, fact) for term, fact in lines]
    return Estimates(
        facts,
        {
            "models_asked": pd.DataFrame(asked, columns=ASKED_COLUMNS),
            "models_coefficients": pd.DataFrame(coefficients, columns=COEFFICIENT_COLUMNS),
        },
    )


def _question(model: Model) -> dict[str, Any]:
    return {
        "model": model.model,
        "question_fr": french(model.question_fr),
        "kind": model.kind,
        "measure": SCALE_KINDS.get(model.kind, DIFFERENCE),
        **dict.fromkeys(
            ("outcome_fr", "direction_fr", "base_fact", "parameters_fact", "shared_fact", "method_fr", "cautions_fr"),
            "",
        ),
    }


def _outcome_of(found: Fitted | Refusal, model: Model, frame: ModelFrame, facts: list[Fact]) -> dict[str, Any]:
    """Columns that say whether the model was fitted; adds the fact of what groups share to `facts`."""
    if isinstance(found, Refusal):
        return {"is_fitted": False, "refusal_fr": found.said_fr}
    shared = _shared(model, frame, found)
    facts += shared
    return {
        "is_fitted": True,
        "refusal_fr": "",
        "method_fr": found.method.name_fr,
        "cautions_fr": f"{NARROW}; ".join(caution.said_fr for caution in found.cautions),
        "shared_fact": shared[0].fact_id if shared else "",
    }


def _direction_fr(frame: ModelFrame) -> str:
    """What « higher » means: the last of the ordered answers."""
    return f"«{NARROW}{frame.levels[-1][0]}{NARROW}»" if frame.levels else ""


def _base_facts(model: Model, frame: ModelFrame) -> Iterator[Fact]:
    """How many of the rows have everything the model needs, and how many coefficients it asks for."""
    question_fr, question_en = french(model.question_fr), model.question_en
    yield _fact(
        model,
        "base",
        (f"{question_fr} (cas complets)", f"{question_en} (complete cases)"),
        frame,
        function="_base_facts",
        unit="share",
        value=frame.n / frame.n_rows,
        numerator=frame.n,
        denominator=frame.n_rows,
        method="Dénombrement",
    )
    yield _fact(
        model,
        "coefficients",
        (f"{question_fr} (coefficients demandés)", f"{question_en} (coefficients)"),
        frame,
        function="_base_facts",
        unit="number",
        value=float(len(frame.terms)),
        method="Dénombrement",
    )


def _shared(model: Model, frame: ModelFrame, fit: Fitted) -> list[Fact]:
    """The part of the variance that lies between groups, in a mixed linear model."""
    if not isinstance(fit, FittedMixed) or "icc" not in fit.measures:
        return []
    label = (f"{french(model.question_fr)} (part entre groupes)", f"{model.question_en} (share between groups)")
    more = {"unit": "share", "value": fit.measures["icc"], "method": fit.method.name_fr}
    return [_fact(model, "between", label, frame, function="_shared", n_answered=fit.n, **more)]


def _coefficient(model: Model, frame: ModelFrame, fit: Fitted, term: Term) -> Fact:
    """A coefficient with its interval; exponentiated where the model is multiplicative."""
    row = fit.term(term.name)
    is_ratio = model.kind in SCALE_KINDS
    bounds = [float(np.exp(row[name]) if is_ratio else row[name]) for name in ("estimate", "low", "high")]
    against_fr, against_en = term.reference
    said_fr = f"{term.label[0]}, plutôt que {against_fr}" if against_fr else term.label[0]
    said_en = f"{term.label[1]} rather than {against_en}" if against_en else term.label[1]
    has_bounds = bool(np.isfinite(bounds).all())
    return _fact(
        model,
        slug(term.name),
        (f"{french(model.question_fr)} {said_fr} ({_measure_fr(model)})", f"{model.question_en} {said_en}"),
        frame,
        function="_coefficient",
        unit=_unit(model, frame),
        decimals=2,
        value=bounds[0],
        low=bounds[1] if has_bounds else None,
        high=bounds[2] if has_bounds else None,
        level=fit.level if has_bounds else None,
        interval_method=_interval_method(row) if has_bounds else "",
        n_answered=fit.n,
        n_frame=frame.n_rows,
        n_missing=frame.n_rows - fit.n,
        method=fit.method.name_fr,
    )


def _interval_method(row: pd.Series) -> str:
    """Normal (Wald), or Student's t."""
    return "Wald (loi normale)" if np.isinf(row["df"]) else "Student"


def _measure_fr(model: Model) -> str:
    return MEASURES_FR[SCALE_KINDS.get(model.kind, DIFFERENCE)]


def _unit(model: Model, frame: ModelFrame) -> str:
    """Ratios have none; a mark is in points, a span in the unit that its column's name carries."""
    if model.kind in SCALE_KINDS:
        return "ratio"
    if frame.is_scale:
        return "points"
    named = (unit for part, unit in UNIT_COLUMNS.items() if model.outcome.startswith(part))
    return next(named, "months" if model.outcome.endswith("_months") else "number")


def _line(model: Model, term: Term, fact: Fact) -> dict[str, Any]:
    return {
        "model": model.model,
        "term_fr": term.label[0],
        "reference_fr": term.reference[0],
        "finding": _finding(fact, 1.0 if model.kind in SCALE_KINDS else 0.0),
        "estimate_fact": fact.fact_id,
    }


def _finding(fact: Fact, none: float) -> str:
    """Whether the whole interval lies on one side of the value that means no association."""
    if fact.low is None or fact.high is None or fact.low <= none <= fact.high:
        return OPEN
    return UP if fact.low > none else DOWN


def _fact(model: Model, what: str, label: tuple[str, str], frame: ModelFrame, *, function: str, **fields: Any) -> Fact:
    label_fr, label_en = label
    return Fact(
        fact_id=f"models-{model.model}-{what}",
        label_fr=label_fr,
        label_en=label_en,
        computed_by=f"{COMPUTED_BY}:{function}",
        source_table=model.table,
        design="sample",
        limits_fr=LIMIT,
        rows=provenance(frame.evidence),
        **fields,
    )
