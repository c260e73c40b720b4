"""Texts as pandoc read them before: after an edit, a booklet's other chapters need not be read again."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pipeline.renderer.made_before import forget_beyond, keep

READ = Path(".cache/texts")
"""Compressed, each under the hash of the text, of how it was read and of what read it."""

MOST_READ = 1_500
"""How many are kept, 30 MB: two builds of all cohorts after edits of every text."""

WORTH_KEEPING = 2_000
"""Characters from which a text is kept: a shorter one is read in hundredths of a second."""

QUICKLY = 1


def read_before(text: str, form: str, read: Callable[[], str]) -> str:
    """The text as it was read in this `form`, or as it is `read` now.

    Raises:
        RenderError: it cannot be read.
    """
    if len(text) < WORTH_KEEPING:
        return read()
    key = json.dumps([text, form, version("pypandoc_binary")]).encode("utf-8")
    kept = READ / hashlib.sha256(key).hexdigest()
    with suppress(OSError, zlib.error):  # none is kept, or not whole: its sum is not that of its content
        found = zlib.decompress(kept.read_bytes()).decode("utf-8")
        kept.touch()  # only to know which are still used
        return found
    made = read()
    keep(kept, zlib.compress(made.encode("utf-8"), QUICKLY))
    return made


def prune() -> None:
    """Delete the texts that were not used for longest, beyond `MOST_READ`."""
    forget_beyond(READ, MOST_READ)
