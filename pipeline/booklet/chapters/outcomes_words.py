"""What is said in words of the programme's targets: which way they are met, and how many stand where."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.methods.programme.node_states import AT_LEAST, AT_MOST

LEVELS_FR = {
    "resources": "Ressources",
    "activities": "Activités",
    "outputs": "Réalisations",
    "outcomes": "Résultats",
    "effects": "Effets visés",
}
STATES_FR = {
    "reached": ("est atteinte", "sont atteintes"),
    "missed": ("n’a pas été atteinte à ce jour", "n’ont pas été atteintes à ce jour"),
    "undecided": ("reste indécise", "restent indécises"),
    "targets-not-measured": ("n’a pas été mesurée", "n’ont pas été mesurées"),
}
"""What is said after a count of targets, of one and of several; the other states are no verdict on a target."""
Counted = tuple[str, float]
"""A count as it is printed, and its value; missing where it is not published."""

UNBOUNDED_FR = (
    "rien n’établit que tous ceux qui pouvaient répondre l’ont fait, et les réponses sont trop peu nombreuses pour "
    "calculer un intervalle\u00a0: par prudence, nous ne concluons pas"
)
PUT_TO_SOME_FR = (
    "la question ne s’adressait pas à tous, et la liste des invités ne dit pas à combien\u00a0: nous ne pouvons pas "
    "vérifier que tous ceux-là ont répondu. Par prudence, nous ne concluons pas"
)
"""Why a result without an interval decides nothing: in general, and of a question that earlier answers open."""
WHY_FR = ("Voici pourquoi une cible reste indécise.", "Voici pourquoi des cibles restent indécises.")
"""Before the reasons: of one target, of several."""
NO_TARGET_FR = "Aucune cible n’a été fixée au programme."
SET_FR, INVENTED_FR = (
    "Les autres ont été fixées pour l’édition.",
    "Les autres sont inventées pour la démonstration.",
)
NO_PRINTED_FR = "Aucune cible ne vient d’un document du programme."


def target_fr(shown: str, sense: str, is_whole: bool = False) -> str:
    """« au moins 75 % », « au plus 18 mois »; « 100 % » of a share that cannot be more (`is_whole`)."""
    if is_whole and sense == AT_LEAST:
        return shown
    return f"au plus {shown}" if sense == AT_MOST else f"au moins {shown}"


def states_sentence(targets: Counted, states: Sequence[tuple[str, Counted]]) -> Markdown:
    """How many targets there are and how many stand in each state.

    `states` are codes with their counts.
    """
    shown, count = targets
    told = [f"{each} {STATES_FR[state][value != 1]}" for state, (each, value) in states]
    has = "maillon de la chaîne a une cible" if count == 1 else "maillons de la chaîne ont une cible"
    return Markdown(f"{shown} {has}{f'{NO_BREAK}: {enumeration(told)}' if told else ''}.")


def printed_sentence(shown: str, labels: Sequence[str], others: int, are_invented: bool) -> Markdown:
    """Which targets a document prints; the others, if any, were set for the edition, or invented with its data."""
    if not labels:
        return Markdown(NO_PRINTED_FR)
    told = f"Cibles que les documents du programme publient{NO_BREAK}: {shown} ({enumeration(labels)})."
    return Markdown(f"{told} {INVENTED_FR if are_invented else SET_FR}" if others else told)


def undecided_sentence(label: str, shown: str, target: str, ends: str, unbounded: str = UNBOUNDED_FR) -> Markdown:
    """Why the answers decide nothing of one link: what its interval leaves possible, or why it has none.

    `ends` are « de 64 % à 99 % », empty without an interval, which is `unbounded` then.
    """
    said = f"l’intervalle va {ends}, de part et d’autre de la cible" if ends else unbounded
    about = f"«{NARROW}{label}{NARROW}» ({shown}{NARROW}; cible{NO_BREAK}: {target})"
    return Markdown(f"Pour {about}, {said}.")


def undecided_sentences(told: Sequence[Markdown]) -> Markdown:
    """Why each undecided link is; nothing where none is."""
    if not told:
        return Markdown("")
    return Markdown(f"{WHY_FR[len(told) > 1]} {' '.join(told)}")


def unmeasured_sentence(labels: Sequence[str]) -> Markdown:
    """Which links nobody measured: what the next edition would have to observe."""
    if not labels:
        return Markdown("Chaque maillon a été mesuré.")
    return Markdown(f"Ce que personne n’a mesuré{NO_BREAK}: {enumeration(labels)}.")
