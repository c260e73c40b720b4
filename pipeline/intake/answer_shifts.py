"""How answers moved from one edition to the next: use of scales, values never seen, response rates, silent communes.

A scale is compared by the Mann-Whitney test, which supposes nothing of the shape of the answers, with ties corrected.
Its size is Cliff's delta: how much likelier an answer of this edition is above one of the former than below it. A
shift is told when the size passes a threshold and the p-value, adjusted over all questions of the cohort by Benjamini
and Hochberg, does too. Answers with a status (« ne sait pas ») are outside the base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.booklet import wording
from pipeline.intake.questionnaire_changes import SCALES, Change, comparable_questions
from pipeline.intake.questionnaires import Question, Questionnaire
from pipeline.intake.response_counts import INVITATIONS, is_survey, response_counts
from pipeline.params import DriftParams

Tables = Mapping[str, pd.DataFrame]

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "projects": ("theme", "holder_type", "hq_country"),
    "applications": ("theme",),
    "interviews": ("role_class",),
    "purchases": ("procedure",),
}
"""Columns of registers whose values are counted by category: a value never seen opens a category."""

METHOD = "Mann-Whitney, ex æquo corrigés ; delta de Cliff ; p ajustée (Benjamini-Hochberg)"


def scale_shifts(
    pairs: Sequence[tuple[Questionnaire, Questionnaire]], before: Tables, after: Tables, params: DriftParams
) -> list[Change]:
    """One record for each comparable scale with enough answers in both editions; those told have a code."""
    from scipy.stats import false_discovery_control

    tested = [
        _tested(present.table, former_question, question, before, after, params)
        for former, present in pairs
        if former.table in before and present.table in after
        for former_question, question in comparable_questions(former, present)
        if question.measure in SCALES and not question.repeat
    ]
    changes = [change for change in tested if change is not None]
    adjusted = false_discovery_control([change.p_value or 0.0 for change in changes]) if changes else []
    return [_told(change, float(p), params) for change, p in zip(changes, adjusted, strict=True)]


def _tested(
    table: str, former: Question, present: Question, before: Tables, after: Tables, params: DriftParams
) -> Change | None:
    from scipy.stats import mannwhitneyu

    old, new = _positions(former, before[table]), _positions(present, after[table])
    if min(len(old), len(new)) < params.base_min:
        return None
    test = mannwhitneyu(new, old, method="asymptotic")
    delta = 2 * float(test.statistic) / (len(old) * len(new)) - 1
    p_value = 1.0 if pd.isna(test.pvalue) else float(test.pvalue)  # every answer is the same
    return Change(
        table,
        present.name,
        "scale_use",
        is_comparable=True,
        mender="file",
        method=METHOD,
        statistic=delta,
        p_value=p_value,
        n_before=len(old),
        n_after=len(new),
    )


def _positions(question: Question, answers: pd.DataFrame) -> pd.Series:
    """Answers as positions on the scale: the number they stand for, else their rank in the questionnaire."""
    if question.name not in answers.columns:
        return pd.Series(dtype="float64")
    if not question.answers:
        return answers[question.name].dropna().astype("float64")
    ranked = [answer for answer in question.answers if not answer.status]
    positions = {
        answer.name: float(rank if answer.value is None else answer.value) for rank, answer in enumerate(ranked)
    }
    return answers[question.name].map(positions).dropna().astype("float64")


def _told(change: Change, p_value: float, params: DriftParams) -> Change:
    adjusted = replace(change, p_value=p_value)
    size = change.statistic or 0.0
    if abs(size) < params.shift_min or p_value >= params.level:
        return adjusted
    way = "plus haut" if size > 0 else "plus bas"
    delta = wording.number(size, 2)
    return replace(
        adjusted,
        kind="scale_shifted",
        code="EVO-010",
        message_fr=f"Les réponses se placent nettement {way} sur l’échelle que dans l’édition précédente"
        f" (delta de Cliff {delta}, n = {change.n_before} puis {change.n_after}) : effet réel ou autre usage de"
        " l’échelle ?",
        before="une répartition voisine de celle de l’édition précédente",
    )


def new_values(before: Tables, after: Tables) -> Iterator[Change]:
    """Categories of registers that the former edition did not hold."""
    for table, columns in CATEGORIES.items():
        for column in columns:
            if not all(table in tables and column in tables[table].columns for tables in (before, after)):
                continue
            known = set(before[table][column].dropna())
            counts = after[table][column].dropna().value_counts()
            for value in sorted(set(counts.index) - known) if known else ():
                yield Change(
                    table,
                    column,
                    "new_value",
                    is_comparable=True,
                    code="EVO-009",
                    message_fr="Cette valeur ne figurait pas dans l’édition précédente.",
                    before="une valeur déjà connue",
                    after=str(value),
                    mender="file",
                    n_after=int(counts[value]),
                )


def response_changes(before: Tables, after: Tables, params: DriftParams) -> Iterator[Change]:
    """Surveys whose response rate fell by more than the threshold."""
    for survey in (name for name in after if is_survey(name) and name in before):
        old, new = response_counts(survey, before), response_counts(survey, after)
        if old.rate is None or new.rate is None or old.rate - new.rate <= params.response_rate_drop:
            continue
        yield Change(
            survey,
            "",
            "response_rate_fallen",
            is_comparable=True,
            code="EVO-011",
            message_fr="Le taux de réponse a nettement baissé depuis l’édition précédente.",
            before=f"{old.complete} réponses complètes sur {old.invited} invitations dans l’édition précédente",
            after=f"{new.complete} sur {new.invited}",
            mender="file",
            n_before=old.invited,
            n_after=new.invited,
        )


def silent_communes(before: Tables, after: Tables) -> Iterator[Change]:
    """Communes that answered a survey in the former edition, are invited again, and say nothing now."""
    for survey in (name for name in after if is_survey(name) and name in before):
        invited = set(_communes(survey, after, answering=False))
        for commune in sorted(_communes(survey, before) & invited - _communes(survey, after)):
            yield Change(
                survey,
                "",
                "commune_silent",
                is_comparable=True,
                code="EVO-012",
                message_fr="Cette commune avait répondu dans l’édition précédente ; aucune réponse cette fois.",
                before="au moins une réponse, ou l’explication du silence",
                after=str(commune),
                mender="file",
            )


def _communes(survey: str, tables: Tables, *, answering: bool = True) -> set[str]:
    """INSEE codes of the people invited to a survey, or of those of them who answered."""
    needed = {"survey", "respondent_id", "commune_insee"}
    invitations = tables.get(INVITATIONS)
    if invitations is None or not needed <= set(invitations.columns):
        return set()
    kept = invitations[invitations["survey"] == survey]
    if answering:
        answers = tables[survey]
        if "respondent_id" not in answers.columns:
            return set()
        kept = kept[kept["respondent_id"].isin(answers["respondent_id"].dropna())]
    return set(kept["commune_insee"].dropna())
