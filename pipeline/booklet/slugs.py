"""Names as they stand in fact ids: lower case ASCII words joined by hyphens."""

from __future__ import annotations

import hashlib
import re
import unicodedata

DIGEST_LENGTH = 8


def slug(text: str) -> str:
    """« Économie circulaire » gives `economie-circulaire`; a figure id stays as it is.

    A text without any letter or digit of ASCII (another alphabet, a sign) is named by a digest of its own.
    """
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words) or f"x{hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]}"
