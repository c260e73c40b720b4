"""What weighting a survey changes: how unequal the weights are, and each scale's mean without and with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.chapters.register_words import column_words, value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Tables
from pipeline.facts import Fact
from pipeline.methods.surveys.answers import marks
from pipeline.methods.surveys.response_facts import evidence, response_fact
from pipeline.methods.surveys.response_frames import CROSSED, Frame
from pipeline.methods.surveys.response_weights import Weighted
from pipeline.statistics.sampling.calibration import effective_size, weighting_effect
from pipeline.statistics.sampling.estimates import means

COMPUTED_BY = "pipeline.methods.surveys.weighted_scales"
LIMIT = (
    "Suppose que, dans chaque groupe, les absents auraient répondu comme les présents ; la pondération ne corrige rien"
    " d’autre."
)
METHODS_FR = {"post_stratification": "Post-stratification", "raking": "Calage sur marges"}
WEIGHT_COLUMNS = [
    "survey",
    "method_fr",
    "margins_fr",
    "silent_fr",
    "answers_fact",
    "represented_fact",
    "lowest_fact",
    "highest_fact",
    "effect_fact",
    "effective_fact",
]
SCALE_COLUMNS = ["survey", "question", "question_fr", "unweighted_fact", "weighted_fact", "shift_fact", "base_fact"]


def weight_line(frame: Frame, found: Weighted, names: dict[str, str]) -> tuple[list[Fact], dict[str, Any]]:
    """The facts on one survey's weights and their row: range, effective number of answers, design effect."""
    facts = _weight_facts(frame, found)
    line = {
        "survey": frame.survey,
        "method_fr": METHODS_FR[found.declared.method],
        "margins_fr": ", ".join(column_words(name)[0].lower() for name in found.declared.margins),
        "silent_fr": _silent_fr(found, names),
    }
    return facts, {**line, **dict(zip(WEIGHT_COLUMNS[4:], (fact.fact_id for fact in facts), strict=True))}


def _weight_facts(frame: Frame, found: Weighted) -> list[Fact]:
    """In the order of the columns of `response_weights`."""
    told, method = found.weights.dropna(), method_fr(found)
    part = {"unit": "share", "numerator": found.represented, "denominator": found.registered, "method": method}
    weight: dict[str, Any] = {"unit": "number", "decimals": 2, "method": method}
    kish: dict[str, Any] = {"unit": "number", "decimals": 2, "method": "n Σw² / (Σw)² (Kish 1965)"}
    effective: dict[str, Any] = {"unit": "number", "decimals": 1, "method": "(Σw)² / Σw² (Kish 1965)"}
    represented_fr = "Part du registre que les réponses pondérées représentent"
    facts: list[tuple[str, str, str, float, dict[str, Any]]] = [
        ("answers", "Réponses pondérées", "Weighted answers", len(told), {"method": method}),
        ("represented", represented_fr, "Part of the register represented", found.represented / found.registered, part),
        ("lowest", "Plus petit poids", "Smallest weight", told.min(), weight),
        ("highest", "Plus grand poids", "Largest weight", told.max(), weight),
        ("effect", "Effet de plan de la pondération", "Design effect of weighting", weighting_effect(told), kish),
        ("effective", "Nombre efficace de réponses", "Effective number of answers", effective_size(told), effective),
    ]
    shared: dict[str, Any] = {
        "limits_fr": LIMIT,
        "n_answered": len(told),
        "n_frame": found.registered,
        "computed_by": f"{COMPUTED_BY}:weight_line",
    }
    return [
        response_fact(frame, f"weight-{what}", (fr, en), evidence(frame), value=value, **shared, **fields)
        for what, fr, en, value, fields in facts
    ]


def method_fr(found: Weighted) -> str:
    """« Calage sur marges, poids gardés entre 0,5 et 3 fois leur moyenne »."""
    method = METHODS_FR[found.declared.method]
    if found.declared.trim is None:
        return method
    low, high = (f"{bound:g}".replace(".", ",") for bound in found.declared.trim)
    return f"{method}, poids gardés entre {low} et {high} fois leur moyenne"


def _silent_fr(found: Weighted, names: dict[str, str]) -> str:
    """Groups from which nobody answered, in words; empty when there is none."""
    told = [
        CROSSED.join(value_words(value, names)[0] for value in group.split(CROSSED))
        for groups in found.silent.values()
        for group in groups
    ]
    return french(", ".join(told))


def scale_lines(frame: Frame, found: Weighted, tables: Tables) -> tuple[list[Fact], list[dict[str, Any]]]:
    """For each scale of the survey: the mean of the answers that have a weight, without and with it, and the shift."""
    facts: list[Fact] = []
    lines = []
    asked = tables["questions"]
    for question in asked[asked["survey"].eq(frame.survey) & asked["is_scale"].astype(bool)].itertuples():
        pair = _pair(frame, found, tables, question)
        if pair is None:
            continue
        facts += pair
        line = {"survey": frame.survey, "question": question.question, "question_fr": french(str(question.label_fr))}
        lines.append({**line, **dict(zip(SCALE_COLUMNS[3:], (fact.fact_id for fact in pair), strict=True))})
    return facts, lines


def _pair(frame: Frame, found: Weighted, tables: Tables, question: Any) -> list[Fact] | None:
    """The two means, their difference and their base; None when nobody weighted gave a mark."""
    name = str(question.question)
    if question.repeat or name not in frame.responses:
        return None
    offered = tables["answers"]
    choices = offered[offered["survey"].eq(frame.survey) & offered["question"].eq(name)]
    told = marks(frame.responses[name], choices).reindex(found.rows)
    if not told.notna().any():
        return None
    plain, weighty = float(told.mean()), float(means(told.to_numpy(dtype=float), found.design).point[0])
    unit = "mean_0_10" if (question.minimum, question.maximum) == (0, 10) else "number"
    method = f"Moyenne pondérée. {method_fr(found)}"
    values = {
        "unweighted": (plain, unit, "moyenne sans pondération", "unweighted mean", "Moyenne"),
        "weighted": (weighty, unit, "moyenne pondérée", "weighted mean", method),
        "shift": (weighty - plain, "number", "ce que la pondération change", "shift by weighting", "Différence"),
    }
    return _scale_facts(frame, found, question, told, values)


def _scale_facts(
    frame: Frame, found: Weighted, question: Any, told: pd.Series, values: dict[str, tuple[float, str, str, str, str]]
) -> list[Fact]:
    """A fact for each of `values` (value, unit, words in French and English, method), then their base."""
    rows, what = frame.responses.loc[found.rows[np.asarray(told.notna())]], slug(str(question.question))
    shared: dict[str, Any] = {
        "source_table": frame.survey,
        "n_answered": len(rows),
        "n_frame": found.registered,
        "limits_fr": LIMIT,
        "computed_by": f"{COMPUTED_BY}:scale_lines",
    }
    facts = []
    for name, (value, unit, fr, en, method) in values.items():
        label = (f"{question.label_fr} ({fr})", f"{question.label_en} ({en})")
        fields: dict[str, Any] = {"unit": unit, "decimals": 2, "method": method, "design": "sample", **shared}
        facts.append(response_fact(frame, f"{what}-{name}", label, rows, value=value, **fields))
    base = (f"{question.label_fr} (réponses retenues)", f"{question.label_en} (answers)")
    return [*facts, response_fact(frame, f"{what}-base", base, rows, value=len(rows), **shared)]
