"""What may a declared comparison name? A question, or a column of the registers behind it, with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from pipeline.booklet.chapters.register_words import column_words, commune_names, value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.errors import EstimateError
from pipeline.estimates import Tables
from pipeline.facts import median_decimals
from pipeline.methods.comparisons.model_columns import COUNTED, KEYS, PROVENANCE, SPAN, model_column
from pipeline.methods.surveys.answers import SET_APART, answered
from pipeline.statistics.results import Estimate

MARK_DECIMALS, PART_DECIMALS = 1, 2

Kind = Literal["choice", "choices", "ordinal", "scale"]


YES = ("yes", "True")
"""Codes of the answer that says that something holds, of a question and of a register."""


@dataclass(frozen=True)
class Option:
    """One answer that counts: its code and how it reads."""

    name: str
    label_fr: str
    label_en: str


@dataclass(frozen=True)
class Column:
    """Answers to one question, on the rows they were given; missing where nobody judged.

    `given` are codes (`choice`), tuples of codes (`choices`), places of the answer in the questionnaire (`ordinal`) or
    numbers (`scale`), in `unit`. `options` are the answers that count, in the order of the questionnaire; none for
    numbers, which may have `bounds`.
    """

    name: str
    kind: Kind
    label_fr: str
    label_en: str
    given: pd.Series
    options: tuple[Option, ...] = ()
    bounds: tuple[float | None, float | None] = (None, None)
    unit: str = "number"

    def median_decimals(self, median: float) -> int | None:
        """As many as an answer has where answers are counts, marks or parts of one: « 22 », « 7,5 » and « 0,75 »."""
        highest = self.bounds[1]
        if self.unit != "number":
            return MARK_DECIMALS
        return None if highest is None or highest <= 1 else median_decimals(MARK_DECIMALS, median)

    def gap_decimals(self, gap: Estimate) -> int | None:
        """Of a typical gap between two groups: a hundredth between parts of one."""
        usual = PART_DECIMALS if self.bounds[1] == 1 else MARK_DECIMALS
        return median_decimals(usual, gap.value, gap.low, gap.high) if self.unit == "number" else usual


def compared_column(tables: Tables, table: str, rows: pd.DataFrame, name: str) -> Column:
    """The column that a comparison calls `name`, on `rows` as `model_rows` gives them.

    Raises:
        EstimateError: neither the table nor a register behind it has such a column, or it holds free text.
    """
    if name not in rows and not _is_derived(name):
        raise EstimateError(
            f"plan.yml, families: « {table} » has no column « {name} », nor have the registers behind it."
        )
    question = _question(tables, table, name) if name in rows else None
    if question is not None:
        return _asked(question, _offered(tables, table, name), rows[name])
    return _registered(tables, table, rows, name)


def evidence(tables: Tables, table: str, rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The rows themselves, and those of the registers from which columns that the table lacks were taken."""
    lacking = [name for name in names if name not in tables[table]]
    derived = [model_column(tables, table, rows, name).evidence for name in lacking if _is_derived(name)]
    return pd.concat([rows[PROVENANCE], *derived, *_joined(tables, table, rows, lacking)], ignore_index=True)


def _joined(tables: Tables, table: str, rows: pd.DataFrame, lacking: list[str]) -> list[pd.DataFrame]:
    """Invitations, then the registers that have a lacking column, the projects that lead to communes included."""
    found = []
    if lacking and "respondent_id" in rows and "invitations" in tables:
        invitations = tables["invitations"]
        mine = invitations["survey"].eq(table) & invitations["respondent_id"].isin(rows["respondent_id"])
        found.append(invitations.loc[mine, PROVENANCE])
    for key, register in reversed(KEYS.items()):
        if key not in rows or register not in tables or register == table:
            continue
        if set(lacking) & set(tables[register]):
            kept = tables[register][key].isin(rows[key].dropna())
            found.append(tables[register].loc[kept, PROVENANCE])
            lacking = [*lacking, *KEYS]  # a commune is known through the project
    return found


def _is_derived(name: str) -> bool:
    return bool(COUNTED.fullmatch(name) or SPAN.fullmatch(name))


