"""Which words a design has earned: what a result may be called, and what it may not, « impact » first of all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.methods.indicators.design_strength import Strength


@dataclass(frozen=True)
class Words:
    """How a design is named, what its result is called, and what is still missing to say more."""

    design_fr: str
    result_fr: str
    missing_fr: str


WORDS: Mapping[Strength, Words] = {
    Strength.NOTHING: Words("rien de mesuré", "aucun résultat", "une mesure avant et une mesure après"),
    Strength.LEVEL: Words("une seule phase mesurée", "niveau constaté", "l’autre phase"),
    Strength.BEFORE_AFTER: Words("avant-après", "évolution observée", "un site témoin, ou une série de mesures"),
    Strength.TIME_SERIES: Words("série avant et après", "changement de niveau", "la même série sur un site témoin"),
    Strength.COMPARISON: Words(
        "avant-après avec site témoin",
        "écart au site témoin",
        "des mesures répétées sur les deux sites",
    ),
    Strength.COMPARISON_SERIES: Words(
        "séries avec site témoin",
        "effet estimé, si les deux sites avaient évolué de même sans l’essai",
        "un tirage au sort des sites",
    ),
    Strength.DRAWN: Words("sites tirés au sort", "impact estimé", "rien de plus dans la façon de mesurer"),
}

EARNED_FROM: Mapping[str, Strength] = {
    r"effets?": Strength.COMPARISON_SERIES,
    r"impacts?|impact\w+": Strength.DRAWN,
    r"causes?|causal\w*|causé\w*": Strength.DRAWN,
    r"grâce (?:à|au|aux)": Strength.DRAWN,
    r"dues? (?:à|au|aux)|dus? (?:à|au|aux)": Strength.DRAWN,
    r"a permis|ont permis": Strength.DRAWN,
    r"entraîn\w+|provoqu\w+": Strength.DRAWN,
}
"""Words that say what made a number change, and the design from which they may be used."""

QUOTED = re.compile(f"«[{NARROW}{NO_BREAK} ][^»]*»")
"""A word in guillemets is talked about, not used."""

SENSES_FR = {
    "favourable": "favorable",
    "unfavourable": "défavorable",
    "unchanged": "nulle à la précision de la mesure",
    "moved": "à interpréter",
    "in_margin": "dans la marge",
}
UNCHANGED_FR = "sans évolution mesurable"
"""What is said, in place of its noun, of a change from before to after that does not go beyond its precision."""
MASCULINE_FR = {**SENSES_FR, "unchanged": "nul à la précision de la mesure"}
MASCULINE = ("niveau", "changement", "écart", "effet", "impact")


def design_fr(strength: Strength) -> str:
    """The name of a design."""
    return WORDS[strength].design_fr


def result_fr(strength: Strength, sense: str | None = None) -> str:
    """What a result of this strength is called, with its sense where it is told: « évolution observée favorable »."""
    noun = WORDS[strength].result_fr
    if not sense or strength < Strength.BEFORE_AFTER:
        return noun
    if strength == Strength.BEFORE_AFTER and sense == "unchanged":
        return UNCHANGED_FR
    senses = MASCULINE_FR if noun.startswith(MASCULINE) else SENSES_FR
    head, comma, rest = noun.partition(", ")
    return f"{head} {senses[sense]}{comma}{rest}"


def missing_fr(strength: Strength) -> str:
    """What would have to be measured for the next stronger words."""
    return WORDS[strength].missing_fr


def unearned(text: str, strength: Strength) -> list[str]:
    """The words of a French text that a result of this strength may not use, in the order of the text.

    What stands in guillemets is talked about and is let through; « en effet » says nothing of the trial.
    """
    said = re.sub(r"\ben effet\b", "", QUOTED.sub("", text), flags=re.IGNORECASE)
    found = [
        (match.start(), match.group().lower())
        for pattern, earned in EARNED_FROM.items()
        if strength < earned
        for match in re.finditer(rf"\b(?:{pattern})\b", said, flags=re.IGNORECASE)
    ]
    return [word for _, word in sorted(found)]
