"""Closed questions: the share of each answer, and of the most and least favourable ones where answers are ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.surveys.answers import SET_APART
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.methods.surveys.coded_answers import Mask
from pipeline.methods.surveys.survey_facts import base_facts, fact_ids, question_labels, share_fact
from pipeline.params import EstimateParams
from pipeline.statistics.likert import Distribution

COMPUTED_BY = "pipeline.methods.surveys.answer_shares:answer_shares"
BEST_FIRST = ("very_good", "excellent", "very_satisfied", "yes_fully", "fully", "strongly_agree", "always")
"""Names of first answers that tell a list running from the best to the worst; other ordered lists run upwards."""
PREFIX = "n-"
"""Before the last part of an id that is not the name of an answer."""

BOX, BOX_LEVELS_MIN = 2, 4

ANSWER_COLUMNS = [
    *("survey", "question", "question_fr", "kind", "answer", "answer_fr", "label_en", "position"),
    *("share_fact", "is_best_first"),
]
BASE_COLUMNS = [
    *("survey", "question", "question_fr", "kind", "base_fact", "apart_fact", "missing_fact"),
    *("top_fact", "bottom_fact"),
]


@dataclass(frozen=True)
class ShareResults:
    """Facts, one row an answer (`answers`) and one row of its question (`base`)."""

    facts: list[Fact] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    base: dict[str, Any] = field(default_factory=dict)


def answer_shares(asked: Asked, params: EstimateParams) -> ShareResults:
    """Each answer's share of those who judged. Of a ranking, of what was put first.

    `kind` is `single`, `ordinal`, `several` or `ranking`. Nobody may have judged: then there is a base without answers.
    """
    judged = judged_choices(asked)
    counts = [int(asked.counts[chosen].sum()) for chosen in choosing(asked, judged)]
    bases = base_facts(asked, COMPUTED_BY, PREFIX)
    kind = kind_of(asked)
    labels = {**question_labels(asked), "kind": kind}
    if not asked.n:
        return ShareResults([fact for fact in bases.values() if fact], [], {**labels, **fact_ids(bases)})
    facts = [
        share_fact(asked, slug(str(row.name)), (str(row.label_fr), str(row.label_en)), count, COMPUTED_BY, params)
        for row, count in zip(judged.itertuples(index=False), counts, strict=True)
    ]
    boxes = _boxes(asked, judged, counts, params) if kind == "ordinal" else {}
    lines = _lines(labels, judged, facts, is_best_first(judged) if kind == "ordinal" else None)
    base = {**labels, **fact_ids({**bases, **boxes})}
    return ShareResults([*facts, *(fact for fact in (*bases.values(), *boxes.values()) if fact)], lines, base)


def kind_of(asked: Asked) -> str:
    """How a closed question is read."""
    if asked.question.is_ranking:
        return "ranking"
    if asked.question.kind == "choices":
        return "several"
    return "ordinal" if asked.question.measure == "ordinal" else "single"


def judged_choices(asked: Asked) -> pd.DataFrame:
    """The answers that judge, in the order of the questionnaire."""
    offered = asked.choices
    return offered[~offered["status"].isin(SET_APART)].reset_index(drop=True)


def is_best_first(judged: pd.DataFrame) -> bool:
    """Whether ordered answers run from the best to the worst."""
    return bool(len(judged)) and str(judged["name"].iloc[0]) in BEST_FIRST


def choosing(asked: Asked, judged: pd.DataFrame) -> list[Mask]:
    """For each answer offered, in which of the different answers it was chosen (of a ranking, put first)."""
    reach = 1 if asked.question.is_ranking else None
    chosen = [given[:reach] if isinstance(given, tuple) else (given,) for given in asked.answers.different]
    return [np.array([name in each for each in chosen], dtype=bool) for name in judged["name"]]


def _boxes(asked: Asked, judged: pd.DataFrame, counts: list[int], params: EstimateParams) -> dict[str, Fact | None]:
    """The two best answers together and the two worst, of four levels or more."""
    names = [str(name) for name in judged["name"]]
    if len(names) < BOX_LEVELS_MIN:
        return {}
    ordered = names if is_best_first(judged) else names[::-1]
    spread = Distribution(dict(zip(names, counts, strict=True)), asked.apart)
    labels = dict(zip(names, judged["label_fr"], strict=True))
    return {
        f"{what}_fact": share_fact(
            asked,
            f"{PREFIX}{what}",
            (" ou ".join(f"« {french(str(labels[name]))} »" for name in box), f"({what} box)"),
            spread.count(box),
            COMPUTED_BY,
            params,
        )
        for what, box in (("top", ordered[:BOX]), ("bottom", ordered[-BOX:]))
    }


def _lines(
    labels: dict[str, str], judged: pd.DataFrame, facts: list[Fact], is_best_first: bool | None
) -> list[dict[str, Any]]:
    return [
        {
            **labels,
            "answer": row.name,
            "answer_fr": french(str(row.label_fr)),
            "label_en": row.label_en,
            "position": position,
            "share_fact": fact.fact_id,
            "is_best_first": is_best_first,
        }
        for position, (row, fact) in enumerate(zip(judged.itertuples(index=False), facts, strict=True))
    ]
