"""Characters that nobody sees, yet that make two equal words differ: removed when text is normalised, and counted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

LINE_BREAKS = "\u000b\u000c\u0085\u2028\u2029"
"""Old ways to end a line inside a cell: kept as a line end."""

INVISIBLE = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\ufdd0-\ufdef" + "".join(chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
)
"""Control and format characters of Unicode, but tabulation, line ends and the few Arabic signs that are drawn; and its
« noncharacters », which no font draws and XML refuses."""

PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]{0,3}"
)
"""One emoji, with the signs that choose its drawing and its colour."""

KEPT = f"{PICTURE}(?:\u200d{PICTURE})+|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
"""Emoji made of several, which a joiner holds together, and flags of regions, spelled with tags."""

FOUND = re.compile(f"(?P<kept>{KEPT})|(?P<line_break>[{LINE_BREAKS}])|[{INVISIBLE}]")
SUSPECT = f"[{LINE_BREAKS}{INVISIBLE}]"
"""Any of them, joiners of emoji included: quick to look for."""

DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NAMES_FR = {
    "\u00ad": "trait d’union conditionnel",
    "\u200b": "espace sans largeur",
    "\u200c": "antiliant sans largeur",
    "\u200d": "liant sans largeur",
    "\u2060": "gluon de mots",
    "\ufeff": "marque d’ordre des octets",
}


def without_invisible(text: str) -> str:
    """The text without invisible characters; the joiners of emoji stay, old line ends become usual ones."""
    if text.isprintable():
        return text
    return FOUND.sub(lambda match: match["kept"] or ("\n" if match["line_break"] else ""), text)


def invisible_in(text: str) -> Counter[str]:
    """How often each invisible character stands in a text."""
    return Counter(match[0] for match in FOUND.finditer(text) if not match["kept"])


def normalise(text: str) -> str:
    """The text as it is compared: nothing invisible, Unicode's composed form, no spaces around it."""
    return unicodedata.normalize("NFC", without_invisible(text)).strip()


def name_fr(character: str) -> str:
    """An invisible character in words, with its code point."""
    code = f"U+{ord(character):04X}"
    if character in NAMES_FR:
        return f"{NAMES_FR[character]} ({code})"
    if character in DIRECTION:
        return f"marque de sens d’écriture ({code})"
    if character in LINE_BREAKS:
        return f"saut de ligne inhabituel ({code})"
    kind = "de commande" if unicodedata.category(character) == "Cc" else "de mise en forme"
    return f"caractère {kind} ({code})"
