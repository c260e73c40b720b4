"""Grist: lists written as a line of CSV or joined by « ; », references that may show a row number, failed formulas."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping

from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import Convert, Draft, Habits, ambiguous, ambiguous_list, cutter_of, headers
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.lists import SEMICOLON, Cutter, in_order
from pipeline.intake.values import Fault
from pipeline.tables import LIST_SEPARATOR, Column

HABITS = Habits(useless=headers("id", "id2", "manualSort"), has_serials=True)
FAILED = re.compile(r"#(\w+(Error|Exception|Warning)|Invalid \w+: .*)", re.A)
ROW_NUMBER = re.compile(r"[A-Z]\w*\[\d+\]", re.A)
LIST_KINDS = ("list", "choices")
ITEMS = "; "
"""What joins the items of a list of choices in a workbook, whatever they hold (grist-core, ExcelFormatter)."""


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a Grist column, headed by its label."""
    draft = Draft(grid, export, findings)
    for header, cells in zip(grid.headers, grid.columns, strict=True):
        name = export.spelled(header)
        column = export.column_of(name)
        if draft.take_own(name, cells, HABITS) or (column is None and _is_id_of_reference(name, grid)):
            continue
        draft.take_answers(name, draft.converted(name, cells, _convert(draft, column)), has_serials=True)
    return draft.finished()


def _is_id_of_reference(header: str, grid: Grid) -> bool:
    """Whether a column only repeats, as row numbers, a reference that stands beside it."""
    return header.endswith("_id") and header.removesuffix("_id") in grid.headers


def _checked(text: str) -> str | Fault:
    if FAILED.fullmatch(text):
        return Fault(
            "OUT-010", "La formule de cette cellule a échoué dans Grist.", "une valeur : corrigez la formule dans Grist"
        )
    if ROW_NUMBER.fullmatch(text):
        return Fault(
            "OUT-011",
            "Cette référence ne montre qu’un numéro de ligne de Grist.",
            "la valeur de la ligne visée : choisissez la colonne affichée de la référence",
        )
    return text


def _convert(draft: Draft, column: Column | None) -> Convert:
    """How the cells of this column are read."""
    if column is None or column.kind not in LIST_KINDS:
        return _checked
    if not draft.grid.is_of_workbook:
        return _listed
    if not column.choices:
        return _listed_in_workbook
    shown = {choice.name: draft.export.shown(choice) for choice in column.choices}
    cutter = cutter_of(draft.export, column, SEMICOLON)
    return lambda text: _chosen_in_workbook(text, cutter, shown)


def _listed(text: str) -> str | Fault:
    """A list, which Grist writes as a line of CSV in the cell (in a file), or as JSON (from its interface)."""
    items = _json_list(text) if text.startswith('["L"') else _csv_list(text)
    if items is None:
        return Fault("OUT-013", "Cette liste est mal formée.", 'des éléments séparés par des virgules : a, "b, c"')
    return _joined(items)


def _joined(items: Iterable[str]) -> str | Fault:
    checked = [_checked(item.strip()) for item in items if item.strip()]
    return next((each for each in checked if isinstance(each, Fault)), LIST_SEPARATOR.join(map(str, checked)))


def _listed_in_workbook(text: str) -> str | Fault:
    """A list of free texts in a workbook, where lists of choices are joined by « ; » and references by commas."""
    if ITEMS not in text:
        return _listed(text)
    if "," in text:
        return ambiguous_list("un export en CSV, ou des éléments sans virgule ni point-virgule")
    return _joined(text.split(ITEMS))


def _chosen_in_workbook(text: str, cutter: Cutter, shown: Mapping[str, str]) -> str | Fault:
    """A list of known choices in a workbook: joined by « ; » without quotes, or (list of references) a line of CSV."""
    readings = cutter.readings(text)
    if len(readings) > 1:
        return ambiguous(readings, shown)
    if not readings[0].unknown:
        return LIST_SEPARATOR.join(in_order(readings[0].choices, shown))
    return _listed(text)


def _csv_list(text: str) -> list[str] | None:
    try:
        lines = list(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        return None
    return [item for line in lines for item in line]


def _json_list(text: str) -> list[str] | None:
    try:
        return [str(item) for item in json.loads(text)[1:]]
    except json.JSONDecodeError:
        return None
