"""Texts in which no personal data was detected, remembered from one build to the next by their digests alone."""

from __future__ import annotations

import json
from hashlib import blake2b

from pipeline.disclosure.personal import kinds_in
from pipeline.former_results import FormerResults

QUIET = "quiet"
DIGEST_BYTES = 16


class QuietTexts:
    """Looks through texts; those that told of nobody in a `former` build, with the same code, tell of nobody now."""

    def __init__(self, former: FormerResults | None) -> None:
        self._former = former
        kept = former.take(QUIET) if former else None
        self._known: set[str] = set(json.loads(kept)) if kept else set()
        self._seen: set[str] = set()

    def kinds_in(self, text: str) -> list[str]:
        """The kinds of traces of persons in a text, as `personal.kinds_in` finds them."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()
        found = [] if digest in self._known else kinds_in(text)
        if not found:
            self._seen.add(digest)
        return found

    def keep(self) -> None:
        """Leave to later builds the texts that were looked through and told of nobody."""
        if self._former and self._seen != self._known:
            self._former.keep(QUIET, json.dumps(sorted(self._seen)).encode())
