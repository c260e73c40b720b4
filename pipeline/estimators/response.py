"""Who answered: of those invited, how many did, from which groups, before or after the reminder, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.register_words import column_words, commune_names, value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact
from pipeline.methods.surveys.nonresponse import MISSING_COLUMNS, missing
from pipeline.methods.surveys.response_facts import evidence, response_fact
from pipeline.methods.surveys.response_frames import Frame, frames, labels
from pipeline.methods.surveys.response_weights import weighted
from pipeline.methods.surveys.weighted_scales import SCALE_COLUMNS, WEIGHT_COLUMNS, scale_lines, weight_line
from pipeline.plan import Plan, Settings
from pipeline.statistics.sampling.calibration import CalibrationError
from pipeline.statistics.shares import share_interval

REQUIRES = ("questions", "answers", "invitations")

COMPUTED_BY = "pipeline.estimators.response"
SURVEY_COLUMNS = [
    "survey",
    "frame_fact",
    "invited_fact",
    "answered_fact",
    "completed_fact",
    "rate_fact",
    "repeated_fact",
    "uninvited_fact",
    "silent_fact",
]
GROUP_COLUMNS = ["survey", "column", "column_fr", "value", "value_fr", "rate", "rate_fact"]
REMINDER_COLUMNS = ["survey", "before_fact", "reminded_fact", "after_fact"]
RATE_LIMIT = "Compte qui a répondu ; ne dit ni pourquoi les autres se sont tus, ni ce qu’ils auraient répondu."
PART_LIMIT = "Tous n’ont pas été invités : l’intervalle suppose les invités choisis au hasard dans le registre."
REMINDER_LIMIT = (
    "Seuls ceux qui n’avaient pas répondu ont été relancés : rien ne dit combien auraient répondu sans cela."
)


Lines = tuple[list[Fact], list[dict[str, Any]]]
"""Facts of one survey, and the rows that point to them."""


def estimate(tables: Tables, settings: Settings) -> Estimates:
    """Response to each survey, all of it counted.

    Tables: `response_surveys` (a row a survey), `response_groups` (a row a group of the register),
    `response_reminders`, `response_missing` (a row a column compared), `response_weights` (a row a weighted survey) and
    `response_scales` (a row a scale of a weighted survey).
    """
    surveys = frames(tables)
    names = commune_names(tables.get("communes"))
    level = settings.confidence_level
    weights, scales = _weighting(surveys, tables, settings.plan, names)
    parts = {
        "response_surveys": (SURVEY_COLUMNS, [_survey(found, level) for found in surveys]),
        "response_groups": (GROUP_COLUMNS, [_groups(found, names) for found in surveys]),
        "response_reminders": (REMINDER_COLUMNS, [_reminders(found) for found in surveys]),
        "response_missing": (MISSING_COLUMNS, [missing(found, level) for found in surveys]),
        "response_weights": (WEIGHT_COLUMNS, weights),
        "response_scales": (SCALE_COLUMNS, scales),
    }
    facts = [fact for _, told in parts.values() for found, _ in told for fact in found]
    made = {name: [line for _, lines in told for line in lines] for name, (_, told) in parts.items()}
    return Estimates(facts, {name: pd.DataFrame(made[name], columns=columns) for name, (columns, _) in parts.items()})


def _survey(frame: Frame, level: float) -> Lines:
    """The register's size, invited, answered, complete, and the response rate of one survey."""
    told = {"computed_by": f"{COMPUTED_BY}:_survey", "limits_fr": RATE_LIMIT}
    facts = {**_people(frame, told), **_register(frame, told), **_left_out(frame, told)}
    if frame.answered <= len(frame.invited):
        facts["rate"] = _rate(frame, level)
    silent = _silent(frame)
    facts |= {} if silent is None else {"silent": silent}
    line = {"survey": frame.survey} | {f"{what}_fact": fact.fact_id for what, fact in facts.items()}
    return list(facts.values()), [{**dict.fromkeys(SURVEY_COLUMNS), **line}]


def _people(frame: Frame, told: dict[str, str]) -> dict[str, Fact]:
    """How many were invited, answered, and went through to the end."""
    invited, rows = len(frame.invited), evidence(frame)
    counts = {
        "invited": ("Personnes invitées", "People invited", invited, frame.invited),
        "answered": ("Personnes qui ont répondu", "People who answered", frame.answered, rows),
        "completed": ("Questionnaires terminés", "Complete questionnaires", _completed(frame), rows),
    }
    return {
        what: response_fact(frame, what, (fr, en), source, value=value, n_frame=invited, **told)
        for what, (fr, en, value, source) in counts.items()
    }


def _register(frame: Frame, told: dict[str, str]) -> dict[str, Fact]:
    """The size of the register that people were invited from; nothing where nobody delivered it."""
    if frame.registered is None:
        return {}
    rows, label = frame.registered, ("Unités inscrites au registre", "Units of the register")
    source = {"source_table": frame.register_name}
    return {"frame": response_fact(frame, "frame", label, rows, value=len(rows), **told, **source)}


def _left_out(frame: Frame, told: dict[str, str]) -> dict[str, Fact]:
    """Responses that do not count: given again, or by somebody whom the register did not invite."""
    counts = (
        ("repeated", ("Réponses en double, dont une seule compte", "Repeated responses"), frame.repeated),
        (
            "uninvited",
            ("Réponses de personnes que le registre n’a pas invitées", "Responses of nobody invited"),
            frame.uninvited,
        ),
    )
    return {
        what: response_fact(frame, what, label, frame.responses, value=count, **told)
        for what, label, count in counts
        if count
    }


