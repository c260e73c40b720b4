"""A page's fonts: only the characters it shows, a fifth of their weight; made once for the same characters."""

from __future__ import annotations

import hashlib
import io
import json
import os
import string
import tempfile
from importlib.metadata import version
from pathlib import Path

ALWAYS = string.printable + "".join(map(chr, (*range(0xA0, 0x180), *range(0x2000, 0x2070), 0x20AC, 0x2212)))
"""Characters that every page's fonts keep, whatever its text: what templates and style sheet may add to it."""

LAYOUT_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum")
MADE = Path(".cache/fonts")
"""Fonts made before, each under the hash of all that its bytes depend on."""


def subset_font(file: Path, text: str) -> bytes:
    """The font with nothing but the characters of `text` and `ALWAYS`; same bytes on every run."""
    characters = "".join(sorted(set(text).union(ALWAYS)))
    font = file.read_bytes()
    made = MADE / f"{_key(font, characters)}{file.suffix}"
    if made.is_file():
        return made.read_bytes()
    content = _subset(font, characters)
    _keep(made, content)
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


def _keep(target: Path, content: bytes) -> None:
    """Write it under a name of its own first: booklets that are laid out side by side may need the same font."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    Path(aside).replace(target)
