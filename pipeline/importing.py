"""What taking one received file into a cohort would write, and why. Nothing is written here: `placing` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import ParamsError
from pipeline.import_file import ReceivedFile, sentences
from pipeline.intake.deliveries import DELIVERY_FILE, Deliveries, Delivery, Reader, load_deliveries, refuse_misfits
from pipeline.intake.delivery_file import understood, with_delivery, with_questionnaire
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.proposals import Match, propose, unfilled
from pipeline.intake.questionnaires import Questionnaire, schema_of
from pipeline.intake.readers import reshaped
from pipeline.intake.readers.exports import Export
from pipeline.intake.reading import Expected, Sheet, moments_of, sheet_of
from pipeline.intake.writing_evidence import Evidence
from pipeline.intake.writing_proposals import Cells, Options, otherwise, text_writing, unsettled, value_writing
from pipeline.intake.xlsform import load_questionnaires, load_xlsform
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.tables import Table

NOT_READ_AS_DECLARED = ("COL", "FIC")
"""Beginnings of the codes of problems that mean that the file is not what delivery.yml says."""


@dataclass(frozen=True)
class Request:
    """What a person asked for. Empty texts are proposed from the file and from what the cohort declares already.

    `columns` says which column a header fills (empty: none) where the proposal is not right.
    """

    path: Path
    table: str
    tool: str = ""
    sheet: str = ""
    owner: str = ""
    source: str = ""
    received: str = ""
    questionnaire: Path | None = None
    options: Options = field(default_factory=Options)
    columns: Mapping[str, str] = field(default_factory=dict)
    accept_close: bool = False
    is_addition: bool = False


@dataclass(frozen=True)
class Cohort:
    """What the cohort declares before the import; `questionnaires` hold the request's own too."""

    paths: CohortPaths
    declared: Deliveries
    questionnaires: Mapping[str, Questionnaire]
    former_questionnaires: Mapping[str, Questionnaire]

    @cached_property
    def schema(self) -> Mapping[str, Table]:
        """Every table the cohort may deliver."""
        return schema_of(self.questionnaires.values())

    def expected(self, table: str, reader: Reader) -> Expected:
        """What a file of this table is announced to hold."""
        return Expected(self.schema[table], reader, self.questionnaires.get(table.partition("__")[0]))


@dataclass(frozen=True)
class Plan:
    """What would be written: the entry of delivery.yml, its file, and everything a person needs to judge them."""

    cohort: Cohort
    request: Request
    entry: Delivery
    former: Delivery | None
    matches: tuple[Match, ...]
    evidence: Mapping[str, Evidence]
    sheet: Sheet
    problems: tuple[Problem, ...]
    new_text: str

    @property
    def target(self) -> Path:
        """Where the file will lie."""
        return self.cohort.paths.raw / self.entry.file

    @property
    def table(self) -> Table:
        """The table that the file fills."""
        return self.cohort.schema[self.entry.table]

    @property
    def to_check(self) -> tuple[Match, ...]:
        """Close matches that nobody accepted."""
        return tuple(match for match in self.matches if match.certainty == "to check")


def prepare(paths: CohortPaths, request: Request) -> Plan:
    """What importing the file would write. Nothing is written.

    Raises:
        ParamsError: the cohort or the request is not understood, the file cannot be read, what its cells show does not
            settle how it is written, or a required column stays empty; the message says which option settles it.
    """
    if not request.path.is_file():
        raise ParamsError(f"{request.path}: there is no such file.")
    cohort = _cohort(paths, request)
    former = _former(cohort.declared, request)
    default = (former and former.reader) or cohort.declared.reader
    reader, of_text = text_writing(request.path, request.tool, request.options, default)
    file = ReceivedFile(request.path, request.sheet or (former.sheet if former else ""))
    raw = file.parsed(reader).content.grid
    declared = _declared(request, cohort, former)
    grid = _reshaped(raw, request, reader, cohort, declared)
    first, table = _matches(grid, request, cohort, declared), cohort.schema[request.table]
    other = otherwise(reader)
    raw_other = file.parsed(other).content.grid
    shown = Cells(raw, raw_other, grid, _reshaped(raw_other, request, other, cohort, declared))
    reader, of_values = value_writing(shown, first, table, request.options, reader)
    if questions := unsettled(of_values):
        raise ParamsError("\n".join(f"{request.path.name}: {question}." for question in questions))
    # A reader may need the decimal mark or the order of dates, which are only known now.
    matches = _matches(_reshaped(raw, request, reader, cohort, declared), request, cohort, declared)
    _refuse_unfilled(matches, table, request)
    entry = _entry(request, cohort, former, reader, matches)
    sheet, problems = _read(file, entry, cohort)
    text = _text(cohort, request, entry, former, matches)
    return Plan(cohort, request, entry, former, matches, {**of_text, **of_values}, sheet, problems, text)


