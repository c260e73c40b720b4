"""Texts as pandoc read or wrote them before: after an edit, a booklet's other chapters need not be read again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.renderer.made_before import forget_beyond, keep

READ = Path(".cache/texts")
"""Compressed, each under the hash of the text, of what it was made into and of the pandoc that did it."""

MOST_READ = 4_000
"""How many are kept, 40 MB: two builds of all cohorts after edits of every text."""

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
    if (found := kept_text(text, form)) is not None:
        return found
    made = read()
    keep_text(text, form, made)
    return made


def kept_text(text: str, form: str) -> str | None:
    """What pandoc made of the text before in this `form`; None where it did not, or the file is not whole."""
    kept = _file(text, form)
    with suppress(OSError, zlib.error):  # its sum is not that of its content
        found = zlib.decompress(kept.read_bytes()).decode("utf-8")
        kept.touch()  # only to know which are still used
        return found
    return None


def keep_text(text: str, form: str, made: str) -> None:
    """Leave to later builds what pandoc made of the text."""
    keep(_file(text, form), zlib.compress(made.encode("utf-8"), QUICKLY))


def _file(text: str, form: str) -> Path:
    digests = [hashlib.sha256(each.encode("utf-8")).hexdigest() for each in (text, form, _pandoc())]
    return READ / hashlib.sha256(" ".join(digests).encode("utf-8")).hexdigest()


@cache
def _pandoc() -> str:
    return version("pypandoc_binary")


def prune() -> None:
    """Delete the texts that were not used for longest, beyond `MOST_READ`."""
    forget_beyond(READ, MOST_READ)
