"""Ordinals in the words of a drawing, raised as texts write them: « 1ʳᵉ », « 3ᵉ »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ORDINAL = re.compile(r"(?<=\b1)(?:re|er)\b|(?<=[02-9])e\b|(?<=\d1)e\b")
RAISED = str.maketrans({"r": "\u02b3", "e": "\u1d49"})


def raise_ordinals(canvas: Figure) -> None:
    """Raise the ending of every ordinal that a figure draws."""
    for text in canvas.findobj(Text):
        if isinstance(text, Text):
            text.set_text(ORDINAL.sub(_raised, text.get_text()))


def _raised(ordinal: re.Match[str]) -> str:
    return ordinal.group().translate(RAISED)
