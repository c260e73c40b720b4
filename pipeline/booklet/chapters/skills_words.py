"""What is said of skills in words: what the documents ask for, and where nobody was asked."""

from __future__ import annotations

from pipeline.booklet.wording import NARROW, enumeration

NOT_ASKED_FR = "Aucun agent n’a été interrogé sur ces sujets dans cette édition."
NO_TIME_FR = "Aucune réponse ne dit combien de personnes ni combien de jours les communes y ont consacrés."


def training_sentence(topics: list[str]) -> str:
    """On which topics the document wants training to go on."""
    if not topics:
        return "Le document ne demande de formation supplémentaire sur aucun sujet."
    named = enumeration([f"«{NARROW}{topic}{NARROW}»" for topic in topics])
    which = "un sujet" if len(topics) == 1 else "ces sujets"
    return f"Le document demande de poursuivre la formation sur {which}\u00a0: {named}."
