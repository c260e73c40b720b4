"""Facts as full sentences: what a chapter says of a number that another one found, of registers and of surveys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import pandas as pd

from pipeline.booklet.chapters.survey_wording import bounds_fr
from pipeline.booklet.chapters.surveys import who_answered
from pipeline.booklet.chapters.told_facts import filled, is_told
from pipeline.booklet.frame.agreement import FIRST_PLURAL, agreed
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW, NO_BREAK, plural
from pipeline.released import Release

HERE = "{}"
"""Where the number stands in a sentence."""
SURVEY = "survey"
"""The theme whose labels are a question, then its answer."""

SAID_FR: Mapping[str, str] = {
    "costs-cash": "Le budget du programme est de {}.",
    "costs-per-project": "Le budget revient en moyenne à {} par projet essayé.",
    "costs-time": "Le temps des communes et des partenaires, valorisé, revient à {}.",
    "costs-own-funds": "Les porteurs ont apporté {} de fonds propres.",
    "deployment-deployed": "Parmi les projets sélectionnés, {} ont été déployés.",
    "deployment-half-deployed": "La moitié des projets sélectionnés ont été déployés en {}.",
    "deployment-measured": "Parmi les projets sélectionnés, {} ont été mesurés.",
    "deployment-months-framing-site-validation-median": (
        "Du cadrage à la validation du site, la moitié des projets validés ont mis plus de {}."
    ),
    "deployment-stopped": "Parmi les projets sélectionnés, {} se sont arrêtés avant le déploiement.",
    "deployment-waiting": "Parmi les projets sélectionnés, {} attendent leur déploiement.",
    "indicators-test-ahead-forward": (
        "Parmi les projets comparés à un site témoin, {} ont plus d’indicateurs en avance sur ce site qu’en retard."
    ),
    "needs-needs": "La liste des besoins relevés dans des documents en compte {}.",
    "holders-public": "Parmi les projets, {} s’adressent au secteur public.",
    "outcomes-measured-of-deployed": "Parmi les projets déployés, {} ont été mesurés.",
    "purchases-bought": "Parmi les projets, {} ont été achetés par une commune.",
    "purchases-bought-of-deployed": "Parmi les projets déployés, {} ont été achetés.",
    "purchases-within-rules": "Parmi les achats, {} suivent une procédure permise pour leur montant.",
}
"""What is said of an amount, a duration or a share."""

COUNTED_FR: Mapping[str, tuple[str, str]] = {
    "costs-time-days": ("On a compté {} jour de travail.", "On a compté {} jours de travail."),
    "indicators-apart": (
        "Pour {} indicateur de projet, l’intervalle exclut une évolution nulle.",
        "Pour {} indicateurs de projet, l’intervalle exclut une évolution nulle.",
    ),
    "indicators-design-before-after": (
        "{} indicateur de projet est mesuré avant et après, sans site témoin.",
        "{} indicateurs de projet sont mesurés avant et après, sans site témoin.",
    ),
    "indicators-design-comparison": (
        "{} indicateur de projet est mesuré avant et après, avec un site témoin.",
        "{} indicateurs de projet sont mesurés avant et après, avec un site témoin.",
    ),
    "indicators-end-earlier": (
        "{} mesure de fin a été prise plus d’une semaine avant la date prévue.",
        "{} mesures de fin ont été prises plus d’une semaine avant la date prévue.",
    ),
    "indicators-favourable": (
        "{} indicateur de projet évolue favorablement.",
        "{} indicateurs de projet évoluent favorablement.",
    ),
    "indicators-followed": (
        "{} indicateur de projet est mesuré encore une fois plus tard.",
        "{} indicateurs de projet sont mesurés encore une fois plus tard.",
    ),
    "indicators-measured": (
        "{} indicateur de projet est mesuré avant et après.",
        "{} indicateurs de projet sont mesurés avant et après.",
    ),
    "indicators-reached": (
        "{} indicateur de projet atteint sa cible.",
        "{} indicateurs de projet atteignent leur cible.",
    ),
    "indicators-unfavourable": (
        "{} indicateur de projet évolue défavorablement.",
        "{} indicateurs de projet évoluent défavorablement.",
    ),
    "needs-functions": ("{} fonction est envisagée.", "{} fonctions sont envisagées."),
    "needs-without-function": (
        "{} besoin relevé n’est rattaché à aucune fonction envisagée pour une plateforme.",
        "{} besoins relevés ne sont rattachés à aucune fonction envisagée pour une plateforme.",
    ),
    "needs-functions-without-need": (
        "{} fonction ne répond à aucun besoin relevé.",
        "{} fonctions ne répondent à aucun besoin relevé.",
    ),
    "outcomes-missed": ("{} cible n’a pas été atteinte à ce jour.", "{} cibles n’ont pas été atteintes à ce jour."),
    "outcomes-printed-targets": (
        "{} cible est publiée dans un document du programme.",
        "{} cibles sont publiées dans un document du programme.",
    ),
    "outcomes-reached": ("{} cible est atteinte.", "{} cibles sont atteintes."),
    "outcomes-targets-not-measured": ("{} cible n’a pas été mesurée.", "{} cibles n’ont pas été mesurées."),
    "outcomes-undecided": ("{} cible reste indécise.", "{} cibles restent indécises."),
    "outcomes-targets": ("{} maillon du programme a une cible.", "{} maillons du programme ont une cible."),
    "purchases-elsewhere": (
        "{} achat vient d’une commune qui n’a accueilli aucun projet.",
        "{} achats viennent d’une commune qui n’a accueilli aucun projet.",
    ),
    "purchases-renewed": ("{} achat a été renouvelé.", "{} achats ont été renouvelés."),
}
"""What is said of a count, of one and of several; none is said as one is, as French has it."""

SUBJECTS_FR = (("cible", "cibles"), ("indicateur de projet", "indicateurs de projet"))
"""What several counts in a row may be counts of: named once, then each count says what it is of them."""
AMONG_FR = "Parmi les projets sélectionnés, "
"""The base that several shares in a row may have: named once."""

ANSWER_FR = "répond/répondent"
STRENGTH_FR = {"mean_0_10": "de zéro, le plus faible, à dix, le plus fort"}
"""What the ends of a scale mean, by the unit of the mark."""
AHEAD, AHEAD_TEST = "indicators-test-ahead-forward", "indicators-test-ahead-p"
"""How many projects are ahead of their comparison site, and the test of it, which there is only of enough projects."""
TOO_FEW_FR = "Sur si peu de projets, cela ne prouve rien."
CENTRES_FR = {"(moyenne)": "la moyenne des réponses est de", "(médiane)": "la médiane des réponses est de"}


def told(release: Release, fact_ids: Iterable[str] | None) -> list[Markdown]:
    """The sentence of each of these facts that the release holds and shows, in order."""
    shown = [str(fact_id) for fact_id in (() if fact_ids is None else fact_ids) if is_told(release, str(fact_id))]
    return [fact_sentence(release, fact_id) for fact_id in shown]


def told_together(release: Release, fact_ids: Iterable[str] | None) -> list[Markdown]:
    """As `told`, with counts of one thing, or shares of one base, that follow each other in one sentence.

    « 6 cibles sont atteintes ; 1 reste indécise. »
    """
    shown = [str(fact_id) for fact_id in (() if fact_ids is None else fact_ids) if is_told(release, str(fact_id))]
    return [_joined(release, list(ids)) for _, ids in groupby(shown, key=_subject)]


def _subject(fact_id: str) -> object:
    """What a fact counts, of what counts in a row may be of, or the base of a share; any other fact stands alone."""
    if SAID_FR.get(fact_id, "").startswith(AMONG_FR):
        return AMONG_FR
    one, _ = COUNTED_FR.get(fact_id, ("", ""))
    return next((forms for forms in SUBJECTS_FR if one.startswith(f"{HERE} {forms[0]} ")), fact_id)


def _joined(release: Release, fact_ids: list[str]) -> Markdown:
    """The sentences of counts of one thing, or of shares of one base, as one sentence, which names it once."""
    first, *others = (_worded(release, fact_id).replace(HERE, f"{{{fact_id}}}") for fact_id in fact_ids)
    forms = {form for pair in SUBJECTS_FR for form in pair}
    told_apart = [_without_subject(sentence, forms) for sentence in others]
    clauses = [sentence.removesuffix(".") for sentence in (first, *told_apart)]
    return Markdown(filled(release, f"{f'{NARROW}; '.join(clauses)}."))


def _without_subject(sentence: str, forms: Iterable[str]) -> str:
    """« {outcomes-missed} n’ont pas été atteintes à ce jour. »"""
    if sentence.startswith(AMONG_FR):
        return sentence.removeprefix(AMONG_FR)
    number, _, said = sentence.partition(" ")
    named = next((form for form in sorted(forms, key=len, reverse=True) if said.startswith(f"{form} ")), "")
    return f"{number} {said.removeprefix(named).lstrip()}"


def fact_sentence(release: Release, fact_id: str, unit_fr: str = "") -> Markdown:
    """The sentence of a fact, its number linked to its evidence; « label : number. » of one that no sentence is for.

    `unit_fr` (« jours par mois ») follows the number of a survey that does not say in what it is.
    """
    place = f"{{{fact_id}}}{f'{NO_BREAK}{unit_fr}' if unit_fr else ''}"
    return Markdown(filled(release, _worded(release, fact_id).replace(HERE, place)))


def _worded(release: Release, fact_id: str) -> str:
    fact = release.fact(fact_id)
    if fact_id == AHEAD and not release.has_fact(AHEAD_TEST):
        return f"{SAID_FR[AHEAD]} {TOO_FEW_FR}"
    if fact_id in COUNTED_FR:
        return COUNTED_FR[fact_id][abs(float(fact["value"])) >= FIRST_PLURAL]
    label = french(str(fact["label_fr"]))
    return SAID_FR.get(fact_id) or _answered(release, fact, label) or f"{label}{NO_BREAK}: {HERE}."


def _answered(release: Release, fact: pd.Series, label: str) -> str:
    """« Porteurs de projet, « … ? » : 3 sur 7 répondent « … ». »

    Empty for what no survey asked. Who answered comes first: chapters set answers of several publics side by side.
    """
    question, mark, answer = (part.strip() for part in label.partition(f"{NARROW}?"))
    who = who_answered(release, fact) if fact["theme"] == SURVEY else None
    if not who or not mark:
        return ""
    asked = f"{who}, «{NARROW}{question}{NARROW}?{NARROW}»{NO_BREAK}:"
    if answer.startswith("("):
        return f"{asked} {CENTRES_FR[answer]} {HERE}{_beside_centre(fact)}." if answer in CENTRES_FR else ""
    given = answer if answer.startswith("«") else f"«{NARROW}{answer}{NARROW}»"
    return f"{asked} {HERE} {agreed(release, ANSWER_FR, str(fact['fact_id']))} {given}."


def _beside_centre(fact: pd.Series) -> str:
    """« (de zéro, le plus faible, … ; 22 réponses ; intervalle : de 6,1/10 à 6,9/10) »: which way, on what base."""
    base = fact["n_answered"]
    interval = f"intervalle{NO_BREAK}: {bounds_fr(fact)}" if fact["interval_method"] else ""
    counted = plural(int(base), "réponse") if base == base else ""
    ends = STRENGTH_FR.get(str(fact["unit"]), "")
    beside = f"{NARROW}; ".join(part for part in (ends, counted, interval) if part)
    return f" ({beside})" if beside else ""
