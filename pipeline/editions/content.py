"""What a document says, as one digest: equal for equal contents, whatever was decided about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.files import sha256

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
CODE_WORDS = 3
WORD_DIGITS = 4
"""Hexadecimal digits that make one word of a code."""


def files_digest(files: Mapping[str, str]) -> str:
    """One digest of files given by name and SHA-256, whatever their order."""
    lines = "".join(f"{name}\0{digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def hashes_below(folder: Path, without: Iterable[Path] = ()) -> dict[str, str]:
    """SHA-256 of each file below `folder`, by its path in it; `without` are files to leave out."""
    left_out = set(without)
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path not in left_out)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def content_digest(project: Path, layout: Iterable[Path], renderer: str) -> str:
    """What a staged project says: its sources, the folders of `layout` that lay them out, which renderer does it."""
    parts = {f"project/{name}": digest for name, digest in hashes_below(project).items()}
    return files_digest({**parts, **_layout(layout, renderer)})


def own_contents(project: Path, folders: Iterable[str], layout: Iterable[Path], renderer: str) -> dict[str, str]:
    """What each document of a staged project says, by its folder: that folder alone, and what is in none of them."""
    laid_out = _layout(layout, renderer)
    return {
        folder: files_digest({f"project/{name}": digest for name, digest in files.items()} | laid_out)
        for folder, files in files_of_each(project, folders).items()
    }


def files_of_each(project: Path, folders: Iterable[str]) -> dict[str, dict[str, str]]:
    """SHA-256, by path, of what each of these folders is made from: its own files, and those that are in none."""
    own: dict[str, dict[str, str]] = {folder: {} for folder in folders}
    shared: dict[str, str] = {}
    for name, digest in hashes_below(project).items():
        own.get(name.partition("/")[0], shared)[name] = digest
    return {folder: {**shared, **files} for folder, files in own.items()}


def _layout(layout: Iterable[Path], renderer: str) -> dict[str, str]:
    """Digests of the folders that lay a project out, and of which renderer does it."""
    files = {f"{folder.name}/{name}": digest for folder in layout for name, digest in hashes_below(folder).items()}
    return {**files, "renderer": hashlib.sha256(renderer.encode("utf-8")).hexdigest()}


def short_code(digest: str) -> str:
    """The beginning of a digest as three words that can be read aloud, such as « lusab-babad-gutih ».

    Proquints (Wilkerson 2009, arXiv:0901.4016): 16 bits a word. They hold no digit, so that nobody takes one for a
    result.
    """
    digits = digest[: CODE_WORDS * WORD_DIGITS]
    return "-".join(_word(int(digits[at : at + WORD_DIGITS], 16)) for at in range(0, len(digits), WORD_DIGITS))


def _word(bits: int) -> str:
    first, second, third = (CONSONANTS[bits >> shift & 0xF] for shift in (12, 6, 0))
    return f"{first}{VOWELS[bits >> 10 & 0x3]}{second}{VOWELS[bits >> 4 & 0x3]}{third}"
