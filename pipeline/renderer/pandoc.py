"""Run pandoc, the program that comes with `pypandoc_binary`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pypandoc

from pipeline.cores import Cores, usable
from pipeline.errors import RenderError
from pipeline.renderer.annexes import cut, put_together
from pipeline.renderer.texts_read import read_before
from pipeline.renderer.tree import attributes, headings

ROOM = ("+RTS", "-H1m", "-A6m", "-n1m", "-O64m", "-RTS")
"""How pandoc uses memory: what it fills before it looks for what can be thrown away stays in the processor's cache (its
own 64 MB, which `-H1m` takes back, are new pages each time), and what lasts is looked through only from 64 MB on.
"""

PARTS_KEPT = 64
"""How many texts stay read, more than a booklet has parts: a preview reads only the part that was edited again."""

READER = "markdown-smart"
"""`from:` of `_quarto.yml` too: quotes and dashes are typed as they are meant, never guessed."""


def pandoc(arguments: Sequence[str], text: str, folder: Path | None = None) -> str:
    """Standard output of pandoc for `text` as its standard input, run in `folder`.

    Raises:
        RenderError: pandoc refused, with what it said.
    """
    # A pandoc user data folder of this machine must not change a page: none is read.
    command = [pypandoc.get_pandoc_path(), *ROOM, "--data-dir", os.devnull, *arguments]
    done = subprocess.run(command, input=text.encode("utf-8"), capture_output=True, cwd=folder, check=False)
    if done.returncode:
        raise RenderError(f"pandoc could not lay out the document: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout.decode("utf-8")


def parse(markdown: str) -> dict[str, Any]:
    """Markdown as pandoc's document tree (its JSON form)."""
    tree: dict[str, Any] = json.loads(_read(markdown))
    return tree


def parse_parts(parts: Sequence[str]) -> dict[str, Any]:
    """Parts that refer to nothing in each other as one tree: read side by side where cores are free, annexes by group.

    pandoc numbers headings of the same words apart; where two parts have one, they are read together.
    """
    cut_parts = [cut(part) for part in parts]
    with ThreadPoolExecutor(usable()) as pool:
        trees = pool.map(Cores().in_turn(parse), [piece for pieces in cut_parts for piece in pieces])
        first, *others = [put_together(*islice(trees, len(pieces))) for pieces in cut_parts]
    blocks = [block for tree in (first, *others) for block in tree["blocks"]]
    named = [attributes(heading)[0] for heading in headings(blocks)]
    return first | {"blocks": blocks} if len(set(named)) == len(named) else parse("".join(parts))


@lru_cache(maxsize=PARTS_KEPT)
def _read(markdown: str) -> str:
    return read_before(markdown, READER, lambda: pandoc(["-f", READER, "-t", "json"], markdown))
