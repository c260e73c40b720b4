"""Which column each delivered header may fill, and why. A person accepts the proposal, and close matches one by one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.intake.questionnaires import Questionnaire
from pipeline.tables import Table

Certainty = Literal["asked", "certain", "to check", "none"]
NAME, LABEL, USUAL = "same name, written otherwise", "label of the question", "usual name"
CLOSE_ENOUGH = 0.84
"""Share of signs in common (difflib) from which two names are shown as close: a slip of the keyboard, not a synonym."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "response_id": (
        *("_id", "response id", "id de la réponse", "numéro de la réponse", "id réponse", "numéro de série", "serial"),
        *("sid", "id", "identifiant", "_uuid", "instanceid"),
    ),
    "respondent_id": ("token", "jeton", "code d’invitation", "identifiant du répondant", "code répondant"),
    "submitted_on": (
        *("_submission_time", "submitdate", "horodateur", "timestamp", "heure de fin", "completion time", "end"),
        *("date de soumission", "date d’envoi", "envoyé le", "submitted", "completed time"),
    ),
    "project_id": ("id projet", "id du projet", "identifiant du projet", "code projet", "code du projet", "n° projet"),
    "commune_insee": ("code insee", "insee code", "insee", "code insee de la commune", "code commune", "codgeo"),
    "commune": ("nom de la commune", "ville"),
    "communes.name": ("nom de la commune", "commune"),
    "projects.name": ("nom du projet", "projet"),
    "catalogue.name": ("nom du projet", "projet"),
    "name": ("nom", "libellé", "intitulé", "title"),
    "department_code": ("code département", "dep"),
    "department": ("département",),
    "population": ("population municipale", "nombre d’habitants", "habitants", "pop"),
    "population_year": ("année de population", "millésime", "année du recensement"),
    "ept": ("établissement public territorial",),
    "theme": ("thème", "thématique", "famille"),
    "tags": ("mots-clés", "étiquettes", "keywords"),
    "status": ("statut", "état", "avancement"),
    "holder": ("porteur", "porteur de projet", "nom du porteur", "entreprise", "société"),
    "holder_type": ("type de porteur", "type de structure"),
    "founded_on": ("date de création", "créée le"),
    "step": ("étape", "jalon", "numéro de l’étape"),
    "title_fr": ("titre",),
    "name_fr": ("nom", "libellé"),
    "label_fr": ("libellé",),
    "description_fr": ("description",),
    "actors": ("acteurs",),
    "indicator_id": ("id indicateur", "code indicateur", "indicateur"),
    "value": ("valeur",),
    "unit": ("unité",),
    "rater": ("évaluateur", "noté par"),
    "level": ("niveau", "note"),
    "criterion_id": ("id critère", "critère"),
    "justification": ("commentaire",),
    "amount_eur_ht": ("montant ht", "montant € ht", "montant euros ht", "montant hors taxes"),
    "procedure": ("type de procédure", "procédure d’achat"),
    "is_renewed": ("renouvelé", "reconduit"),
    "has_consent": ("consentement", "accord de publication"),
    "text": ("verbatim", "citation"),
    "ts": ("horodatage", "timestamp", "date et heure"),
}
"""Headers that people and tools use for a column (of one table, where it is named), the surest first."""


@dataclass(frozen=True)
class Match:
    """One delivered header, the column proposed for it (empty: none, so `ignore`) and the reason in words."""

    header: str
    column: str
    reason: str
    certainty: Certainty = "certain"


@dataclass(frozen=True)
class Name:
    """A way to call a column: its name, the label of its question, a usual header (`rank`: the surest first)."""

    column: str
    text: str
    reason: str
    rank: int = 0


