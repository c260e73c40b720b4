"""Which door a booklet's texts go through: none in French, in which they are made, the catalogue's in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.booklet.english.catalogue import load_catalogue
from pipeline.booklet.english.markdown_text import MarkdownDoor
from pipeline.booklet.english.names import names, terms, titles, told
from pipeline.booklet.english.sentences import Sentences
from pipeline.errors import TranslationError
from pipeline.released import FRENCH, Release


class Door(Protocol):
    """Gives what is made in French in the language of a booklet."""

    semicolon: str

    def document(self, french: str) -> str:
        """Markdown, line by line."""

    def text(self, french: str) -> str:
        """Text without Markdown."""

    def require_complete(self) -> None:
        """Refuse to go on when something had no translation."""


class French:
    """Everything is made in French already."""

    semicolon = "\u202f; "

    def document(self, french: str) -> str:
        """The same."""
        return french

    def text(self, french: str) -> str:
        """The same."""
        return french

    def require_complete(self) -> None:
        """Nothing can be missing."""


@dataclass
class English:
    """Through the catalogue; what it lacks is told by `require_complete`."""

    markdown: MarkdownDoor
    semicolon: str = "; "

    def document(self, french: str) -> str:
        """Markdown in English."""
        return self.markdown.document(french)

    def text(self, french: str) -> str:
        """Text in English."""
        return self.markdown.sentences.english(french)

    def require_complete(self) -> None:
        """All that had no translation so far, in one error.

        Raises:
            TranslationError: listing each text, and the file to complete.
        """
        missing = self.markdown.sentences.missing
        if missing:
            path = self.markdown.sentences.catalogue.path
            raise TranslationError(f"{path} has no English for:\n" + "\n".join(f"  {text}" for text in missing))


FRENCH_DOOR = French()


def door(release: Release, also_names: Iterable[str] = ()) -> Door:
    """The door of a release in its language; `also_names` stay as they are."""
    return FRENCH_DOOR if release.language == FRENCH else English(english_markdown(release, also_names))


def english_markdown(release: Release, also_names: Iterable[str] = ()) -> MarkdownDoor:
    """The door to English for the Markdown made of one release."""
    sentences = Sentences(load_catalogue(), names(release) | set(also_names), terms(release), list(told(release)))
    return MarkdownDoor(sentences, release, titles(release))


def as_made(release: Release) -> Release:
    """The release in French, in which all is made before it goes through the door."""
    return replace(release, language=FRENCH)