def _question(tables: Tables, table: str, name: str) -> pd.Series | None:
    questions = tables.get("questions")
    if questions is None:
        return None
    found = questions[questions["survey"].eq(table) & questions["question"].eq(name)]
    return None if found.empty else found.iloc[0]


def _offered(tables: Tables, table: str, name: str) -> pd.DataFrame:
    """The answers that count: who does not know or is not concerned has not judged."""
    answers = tables["answers"]
    mine = answers["survey"].eq(table) & answers["question"].eq(name)
    return answers[mine & ~answers["status"].isin(SET_APART)]


def _asked(question: pd.Series, offered: pd.DataFrame, given: pd.Series) -> Column:
    name, kind = str(question["question"]), str(question["kind"])
    label_fr, label_en = french(str(question["label_fr"])), str(question["label_en"])
    bounds = _bound(question.get("minimum")), _bound(question.get("maximum"))
    if kind in ("integer", "number"):
        return Column(name, "scale", label_fr, label_en, pd.to_numeric(given).astype("float64"), (), bounds)
    if kind not in ("choice", "choices"):
        raise EstimateError(f"plan.yml, families: « {name} » is neither a number nor a choice.")
    if kind == "choice" and offered["value"].notna().any():
        marks = dict(zip(offered["name"], offered["value"], strict=True))
        return Column(name, "scale", label_fr, label_en, given.map(marks).astype("float64"), (), bounds)
    told = zip(offered["name"], offered["label_fr"], offered["label_en"], strict=True)
    options = tuple(Option(str(code), french(str(fr)), str(en)) for code, fr, en in told)
    if kind == "choices":
        return Column(name, "choices", label_fr, label_en, _chosen(given, options), options)
    if question.get("measure") == "ordinal":
        places = {option.name: float(place) for place, option in enumerate(options)}
        return Column(name, "ordinal", label_fr, label_en, given.map(places).astype("float64"), options)
    codes = given.astype("object").where(given.isin([option.name for option in options]))
    return Column(name, "choice", label_fr, label_en, codes, options)


def _bound(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _chosen(given: pd.Series, options: tuple[Option, ...]) -> pd.Series:
    """Of each respondent who chose at least one answer that counts, those chosen."""
    known = {option.name for option in options}
    told = given.where(answered(given)).map(lambda values: tuple(v for v in values if v in known), na_action="ignore")
    return told.where(told.map(bool, na_action="ignore").fillna(False).astype(bool)).astype("object")


def _registered(tables: Tables, table: str, rows: pd.DataFrame, name: str) -> Column:
    if name not in rows:
        derived = model_column(tables, table, rows, name)
        unit = "months" if SPAN.fullmatch(name) else "number"
        return Column(name, "scale", *column_words(name), derived.data, unit=unit)
    label_fr, label_en = column_words(name)
    given = rows[name]
    if pd.api.types.is_numeric_dtype(given) and not pd.api.types.is_bool_dtype(given):
        return Column(name, "scale", label_fr, label_en, given.astype("float64"))
    if given.map(lambda value: hasattr(value, "__len__") and not isinstance(value, str)).any():
        raise EstimateError(f"plan.yml, families: « {name} » of a register holds lists, which no comparison takes.")
    names = commune_names(tables.get("communes"))
    codes = given.astype("string").astype("object").where(given.notna())
    options = [Option(code, *value_words(code, names)) for code in sorted(codes.dropna().unique())]
    # Yes before no, else by name: an order by size would be a ranking.
    options.sort(key=lambda option: (option.name == "False", slug(option.label_fr)))
    return Column(name, "choice", label_fr, label_en, codes, tuple(options))


def quoted(column: Column) -> str:
    """« Êtes-vous satisfait ? », as it stands in a sentence."""
    return f"«{NARROW}{column.label_fr}{NARROW}»"


def option_label(option: Option) -> tuple[str, str]:
    """The answer between guillemets."""
    return f"«{NARROW}{option.label_fr}{NARROW}»", f"“{option.label_en}”"


def share_label(option: Option, group: tuple[str, str], is_asked: bool) -> tuple[str, str]:
    """« « Oui », édition précédente »; of what a register tells, the group alone: nobody was asked, nobody said yes."""
    if option.name in YES and not is_asked:
        return group
    fr, en = option_label(option)
    return f"{fr}, {group[0]}", f"{en}, {group[1]}"
