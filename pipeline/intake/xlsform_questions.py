"""One row of an XLSForm to the question it asks. Where the row lies in the form is `xlsform`'s."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.intake.choice_values import folded
from pipeline.intake.questionnaires import RESERVED, Answer, Question
from pipeline.intake.xlsform_sheets import FRENCH, Row
from pipeline.tables import LIST_SEPARATOR, Kind

KINDS: Mapping[str, Kind] = {
    **{name: "text" for name in ("text", "string", "calculate", "hidden", "time")},
    **{name: "integer" for name in ("integer", "int")},
    "decimal": "number",
    "date": "date",
    **{name: "timestamp" for name in ("dateTime", "datetime")},
    **{name: "choice" for name in ("acknowledge", "trigger")},
}
"""XLSForm types that fill a column, but for `range` and those with choices."""

SELECTS: Mapping[str, Kind] = {"select one": "choice", "select all that apply": "choices", "rank": "choices"}
WITHOUT_COLUMN = frozenset(
    [
        *("note", "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username"),
        *("email", "audit", "start-geopoint"),
    ]
)
"""What a form shows or records about the device and the interviewer: nothing that an analysis may use."""

UNASKED = ("calculate", "hidden")
MEASURES: Mapping[str, tuple[Kind, ...]] = {
    "nominal": ("choice", "choices"),
    "ordinal": ("choice",),
    "scale": ("choice", "integer", "number"),
    "nps": ("choice", "integer"),
    "count": ("integer",),
}
"""The kinds of columns that each measure fits."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*_?")
YES, NO = {"yes", "true", "true()", "oui", "1"}, {"", "no", "false", "false()", "non", "0"}
STATUSES = ("dont_know", "not_concerned")
OTHER = Answer(name="other", label_fr="Autre", label_en="Other")
READ = Answer(name="OK", label_fr="OK", label_en="OK")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?", re.ASCII)
BOUND = re.compile(r"\.\s*(?P<sign>>=|<=|>|<)\s*(?P<number>-?\d+(?:\.\d+)?)", re.ASCII)
LANGUAGE_CODES = {"français": "fr", "francais": "fr", "french": "fr", "english": "en", "anglais": "en"}


@dataclass
class Mistakes:
    """What is wrong in a form, each with its sheet and row."""

    found: list[str] = field(default_factory=list)

    def add(self, sheet: str, row: Row, what: str) -> None:
        """One mistake; `what` is a clause without final stop."""
        self.found.append(f"sheet {sheet}, row {row.number}: {what}")


@dataclass(frozen=True)
class Form:
    """What a row is read with: the choices by list, and the language of labels without one."""

    choices: Mapping[str, tuple[Answer, ...]]
    default_language: str = FRENCH


def label(row: Row, language: str, form_default: str, column: str = "label") -> str:
    """The row's label in French (`fr`) or English (`en`), with the spaces and apostrophes of good typography."""
    for name, text in row.labels(column).items():
        if language_code(name or form_default) == language:
            return well_set(str(text), language)
    return ""


def language_code(name: str) -> str:
    """`fr` of « Français (fr) »; of a name without code, the code when it is French or English."""
    code = re.search(r"\((\w+)[^)]*\)\s*$", name)
    plain = (code[1] if code else name).strip().casefold()
    return LANGUAGE_CODES.get(plain, plain)


def well_set(text: str, language: str) -> str:
    """The same words with typographic apostrophes and, in French, no-break spaces where there are spaces."""
    plain = re.sub(r"(?<=\w)'(?=\w)", "’", " ".join(text.split()))
    if language != "fr":
        return plain
    narrow = re.sub(r"(?<=«) | (?=[;!?%»])", "\u202f", plain)
    return re.sub(r" (?=:)", "\u00a0", narrow)


def answers_by_list(rows: Iterable[Row], default_language: str, mistakes: Mistakes) -> dict[str, tuple[Answer, ...]]:
    """The choices of each list, in the order of the sheet."""
    lists: dict[str, list[Answer]] = {}
    for row in rows:
        if row.text("name"):
            lists.setdefault(row.text("list name"), []).append(_answer(row, default_language, mistakes))
    for name, answers in lists.items():
        for twice in _repeated(folded(answer.name) for answer in answers):
            mistakes.found.append(f"sheet choices: list « {name} » has two choices named « {twice} », but for capitals")
        for twice in _repeated(folded(answer.label_fr) for answer in answers):
            mistakes.found.append(f"sheet choices: list « {name} » has two choices labelled « {twice} »")
    return {name: tuple(answers) for name, answers in lists.items()}


