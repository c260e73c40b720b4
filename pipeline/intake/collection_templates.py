"""An empty workbook to collect one table in: headers, drop-downs and cell validation, and a page that explains them.

Two equal tables give equal bytes: neither the clock nor the machine enters the file. A text is never a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ParamsError
from pipeline.files import write_bytes
from pipeline.intake.characters import without_invisible
from pipeline.intake.deliveries import load_deliveries
from pipeline.intake.questionnaires import Question, Questionnaire, schema_of
from pipeline.intake.relevance_words import bounds_fr, in_words
from pipeline.intake.suites import Suite, load_suite
from pipeline.intake.xlsform import load_questionnaires
from pipeline.paths import CohortPaths
from pipeline.tables import LIST_SEPARATOR, TABLES, Column, Kind, Table

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

GUIDE, LISTS = "Lisez-moi", "Listes"
ROWS = 5000
"""How many rows below the header are validated."""

LONGEST_SHEET_NAME = 31
WIDEST, NARROWEST = 60, 12
LARGEST = 999_999_999_999
EPOCH = dt.datetime(2000, 1, 1)
"""Creation date of every template: workbooks must have one, and the day they were made changes nothing."""

KINDS_FR: Mapping[Kind, str] = {
    "text": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "date": "date, année-mois-jour",
    "timestamp": "instant, comme 2026-04-03T14:05:00",
    "list": f"plusieurs valeurs séparées par {LIST_SEPARATOR}",
    "boolean": "oui ou non",
    "choice": "une réponse de la liste",
    "choices": f"une ou plusieurs réponses de la liste, séparées par {LIST_SEPARATOR}",
}
ANSWER_LABELS_FR = {
    "response_id": "identifiant de la réponse, un par réponse",
    "respondent_id": "identifiant de la personne invitée",
    "submitted_on": "jour de la réponse",
    "is_complete": "la réponse est complète",
    "position": "rang dans la réponse, à partir de 1",
}
FORMATS: Mapping[Kind, str] = {"integer": "0", "number": "General", "date": "yyyy-mm-dd"}
HOW_TO = (
    "Une ligne par enregistrement, dans la première feuille ; ne changez ni les en-têtes ni le nom des feuilles.",
    "Laissez vide ce que vous ne savez pas : ni « NA », ni tiret, ni zéro.",
    "Les codes (Insee, Siren, identifiants) gardent leur zéro initial : 01004.",
    "Une cellule refusée par le tableur ne serait pas acceptée à la livraison non plus.",
)


def write_template(table: Table, questionnaire: Questionnaire | None, path: Path, suite: Suite | None = None) -> None:
    """Write an empty workbook for `table`: its sheet, then « Lisez-moi », then « Listes » where there are choices.

    The sheet is named like the table (31 letters at most) and answers are chosen by their French label, so that
    `delivery.yml` says `sheet: <table>` and `choices: labels-fr`. `suite` adds the lists of values and the sentences
    of `expectations/<table>.json`.

    Raises:
        WriteError: the disk refused.
    """
    from openpyxl import Workbook

    questions = {question.name: question for question in (questionnaire.questions if questionnaire else ())}
    lists = {column.name: values for column in table.columns if (values := _values(column, suite))}
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = sheet_name(table)
    _fill_headers(sheet, table)
    _fill_guide(workbook.create_sheet(GUIDE), table, questions, suite)
    if lists:
        _fill_lists(workbook.create_sheet(LISTS), lists)
    _validate(sheet, table, questions, lists)
    write_bytes(path, workbook_bytes(workbook, table.label_fr))


def write_cohort_template(paths: CohortPaths, table: str, path: Path) -> None:
    """Write the empty workbook of one of a cohort's tables, a register's or a survey's.

    Raises:
        ParamsError: the cohort's declarations are not understood, or it has no such table.
        WriteError: the disk refused.
    """
    questionnaires = load_questionnaires(paths, load_deliveries(paths))
    schema = schema_of(questionnaires.values())
    if table not in schema:
        raise ParamsError(f"Cohort {paths.cohort} has no table « {table} »; it may have {', '.join(sorted(schema))}.")
    suite = load_suite(paths.expectations, table, schema) if table in TABLES else None
    write_template(schema[table], questionnaires.get(table.partition("__")[0]), path, suite)


def sheet_name(table: Table) -> str:
    """The name of the sheet that holds the table."""
    return table.name[:LONGEST_SHEET_NAME]


def _values(column: Column, suite: Suite | None) -> list[str]:
    """The values that a cell of the column may hold, when they are listed somewhere."""
    if column.choices:
        return [choice.label_fr for choice in column.choices]
    if column.kind == "boolean":
        return ["oui", "non"]
    for expectation in suite.expectations if suite else ():
        allowed = expectation.kwargs.get("value_set")
        is_for_all = "row_condition" not in expectation.kwargs and expectation.severity == "critical"
        if expectation.columns == [column.name] and isinstance(allowed, list) and is_for_all:
            return [str(value) for value in allowed]
    return []


def _fill_headers(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Font

    for position, column in enumerate(table.columns, start=1):
        cell = _write(sheet, 1, position, column.name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        dimension = sheet.column_dimensions[cell.column_letter]
        dimension.width = min(max(len(column.name) + 4, NARROWEST), WIDEST)
        dimension.number_format = FORMATS.get(column.kind, "@")
    sheet.freeze_panes = "A2"


def _fill_guide(sheet: Worksheet, table: Table, questions: Mapping[str, Question], suite: Suite | None) -> None:
    from openpyxl.styles import Alignment, Font

    _write(sheet, 1, 1, f"Modèle de fichier : {table.label_fr}").font = Font(bold=True, size=14)
    for offset, sentence in enumerate(HOW_TO, start=2):
        _write(sheet, offset, 1, sentence)
    first = len(HOW_TO) + 3
    rows: list[tuple[str, ...]] = [
        ("Colonne", "Ce qu’elle dit", "Obligatoire", "Ce qui est attendu", "Quand la remplir")
    ]
    rows += [_described(column, questions, suite) for column in table.columns]
    for number, texts in enumerate(rows, start=first):
        for position, text in enumerate(texts, start=1):
            cell = _write(sheet, number, position, text)
            cell.font = Font(bold=number == first or position == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDE", (28, 50, 12, 60, 40), strict=True):
        sheet.column_dimensions[letter].width = width


def _described(column: Column, questions: Mapping[str, Question], suite: Suite | None) -> tuple[str, ...]:
    """The column in words: name, label, whether it must be filled, what it holds, when it is asked."""
    question = questions.get(column.name)
    label = question.label_fr if question else ANSWER_LABELS_FR.get(column.name, "")
    bounds = bounds_fr(question) if question and question.kind in ("integer", "number") else ""
    expected = [KINDS_FR[column.kind], *([bounds] if bounds else []), *_expected_fr(column, suite)]
    when = f"si {in_words(question.relevant, questions)}" if question and question.relevant else ""
    return column.name, label, "oui" if column.is_required else "non", " ; ".join(dict.fromkeys(expected)), when


def _expected_fr(column: Column, suite: Suite | None) -> Iterable[str]:
    for expectation in suite.expectations if suite else ():
        if expectation.columns == [column.name] and "{" not in expectation.meta.expected_fr:
            yield expectation.meta.expected_fr


def _fill_lists(sheet: Worksheet, lists: Mapping[str, Sequence[str]]) -> None:
    from openpyxl.styles import Font

    for position, (name, values) in enumerate(lists.items(), start=1):
        cell = _write(sheet, 1, position, name)
        cell.font = Font(bold=True)
        for number, value in enumerate(values, start=2):
            _write(sheet, number, position, value)
        longest = max(len(text) for text in (name, *values))
        sheet.column_dimensions[cell.column_letter].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"


def _validate(
    sheet: Worksheet, table: Table, questions: Mapping[str, Question], lists: Mapping[str, Sequence[str]]
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = {name: get_column_letter(place) for place, name in enumerate(lists, start=1)}
    for position, column in enumerate(table.columns, start=1):
        question, letter = questions.get(column.name), get_column_letter(position)
        rule = _rule(column, question)
        if column.name in lists and column.kind not in ("choices", "list"):
            source = f"{LISTS}!${listed[column.name]}$2:${listed[column.name]}${len(lists[column.name]) + 1}"
            rule = {"type": "list", "formula1": source}
        validation = DataValidation(**rule, allow_blank=True, showErrorMessage=bool(rule), showInputMessage=True)
        validation.promptTitle = column.name[:32]
        validation.prompt = _prompt(column, question)
        validation.error = _prompt(column, None)
        validation.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(validation)


def _rule(column: Column, question: Question | None) -> dict[str, Any]:
    """What a spreadsheet checks by itself: dates, and numbers between the bounds of the question."""
    if column.kind == "date":
        return {"type": "date", "operator": "greaterThan", "formula1": "1"}
    if column.kind not in ("integer", "number"):
        return {}
    low = question.minimum if question and question.minimum is not None else -LARGEST
    high = question.maximum if question and question.maximum is not None else LARGEST
    kind = "whole" if column.kind == "integer" else "decimal"
    return {"type": kind, "operator": "between", "formula1": f"{low:.15g}", "formula2": f"{high:.15g}"}


def _prompt(column: Column, question: Question | None) -> str:
    """What the spreadsheet shows beside a selected cell; its length is limited by the format."""
    label = f"{question.label_fr} — " if question else ""
    room = 250 - len(KINDS_FR[column.kind])
    return label[:room] + KINDS_FR[column.kind]


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """A text cell: one that begins with « = » stays the text it is."""
    cell: Any = sheet.cell(row, column)
    cell.value = without_invisible(text)  # a control character in a label would stop the workbook
    cell.data_type = "s"
    return cell


def workbook_bytes(workbook: Workbook, title: str) -> bytes:
    """The workbook's file without anything of the moment it was made at."""
    properties = workbook.properties
    properties.creator, properties.title, properties.language = "Retex", without_invisible(title), "fr-FR"
    properties.created = EPOCH
    saved, rewritten = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return rewritten.getvalue()
