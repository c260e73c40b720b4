"""Pseudonyms in the place of identifiers that tell of somebody: HMAC-SHA256 under a key that is no part of the project.

Who has the key can find out whose a pseudonym is by trying names; who has not, cannot. The same value gives the same
pseudonym in every file and every edition pseudonymised under one key, so that tables still join.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import ParamsError
from pipeline.intake.characters import normalise
from pipeline.intake.problems import Problem
from pipeline.intake.reading import Sheet

KEY_VARIABLE = "RETEX_PSEUDONYM_KEY"
LEAST_BYTES = 32
LONGEST_FILE = 4096
LENGTH = 16
"""Signs of a pseudonym after its first letter: 80 bits, of which a million persons leave no two alike."""

FIRST = "p"
FINGERPRINT_OF, FINGERPRINT_LENGTH = b"fingerprint of a key for pseudonyms", 16
NOT_SHOWN_FR = "[valeur non montrée]"


@dataclass(frozen=True)
class Pseudonyms:
    """What a key makes of values. The key is never shown."""

    key: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What tells this key from others and gives nothing of it away: declared in delivery.yml."""
        return hmac.digest(self.key, FINGERPRINT_OF, "sha256").hex()[:FINGERPRINT_LENGTH]

    def of(self, value: str) -> str:
        """The pseudonym of a value, whatever its capitals and the spaces around it; nothing for nothing."""
        plain = normalise(value).casefold()
        if not plain:
            return ""
        digest = hmac.digest(self.key, b"value\0" + plain.encode(), "sha256")
        return FIRST + base64.b32encode(digest).decode().lower()[:LENGTH]


def load_pseudonyms(declared: str) -> Pseudonyms:
    """The key in the file that the environment variable `RETEX_PSEUDONYM_KEY` names, when it is the `declared` one.

    Raises:
        ParamsError: there is no such file, it may be read by others or get into git, it is too short, or its
            fingerprint is not the one that delivery.yml declares.
    """
    named = os.environ.get(KEY_VARIABLE, "")
    if not named:
        raise ParamsError(
            f"Pseudonyms are declared in delivery.yml, but {KEY_VARIABLE} names no key: set it to the path of the key "
            "file (`python -m pipeline new-key FILE` makes one)."
        )
    path = Path(named)
    _refuse_place(path)
    pseudonyms = Pseudonyms(_key_in(path))
    if pseudonyms.fingerprint != declared:
        raise ParamsError(
            f"{KEY_VARIABLE} names another key ({pseudonyms.fingerprint}) than delivery.yml declares ({declared}): its "
            "pseudonyms would join with none made before. Use the declared key; or, to start anew, declare this one as "
            "`pseudonym_key` in every delivery.yml."
        )
    return pseudonyms


def new_key(path: Path) -> str:
    """Write a key that nobody else has to a new file that only its owner may read; its fingerprint.

    Raises:
        ParamsError: the file exists, or would lie in a git working tree.
        OSError: the disk refused.
    """
    if path.exists():
        raise ParamsError(f"{path} exists already; nothing was changed.")
    _refuse_git(path)
    text = secrets.token_hex(LEAST_BYTES)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(f"{text}\n")
    return Pseudonyms(text.encode()).fingerprint


def pseudonymised(sheet: Sheet, columns: Iterable[str], pseudonyms: Pseudonyms) -> tuple[Sheet, dict[str, str]]:
    """The sheet with pseudonyms in these columns, and what each value that stood there became."""
    frame = sheet.frame
    became: dict[str, str] = {}
    for column in (column for column in columns if column in frame):
        made = {str(value): pseudonyms.of(str(value)) for value in frame[column].unique()}
        frame = frame.assign(**{column: frame[column].map(made)})
        became |= made
    return replace(sheet, frame=frame), became


def without_values(problems: Iterable[Problem], became: Mapping[str, str] | None) -> list[Problem]:
    """The problems of a file without the values that `became` pseudonyms; with no cell at all where nothing did."""
    if became is None:
        return [replace(each, found=NOT_SHOWN_FR if each.found else "") for each in problems]
    raw = {text for value in became for text in (value, normalise(value)) if normalise(value)}
    if not raw:
        return list(problems)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(raw, key=len, reverse=True)))})(?!\w)")

    def hidden(text: str) -> str:
        return pattern.sub(NOT_SHOWN_FR, text)

    return [
        replace(
            each, found=hidden(each.found), expected_fr=hidden(each.expected_fr), message_fr=hidden(each.message_fr)
        )
        for each in problems
    ]


def _key_in(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            key = stream.read(LONGEST_FILE).strip()
    except OSError as problem:
        raise ParamsError(f"{KEY_VARIABLE}: {path} cannot be read ({problem.strerror}).") from None
    if len(key) < LEAST_BYTES:
        raise ParamsError(f"{KEY_VARIABLE}: the key in {path} has {len(key)} bytes; {LEAST_BYTES} are the least.")
    return key


def _refuse_place(path: Path) -> None:
    if not path.is_file():
        raise ParamsError(f"{KEY_VARIABLE}: there is no file {path}.")
    _refuse_git(path)
    mode = path.stat().st_mode
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ParamsError(f"{KEY_VARIABLE}: others than its owner may use {path}: run `chmod 600` on it.")


def _refuse_git(path: Path) -> None:
    """A key in a working tree is one `git add` away from everybody."""
    places = {path.absolute(), path.resolve()}
    if any((folder / ".git").exists() for place in places for folder in place.parents):
        raise ParamsError(f"{path} lies in a git working tree: keep the key outside of every repository.")