def _answer(row: Row, default_language: str, mistakes: Mistakes) -> Answer:
    name, status = row.text("name"), row.text("status")
    label_fr = label(row, "fr", default_language)
    if LIST_SEPARATOR in name + label_fr:
        mistakes.add("choices", row, f"« {LIST_SEPARATOR} » separates several answers and cannot be part of one")
    if status and status not in STATUSES:
        mistakes.add("choices", row, f"status « {status} » is not one of {', '.join(STATUSES)}")
        status = ""
    if not label_fr:
        mistakes.add("choices", row, f"choice « {name} » has no French label")
    return Answer.model_validate(
        {"name": name, "label_fr": label_fr, "label_en": label(row, "en", default_language), "status": status}
    )


def question_of(row: Row, form: Form, place: Mapping[str, Any], mistakes: Mistakes) -> Question | None:
    """The question that a row asks, None when it fills no column or cannot be read (told in `mistakes`).

    `place` holds the `group`, `repeat` and `relevant` that the row's groups give it.
    """
    if row.text("type") in WITHOUT_COLUMN:
        return None
    typed = _typed(row, form, mistakes)
    if typed is None:
        return None
    name = row.text("name")
    _refuse_name(name, row, mistakes)
    is_unasked = row.text("type") in UNASKED
    label_fr = label(row, "fr", form.default_language) or (name if is_unasked else "")
    if not label_fr:
        mistakes.add("survey", row, f"question « {name} » has no French label")
    details = {
        "label_fr": label_fr,
        "label_en": label(row, "en", form.default_language),
        "hint_fr": label(row, "fr", form.default_language, "hint"),
        "is_required": _yes(row, "required", mistakes) and not is_unasked,
        **_bounds(row, typed),
        **_plan(row, typed, mistakes),
    }
    question = Question.model_validate({"name": name, "row": row.number, **typed, **place, **details})
    return _scaled(question, row, mistakes)


def _typed(row: Row, form: Form, mistakes: Mistakes) -> dict[str, Any] | None:
    """Type, kind and choices of a row's question; None (and a mistake) when its type has no column here."""
    from pyxform import aliases
    from pyxform.xls2json import RE_SELECT

    type_ = row.text("type")
    if type_ == "range":
        return {"type": type_, **_range(row)}
    if kind := KINDS.get(type_):
        return {"type": type_, "kind": kind, "answers": (READ,) if kind == "choice" else ()}
    select = RE_SELECT.search(type_)
    command = aliases.select[select["select_command"]] if select else ""
    if select is None or command not in SELECTS or "file" in type_.split(" ")[0]:
        mistakes.add("survey", row, f"questions of type « {type_} » are not read here")
        return None
    answers = form.choices.get(select["list_name"], ())
    if row.text("choice_filter") or not answers:
        mistakes.add(
            "survey", row, "choices that depend on other answers or files cannot be checked here: list them all"
        )
        return None
    if select["specify_other"] and OTHER.name not in [answer.name for answer in answers]:
        answers = (*answers, OTHER)
    is_ranking = command == "rank"
    return {"type": type_, "kind": SELECTS[command], "answers": answers, "is_ranking": is_ranking}


def _range(row: Row) -> dict[str, Any]:
    """Kind and bounds of a `range`, from its parameters; pyxform's defaults are from 1 to 10 by 1."""
    written = dict(re.findall(r"(\w+)\s*=\s*([-+.\d]+)", row.text("parameters")))
    start, end, step = (float(written.get(key, default)) for key, default in (("start", 1), ("end", 10), ("step", 1)))
    kind = "integer" if all(number.is_integer() for number in (start, end, step)) else "number"
    return {"kind": kind, "minimum": min(start, end), "maximum": max(start, end)}


