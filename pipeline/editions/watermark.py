"""The word that stands behind the text of a draft: drawn as outlines, so that no text reader meets it on each page."""

from __future__ import annotations

import math
from pathlib import Path

COLOUR = "#f9efea"
"""Light enough for every text colour to keep 4.5:1 on it; a test computes it."""

ANGLE = 52
"""Degrees: about the diagonal of a page of paper."""


def watermark(word: str, font: Path, angle: float = ANGLE) -> str:
    """`word` set in `font`, rising at `angle` degrees, as an SVG drawing without text."""
    outline, width, height = _outline(word, font)
    turn = math.radians(angle)
    across = width * math.cos(turn) + height * math.sin(turn)
    down = width * math.sin(turn) + height * math.cos(turn)
    place = f"translate({height * math.sin(turn):.1f} {down:.1f}) rotate({-angle}) scale(1 -1)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.1f} {down:.1f}">'
        f'<path fill="{COLOUR}" transform="{place}" d="{outline}"/></svg>\n'
    )


def _outline(word: str, font: Path) -> tuple[str, float, float]:
    """(path data, width, height of capitals), in the font's units, y upward."""
    from fontTools.pens.svgPathPen import SVGPathPen  # a third of a second, which only drafts need
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    with TTFont(font) as opened:
        glyphs, names = opened.getGlyphSet(), opened.getBestCmap()
        pen, width = SVGPathPen(glyphs), 0.0
        for character in word:
            glyph = glyphs[names[ord(character)]]
            glyph.draw(TransformPen(pen, (1, 0, 0, 1, width, 0)))
            width += glyph.width
        return pen.getCommands(), width, float(opened["OS/2"].sCapHeight)
