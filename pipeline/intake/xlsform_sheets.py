"""The sheets of an XLSForm as rows with plain headers, once pyxform has checked them. What rows mean is `xlsform`'s.

pyxform is slow to import, so only functions here import it. Neither network nor Java is used: ODK Validate stays off.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.errors import ParamsError
from pipeline.intake.workbooks.archives import refusal_of
from pipeline.intake.workbooks.limits import LIMITS

FORMATS = (".xlsx", ".md", ".csv")
ADDED = {
    "survey": ("measure", "group_by", "weight", "indicator"),
    "choices": ("status",),
    "settings": ("form_title",),
}
"""Columns that are not pyxform's to judge, by sheet."""

MEANINGFUL = {
    "survey": (*ADDED["survey"], "type", "name", "label", "required", "relevant", "constraint", "parameters"),
    "choices": (*ADDED["choices"], "list_name", "name", "label"),
}
"""Headers whose misspelling would change the survey without a word."""

FRENCH = "Français (fr)"
ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
SHEET = re.compile(r"'(?P<sheet>survey|choices|settings)' sheet")


@dataclass(frozen=True)
class Row:
    """One row of a sheet, numbered as a spreadsheet does (headers are row 1); empty cells are left out."""

    number: int
    cells: Mapping[str, Any]

    def text(self, column: str) -> str:
        """The cell, trimmed; empty when there is none."""
        return str(self.cells.get(column, "")).strip()

    def labels(self, column: str) -> Mapping[str, str]:
        """The cell in each language of the form; a column without language counts as the default one."""
        cell = self.cells.get(column, {})
        return cell if isinstance(cell, Mapping) else {"": str(cell)}


@dataclass(frozen=True)
class Sheets:
    """`survey` and `choices` row by row, and the single row of `settings`."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row


def read_sheets(path: Path) -> Sheets:
    """The sheets of an XLSForm that pyxform accepts.

    Raises:
        ParamsError: the file is absent, no XLSForm, or pyxform or the list of headers refuses it.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform
    from pyxform.xls2xform import convert

    _refuse_other_files(path)
    try:
        form = get_xlsform(path)
        convert(_without_added_columns(form), validate=False)
        sheets = Sheets(tuple(_rows(form, "survey")), tuple(_rows(form, "choices")), _settings(form))
    except PyXFormError as problem:
        raise ParamsError(_sentence(path, str(problem))) from problem
    except UnicodeDecodeError as problem:
        raise ParamsError(f"{path}: not written in UTF-8 (byte {problem.start}).") from problem
    except IndexError as problem:  # pyxform's, on a row longer than its header
        raise ParamsError(f"{path}: a row has more cells than its sheet has headers.") from problem
    except (AttributeError, KeyError, TypeError, ValueError) as problem:  # pyxform's, where it foresaw no such form
        raise ParamsError(f"{path}: pyxform cannot make sense of this form ({problem}).") from problem
    if mistakes := list(_misspelt(form)):
        raise ParamsError("\n".join(f"{path}, {mistake}." for mistake in mistakes))
    return sheets


def _refuse_other_files(path: Path) -> None:
    if not path.is_file():
        raise ParamsError(f"{path}: the questionnaire is missing.")
    if path.suffix.lower() not in FORMATS:
        raise ParamsError(f"{path}: a questionnaire is an XLSForm in one of the formats {', '.join(FORMATS)}.")
    if path.suffix.lower() == ".xlsx" and (refusal := refusal_of(path.read_bytes(), "xlsx", LIMITS)):
        raise ParamsError(f"{path}: {refusal.message_fr} ({refusal.found})")


def _without_added_columns(form: Any) -> dict[str, Any]:
    """The form as pyxform converts it. A copy: the conversion changes what it is given."""
    sheets = {field.name: copy.deepcopy(getattr(form, field.name)) for field in dataclasses.fields(form)}
    for sheet, added in ADDED.items():
        for rows in (sheets[sheet], sheets[f"{sheet}_header"]):
            for cells in rows or []:
                for header in [name for name in cells if _is_added(name, added)]:
                    del cells[header]
    return sheets


def _is_added(header: str, added: tuple[str, ...]) -> bool:
    name, colons, _language = header.partition("::")
    return name in added and (bool(colons) or name != "form_title")


def _rows(form: Any, sheet: str) -> Iterator[Row]:
    """Rows with pyxform's own names of columns, without the nesting it gives some (`relevant` lies in its `bind`)."""
    from pyxform import aliases
    from pyxform.parsing.sheet_headers import dealias_and_group_headers
    from pyxform.question import MultipleChoiceQuestion, Option

    known = {"survey": (aliases.survey_header, MultipleChoiceQuestion), "choices": (aliases.list_header, Option)}
    header_aliases, model = known[sheet]
    grouped = dealias_and_group_headers(
        sheet_name=sheet,
        sheet_data=getattr(form, sheet) or [],
        sheet_header=getattr(form, f"{sheet}_header") or [],
        header_aliases=header_aliases,
        header_columns=set(model.get_slot_names()),
        default_language="",
        strip_whitespace=True,
    )
    for number, cells in enumerate(grouped.data, start=2):
        yield Row(number, {**cells, **cells.get("bind", {}), **cells.get("control", {})})


def _settings(form: Any) -> Row:
    rows = form.settings or [{}]
    return Row(2, {str(header).strip(): cell for header, cell in rows[0].items()})


def _misspelt(form: Any) -> Iterator[str]:
    """Headers that pyxform would ignore although somebody meant one that counts."""
    for sheet, meaningful in MEANINGFUL.items():
        headers = [header for cells in getattr(form, f"{sheet}_header") or [] for header in cells]
        for header in headers:
            name = header.partition("::")[0].strip().lower().replace(" ", "_")
            close = get_close_matches(name, meaningful, n=1, cutoff=0.8)
            if close and name not in meaningful and name not in ("relevance", "media", "list"):
                yield f"sheet {sheet}, row 1: « {header} » is no column of an XLSForm; did you mean « {close[0]} »?"


def _sentence(path: Path, message: str) -> str:
    """pyxform's message after file, sheet and row."""
    row, sheet = ROW.search(message), SHEET.search(message)
    place = f", sheet {sheet['sheet'] if sheet else 'survey'}, row {row['row']}" if row else ""
    said = " ".join(ROW.sub("", message).split()).rstrip(".")
    return f"{path}{place}: {said}."