def propose(
    headers: Sequence[str],
    table: Table,
    questionnaire: Questionnaire | None = None,
    asked: Mapping[str, str] | None = None,
) -> tuple[Match, ...]:
    """One match a header, in the order of the headers; a column is proposed once. `asked` holds what a person said.

    The surest reason wins: asked for, same name, same name written otherwise, label of the question, usual header. What
    is left over is compared sign by sign, and such a match is « to check ».
    """
    found: dict[str, Match] = {
        header: Match(header, column, "asked for" if column else "asked to be ignored", "asked")
        for header, column in (asked or {}).items()
        if header in headers
    }
    names = _names(table, questionnaire)
    usual = [_alike(USUAL, rank) for rank in range(max(name.rank for name in names) + 1)]
    for rule in (_same, _alike(NAME), _alike(LABEL), *usual, _close):
        _add(found, [header for header in headers if header and header not in found], names, rule)
    return tuple(found.get(header) or Match(header, "", "no column has this name", "none") for header in headers)


def unfilled(matches: Iterable[Match], table: Table) -> tuple[str, ...]:
    """Required columns that no accepted match fills."""
    filled = {match.column for match in matches if match.certainty in ("asked", "certain")}
    return tuple(column.name for column in table.columns if column.is_required and column.name not in filled)


def header_key(text: str) -> str:
    """A header as it is compared: accents, case, underscores, punctuation and spaces do not count."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


Rule = Callable[[str, Sequence[Name]], Sequence[tuple[Name, Certainty]]]
"""The names that a header may be, for one reason."""


def _add(found: dict[str, Match], headers: Sequence[str], names: Sequence[Name], rule: Rule) -> None:
    """Add the matches of one rule; a column that two headers would fill for the same reason is left to a person."""
    taken = {match.column for match in found.values()}
    free = [name for name in names if name.column not in taken]
    by_header = {header: rule(header, free) for header in headers}
    claims = [column for matches in by_header.values() for column in {name.column for name, _ in matches}]
    for header, matches in by_header.items():
        columns = {name.column for name, _ in matches}
        if len(columns) == 1 and claims.count(next(iter(columns))) == 1:
            name, certainty = matches[0]
            found[header] = Match(header, name.column, name.reason, certainty)
        elif columns:
            reason = f"several are possible: {', '.join(sorted(columns))}" if len(columns) > 1 else _rivals(columns)
            found[header] = Match(header, "", reason, "none")


def _rivals(columns: Iterable[str]) -> str:
    return f"another header may fill {next(iter(columns))} as well"


def _same(header: str, names: Sequence[Name]) -> Sequence[tuple[Name, Certainty]]:
    return [
        (replace(name, reason="same name"), "certain") for name in names if name.reason == NAME and header == name.text
    ]


def _alike(reason: str, rank: int = 0) -> Rule:
    def rule(header: str, names: Sequence[Name]) -> Sequence[tuple[Name, Certainty]]:
        keys = {header_key(header), header_key(header.rpartition("/")[2])}
        wanted = [name for name in names if name.reason == reason and name.rank == rank]
        return [(name, "certain") for name in wanted if header_key(name.text) in keys]

    return rule


def _close(header: str, names: Sequence[Name]) -> Sequence[tuple[Name, Certainty]]:
    key = header_key(header.rpartition("/")[2]) or header_key(header)
    by_key = {header_key(name.text): name for name in names}
    best = difflib.get_close_matches(key, by_key, n=1, cutoff=CLOSE_ENOUGH)
    return [
        (replace(by_key[each], reason=f"close to « {by_key[each].text} » (à vérifier)"), "to check") for each in best
    ]


def _names(table: Table, questionnaire: Questionnaire | None) -> list[Name]:
    columns = [column.name for column in table.columns]
    labels = [
        Name(question.name, label, LABEL)
        for question in (questionnaire.questions if questionnaire else ())
        for label in dict.fromkeys((question.label_fr, question.label_en))
        if label and question.name in columns
    ]
    usual = [
        Name(column, text, USUAL, rank)
        for column in columns
        for rank, text in enumerate((*SYNONYMS.get(f"{table.name}.{column}", ()), *SYNONYMS.get(column, ())))
    ]
    return [*(Name(column, column, NAME) for column in columns), *labels, *usual]
