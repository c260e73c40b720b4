"""KoboToolbox and ODK: groups in headers, answers in one column and in a 0/1 column each, repeats on sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid, text_series
from pipeline.intake.problems import Findings
from pipeline.intake.readers.drafts import Draft, Habits, cutter_of, headers, split_lists
from pipeline.intake.readers.exports import Export
from pipeline.intake.readers.lists import SPACE
from pipeline.intake.readers.options import Marks, Option, merged, tell_unknown_option
from pipeline.intake.values import Fault
from pipeline.tables import LIST_SEPARATOR, Choice, Column

HABITS = Habits(
    personal=headers(
        *("username", "deviceid", "phonenumber", "simserial", "subscriberid", "email", "_submitted_by", "audit"),
        *(
            "_geolocation",
            "_geolocation_latitude",
            "_geolocation_longitude",
            "SubmitterID",
            "SubmitterName",
            "DeviceID",
        ),
    ),
    moments=headers("start", "end", "today", "_submission_time", "SubmissionDate"),
    useless=headers(
        *(
            "_uuid",
            "_notes",
            "_status",
            "_tags",
            "_index",
            "__version__",
            "_validation_status",
            "rootUuid",
            "_attachments",
        ),
        *("_xform_id_string", "formhub/uuid", "meta/instanceID", "meta/instanceName", "meta/rootUuid", "instanceID"),
        *(
            "meta-instanceID",
            "meta-instanceName",
            "instanceName",
            "AttachmentsPresent",
            "AttachmentsExpected",
            "Status",
        ),
        *(
            "ReviewState",
            "Edits",
            "FormVersion",
            "_parent_table_name",
            "_submission__uuid",
            "_submission__submission_time",
        ),
        *("_submission__validation_status", "_submission__notes", "_submission__status", "_submission__submitted_by"),
        *("_submission__tags", "_submission___version__", "_submission__xform_id_string", "_submission_rootUuid"),
    ),
)
NOT_ASKED = "n/a"
"""What older exports write for a question that was not asked."""

MARKS = Marks(("1", "true"), ("0", "false"))
XML_PATH = re.compile(r"[A-Za-z_][\w.-]*(/[A-Za-z_][\w.-]*)+", re.A)
SEPARATOR = re.compile(r"[/.:-]")
PARENTS = ("_submission__id", "PARENT_KEY", "_parent_index")
"""What names the response on a sheet of repeats; older Kobo workbooks have its place on the main sheet only."""

PLACES = ("_index", "KEY")
ODK_PLACES = re.compile(r"\[(\d+)\]", re.A)
ODK_PARENT = "PARENT_KEY"
WIDEST, LAST = 12, "~"


@dataclass(frozen=True)
class _Answer:
    """A delivered column of answers: its header without groups, and for one choice of a question, which."""

    header: str
    cells: pd.Series
    column: Column | None
    question: str = ""
    choice: Choice | None = None


def reshape(grid: Grid, export: Export, findings: Findings) -> Grid:
    """One column a question, headed by its name or label without its groups."""
    draft = Draft(grid, export, findings)
    answers: list[_Answer] = []
    is_repeat = _add_parent(draft)
    for header, cells in zip(grid.headers, grid.columns, strict=True):
        name = export.spelled(header)
        if is_repeat and name in (*PARENTS, *PLACES) and not export.is_mapped(name):
            continue
        if not draft.take_own(name, cells, HABITS):
            answers.append(_answer(export, name, cells.where(cells != NOT_ASKED, "")))
    _add_answers(draft, answers)
    return draft.finished()


def _answer(export: Export, header: str, cells: pd.Series) -> _Answer:
    """What a column of answers is: a question, one choice of a question, or neither."""
    names = [export.spelled(name) for name in _without_groups(header)]
    parts = [part for name in names for part in _choices_named(export, name, cells)]
    questions = [_Answer(name, cells, column) for name in names if (column := export.column_of(name))]
    if questions and questions[0].header == header:
        return questions[0]
    candidates = [*(part for part in parts if part.choice is not None), *questions, *parts]
    plain_header = header.rpartition("/")[2] if XML_PATH.fullmatch(header) else header
    return candidates[0] if candidates else _Answer(plain_header, cells, None)


def _choices_named(export: Export, name: str, cells: pd.Series) -> Iterator[_Answer]:
    """The multiple-choice questions that the header may begin with; labels may hold what separates them."""
    for mark in SEPARATOR.finditer(name):
        question, option = export.spelled(name[: mark.start()]), name[mark.end() :]
        column = export.column_of(question)
        if column is not None and column.kind == "choices":
            yield _Answer(name, cells, column, question, export.choice_of(column, option))


def _without_groups(header: str) -> list[str]:
    """The header, then without its first group, its first two… whatever separates groups."""
    starts = [0, *(match.end() for match in SEPARATOR.finditer(header))]
    return [header[start:].strip() for start in starts if header[start:].strip()]


def _add_answers(draft: Draft, answers: list[_Answer]) -> None:
    summaries = {each.column.name: each for each in answers if each.column is not None and not each.question}
    details: dict[str, list[_Answer]] = {}
    for each in answers:
        if each.question and each.column is not None:
            details.setdefault(each.column.name, []).append(each)
    for each in answers:
        if each.column is None or (not each.question and each.column.name not in details):
            _add_question(draft, each)
    for name, options in details.items():
        _add_choices(draft, summaries.get(name), options)


def _add_question(draft: Draft, answer: _Answer) -> None:
    column = answer.column
    if column is None or column.kind != "choices":
        draft.take_answers(answer.header, answer.cells)
    elif draft.export.reader.choices == "names":
        # Names hold no space; one that the question does not propose is told with the other values.
        names = draft.converted(answer.header, answer.cells, lambda text: LIST_SEPARATOR.join(text.split()))
        draft.keep(answer.header, names)
    else:
        cutter = cutter_of(draft.export, column, SPACE)
        split_lists(draft, answer.header, answer.cells, cutter, column, has_free_text=False)


def _add_choices(draft: Draft, summary: _Answer | None, answers: list[_Answer]) -> None:
    """A multiple-choice question from its 0/1 columns; its one column, if there is one, must say the same."""
    column = answers[0].column
    if column is None:
        return
    known = [Option(each.choice, each.header, each.cells) for each in answers if each.choice is not None]
    for each in answers:
        if each.choice is None:
            tell_unknown_option(draft, each.header, each.question, column.choices)
    if known:
        ticked = merged(draft, known, MARKS)
        if summary is not None:
            _tell_disagreements(draft, summary, ticked)
        draft.keep(summary.header if summary is not None else answers[0].question, ticked)


def _tell_disagreements(draft: Draft, summary: _Answer, ticked: pd.Series) -> None:
    """Both hold the same words in any order: labels may hold spaces, so that the one column cannot always be cut."""
    pairs = pd.DataFrame({"one": summary.cells.to_numpy(), "many": ticked.to_numpy()})
    codes = pairs.groupby(["one", "many"], sort=False).ngroup().to_numpy()
    different = pairs.drop_duplicates()
    differing = [
        code
        for code, (one, many) in enumerate(zip(different["one"], different["many"], strict=True))
        if _words(one) != _words(many)
    ]
    for place in np.flatnonzero(np.isin(codes, differing)):
        fault = Fault(
            "OUT-003",
            "La colonne qui réunit les réponses et les colonnes 0/1 ne disent pas la même chose.",
            f"dans les colonnes 0/1 : {ticked.iloc[place].replace(LIST_SEPARATOR, ' ; ') or 'aucune réponse'}",
        )
        draft.tell(fault, summary.header, int(place), summary.cells.iloc[place])


def _words(text: str) -> list[str]:
    return sorted(folded(text.replace(LIST_SEPARATOR, " ")).split())


def _add_parent(draft: Draft) -> bool:
    """On a sheet of repeats, which response each row belongs to (`response_id`) and its place there (`position`)."""
    names = draft.grid.headers
    parent = next((name for name in PARENTS if name in names), None)
    if parent is None:
        return False
    parents = draft.grid.column(parent)
    place = next((name for name in PLACES if name in names), None)
    for position in np.flatnonzero(parents.str.strip() == ""):
        fault = Fault("OUT-012", "Rien ne dit à quelle réponse cette ligne se rattache.", "l’identifiant de la réponse")
        draft.tell(fault, parent, int(position), "")
    # Within a repeat inside a repeat, ODK names the row above; the response is what stands before its first slash.
    responses = parents.str.partition("/")[0] if parent == ODK_PARENT else parents
    draft.keep("response_id", responses)
    draft.keep("position", _positions(responses, draft.grid.column(place) if place else None))
    return True


def _positions(parents: pd.Series, places: pd.Series | None) -> pd.Series:
    """1, 2, 3… within each response, in the order the tool numbered them, however rows are sorted now."""
    order = pd.Series(range(len(parents))) if places is None else places.map(_place).rank(method="dense")
    ranks = order.groupby(parents.to_numpy()).rank(method="first").astype("int64")
    return text_series([str(rank) for rank in ranks])


def _place(text: str) -> str:
    """A text that sorts as the tool counts: `12`, or `uuid:1/sites[2]/rooms[10]`; what says no place comes last."""
    numbers = ODK_PLACES.findall(text) or ([text.strip()] if text.strip().isdecimal() else [])
    return " ".join(number.zfill(WIDEST) for number in numbers) or LAST
