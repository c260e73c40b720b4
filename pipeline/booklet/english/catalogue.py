"""The catalogue of messages: each French message with its English, `{1}`, `{2}`… standing for what changes in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from pipeline.booklet.english.quantities import is_one, plain
from pipeline.errors import ParamsError

CATALOGUE = Path("reports/en/messages.po")
BOLD, EMPHASIS = "\ue000", "\ue001"
"""Marks of Markdown inside a message; in the catalogue they are ** and *."""

PLACE = re.compile(r"\{(\d)\}")


@dataclass(frozen=True)
class Message:
    """A message with places: the texts between them, which recognise it, and its English for one and several."""

    literals: tuple[str, ...]
    places: tuple[int, ...]
    one: str
    several: str

    @property
    def first_word(self) -> str:
        """How it begins."""
        return self.literals[0]

    @property
    def last_word(self) -> str:
        """How it ends."""
        return self.literals[-1]

    @cached_property
    def _shortest(self) -> re.Pattern[str]:
        """Made when it is first asked for: most messages are met in no text, and there are hundreds."""
        return re.compile("(.+?)".join(map(re.escape, self.literals)), re.DOTALL)

    @cached_property
    def _longest(self) -> re.Pattern[str]:
        return re.compile("(.+)".join(map(re.escape, self.literals)), re.DOTALL)

    def groups(self, text: str) -> Iterable[tuple[str, ...]]:
        """What stands at its places in `text`: the shortest reading, then the longest; nothing when it is not it."""
        if not (text.startswith(self.first_word) and text.endswith(self.last_word)):
            return
        shortest = self._shortest.fullmatch(text)
        if shortest is None:
            return
        yield shortest.groups()
        if len(self.places) > 1:
            yield self._longest.fullmatch(text).groups()  # type: ignore[union-attr]

    def said(self, parts: Sequence[str]) -> str:
        """Its English with `parts` at its places; the first number among them chooses the plural."""
        counted = next((part for part in parts if part[:1].isdigit()), "")
        form = self.one if is_one(counted) else self.several
        by_place = dict(zip(self.places, parts, strict=True))
        return PLACE.sub(lambda place: by_place[int(place[1])], form)


@dataclass(frozen=True)
class Catalogue:
    """`exact` messages by their French, `messages` with places, the most telling first, and the exact messages of a
    context (`msgctxt`: words of a caption), by their French."""

    path: Path
    exact: dict[str, str]
    messages: tuple[Message, ...]
    contexts: dict[str, dict[str, str]]


@lru_cache(maxsize=2)
def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue in `path`, a gettext file.

    Raises:
        ParamsError: it cannot be read, or a translation lacks a place of its message.
    """
    from babel.messages.pofile import PoFileError, read_po  # only English booklets need it

    try:
        entries = list(read_po(BytesIO(path.read_bytes()), locale="en", abort_invalid=True))
    except (OSError, PoFileError) as problem:
        raise ParamsError(f"{path}: {problem}") from problem
    exact: dict[str, str] = {}
    contexts: dict[str, dict[str, str]] = {}
    messages: list[Message] = []
    for entry in filter(lambda entry: entry.id, entries):
        forms, english = _texts(entry.id), _texts(entry.string)
        _require_places(path, forms, english)
        for form in dict.fromkeys(map(_marked, forms)):
            if entry.context:
                contexts.setdefault(plain(entry.context), {})[form] = _marked(english[0])
            elif PLACE.search(form):
                messages.append(message(form, [_marked(said) for said in english]))
            else:
                exact[form] = _marked(english[0])
    return Catalogue(path, exact, tuple(sorted(messages, key=lambda found: -_telling(found))), contexts)


def message(form: str, english: Sequence[str]) -> Message:
    """A message that recognises `form`, with places, and says it as one of `english` (one form, or one and several)."""
    places = tuple(int(place) for place in PLACE.findall(form))
    return Message(tuple(PLACE.split(form)[::2]), places, english[0], english[-1])


def _texts(forms: object) -> list[str]:
    """The text of an entry, or its singular and plural."""
    return [str(form) for form in forms] if isinstance(forms, list | tuple) else [str(forms)]


def _require_places(path: Path, forms: Sequence[str], english: Sequence[str]) -> None:
    for form in forms:
        for said in english:
            if not said or not set(PLACE.findall(said)) <= set(PLACE.findall(form)):
                raise ParamsError(f"{path}: « {form} » has no English, or English with other places: « {said} ».")


def _marked(text: str) -> str:
    return plain(text).replace("**", BOLD).replace("*", EMPHASIS)


def _telling(message: Message) -> int:
    """How many letters of the message stand still: the more, the less it can be taken for another."""
    return sum(map(len, message.literals))
