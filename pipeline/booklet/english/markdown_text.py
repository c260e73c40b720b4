"""Markdown in English: lines, table cells, links and attributes keep their form; what readers see is translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.booklet.english.catalogue import BOLD, EMPHASIS
from pipeline.booklet.english.quantities import plain, quantity
from pipeline.booklet.english.sentences import Sentences
from pipeline.booklet.markdown import escape
from pipeline.released import ANCHOR, Release

FIRST_HELD = 0xE010
INNER = r"(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*"
TOKEN = re.compile(
    r"(?P<code>`[^`]*`)"
    r"|(?P<shortcode>\{\{<.*?>\}\})"
    rf"|(?P<image>!\[(?P<caption>{INNER})\]\((?P<path>[^)]*)\)(?:\{{(?P<attributes>[^}}]*)\}})?)"
    rf"|(?P<link>\[(?P<shown>{INNER})\]\((?P<target>[^)]*)\))"
    rf"|(?P<span>\[(?P<inside>{INNER})\](?P<marks>\{{[^}}]*\}}))"
    r"|(?P<address><https?://[^>]*>)"
    r"|(?P<reference>@(?:sec|fig|tbl)-[\w-]+)"
    r"|(?P<bold>\*\*)"
    r"|(?P<emphasis>\*)"
    r"|(?P<escaped>\\.)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r'((?:title|summary|fig-alt)=")((?:\\.|[^"\\])*)(")')
HEADING = re.compile(r"(#+ )(.*?)((?: \{[^}]*\})?)$")
ITEM = re.compile(r"(\s*(?:[-:]|\d+\.) +)(.*)$")
CAPTION = re.compile(r"(: )(.*?)( \{#[^}]*\})$")
CELLS = re.compile(r"(?<!\\) ?\| ?")
RULE = re.compile(r"\|[\s|:-]+\|")
KEPT = re.compile(r":::+\s*$|\{\{< (?:include|embed|pagebreak) .*>\}\}$|\s*$")


@dataclass
class MarkdownDoor:
    """Translates the Markdown that the project makes in French; `release` says how each fact reads, `titles` are those
    of documents, longest first: they stay as they are, unless the catalogue has English for them."""

    sentences: Sentences
    release: Release
    titles: Sequence[str] = ()

    def __post_init__(self) -> None:
        kept = [re.escape(plain(title)) for title in self.titles if plain(title) not in self.sentences.catalogue.exact]
        self._kept = re.compile("|".join(kept)) if kept else None

    def document(self, french: str) -> str:
        """Headings, lists, tables and paragraphs, line by line."""
        return "\n".join(self._line(line) for line in french.split("\n"))

    def inline(self, french: str) -> str:
        """One run of text: a paragraph, a cell, a caption."""
        held: list[str] = []
        text = TOKEN.sub(lambda token: self._token(token, held), french)
        if self._kept:
            text = self._kept.sub(lambda title: self._held(str(escape(title[0])), held), plain(text))
        return _restored(self.sentences.english(text), held)

    def _line(self, line: str) -> str:
        if KEPT.match(line) or RULE.fullmatch(line.strip()):
            return line
        if line.startswith(":::"):
            return ATTRIBUTE.sub(lambda found: found[1] + self.attribute(found[2]) + found[3], line)
        if line.startswith("|"):
            cells = CELLS.split(line.strip()[1:-1].strip())
            return f"| {' | '.join(map(self.inline, cells))} |"
        for form in (HEADING, CAPTION, ITEM):
            found = form.match(line)
            if found:
                before, text, *after = found.groups()
                return before + self.inline(text) + "".join(after)
        return self.inline(line)

    def attribute(self, escaped: str) -> str:
        """Free text in an attribute, escaped as it was."""
        return str(escape(self.sentences.english(re.sub(r"\\(.)", r"\1", escaped))))

    def _token(self, token: re.Match[str], held: list[str]) -> str:
        kind = next(name for name in KINDS if token[name] is not None)
        if kind == "escaped":
            return token[0][1]
        if kind in MARKS:
            return MARKS[kind]
        return self._held(KINDS[kind](self, token), held)

    def _held(self, text: str, held: list[str]) -> str:
        held.append(text)
        return chr(FIRST_HELD + len(held) - 1)

    def _as_it_is(self, token: re.Match[str]) -> str:
        return token[0]

    def _image(self, token: re.Match[str]) -> str:
        caption = self.inline(token["caption"]) if token["caption"] else ""
        attributes = token["attributes"]
        marks = ATTRIBUTE.sub(lambda found: found[1] + self.attribute(found[2]) + found[3], attributes or "")
        return f"![{caption}]({token['path']})" + (f"{{{marks}}}" if attributes else "")

    def _span(self, token: re.Match[str]) -> str:
        return f"[{self.inline(token['inside'])}]{token['marks']}"

    def _link(self, token: re.Match[str]) -> str:
        target = token["target"]
        if target.startswith(f"#{ANCHOR}"):
            return f"[{self._fact(target.removeprefix(f'#{ANCHOR}'), token['shown'])}]({target})"
        return f"[{self.inline(token['shown'])}]({target})"

    def _fact(self, fact_id: str, shown: str) -> str:
        """What a link to a fact shows: the fact as it reads in English, or another text about it."""
        fact = self.release.fact(fact_id)
        text = re.sub(r"\\(.)", r"\1", shown)
        if text == str(fact["display_fr"]):
            return str(escape(str(fact["display_en"])))
        english = quantity(text)
        return self.inline(shown) if english is None else str(escape(english))


KINDS: dict[str, Callable[[MarkdownDoor, re.Match[str]], str]] = {
    "code": MarkdownDoor._as_it_is,
    "shortcode": MarkdownDoor._as_it_is,
    "image": MarkdownDoor._image,
    "link": MarkdownDoor._link,
    "span": MarkdownDoor._span,
    "address": MarkdownDoor._as_it_is,
    "reference": MarkdownDoor._as_it_is,
    "bold": MarkdownDoor._as_it_is,
    "emphasis": MarkdownDoor._as_it_is,
    "escaped": MarkdownDoor._as_it_is,
}
MARKS = {"bold": BOLD, "emphasis": EMPHASIS}


def _restored(english: str, held: list[str]) -> str:
    """Markdown again: punctuation escaped, marks and links in their places."""
    pieces = re.split(r"([\ue000-\uf8ff])", english)
    return "".join(_piece(piece, held) for piece in pieces)


def _piece(piece: str, held: list[str]) -> str:
    if piece == BOLD:
        return "**"
    if piece == EMPHASIS:
        return "*"
    if len(piece) == 1 and FIRST_HELD <= ord(piece) <= 0xF8FF:
        return held[ord(piece) - FIRST_HELD]
    lead, tail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return f"{lead}{escape(piece)}{tail}" if piece.strip() else piece
