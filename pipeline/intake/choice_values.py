"""Answers to closed questions: a cell to the names of choices, whether names or labels were written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.intake.values import Fault
from pipeline.tables import LIST_SEPARATOR, Choice

TYPOGRAPHY = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
"""Signs that survey tools and keyboards change without changing what is said."""

LONGEST_LIST = 12


def parse_choice(text: str, choices: Sequence[Choice], written: str) -> str | Fault:
    """The name of the choice that the text writes."""
    names = _names(tuple(choices), written)
    return names.get(folded(text)) or _fault(choices, written)


def parse_choices(text: str, choices: Sequence[Choice], written: str, *, keeps_order: bool = False) -> str | Fault:
    """The names of the choices that the text lists, separated by « | », in the order of the questionnaire.

    With `keeps_order` they stay in the order of the text, each once: a ranking.
    """
    names = _names(tuple(choices), written)
    items = [item.strip() for item in text.split(LIST_SEPARATOR) if item.strip()]
    found = dict.fromkeys(names.get(folded(item)) for item in items)
    if None in found:
        return _fault(choices, written)
    if keeps_order:
        return LIST_SEPARATOR.join(str(name) for name in found)
    return LIST_SEPARATOR.join(choice.name for choice in choices if choice.name in found)


def folded(text: str) -> str:
    """A label as it is compared: case, apostrophes and kinds of space do not count."""
    return " ".join(text.translate(TYPOGRAPHY).casefold().split())


def shown(choice: Choice, written: str) -> str:
    """The choice as a delivery writes it."""
    return {"names": choice.name, "labels-fr": choice.label_fr, "labels-en": choice.label_en}[written]


@lru_cache(maxsize=1024)
def _names(choices: tuple[Choice, ...], written: str) -> dict[str, str]:
    return {folded(shown(choice, written)): choice.name for choice in choices}


def _fault(choices: Sequence[Choice], written: str) -> Fault:
    listed = " ; ".join(shown(choice, written) for choice in choices[:LONGEST_LIST])
    more = " …" if len(choices) > LONGEST_LIST else ""
    return Fault(
        "CHO-001",
        "Cette réponse ne fait pas partie de celles que la question propose.",
        f"une réponse parmi : {listed}{more}",
    )
