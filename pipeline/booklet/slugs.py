"""Names as they stand in fact ids: lower case ASCII words joined by hyphens."""

from __future__ import annotations

import hashlib
import re
import unicodedata

DIGEST_LENGTH = 8
LONGEST = 100


def slug(text: str) -> str:
    """« Économie circulaire » gives `economie-circulaire`; a figure id stays as it is.

    A text without any letter or digit of ASCII (another alphabet, a sign) is named by a digest of its own, and the end
    of a very long one is replaced by such a digest: YAML refuses keys of a thousand characters.
    """
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    joined = "-".join(re.findall(r"[a-z0-9]+", plain))
    if joined and len(joined) <= LONGEST:
        return joined
    return f"{joined[:LONGEST]}x{hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]}"
