"""How a questionnaire reads: one self-contained French page that says what each column of the answers means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.intake.questionnaires import ANSWER_COLUMNS, Question, Questionnaire
from pipeline.intake.relevance_words import bounds_fr, in_words
from pipeline.tables import Kind

TEMPLATE = "codebook.html.j2"
KINDS_FR: dict[Kind, str] = {
    "text": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "date": "date",
    "timestamp": "date et heure",
    "list": "liste",
    "boolean": "oui ou non",
    "choice": "une seule réponse",
    "choices": "plusieurs réponses possibles",
}
MEASURES_FR = {
    "": "non analysée",
    "nominal": "parts de chaque réponse",
    "ordinal": "réponses ordonnées",
    "scale": "échelle",
    "nps": "échelle, promoteurs moins détracteurs",
    "count": "dénombrement",
}
STATUSES_FR = {"": "", "dont_know": "ne sait pas, hors base", "not_concerned": "non concerné, hors base"}
ANSWER_COLUMNS_FR = {
    "response_id": "Identifiant de la réponse, un par réponse.",
    "respondent_id": "Identifiant de la personne, le même que dans la table des invitations.",
    "submitted_on": "Jour de la réponse.",
    "is_complete": "Oui quand la personne est allée au bout.",
}


@dataclass(frozen=True)
class Section:
    """Questions that follow each other in one group, under its label (empty outside groups)."""

    label_fr: str
    label_en: str
    table: str
    questions: tuple[Question, ...]


def codebook_page(questionnaire: Questionnaire, cohort_fr: str, *, is_synthetic: bool, home: str = "") -> str:
    """The page as self-contained HTML; every text of the questionnaire is escaped.

    `is_synthetic` says that its answers are made up; `home` is the page that this one is listed on, empty for none.
    """
    known = {question.name: question for question in questionnaire.questions}
    environment = Environment(loader=PackageLoader("pipeline.intake"), autoescape=True, undefined=StrictUndefined)
    environment.filters["when"] = lambda question: in_words(question.relevant, known)
    environment.filters["rule"] = lambda question: in_words(question.constraint, known, question)
    environment.filters["kind"] = kind_fr
    environment.filters["bounds"] = lambda question: bounds_fr(question) if question.kind != "choice" else ""
    return environment.get_template(TEMPLATE).render(
        questionnaire=questionnaire,
        cohort=cohort_fr,
        is_synthetic=is_synthetic,
        home=home,
        sections=sections(questionnaire),
        measures=MEASURES_FR,
        statuses=STATUSES_FR,
        columns=[(column.name, ANSWER_COLUMNS_FR[column.name]) for column in ANSWER_COLUMNS],
    )


def kind_fr(question: Question) -> str:
    """The type of a question in French."""
    if question.type in ("calculate", "hidden"):
        return "valeur calculée, non demandée"
    return "classement de réponses" if question.is_ranking else KINDS_FR[question.kind]


def sections(questionnaire: Questionnaire) -> list[Section]:
    """The questionnaire cut where its group changes, in order."""
    groups = {group.path: group for group in questionnaire.groups}
    cut: list[list[Question]] = []
    for question in questionnaire.questions:
        if not cut or cut[-1][0].group != question.group:
            cut.append([])
        cut[-1].append(question)
    return [_section(part, questionnaire.table, groups.get(part[0].group)) for part in cut]


def _section(questions: Sequence[Question], table: str, group: object) -> Section:
    repeat = questions[0].repeat
    label_fr, label_en = (getattr(group, name, "") for name in ("label_fr", "label_en"))
    return Section(label_fr, label_en, f"{table}__{repeat}" if repeat else table, tuple(questions))
