"""How wide words are in the brand's letters, and the lines that they are broken into: measured, never guessed."""

from __future__ import annotations

import re
from functools import lru_cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from pipeline.booklet.wording import NO_BREAK
from pipeline.figures.theme import LABEL_POINTS

POINTS_PER_INCH = 72
BOUND_NUMBER = re.compile(
    r"(?<!\w)(?:(?:au|plus|moins|près|at|more|less) )?"
    r"(?:de|à|moins|plus|environ|from|to|than|least|most|about) (?=[+\u2212]?\d)"
)
PARTS_OF_LINE = (0.55, 0.65, 0.75, 0.85)
"""Narrower lines that are tried, so that no word stands alone below a full line."""
SHORT_BRACKET = re.compile(r"\([^()]{1,22}\)")


def inches(text: str, points: float = LABEL_POINTS, weight: str = "normal") -> float:
    """Width of `text` on one line, in the fonts that `use_brand` made known."""
    families = tuple(mpl.rcParams["font.family"])
    return max(_line_inches(line, families, points, weight) for line in text.split("\n"))


@lru_cache(maxsize=4096)
def _line_inches(line: str, families: tuple[str, ...], points: float, weight: str) -> float:
    letters = FontProperties(family=list(families), size=points, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(line, letters, ismath=False)
    return float(width) / POINTS_PER_INCH


def held(text: str) -> str:
    """The text, in which a number stays with the words that bound it: « de 0 à 10 », « au moins 6 »."""
    return BOUND_NUMBER.sub(_unbroken, text)


def with_whole_brackets(text: str) -> str:
    """The text, in which what stands in short brackets stays on one line: « +15 % (+7 % à +23 %) »."""
    return SHORT_BRACKET.sub(_unbroken, text)


def _unbroken(found: re.Match[str]) -> str:
    return found.group().replace(" ", NO_BREAK)


def broken(text: str, most_inches: float, points: float = LABEL_POINTS, weight: str = "normal") -> str:
    """`text` in as few lines of at most `most_inches` as hold it, all about as long.

    Lines are broken at spaces only: a longer word stands alone on its line.
    """
    lines = _filled(text, most_inches, points, weight)
    if len(lines) > 1:
        narrower = (part * most_inches for part in PARTS_OF_LINE)
        tried = (_filled(text, width, points, weight) for width in narrower)
        lines = next((each for each in tried if len(each) == len(lines)), lines)
    return "\n".join(lines) or " "


def _filled(text: str, most_inches: float, points: float, weight: str) -> list[str]:
    """Lines that each hold as many words as fit."""
    found: list[str] = []
    for word in re.split(r"[ \n]+", held(text)):
        longer = f"{found[-1]} {word}" if found else word
        if found and inches(longer, points, weight) <= most_inches:
            found[-1] = longer
        else:
            found.append(word)
    return found