def _cohort(paths: CohortPaths, request: Request) -> Cohort:
    load_cohort(paths)
    declared = load_deliveries(paths)
    former = questionnaires = load_questionnaires(paths, declared)
    survey = request.table.partition("__")[0]
    if request.questionnaire:
        questionnaires = {**questionnaires, survey: load_xlsform(request.questionnaire, survey)}
    cohort = Cohort(paths, declared, questionnaires, former)
    if request.table not in cohort.schema:
        hint = "; describe the survey with --questionnaire FILE" if survey.startswith("survey_") else ""
        raise ParamsError(f"No table is called « {request.table} »{hint}. The tables are {', '.join(cohort.schema)}.")
    return cohort


def _former(declared: Deliveries, request: Request) -> Delivery | None:
    """The entry that the file delivers again: that of its name and sheet, else the only one that fills the table."""
    same_table = [each for each in declared.deliveries if each.table == request.table]
    named = [each for each in same_table if Path(each.file).name == request.path.name]
    exact = [each for each in named if request.sheet in ("", each.sheet)]
    if exact or request.is_addition or not same_table:
        return exact[0] if exact else None
    if len(same_table) > 1:
        raise ParamsError(
            f"Table {request.table} is filled by {', '.join(each.name for each in same_table)}. Name the file like the "
            "one it replaces, or say --add to fill the table from one more file."
        )
    return same_table[0]


def _declared(request: Request, cohort: Cohort, former: Delivery | None) -> dict[str, str]:
    """What delivery.yml says of headers already: the entry to replace, else the other files of the table."""
    alike = [former] if former else [each for each in cohort.declared.deliveries if each.table == request.table]
    declared: dict[str, str] = {}
    for each in alike:
        declared |= {**each.columns_of(cohort.schema[each.table]), **dict.fromkeys(each.ignore, "")}
    return declared


def _reshaped(grid: Grid, request: Request, reader: Reader, cohort: Cohort, declared: Mapping[str, str]) -> Grid:
    """The grid without the tool's habits; what is wrong with its cells is told once the entry is read."""
    expected = cohort.expected(request.table, reader)
    columns = {header: column for header, column in {**declared, **request.columns}.items() if column}
    export = Export(reader, expected.table, expected.questionnaire, columns, is_settled=False)
    return reshaped(grid, export, Findings(Place("", "", request.path.name)))


def _matches(grid: Grid, request: Request, cohort: Cohort, declared: Mapping[str, str]) -> tuple[Match, ...]:
    expected = cohort.expected(request.table, cohort.declared.reader)
    headers = list(dict.fromkeys(grid.headers))
    matches = propose(headers, expected.table, expected.questionnaire, {**declared, **request.columns})
    kept = (replace(each, reason="declared so far") if _is_kept(each, declared, request) else each for each in matches)
    return tuple(_accepted(match) if request.accept_close else match for match in kept)


def _is_kept(match: Match, declared: Mapping[str, str], request: Request) -> bool:
    return match.certainty == "asked" and match.header in declared and match.header not in request.columns


def _accepted(match: Match) -> Match:
    return replace(match, certainty="asked") if match.certainty == "to check" else match


