"""Names as they stand in fact ids: lower case ASCII words joined by hyphens."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """« Économie circulaire » gives `economie-circulaire`; a figure id stays as it is.

    Raises:
        ValueError: nothing of the text can stand in an id.
    """
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        raise ValueError(f"« {text} » leaves nothing to make an id of.")
    return "-".join(words)
