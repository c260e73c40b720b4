"""Words of a small drawing as shapes, from the brand's own font: the same everywhere, without a program that draws."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from pipeline.errors import RenderError
from pipeline.renderer.brand import Brand, load_brand

BRAND_FILE = Path("reports/_brand.yml")
REGULAR, SEMIBOLD = 400, 600
LINE = 1.25
"""From one line to the next, in parts of the size."""

MIDDLE = 0.33
"""From the base line up to the middle of a letter, in parts of the size."""

ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@lru_cache(maxsize=2)
def brand() -> Brand:
    """The brand, read once."""
    return load_brand(BRAND_FILE)


@lru_cache(maxsize=4)
def lettering(weight: int = REGULAR) -> Lettering:
    """The letters of the brand's body font in one weight.

    Raises:
        RenderError: the brand has no such font.
    """
    for font in brand().fonts:
        if font.family == brand().body_family and font.weight == weight and font.style == "normal":
            return Lettering(BRAND_FILE.parent / font.path)
    raise RenderError(f"{BRAND_FILE}: found no {brand().body_family} of weight {weight}, expected one for drawings.")


class Lettering:
    """The letters of one font file."""

    def __init__(self, path: Path) -> None:
        self._font = TTFont(path, lazy=True)
        self._letters = self._font.getBestCmap()
        self._glyphs = self._font.getGlyphSet()
        self._units = int(self._font["head"].unitsPerEm)
        self._outlines: dict[str, tuple[str, float]] = {}

    def width(self, words: str, size: float) -> float:
        """How wide the words are, in the unit of `size`."""
        return sum(self._glyphs[name].width for name in self._named(words)) * size / self._units

    def text(self, words: str, x: float, y: float, size: float, colour: str, anchor: str = "start") -> str:
        """One line of words as an SVG path; `y` is the middle of its letters, `anchor` what of it stands at `x`."""
        outline, advance = self._outlines.get(words) or self._drawn(words)
        scale = size / self._units
        left, base = x - ANCHORS[anchor] * advance * scale, y + MIDDLE * size
        return (
            f'<path transform="translate({left:.2f} {base:.2f}) scale({scale:.5f} {-scale:.5f})" '
            f'fill="{colour}" d="{outline}"/>'
        )

    def _drawn(self, words: str) -> tuple[str, float]:
        """The outline of words and how far they reach, in the font's units; drawings say the same words many times."""
        pen, at = SVGPathPen(self._glyphs, ntos=lambda number: f"{number:.0f}"), 0.0
        for name in self._named(words):
            self._glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, at, 0)))
            at += self._glyphs[name].width
        self._outlines[words] = (pen.getCommands(), at)
        return self._outlines[words]

    def _named(self, words: str) -> list[str]:
        return [self._letters.get(ord(character), ".notdef") for character in words]
