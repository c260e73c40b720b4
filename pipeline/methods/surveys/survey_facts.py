"""How a fact about one question of a survey is written: its id, its base, its interval and what to beware of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact, Rows
from pipeline.methods.surveys.asked_questions import Asked
from pipeline.params import EstimateParams
from pipeline.statistics.results import Caution, Estimate, Method
from pipeline.statistics.shares import CENSUS, share_interval

LIMIT = "Réponses déclarées, sans pondération ; qui n’a pas répondu peut penser autrement."
APART_LIMIT = f"{LIMIT} « Ne sait pas » et « non concerné » sont hors de la base."
CENSUS_LIMIT = "Réponses déclarées. « Ne sait pas » et « non concerné » sont hors de la base."
COUNTED = Method("Dénombrement", "Count", "")
SMALL_BASE = Caution(
    "small-base",
    "Base trop petite pour un pourcentage : l’intervalle, qui en serait un, n’est pas donné.",
    "Base too small for a percentage: the interval, which would be one, is not given.",
)


def question_fact(
    asked: Asked,
    what: str,
    words: tuple[str, str],
    found: Estimate,
    computed_by: str,
    rows: Rows | None = None,
    **fields: Any,
) -> Fact:
    """A fact about `asked`: `words` (French, English) follow its label, `fields` are those of `Fact`, with its unit.

    Its evidence is the responses of the base, or `rows`.
    """
    interval = {"low": found.low, "high": found.high, "level": found.level} if found.interval else {}
    return Fact(
        fact_id=fact_id(asked, what),
        label_fr=french(f"{asked.question.label_fr} {words[0]}"),
        label_en=f"{asked.question.label_en} {words[1]}".strip(),
        value=found.value,
        n_answered=found.n,
        n_frame=asked.invited if asked.invited is not None else len(asked.sources),
        n_missing=asked.missing,
        method=found.method.name_fr,
        interval_method=found.interval.name_fr if found.interval else "",
        design="census" if CENSUS in found.cautions else "sample",
        limits_fr=_limits(found),
        computed_by=computed_by,
        source_table=asked.survey,
        rows=asked.evidence if rows is None else rows,
        **{**interval, **fields},
    )


def fact_id(asked: Asked, what: str) -> str:
    """« survey-startups-satisfaction-mean »."""
    return f"survey-{asked.survey.removeprefix('survey_')}-{slug(asked.question.name)}-{what}"


def share_fact(
    asked: Asked,
    what: str,
    words: tuple[str, str],
    count: int,
    computed_by: str,
    params: EstimateParams,
) -> Fact:
    """The share `count` of the base, with its interval where the base is large enough for percentages."""
    found = of_small_base(share_interval(count, asked.n, params.confidence_level, asked.population), params)
    shared: dict[str, Any] = {"unit": "share", "numerator": count, "denominator": asked.n}
    return question_fact(asked, what, words, found, computed_by, **shared)


def of_small_base(found: Estimate, params: EstimateParams) -> Estimate:
    """A share, or a mean of shares, without its interval where the base is too small for percentages."""
    if found.n >= params.percent_base_min or not found.interval:
        return found
    return Estimate(value=found.value, method=found.method, n=found.n, cautions=(*found.cautions, SMALL_BASE))


def base_facts(asked: Asked, computed_by: str, prefix: str = "") -> dict[str, Fact | None]:
    """How many judged, stand apart and gave no answer; None where it is nobody.

    `prefix` keeps their ids apart from those of answers.
    """
    counts: dict[str, tuple[int, Callable[[], Rows], tuple[str, str]]] = {
        "base": (asked.n, lambda: asked.evidence, ("(réponses retenues)", "(answers kept)")),
        "apart": (asked.apart, lambda: asked.sources.of(asked.is_apart), ("(sans avis)", "(no opinion)")),
        "missing": (asked.missing, lambda: asked.sources.of(asked.is_missing), ("(sans réponse)", "(no answer)")),
    }
    return {
        f"{what}_fact": question_fact(
            asked,
            f"{prefix}{what}",
            words,
            Estimate(value=float(count), method=COUNTED, n=asked.n),
            computed_by,
            rows(),
            unit="count",
        )
        if count
        else None
        for what, (count, rows, words) in counts.items()
    }


def question_labels(asked: Asked) -> dict[str, str]:
    """The columns that name a question in a table."""
    return {"survey": asked.survey, "question": asked.question.name, "question_fr": french(asked.question.label_fr)}


def fact_ids(facts: dict[str, Fact | None]) -> dict[str, str | None]:
    """The ids, None where there is no fact."""
    return {name: None if fact is None else fact.fact_id for name, fact in facts.items()}


def _limits(found: Estimate) -> str:
    """What limits the result; what a census limits is not who answered."""
    said = [caution.said_fr for caution in found.cautions if caution != CENSUS]
    return " ".join([CENSUS_LIMIT if CENSUS in found.cautions else APART_LIMIT, *said])
