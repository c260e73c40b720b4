"""From French to English, one text at a time: a message of the catalogue, a quantity, a name, or parts that each are.

A text without translation is kept as it is and remembered, so that all that lack one are told together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.booklet.english.catalogue import BOLD, EMPHASIS, Catalogue, Message
from pipeline.booklet.english.quantities import NUMBER, plain, quantity
from pipeline.capitals import capitalised, uncapitalised

HELD = r"[\ue010-\uf8ff]"
"""One character for a link, an address or a piece of code, which another reader has translated already."""

WORD = re.compile(r"[^\W\d_]")
ARROW = " \u2192 "
"""Between two levels that a figure writes side by side: before and after."""

MADE_BY = ", par "
"""Between the name of a solution and that of the firm that makes it."""

MARKS = f"{BOLD}{EMPHASIS}"
ENDS = ".?!…"
SENTENCE = re.compile(rf"[{ENDS}][{MARKS}]? (?=[{MARKS}]?[A-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜŒ0-9«\ue010-\uf8ff])")
ABBREVIATED = re.compile(r"(?:^|[ ,(])(?:l|R|n|p|art|al)\.$")
IDENTIFIER = re.compile(r"[A-Z]\d+|[a-z]+-\d+|[@\w.-]*[/_.][\w./-]*\w|[A-Z]")
"""What a program calls a thing: a mark (M3), a file, a cohort. It has no language."""

DEEPEST = 30


@dataclass
class Sentences:
    """Translates texts without Markdown, but for `BOLD`, `EMPHASIS` and characters held for links.

    `names` are proper nouns and titles, the same in English; `terms` labels delivered in both languages, and `told`
    the texts with places among them; `missing` what had no translation so far.
    """

    catalogue: Catalogue
    names: Collection[str] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Message] = ()
    missing: dict[str, None] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict)
    _context: dict[str, str] = field(default_factory=dict)
    _by_letters: dict[tuple[str, str], Sequence[Message]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {plain(name) for name in self.names}

    def english(self, french: str) -> str:
        """`french` in English, sentence by sentence; what has no translation stays, and is remembered as missing."""
        text = plain(french)
        whole = self.read(text)
        if whole is not None:
            return _inner_quotes(whole)
        return _inner_quotes(" ".join(self._or_missing(sentence) for sentence in _sentences(text)))

    def stand_in(self, caption: str) -> None:
        """What follows stands in the exhibit with this caption: a word may have a meaning of its own there."""
        own = [meanings for context, meanings in self.catalogue.contexts.items() if context in plain(caption)]
        self._context = {said: meant for meanings in own for said, meant in meanings.items()}
        self._known.clear()

    def _or_missing(self, sentence: str) -> str:
        english = self.read(sentence)
        if english is None:
            self.missing[sentence] = None
            return sentence
        return english

    def read(self, text: str, depth: int = 0) -> str | None:
        """`text` in English, None when a part of it has no translation."""
        if depth > DEEPEST:
            return None
        if text not in self._known:
            self._known[text] = None  # while it is read: no text is a part of itself
            self._known[text] = self._read(text, depth)
        return self._known[text]

    def _read(self, text: str, depth: int) -> str | None:
        if not WORD.search(text) or IDENTIFIER.fullmatch(text):
            return ARROW.join(quantity(part) or part for part in text.split(ARROW))
        readings = (self._exact, lambda said, _: quantity(said), self._message, self._parts)
        return next((english for read in readings if (english := read(text, depth)) is not None), None)

    def _exact(self, text: str, _: int) -> str | None:
        for known in (self._context, self.catalogue.exact, self.terms):
            if text in known:
                return known[text]
        if text in self.names:
            return text.replace(MADE_BY, ", by ")
        other = _swapped(text)
        return next((_swapped(known[other]) for known in (self.catalogue.exact, self.terms) if other in known), None)

    def _message(self, text: str, depth: int) -> str | None:
        for said, turned in ((text, False), (_swapped(text), True)):
            for message in self._possible(said[:1], said[-1:]):
                for groups in message.groups(said):
                    parts = [self.read(group.strip(), depth + 1) for group in groups]
                    if all(part is not None for part in parts):
                        english = message.said([str(part) for part in parts])
                        return _swapped(english) if turned and english[:1].isalpha() else english
        return None

    def _possible(self, first: str, last: str) -> Sequence[Message]:
        """The messages that a text with these first and last letters may be, in their order: many texts are none."""
        if (first, last) not in self._by_letters:
            self._by_letters[first, last] = [
                message
                for message in (*self.told, *self.catalogue.messages)
                if message.first_word[:1] in ("", first) and message.last_word[-1:] in ("", last)
            ]
        return self._by_letters[first, last]

    def _parts(self, text: str, depth: int) -> str | None:
        for joined, parts in _divisions(text):
            read = [self.read(part, depth + 1) for part in parts]
            if all(part is not None for part in read):
                return joined.format(*read)
        return None


def _inner_quotes(text: str) -> str:
    """Quotation marks inside others are single."""
    depth, said = 0, []
    for character in text:
        depth -= character == "”"
        said.append({"“": "‘", "”": "’"}.get(character, character) if depth else character)
        depth += character == "“"
    return "".join(said)


def _swapped(text: str) -> str:
    """The text with its first letter the other way: a name may begin a sentence or stand inside one."""
    return uncapitalised(text) if text[:1].isupper() else capitalised(text)


def _sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation (« l. 323 ») ends none, nor does a question that is quoted."""
    starts = [0, *(found.end() for found in SENTENCE.finditer(text) if _ends(text[: found.start() + 1]))]
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _ends(before: str) -> bool:
    return not ABBREVIATED.search(before) and before.count("«") == before.count("»")


