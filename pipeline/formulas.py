"""Text that no spreadsheet takes for a formula: whoever opens an exported table runs nothing that a delivery wrote."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

STARTS = ("=", "+", "-", "@")
"""A cell that starts so is a formula to some spreadsheet (OWASP, « CSV Injection »)."""

UNSEEN = re.compile(r"[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")
"""What spreadsheets and imports drop before they look: spaces, controls, marks of direction, byte order marks."""

NEW_CELL = ("\t", "\r", "\n")
"""Read from the clipboard, or by a careless import, they begin another cell."""

WITHIN = re.compile(
    r"([;\t\r\n][\s\"'\u200b-\u200f\ufeff]*)(?=[=+@\uff1d\uff0b\uff20\ufe62\ufe66\ufe6b]|[-\uff0d\ufe63]\S)"
)
"""A formula after a semicolon: a French spreadsheet takes it for the separator, whatever stands between the quotes."""


@lru_cache(maxsize=1 << 16)
def inert(text: str) -> str:
    """`text`, after an apostrophe where a spreadsheet could read a formula; full-width signs count as plain ones."""
    shown = UNSEEN.sub("", text, count=1)
    start = unicodedata.normalize("NFKC", shown[:1])
    whole = WITHIN.sub(r"\1'", text)
    return f"'{whole}" if text.startswith(NEW_CELL) or start.startswith(STARTS) else whole