def _bounds(row: Row, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds that a constraint like `. >= 0 and . <= 10` says; any other is kept as it is, for `relevance` to read."""
    constraint = row.text("constraint")
    if not constraint or typed["kind"] not in ("integer", "number"):
        return {"constraint": constraint}
    parts = [BOUND.fullmatch(part.strip()) for part in constraint.strip("() ").split(" and ")]
    is_whole = typed["kind"] == "integer"
    if not all(part and (is_whole or "=" in part["sign"]) for part in parts):
        return {"constraint": constraint}
    low, high = [typed.get("minimum")], [typed.get("maximum")]
    for part in filter(None, parts):
        number = float(part["number"])
        strict = 0 if "=" in part["sign"] else 1
        (low if ">" in part["sign"] else high).append(number + strict if ">" in part["sign"] else number - strict)
    lows, highs = ([number for number in numbers if number is not None] for numbers in (low, high))
    return {"minimum": max(lows, default=None), "maximum": min(highs, default=None)}


def _plan(row: Row, typed: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Any]:
    """The columns of the analysis plan. Only what the type itself says is filled in when left empty."""
    kind, measure = typed["kind"], row.text("measure")
    if measure and kind not in MEASURES.get(measure, ()):
        fitting = [name for name, kinds in MEASURES.items() if kind in kinds]
        wanted = f"one of {', '.join(fitting)}" if fitting else "nothing"
        mistakes.add("survey", row, f"measure « {measure} » does not fit « {typed['type']} »; {wanted} does")
        measure = ""
    implied = "scale" if typed["type"] == "range" else "nominal" if kind in ("choice", "choices") else ""
    groups, weighs = _yes(row, "group_by", mistakes), _yes(row, "weight", mistakes)
    if groups and kind not in ("choice", "choices") and typed["type"] not in UNASKED:
        mistakes.add("survey", row, "only a question with choices, or a calculated text, can be grouped by")
    if weighs and kind not in ("integer", "number"):
        mistakes.add("survey", row, "only a number can be a weight")
    return {"measure": measure or implied, "group_by": groups, "weight": weighs, "indicator": row.text("indicator")}


def _scaled(question: Question, row: Row, mistakes: Mistakes) -> Question:
    """The question with the numbers its answers stand for, when it is a scale."""
    found = _with_numbers(question, row, mistakes) if question.is_scale else question
    if found.measure == "nps" and None not in (bounds := (found.minimum, found.maximum)) and bounds != (0, 10):
        mistakes.add("survey", row, "measure « nps » needs a scale from 0 to 10")
    return found


def _with_numbers(question: Question, row: Row, mistakes: Mistakes) -> Question:
    if question.kind == "choice":
        counted = [answer for answer in question.answers if not answer.status]
        wrong = [answer.name for answer in counted if not NUMBER.fullmatch(answer.name)]
        if wrong:
            mistakes.add("survey", row, f"a scale needs numbers as names of its choices, not « {wrong[0]} »")
            return question
        values = {answer.name: float(answer.name) for answer in counted}
        answers = tuple(answer.model_copy(update={"value": values.get(answer.name)}) for answer in question.answers)
        bounds = {"minimum": min(values.values(), default=None), "maximum": max(values.values(), default=None)}
        return question.model_copy(update={"answers": answers, **bounds})
    if question.minimum is None or question.maximum is None:
        mistakes.add("survey", row, "a scale needs both bounds: write a constraint like `. >= 0 and . <= 10`")
    return question


def other_question(question: Question) -> Question:
    """The text that goes with the choice « other » of a question with `or_other`."""
    condition = f"selected(${{{question.name}}}, '{OTHER.name}')"
    return Question(
        name=f"{question.name}_other",
        kind="text",
        label_fr=f"{question.label_fr} (autre, en toutes lettres)",
        label_en=f"{question.label_en} (other, in words)" if question.label_en else "",
        row=question.row,
        type="text",
        group=question.group,
        repeat=question.repeat,
        relevant=f"({question.relevant}) and {condition}" if question.relevant else condition,
    )


def _refuse_name(name: str, row: Row, mistakes: Mistakes) -> None:
    if name in RESERVED:
        mistakes.add("survey", row, f"« {name} » names a column that every survey has; give the question another name")
    elif not NAME.fullmatch(name):
        mistakes.add("survey", row, f"« {name} » cannot name a column: letters without accents, digits, single « _ »")


def _yes(row: Row, column: str, mistakes: Mistakes) -> bool:
    word = row.text(column).casefold()
    if word not in YES | NO:
        mistakes.add("survey", row, f"« {column} » is yes or no, not « {row.text(column)} »")
    return word in YES


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