def _divisions(text: str) -> Iterator[tuple[str, list[str]]]:
    """The ways of taking a text apart, with the English form that puts it together again."""
    sentences = _sentences(text)
    if len(sentences) > 1:
        yield _form(" ", sentences), sentences
    for pattern, form in AROUND:
        found = pattern.fullmatch(text)
        if found:
            yield form, [str(group).strip() for group in found.groups()]
    for mark, english in SEPARATORS:
        if mark in text:
            yield _form(english, text.split(mark)), text.split(mark)
    yield from _listed(text)


def _listed(text: str) -> Iterator[tuple[str, list[str]]]:
    """A list in a sentence: « a, b et c », then only commas, all of them or one."""
    for mark, english in LAST:
        if mark in text:
            before, last = text.rsplit(mark, 1)
            yield f"{_form(', ', before.split(', '))}{english}{{}}", [*before.split(", "), last]
    if ", " in text:
        yield _form(", ", text.split(", ")), text.split(", ")
        yield "{}, {}", text.split(", ", 1)
        yield "{}, {}", text.rsplit(", ", 1)


def _form(separator: str, parts: Sequence[str]) -> str:
    return separator.join("{}" for _ in parts)


AROUND = (
    (re.compile(rf"{BOLD}([^{BOLD}]+){BOLD}"), f"{BOLD}{{}}{BOLD}"),
    (re.compile(rf"{BOLD}([^{BOLD}]+){BOLD} (.+)"), f"{BOLD}{{}}{BOLD} {{}}"),
    (re.compile(rf"{EMPHASIS}([^{EMPHASIS}]+){EMPHASIS}"), f"{EMPHASIS}{{}}{EMPHASIS}"),
    (re.compile(rf"{EMPHASIS}([^{EMPHASIS}]+){EMPHASIS} (.+)"), f"{EMPHASIS}{{}}{EMPHASIS} {{}}"),
    (re.compile(r"« ([^«»]+) »"), "“{}”"),
    (re.compile(r"« ([^«»]+) » (\(.+\))"), "“{}” {}"),
    (re.compile(rf"(.+[^{MARKS}])\."), "{}."),
    (re.compile(r"(.+) \?"), "{}?"),
    (re.compile(r"\(([^()]+)\)"), "({})"),
    (re.compile(r"\(([^()]+)\) : (.+)"), "({}): {}"),
    (re.compile(r"\(([^()]+)\) (.+)"), "({}) {}"),
    (re.compile(r"(.+?) \((.+)\)"), "{} ({})"),
    (re.compile(r"(.+) \(([^()]+)\)"), "{} ({})"),
    (re.compile(r"(.+) \(([^()]+)\) ([^:;,].*)"), "{} ({}) {}"),
    (re.compile(rf"({NUMBER}(?: ?%)?) ([^\W\d].+)"), "{} {}"),
    (re.compile(rf"({NUMBER} [\w²]+) (.+)"), "{} {}"),
    (re.compile(r"([A-Z]) (.+)"), "{} {}"),
    (re.compile(rf"({HELD}) (.+)"), "{} {}"),
    (re.compile(rf"(.+) ({HELD})"), "{} {}"),
)
SEPARATORS = ((" ; ", "; "), (" : ", ": "), (" – ", " – "), (" → ", " → "), (" / ", " / "))
LAST = ((" et ", " and "), (" ou ", " or "))