def _refuse_unfilled(matches: tuple[Match, ...], table: Table, request: Request) -> None:
    missing = unfilled(matches, table)
    if not missing:
        return
    close = [f"« {match.header} » may be {match.column}" for match in matches if match.certainty == "to check"]
    hint = f" To check: {'; '.join(close)} (--accept-close takes them)." if close else ""
    left = ", ".join(f"« {match.header} »" for match in matches if match.header and match.certainty == "none")
    raise ParamsError(
        f"{request.path.name}: no header fills {', '.join(missing)}, which table {table.name} requires.{hint} "
        f"Headers left: {left or 'none'}. Say which with --column 'HEADER=COLUMN'."
    )


def _entry(
    request: Request, cohort: Cohort, former: Delivery | None, reader: Reader, matches: tuple[Match, ...]
) -> Delivery:
    declared = cohort.declared
    filled = {match.header: match.column for match in matches if match.column and match.certainty != "to check"}
    values = {
        "file": name_below(request.path, cohort.paths),
        "sheet": request.sheet or (former.sheet if former else ""),
        "table": request.table,
        "owner": request.owner or (former.owner if former else _only("--owner", [o.id for o in declared.owners])),
        "received": request.received or dt.datetime.fromtimestamp(request.path.stat().st_mtime, dt.UTC).date(),
        "sources": [request.source] if request.source else _sources(declared, former),
        "reader": None if reader == declared.reader else reader,
        "columns": filled,
        "ignore": [match.header for match in matches if match.header and match.header not in filled],
        "pseudonyms": [name for name in former.pseudonyms if name in filled.values()] if former else [],
        "is_synthetic": bool(former and former.is_synthetic),
    }
    try:
        return Delivery.model_validate(values)
    except ValidationError as problems:
        raise ParamsError("\n".join(f"{each['loc'][0]}: {each['msg']}." for each in problems.errors())) from None


def name_below(file: Path, paths: CohortPaths) -> str:
    """The file's name below the cohort's folder: where it lies there already, else its own name."""
    path, raw = file.resolve(), paths.raw.resolve()
    return path.relative_to(raw).as_posix() if path.is_relative_to(raw) else path.name


def _sources(declared: Deliveries, former: Delivery | None) -> list[str]:
    return former.sources if former else [_only("--source", [source.id for source in declared.sources])]


def _only(option: str, ids: list[str]) -> str:
    if len(ids) != 1:
        raise ParamsError(f"Several are declared ({', '.join(ids)}): say which with {option} ID.")
    return ids[0]


def _read(file: ReceivedFile, entry: Delivery, cohort: Cohort) -> tuple[Sheet, tuple[Problem, ...]]:
    """The file read by ingest's own code under the new entry.

    Raises:
        ParamsError: it does not read as the entry says.
    """
    expected = cohort.expected(entry.table, cohort.declared.reader_of(entry))
    parsed = file.parsed(expected.reader, moments_of(entry, expected.table))
    findings = Findings(Place(entry.owner, "", entry.name, entry.table), list(parsed.problems))
    sheet = sheet_of(parsed.content, entry, expected, findings)
    is_other = [each for each in findings.problems if each.code[:3] in NOT_READ_AS_DECLARED]
    if sheet is None or any(problem.severity == "blocking" for problem in is_other):
        raise ParamsError(sentences(file.path, findings.problems))
    return sheet, tuple(findings.problems)


def _text(
    cohort: Cohort, request: Request, entry: Delivery, former: Delivery | None, matches: tuple[Match, ...]
) -> str:
    """The new text of delivery.yml, once it is known to be understood and to fit the cohort's tables."""
    text = (cohort.paths.raw / DELIVERY_FILE).read_text(encoding="utf-8")
    if request.questionnaire:
        form = name_below(request.questionnaire, cohort.paths)
        text = with_questionnaire(text, request.table.partition("__")[0], form)
    notes = {match.header: f"{match.column} ? {match.reason}" for match in matches if match.certainty == "to check"}
    text = with_delivery(text, entry, former, notes)
    refuse_misfits(cohort.paths, understood(text), cohort.schema)
    return text
