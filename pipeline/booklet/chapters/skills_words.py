"""What is said of skills in words: what the documents ask for, and where nobody was asked."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

NOT_ASKED_FR = "Aucun agent n’a été interrogé sur ces sujets dans cette édition."
NO_TIME_FR = "Aucune réponse ne dit combien de personnes ni combien de jours les communes ont consacrés au programme."


def said_by_agents(shares: Sequence[tuple[str, str, str]]) -> Markdown:
    """« Parmi les agents qui ont répondu : », then an item a share, its verb and what it says; or one sentence."""
    said = [f"{shown} {say} {what}" for shown, say, what in shares]
    if len(said) == 1:
        return Markdown(f"Parmi les agents qui ont répondu, {said[0]}.")
    items = f"{NARROW};\n".join(f"- {each}" for each in said)
    return Markdown(f"Parmi les agents qui ont répondu{NO_BREAK}:\n\n{items}.")


def days_sentence(days: str, unit: str, answers: str) -> Markdown:
    """How many days a month agents spend, in the median, by how many answers."""
    return Markdown(
        f"Les agents qui ont répondu consacrent au programme, en médiane, {days} {unit} par mois (réponses{NO_BREAK}: "
        f"{answers})."
    )


def staff_sentence(total: str, communes: str, word: str, typical: str) -> Markdown:
    """How many people communes mobilised, of how many that said it; `typical` is their median, where it is told."""
    each = f", et {typical} par commune en médiane" if typical else ""
    return Markdown(
        f"Le nombre de personnes mobilisées est connu pour {communes} {word}{NO_BREAK}: {total} en tout{each}."
    )


def training_sentence(topics: list[str]) -> str:
    """On which topics the document wants training to go on."""
    if not topics:
        return "Le document du programme ne demande de formation supplémentaire sur aucun sujet."
    named = enumeration([f"«{NARROW}{topic}{NARROW}»" for topic in topics])
    which = "un sujet" if len(topics) == 1 else "ces sujets"
    return f"Le document du programme demande de poursuivre la formation sur {which}\u00a0: {named}."
