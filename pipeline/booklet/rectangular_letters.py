"""Letters that are rectangles (hyphens, minus signs) look as light as the others on a screen."""

from __future__ import annotations

import re

RECTANGLE = re.compile(
    r'(?P<drawn><path id="[^"]+" d="M (?P<x>\S+) (?P<y>\S+) \n(?:L \S+ \S+ \n){3}L (?P=x) )(?P=y)(?= \nz\n")'
)
"""A letter of four straight lines, as matplotlib defines it."""

HAIR = 2
"""How far the last corner is moved, in units of which a letter has some 3 000 in height: too little to be seen."""


def with_light_rectangles(svg: str) -> str:
    """The drawing, its rectangular letters drawn as quadrangles that are no rectangles.

    PDFium, which draws PDFs in browsers, moves the edges of a filled rectangle to whole pixels: hyphens came out longer
    and blacker than the words around them.
    """
    return RECTANGLE.sub(lambda letter: f"{letter['drawn']}{float(letter['y']) + HAIR:g}", svg)
