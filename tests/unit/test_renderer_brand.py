from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.errors import RenderError
from pipeline.renderer.brand import Brand, load_brand

# Viénot, Brettel & Mollon 1999: linear RGB as a deuteranope and a protanope see it.
SIMULATIONS = {
    "deuteranope": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "protanope": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "trichromat": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
CHARACTERS = "\u202f\u00a0œŒ’€→≥≤–—…«»·−éèàçùÉÀ"
TEXT_COLOURS = ("foreground", "primary", "secondary", "tertiary", "success", "warning", "danger", "muted", "rust")
BACKGROUNDS = ("background", "mist", "sequential-low")


@pytest.fixture(scope="module")
def brand(root: Path) -> Brand:
    return load_brand(root / "reports" / "_brand.yml")


def linear(colour: str) -> tuple[float, ...]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def luminance(rgb: tuple[float, ...]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(linear(one)), luminance(linear(other))))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    r, g, b = rgb
    xyz = (0.4124 * r + 0.3576 * g + 0.1805 * b, luminance(rgb), 0.0193 * r + 0.1192 * g + 0.9505 * b)
    x, y, z = (
        (v / w) ** (1 / 3) if v / w > 0.008856 else 7.787 * v / w + 16 / 116
        for v, w in zip(xyz, (0.9505, 1.0, 1.089), strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", TEXT_COLOURS)
def test_text_reaches_the_minimum_contrast(brand: Brand, colour: str, background: str) -> None:
    assert contrast(brand.palette[colour], brand.palette[background]) >= 4.5


@pytest.mark.parametrize("vision", sorted(SIMULATIONS))
def test_categories_stay_apart_for_colour_blind_readers(brand: Brand, vision: str) -> None:
    def seen(colour: str) -> tuple[float, float, float]:
        rgb = linear(colour)
        rows = SIMULATIONS[vision]
        return lab(tuple(max(0.0, sum(f * c for f, c in zip(row, rgb, strict=True))) for row in rows))

    for one, other in combinations(brand.categorical, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5
        assert distance > 15, (one, other)


def test_sequential_colours_darken_step_by_step(brand: Brand) -> None:
    steps = [luminance(linear(colour)) for colour in brand.sequential]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 3


def test_fonts_hold_the_characters_of_french_typography(brand: Brand, root: Path) -> None:
    for font in brand.fonts:
        path = root / "reports" / font.path
        with TTFont(path) as opened:
            assert [c for c in CHARACTERS if ord(c) not in opened.getBestCmap()] == [], font.path
            assert opened["OS/2"].usWeightClass == font.weight
            name = opened["name"]
            assert (name.getDebugName(16) or name.getDebugName(1)).startswith(font.family)
        assert path.stat().st_size < 500_000


def test_every_family_has_its_licence(brand: Brand, root: Path) -> None:
    licences = {path.stem for path in (root / "reports" / "theme" / "fonts").glob("LICENSE_FONT-*.txt")}
    assert licences == {f"LICENSE_FONT-{font.family.replace(' ', '-')}" for font in brand.fonts}


def test_key_figures_use_the_heading_family(brand: Brand, root: Path) -> None:
    theme = (root / "reports" / "theme" / "typst-template.typ").read_text(encoding="utf-8")
    assert f'font: "{brand.heading_family}"' in theme


def test_roles_are_colours_of_the_palette(brand: Brand) -> None:
    assert brand.palette["primary"] == brand.palette["petrol"]
    assert brand.palette["foreground"] == brand.palette["ink"]


def test_a_brand_without_logo_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "_brand.yml"
    path.write_text("color: {palette: {}}\ntypography: {}\n")
    with pytest.raises(RenderError, match=r"_brand\.yml: found no 'logo', expected"):
        load_brand(path)
