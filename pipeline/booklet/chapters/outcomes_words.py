"""What is said in words of the programme's targets: which way they are met, and how many stand where."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.methods.programme.node_states import AT_MOST

LEVELS_FR = {
    "resources": "Ressources",
    "activities": "Activités",
    "outputs": "Réalisations",
    "outcomes": "Résultats",
    "effects": "Effets visés",
}
STATES_FR = {
    "reached": "atteintes",
    "missed": "non atteintes",
    "undecided": "indécises",
    "no-target": "maillons mesurés sans cible",
    "not-measured": "maillons pas mesurés",
}
NO_TARGET_FR = "Aucune cible n’a été fixée au programme."
NO_PRINTED_FR = "Aucune cible ne vient d’un document du programme."


def target_fr(shown: str, sense: str) -> str:
    """« au moins 75 % », « au plus 18 mois »."""
    return f"au plus {shown}" if sense == AT_MOST else f"au moins {shown}"


def states_sentence(targets: str, states: Sequence[tuple[str, str]]) -> Markdown:
    """How many targets there are and how many stand in each state; `states` are codes with printed counts."""
    told = [f"{STATES_FR[state]}{NO_BREAK}: {shown}" for state, shown in states]
    return Markdown(f"Maillons qui ont une cible{NO_BREAK}: {targets}. Cibles {f'{NARROW}; '.join(told)}.")


def printed_sentence(shown: str, labels: Sequence[str]) -> Markdown:
    """Which targets a document prints; the others were set for the edition."""
    if not labels:
        return Markdown(NO_PRINTED_FR)
    return Markdown(
        f"Cibles que les documents du programme publient{NO_BREAK}: {shown} ({enumeration(labels)}). "
        "Les autres ont été fixées pour l’édition."
    )


def unmeasured_sentence(labels: Sequence[str]) -> Markdown:
    """Which links nobody measured: what the next edition would have to observe."""
    if not labels:
        return Markdown("Chaque maillon a été mesuré.")
    return Markdown(f"Ce que personne n’a mesuré{NO_BREAK}: {enumeration(labels)}.")
