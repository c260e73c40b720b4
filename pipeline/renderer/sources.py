"""A document with its shortcodes replaced by what they stand for, each line knowing the file it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.errors import RenderError
from pipeline.renderer.metadata import lookup, read_metadata, read_yaml, split_front_matter
from pipeline.renderer.notebooks import embedded_cell

DRAWINGS = "_drawings"
"""Folder of the staged project where the figures taken out of notebooks are laid."""

GENERATED = "generated"
"""Folder of the staged project where stages write."""

SHORTCODE = re.compile(r"\{\{<\s*(\S+)\s*(.*?)\s*>\}\}")
EXECUTABLE_CELL = re.compile(r"^\s*(`{3,}|~{3,})\s*\{\s*[A-Za-z]")
BLOCKS = ("include", "embed", "pagebreak")
INLINES = ("var", "meta")
PAGE_BREAK = "::: {.page-break}\n:::"
CHAPTER = "# "
DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:")
FENCE = re.compile(r":{3,}\s*(\S?)")
WORTH_A_READER = 20_000
"""Characters from which a text is read by a pandoc of its own: below, starting it costs more than it saves."""


@dataclass(frozen=True)
class Line:
    """One line of the expanded document, and where its author can find it (file relative to the project, from 1)."""

    text: str
    file: Path
    number: int

    def problem(self, found: str, expected: str) -> str:
        """A sentence about this line."""
        return f"{self.file}, line {self.number}: found {found}, expected {expected}."


@dataclass
class Source:
    """The expanded document, what was wrong with its shortcodes, and the drawings it shows (file name → SVG).

    Image paths in it are relative to `folder`, the document's (relative to the project).
    """

    folder: Path
    metadata: Mapping[str, Any]
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole as pandoc Markdown."""
        return _joined(self.lines)

    @property
    def parts(self) -> list[str]:
        """The text in parts that give the same when they are read apart: long annexes that a stage wrote, and chapters.

        Nothing is parted within a block (`:::`), nor in a document with footnotes or links that are defined elsewhere.
        """
        if any(DEFINITION.match(line.text) for line in self.lines):
            return [self.text]
        parts: list[list[Line]] = [[]]
        for file, run in groupby(self.lines, key=lambda line: line.file):
            lines = list(run)
            if self._stands_alone(file, lines, parts[-1]):
                parts += [lines, []]
            elif lines[0].text.startswith(CHAPTER) and _is_long(parts[-1]) and not _open_fences(parts[-1]):
                parts.append(lines)
            else:
                parts[-1] += lines
        return [_joined(part) for part in parts if part]

    def _stands_alone(self, file: Path, lines: list[Line], before: list[Line]) -> bool:
        return file.parts[0] == GENERATED and _is_long(lines) and not _open_fences(before)


def _is_long(lines: Iterable[Line]) -> bool:
    return sum(len(line.text) for line in lines) >= WORTH_A_READER


def _joined(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines) + "\n"


def _open_fences(lines: Iterable[Line]) -> int:
    """How many blocks begin in these lines and do not end there: what opens one says its class after the colons."""
    fences = [fence for line in lines if (fence := FENCE.match(line.text))]
    return sum(1 if fence[1] else -1 for fence in fences)


def expand(project: Path, document: Path) -> Source:
    """Read `document` (relative to `project`) with its includes, variables, metadata and notebook cells.

    Raises:
        RenderError: a YAML file cannot be read. Wrong shortcodes are listed in the result's `problems`.
    """
    source = Source(document.parent, read_metadata(project, document))
    _Expansion(project, source, read_yaml(project / "_variables.yml")).file(document, ())
    return source


@dataclass
class _Expansion:
    project: Path
    source: Source
    variables: Mapping[str, Any]

    def file(self, path: Path, including: tuple[Path, ...]) -> None:
        text = (self.project / path).read_text(encoding="utf-8")
        _, skipped = split_front_matter(text)
        for number, content in enumerate(text.splitlines()[skipped:], start=skipped + 1):
            self.line(Line(content, path, number), (*including, path))

    def line(self, line: Line, files: tuple[Path, ...]) -> None:
        if EXECUTABLE_CELL.match(line.text):
            self.refuse(line, "a code cell", "a notebook cell embedded with {{< embed … >}}")
        alone = SHORTCODE.fullmatch(line.text.strip())
        if alone and alone.group(1) in BLOCKS:
            getattr(self, alone.group(1))(line, alone.group(2), files)
        else:
            self.add(SHORTCODE.sub(lambda found: self.inline(line, found), line.text), line)

    def inline(self, line: Line, found: re.Match[str]) -> str:
        name, argument = found.groups()
        if name in BLOCKS:
            self.refuse(line, f"{{{{< {name} >}}}} inside a line", "it alone on its line")
        elif name not in INLINES:
            self.refuse(line, f"the shortcode « {name} »", f"one of {', '.join(sorted((*BLOCKS, *INLINES)))}")
        else:
            values = self.variables if name == "var" else self.source.metadata
            value = lookup(values, argument)
            if value is not None:
                return value.strip()
            self.refuse(line, f"{{{{< {name} {argument} >}}}}, which has no value", f"a key of {_origin(name)}")
        return ""

    def include(self, line: Line, argument: str, files: tuple[Path, ...]) -> None:
        path = _inside(line.file.parent / argument)
        if path is None or not (self.project / path).is_file():
            self.refuse(line, f"the include of « {argument} », which does not exist", "a file of the project")
        elif path in files:
            self.refuse(line, f"« {argument} » including itself", "includes that end")
        else:
            self.file(path, files)
            self.add("", line)

    def embed(self, line: Line, argument: str, _files: tuple[Path, ...]) -> None:
        name, _, label = argument.partition("#")
        path = _inside(line.file.parent / name)
        if path is None or path.suffix != ".ipynb" or not label:
            self.refuse(line, f"the embed of « {argument} »", "notebook.ipynb#label, in the project")
            return
        try:
            exhibit = embedded_cell(self.project / path, label, f"../{DRAWINGS}")
        except RenderError as problem:
            self.refuse(line, f"the embed of « {argument} »: {problem}", "a cell with an exhibit")
            return
        if exhibit.drawing:
            self.source.drawings[exhibit.drawing[0]] = exhibit.drawing[1]
        for text in ("", *exhibit.markdown.splitlines(), ""):
            self.add(text, line)

    def pagebreak(self, line: Line, argument: str, _files: tuple[Path, ...]) -> None:
        if argument:
            self.refuse(line, f"{{{{< pagebreak {argument} >}}}}", "{{< pagebreak >}}")
        for text in ("", *PAGE_BREAK.splitlines(), ""):
            self.add(text, line)

    def add(self, text: str, origin: Line) -> None:
        self.source.lines.append(Line(text, origin.file, origin.number))

    def refuse(self, line: Line, found: str, expected: str) -> None:
        self.source.problems.append(line.problem(found, expected))


def _inside(path: Path) -> Path | None:
    """`path` with its `..` resolved; None when it leaves the project."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and not parts:
            return None
        parts = parts[:-1] if part == ".." else [*parts, part]
    return None if path.is_absolute() else Path(*parts)


def _origin(name: str) -> str:
    return "_variables.yml" if name == "var" else "_quarto.yml, _metadata.yml or the front matter"
