"""The brand's fonts: sound or told; in a page, only the characters it shows, a fifth of their weight, made once."""

from __future__ import annotations

import hashlib
import io
import json
import string
import struct
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.renderer.brand import Brand, Font
from pipeline.renderer.made_before import forget_beyond, keep

ALWAYS = string.printable + "".join(map(chr, (*range(0xA0, 0x180), *range(0x2000, 0x2070), 0x20AC, 0x2212)))
"""Characters that every page's fonts keep, whatever its text: what templates and style sheet may add to it."""

LAYOUT_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum")
MADE = Path(".cache/fonts")
"""Fonts made before, each under the hash of all that its bytes depend on."""

MOST_MADE = 600
"""How many of them are kept: three builds of all cohorts after edits of every text."""


def require_fonts(folder: Path, brand: Brand) -> None:
    """Refuse to lay out without one of the brand's fonts (relative to `folder`): Typst would take another one silently.

    Raises:
        RenderError: a font is missing, damaged, or of another family than the brand says.
    """
    for font in brand.fonts:
        if wrong := _wrong(folder / font.path, font):
            raise RenderError(
                f"{font.path}: this font of _brand.yml {wrong}. Nothing is laid out in another font; put the file back "
                "(`git checkout -- reports/theme/fonts` gives those of the project)."
            )


def _wrong(file: Path, font: Font) -> str:
    """What is wrong with a font file, or nothing."""
    from fontTools.ttLib import TTFont, TTLibError  # as below: not before it is needed

    try:
        with TTFont(file, checkChecksums=2) as opened:
            for table in opened.reader.keys():  # noqa: SIM118  # reading one compares it with its sum
                _ = opened.reader[table]
            family = opened["name"].getBestFamilyName()
    except FileNotFoundError:
        return "is missing"
    except (OSError, TTLibError, AssertionError, KeyError, ValueError, struct.error):
        return "is damaged"
    return "" if family == font.family else f"is of the family « {family} », not « {font.family} »"


def subset_font(file: Path, text: str) -> bytes:
    """The font with nothing but the characters of `text` and `ALWAYS`; same bytes on every run."""
    characters = "".join(sorted(set(text).union(ALWAYS)))
    font = file.read_bytes()
    made = MADE / f"{_key(font, characters)}{file.suffix}"
    if made.is_file():
        with suppress(OSError):  # only to know which are still used
            made.touch()
        return made.read_bytes()
    content = _subset(font, characters)
    keep(made, content)
    return content


def _key(font: bytes, characters: str) -> str:
    parts = [hashlib.sha256(font).hexdigest(), characters, LAYOUT_FEATURES, version("fonttools")]
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


def _subset(font: bytes, characters: str) -> bytes:
    from fontTools import subset  # half a second, which a page whose fonts are made already does not need

    options = subset.Options(layout_features=list(LAYOUT_FEATURES), hinting=False, harfbuzz_repacker=False)
    opened = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(opened)
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def prune() -> None:
    """Delete the fonts made before that were not used for longest, beyond `MOST_MADE`."""
    forget_beyond(MADE, MOST_MADE)