def _silent(frame: Frame) -> Fact | None:
    """Of the communes in which somebody was invited, those where nobody answered; None where a unit is one person."""
    if frame.key is None or frame.registered is not None or not frame.is_linked:
        return None
    has_answer = frame.invited.groupby(frame.key)["has_answered"].any()
    return response_fact(
        frame,
        "silent",
        ("Communes invitées dont personne n’a répondu", "Invited communes without any answer"),
        evidence(frame),
        unit="share",
        value=float((~has_answer).mean()),
        numerator=int((~has_answer).sum()),
        denominator=len(has_answer),
        limits_fr=RATE_LIMIT,
        computed_by=f"{COMPUTED_BY}:_silent",
    )


def _completed(frame: Frame) -> int:
    if frame.is_linked:
        return int(frame.invited["is_complete"].sum())
    return int(frame.responses["is_complete"].sum()) if "is_complete" in frame.responses else frame.received


def _rate(frame: Frame, level: float) -> Fact:
    """Answered of invited: a count, with an interval only where part of the register was invited."""
    n, invited = frame.answered, len(frame.invited)
    fields: dict[str, Any] = {"limits_fr": RATE_LIMIT}
    if frame.registered is not None and invited < len(frame.registered):
        found = share_interval(n, invited, level, len(frame.registered))
        fields = {"design": "sample", "limits_fr": f"{RATE_LIMIT} {PART_LIMIT}", "low": found.low, "high": found.high}
        fields |= {"level": found.level, "interval_method": found.interval.name_fr if found.interval else ""}
    return response_fact(
        frame,
        "rate",
        ("Taux de réponse", "Response rate"),
        evidence(frame),
        unit="share",
        value=n / invited,
        numerator=n,
        denominator=invited,
        n_frame=invited,
        method="Personnes qui ont répondu, sur les personnes invitées",
        computed_by=f"{COMPUTED_BY}:_rate",
        **fields,
    )


def _groups(frame: Frame, names: dict[str, str]) -> Lines:
    """How many of each group of the register answered; groups in alphabetical order, which is no ranking."""
    facts, lines = [], []
    for column in frame.groups:
        words = column_words(column)
        groups = frame.invited.groupby(labels(frame.invited, [column]), sort=True)
        told = {str(value): (value_words(str(value), names), rows) for value, rows in groups}
        for value, (value_fr_en, rows) in sorted(told.items(), key=lambda each: slug(each[1][0][0])):
            fact = _group_fact(frame, column, value, (words, value_fr_en), rows)
            facts.append(fact)
            line = {"survey": frame.survey, "column": column, "column_fr": words[0], "value": value}
            lines.append({**line, "value_fr": value_fr_en[0], "rate": fact.value, "rate_fact": fact.fact_id})
    return facts, lines


def _group_fact(
    frame: Frame, column: str, value: str, words: tuple[tuple[str, str], tuple[str, str]], rows: pd.DataFrame
) -> Fact:
    (column_fr, column_en), (value_fr, value_en) = words
    answered = int(rows["has_answered"].sum())
    return response_fact(
        frame,
        f"{slug(column.removesuffix('_insee'))}-{slug(value or 'unknown')}-rate",
        (f"Ont répondu ({column_fr.lower()} : {value_fr})", f"Answered ({column_en.lower()}: {value_en})"),
        evidence(frame, rows),
        unit="share",
        value=answered / len(rows),
        numerator=answered,
        denominator=len(rows),
        method="Personnes qui ont répondu, sur les personnes invitées du groupe",
        limits_fr=RATE_LIMIT,
        filter=french(f"seuls comptent les invités du groupe « {column_fr.lower()} : {value_fr} »"),
        computed_by=f"{COMPUTED_BY}:_groups",
    )


def _reminders(frame: Frame) -> Lines:
    """Answers before any reminder, people reminded, and those of them who answered from that day on."""
    invited = frame.invited
    is_reminded = invited["reminded_on"].notna()
    if not frame.is_linked or not is_reminded.any():
        return [], []
    is_after = is_reminded & (invited["submitted_on"] >= invited["reminded_on"])
    before = int(invited["has_answered"].sum() - is_after.sum())
    reminded, after = int(is_reminded.sum()), int(is_after.sum())
    told = {"limits_fr": REMINDER_LIMIT, "computed_by": f"{COMPUTED_BY}:_reminders"}
    share = {"unit": "share", "value": after / reminded, "numerator": after, "denominator": reminded}
    first = ("Réponses avant toute relance", "Answers before a reminder")
    whom = ("Personnes relancées", "People reminded")
    later = ("Personnes relancées qui ont répondu ensuite", "Reminded people who answered later")
    facts = [
        response_fact(frame, "before", first, evidence(frame), value=before, **told),
        response_fact(frame, "reminded", whom, invited[is_reminded], value=reminded, **told),
        response_fact(frame, "after", later, evidence(frame, invited[is_reminded]), **share, **told),
    ]
    columns = dict(zip(REMINDER_COLUMNS[1:], (fact.fact_id for fact in facts), strict=True))
    return facts, [{"survey": frame.survey, **columns}]


def _weighting(
    surveys: Iterable[Frame], tables: Tables, plan: Plan, names: dict[str, str]
) -> tuple[list[Lines], list[Lines]]:
    """The weights of each survey that the plan weights, and what they change; none where no weights can be found."""
    weights: list[Lines] = []
    scales: list[Lines] = []
    for frame in surveys:
        try:
            found = weighted(tables, plan, frame.survey)
        except CalibrationError:
            continue
        if found is not None:
            facts, line = weight_line(frame, found, names)
            weights.append((facts, [line]))
            scales.append(scale_lines(frame, found, tables))
    return weights, scales
