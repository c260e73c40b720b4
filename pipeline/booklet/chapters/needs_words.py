"""What is said of needs, functions and barriers in words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.booklet.wording import NO_BREAK

NO_FUNCTION_FR = "aucune"
NO_FUNCTIONS_FR = "La liste des fonctions n’a pas été remise."
NO_BARRIERS_FR = "La liste des freins n’a pas été remise."


def functions_words(numbers: Sequence[int]) -> str:
    """The printed numbers of functions: « nᵒˢ 2 et 3 », or that there is none."""
    if not len(numbers):
        return NO_FUNCTION_FR
    *firsts, last = [str(number) for number in numbers]
    joined = f"{', '.join(firsts)} et {last}" if firsts else last
    return f"{'nᵒˢ' if firsts else 'nº'}{NO_BREAK}{joined}"


def left_sentence(needs: float, functions: float) -> str:
    """What needs without a function, and functions without a need, are worth."""
    if not needs and not functions:
        return "Chaque besoin trouve une fonction, et chaque fonction un besoin."
    said = []
    if needs:
        said.append(
            "Un besoin sans fonction n’est pas forcément un oubli\u00a0: il peut relever d’une règle, d’un contrat ou "
            "d’un budget, qu’une plateforme ne change pas."
        )
    if functions:
        said.append("Une fonction sans besoin répond peut-être à un besoin que personne n’a dit ce jour-là.")
    return " ".join(said)
