"""What differs between two editions of a questionnaire, and which questions may still be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.booklet import wording
from pipeline.intake.choice_values import folded
from pipeline.intake.questionnaires import Answer, Question, Questionnaire

Mender = Literal["team", "file"]
SCALES = ("scale", "nps", "ordinal")


@dataclass(frozen=True)
class Change:
    """One difference between two editions: where, of which kind, how it is told, and how it was measured.

    `kind` is `same` for a question that did not change. `mender` says who looks at it: the team, who writes
    questionnaires, or the owner of the file. `method` and the numbers are those of a test, missing elsewhere.
    """

    table: str
    question: str
    kind: str
    is_comparable: bool
    code: str = ""
    message_fr: str = ""
    before: str = ""
    after: str = ""
    mender: Mender = "team"
    method: str = ""
    statistic: float | None = None
    p_value: float | None = None
    n_before: int | None = None
    n_after: int | None = None


def questionnaire_changes(before: Questionnaire, after: Questionnaire) -> list[Change]:
    """Every change of the questions of one survey; a question that did not change has one record of kind `same`."""
    former = {question.name: question for question in before.questions}
    present = {question.name: question for question in after.questions}
    changes = [_dropped(after.table, question) for name, question in former.items() if name not in present]
    for name, question in present.items():
        if name not in former:
            changes.append(_added(after.table, question))
        else:
            same = Change(after.table, name, "same", is_comparable=True)
            changes += list(_question_changes(after.table, former[name], question)) or [same]
    return changes


def comparable_questions(before: Questionnaire, after: Questionnaire) -> list[tuple[Question, Question]]:
    """Questions that stand unchanged in both, in questionnaire order."""
    kept = {change.question for change in questionnaire_changes(before, after) if change.kind == "same"}
    former = {question.name: question for question in before.questions}
    return [(former[question.name], question) for question in after.questions if question.name in kept]


def _added(table: str, question: Question) -> Change:
    message = "Cette question est nouvelle ; elle n’a pas de point de comparaison."
    return Change(table, question.name, "question_added", False, "EVO-001", message, "", question.label_fr)


def _dropped(table: str, question: Question) -> Change:
    message = "Cette question de l’édition précédente n’est plus posée."
    return Change(table, question.name, "question_dropped", False, "EVO-002", message, question.label_fr, "")


def _question_changes(table: str, before: Question, after: Question) -> Iterator[Change]:
    if folded(before.label_fr) != folded(after.label_fr):
        message = "La question est posée en d’autres termes ; ses réponses ne se comparent plus."
        yield Change(table, after.name, "question_reworded", False, "EVO-003", message, before.label_fr, after.label_fr)
    if (before.kind, before.measure) != (after.kind, after.measure):
        message = "La question a changé de type ; ses réponses ne se comparent plus."
        yield Change(table, after.name, "type_changed", False, "EVO-004", message, _type(before), _type(after))
    if bounds(before) != bounds(after):
        message = "L’échelle a changé ; ses notes ne se comparent plus."
        yield Change(table, after.name, "bounds_changed", False, "EVO-005", message, _scale(before), _scale(after))
    else:
        yield from _choice_changes(table, before, after)


def _type(question: Question) -> str:
    return " ".join(filter(None, (question.kind, question.measure)))


def bounds(question: Question) -> tuple[float | None, float | None]:
    """The ends of a scale: those of the numbers it takes, or of the numbers its answers stand for."""
    values = [answer.value for answer in question.answers if answer.value is not None]
    return (min(values), max(values)) if values else (question.minimum, question.maximum)


def _scale(question: Question) -> str:
    low, high = ("sans borne" if end is None else wording.number(end) for end in bounds(question))
    return f"de {low} à {high}"


def _choice_changes(table: str, before: Question, after: Question) -> Iterator[Change]:
    former = {answer.name: answer for answer in before.answers}
    present = {answer.name: answer for answer in after.answers}
    for name in (name for name in former if name not in present):
        message = (
            "Ce choix de l’édition précédente n’est plus proposé ; la répartition des réponses ne se compare plus."
        )
        yield Change(table, after.name, "choice_dropped", False, "EVO-007", message, _shown(former[name]), "")
    for name, answer in present.items():
        if name not in former:
            message = "Ce choix est nouveau ; la répartition des réponses ne se compare plus."
            yield Change(table, after.name, "choice_added", False, "EVO-006", message, "", _shown(answer))
        elif folded(former[name].label_fr) != folded(answer.label_fr) or former[name].status != answer.status:
            message = "Ce choix est formulé autrement ; la répartition des réponses ne se compare plus."
            yield Change(
                table, after.name, "choice_relabelled", False, "EVO-008", message, _shown(former[name]), _shown(answer)
            )


def _shown(answer: Answer) -> str:
    return f"{answer.label_fr} ({answer.name})"
