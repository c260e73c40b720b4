"""The received file of an import, parsed once for each way of writing that changes its cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ParamsError
from pipeline.intake.containers import DELIMITED_TEXT, Content, read_container
from pipeline.intake.deliveries import Reader
from pipeline.intake.problems import Findings, Place, Problem

Asked = tuple[str, ...]
"""What changes the cells that a parser gives."""


@dataclass(frozen=True)
class Parsed:
    """A sheet, and what was told while it was parsed."""

    content: Content
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ReceivedFile:
    """One file and the sheet of it to import. It is parsed again only when another writing of its cells is asked for.

    Settings of a text file change none of its cells: delimiter and encoding are settled before it is parsed.
    """

    path: Path
    sheet: str = ""
    _parsed: dict[Asked, Parsed] = field(default_factory=dict, init=False, repr=False, compare=False)

    def parsed(self, reader: Reader, moments: Collection[str] = ()) -> Parsed:
        """The sheet as this reader writes numbers and days; `moments` are headers of columns that hold instants.

        Raises:
            ParamsError: there is no sheet to read.
        """
        is_text = self.path.suffix.lower() in DELIMITED_TEXT
        asked = () if is_text else (reader.decimal, reader.date_format, *sorted(moments))
        if asked not in self._parsed:
            self._parsed[asked] = self._parse(reader, moments)
        return self._parsed[asked]

    def _parse(self, reader: Reader, moments: Collection[str]) -> Parsed:
        findings = Findings(Place("", "", self.path.name))
        content = read_container(self.path, reader, (), findings, self.sheet, moments)
        if content is None:
            raise ParamsError(sentences(self.path, findings.problems))
        return Parsed(content, tuple(findings.problems))


def sentences(path: Path, problems: Iterable[Problem]) -> str:
    """What is wrong with the file, without any cell."""
    asked = {"CLA-007": " Say which with --sheet."}
    return "\n".join(
        f"{path.name}: {problem.message_fr} ({problem.code}){asked.get(problem.code, '')}" for problem in problems
    )
