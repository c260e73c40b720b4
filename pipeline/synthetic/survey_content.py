"""What made-up respondents may say where no published figure says it: the odds of each answer, edition by edition.

Questions and answers are those of `data/raw/<cohort>/questionnaires/`. Every sentence was written for this purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Odds:
    """How likely each answer is; of several answers, at most `most`. `skipped` is the share who leave it blank."""

    of: Mapping[str, float]
    most: int = 1
    skipped: float = 0.06


def _odds(words: str, most: int = 1, skipped: float = 0.06) -> Odds:
    """Odds from words like `yes:3 no:1`."""
    pairs = (word.partition(":") for word in words.split())
    return Odds({name: float(weight) for name, _, weight in pairs}, most, skipped)


_STARTUPS = {
    "channel": _odds("commune:5 network:9 press:4 peer:6 other:2"),
    "reasons": _odds("site:9 reference:7 customers:6 visibility:5 funding:3 proof:4", most=4),
    "needs": _odds("site_access:8 buyer_contact:6 data_access:3 procurement_law:4 funding:4 evaluation:3", most=3),
    "target_public_before": _odds("yes:13 no:9 dont_know:1"),
    "obstacles": _odds("site_lost:3 permits:5 funding:3 technical:2 contact_left:3", most=2, skipped=0.0),
    "brake_procurement": _odds("3:1 4:2 5:4 6:5 7:6 8:4 9:2 10:1 dont_know:3"),
    "commune_relation": _odds("very_good:8 good:12 fair:5 poor:2 not_concerned:1"),
    "next_steps": _odds("extend:6 other_commune:9 private_market:6 fundraising:4 redesign:3 stop:1", most=3),
}
_COMMUNES = {
    "service": _odds("innovation:4 urban_planning:5 environment:4 mobility:3 purchasing:2 other:2", skipped=0.0),
    "legal_questions": _odds(
        "innovative_purchase:6 public_domain:4 data:3 liability:2 intellectual_property:1", most=3
    ),
    "topics_wanted": _odds("experimentation:5 startups:1 ecosystem:1 confidence:1 procurement:7", most=2),
    "recommendation": _odds("6:1 7:4 8:6 9:4 10:2 dont_know:1"),
    "internal_support": _odds("very_good:4 good:7 fair:4 poor:1 not_concerned:1"),
    "difficulties": _odds("time:8 coordination:6 legal:5 budget:4 site:3", most=3),
    "residents_informed": _odds("yes_fully:3 yes_partly:8 no:2 dont_know:2"),
}
_INSTITUTIONS = {
    "kind": _odds("public_body:3 authority:2 bank:2 company:3 research:1 cluster:2", skipped=0.0),
    "roles": _odds("funder:3 steering:5 expert:5 host:2 relay:3", most=2, skipped=0.0),
    "contributions": _odds("money:3 time:6 data:2 site:2 visibility:4", most=3),
    "coordination": _odds("very_good:2 good:6 fair:3 poor:1 not_concerned:1"),
    "results_shared": _odds("yes_fully:3 yes_partly:6 no:2 dont_know:1", skipped=0.0),
    "used_results": _odds("yes:4 no:4 dont_know:1"),
    "benefits": _odds("knowledge:7 contacts:6 image:3 projects:3", most=3),
    "joins_next_edition": _odds("yes:6 no:1 dont_know:2", skipped=0.0),
    "next_contributions": _odds("money:2 time:6 data:3 site:3 purchase:1", most=2),
    "plans_elsewhere": _odds("yes:2 no:4 dont_know:2"),
}
_FIRST: Mapping[str, Mapping[str, Odds]] = {
    "survey_startups": _STARTUPS,
    "survey_communes": _COMMUNES,
    "survey_institutions": _INSTITUTIONS,
}
_CHANGED: Mapping[str, Mapping[str, Odds]] = {
    "survey_startups": {
        "channel": _odds("commune:9 network:8 press:2 peer:9 other:2"),
        "reasons": _odds("site:7 reference:6 customers:8 visibility:3 funding:6 proof:6", most=4),
        "target_public_before": _odds("yes:17 no:8 dont_know:1"),
        "brake_procurement": _odds("2:2 3:3 4:5 5:5 6:5 7:3 8:2 9:1 dont_know:2"),
        "next_steps": _odds("extend:7 other_commune:9 private_market:5 fundraising:8 redesign:3 stop:2", most=3),
    },
    "survey_communes": {
        "topics_wanted": _odds("experimentation:3 startups:1 ecosystem:2 confidence:2 procurement:5", most=2),
        "residents_informed": _odds("yes_fully:5 yes_partly:7 no:1 dont_know:1"),
    },
    "survey_institutions": {"results_shared": _odds("yes_fully:5 yes_partly:5 no:1 dont_know:1", skipped=0.0)},
}
"""Trends of the second edition: word of mouth, more funding wanted, lighter procurement, results better shared."""

COMMENTS: Mapping[str, tuple[str, ...]] = {
    "survey_startups": (
        "Désigner dès le début un acheteur dans chaque commune.",
        "Raccourcir le délai entre la sélection et la validation du site.",
        "Prévoir une petite enveloppe pour les frais de pose.",
        "Partager plus tôt les indicateurs attendus.",
        "Organiser une visite commune des sites à mi-parcours.",
        "Donner accès aux données utiles avant le démarrage.",
        "Clarifier qui signe l’autorisation d’occuper l’espace public.",
        "Rien à changer sur l’accompagnement, il a été régulier.",
    ),
    "survey_communes": (
        "Associer le service des achats dès le choix des projets.",
        "Réserver du temps à une personne, pas seulement une mission de plus.",
        "Commencer par deux projets simples avant les autres.",
        "Prévenir les riverains avant la pose, pas après.",
        "Tenir un tableau commun des autorisations à obtenir.",
    ),
    "survey_institutions": (
        "Un calendrier connu un an à l’avance.",
        "Des résultats chiffrés comparables d’une commune à l’autre.",
        "Un cadre commun pour acheter après l’expérimentation.",
    ),
}


def odds(cohort: str, survey: str) -> Mapping[str, Odds]:
    """The odds of one survey's free questions in one edition."""
    return {**_FIRST[survey], **(_CHANGED[survey] if cohort == "qmi-2" else {})}
