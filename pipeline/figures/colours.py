"""Which colour says what: text on a fill, answers from most negative to most positive, lines told apart."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_hex, to_rgb

from pipeline.renderer.brand import Brand

Dashes = str | tuple[int, tuple[float, ...]]


@dataclass(frozen=True)
class Stroke:
    """How one series is drawn: colour, marker and dashes all differ, so that none carries the message alone."""

    colour: str
    marker: str
    dashes: Dashes


@dataclass(frozen=True)
class Fill:
    """How one level of an answer is filled; negative levels are hatched, so that grey keeps both sides apart."""

    colour: str
    hatch: str


NEGATIVE_HATCH = "////"
READABLE, VISIBLE = 4.5, 3.0
"""Least contrast of a text and of a mark with what is behind (WCAG 2.2, criteria 1.4.3 and 1.4.11)."""
BLACK = "#000000"
SHADES = 256


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, « contrast ratio »)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, from 0 (black) to 1 (white): what remains of it in grey (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def text_on(fill: str, brand: Brand) -> str:
    """The brand's ink or its background where it reads well on `fill`, else black.

    One of black and white has a contrast of at least √21 (4.58) with any colour.
    """
    candidates = (brand.palette["foreground"], brand.palette["background"], BLACK)
    return next(colour for colour in candidates if contrast(colour, fill) >= READABLE or colour == BLACK)


def readable_shades(pale: str, dark: str, brand: Brand) -> ListedColormap:
    """Shades from pale to dark, without those in between on which neither the ink nor the paper reads well."""
    ramp = LinearSegmentedColormap.from_list("ramp", [pale, dark])
    shades = (to_hex(ramp(step / (SHADES - 1))) for step in range(SHADES))
    return ListedColormap([shade for shade in shades if text_on(shade, brand) != BLACK], "readable")


def answer_fills(levels: int, brand: Brand) -> list[Fill]:
    """One fill a level, from most negative to most positive; the middle one of an odd number is neutral."""
    steps = [brand.palette[f"diverging-{step}"] for step in range(1, 6)]
    side = levels // 2
    negative = [Fill(colour, NEGATIVE_HATCH) for colour in _shades(steps[0], steps[1], side)]
    positive = [Fill(colour, "") for colour in reversed(_shades(steps[4], steps[3], side))]
    neutral = [Fill(steps[2], "")] if levels % 2 else []
    return [*negative, *neutral, *positive]


def _shades(strong: str, weak: str, count: int) -> list[str]:
    """`count` colours from strong to weak."""
    if count < 2:
        return [strong] * count
    shades = LinearSegmentedColormap.from_list("side", [strong, weak])
    return [to_hex(shades(step / (count - 1))) for step in range(count)]


def strokes(brand: Brand) -> tuple[Stroke, ...]:
    """Strokes of the series of one figure, in the order to use them."""
    looks: list[tuple[str, str, Dashes]] = [
        ("primary", "o", "solid"),
        ("categorical-2", "s", (0, (5.0, 1.5))),
        ("plum", "^", (0, (1.5, 1.2))),
        ("sequential-mid", "D", (0, (6.0, 1.5, 1.2, 1.5))),
        ("foreground", "v", (0, (3.0, 3.0))),
    ]
    return tuple(Stroke(brand.palette[name], marker, dashes) for name, marker, dashes in looks)
