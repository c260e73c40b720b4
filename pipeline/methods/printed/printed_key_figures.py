"""One fact for each printed key figure: its number as printed, hedge included, and where it stands."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK, date
from pipeline.facts import Fact, Rows
from pipeline.methods.printed.consistency import is_just_below
from pipeline.methods.printed.key_figures import PERIMETERS_FR, figure_fact_id, names_a_project

DATES = ("date", "period")
KINDS_FR = {"target": "objectif", "budget": "montant prévu"}
NOT_OBSERVED_FR = {"target": "C’est un objectif, non une observation.", "budget": "Le montant était prévu."}
LINE_NUMBER = re.compile(r"\bl\.\s?(?=\d)")
"""« l.335 » in a note of the survey, as it was typed."""

UNVERIFIED = "Chiffre repris tel qu’il est publié, sans vérification."
NO_YEAR = "Année non indiquée."
HEDGED_DATE = "Date donnée à peu près."


def has_fact(figures: pd.DataFrame) -> pd.Series:
    """Whether each figure prints something to hold: a number, a range, a date or a distinction."""
    is_number = figures["value"].notna() | figures["value_min"].notna()
    return is_number | figures["date_iso"].ne("") & figures["unit"].isin(DATES) | figures["unit"].eq("text")


def figure_facts(figures: pd.DataFrame, computed_by: str) -> list[Fact]:
    """The facts of figures prepared by `with_territories`, in their order."""
    return [_fact(figure, computed_by) for figure in figures[has_fact(figures)].itertuples()]


def when(figure: Any) -> str:
    """The year or period a number is printed for; empty for a date, whose own year is already its value."""
    if figure.unit in DATES:
        return ""
    return str(int(figure.year)) if figure.year == figure.year else (date(figure.date_iso) if figure.date_iso else "")


def remark(figure: Any) -> str:
    """What must be known beside a number: that it is a target or a budget, then the note of the survey."""
    parts = [KINDS_FR.get(figure.fact_kind, ""), _note(figure)]
    return ", ".join(part for part in parts if part)


def _note(figure: Any) -> str:
    return LINE_NUMBER.sub(f"l.{NO_BREAK}", french(figure.note))


def _fact(figure: Any, computed_by: str) -> Fact:
    return Fact(
        fact_id=figure_fact_id(figure.key_figure_id),
        label_fr=_label(figure),
        label_en=f"{figure.indicator_id.replace('_', ' ').capitalize()}, {figure.entity}",
        unit="date" if figure.unit in DATES else figure.unit,
        value=_number(figure.value),
        value_text=_text(figure),
        low=_number(figure.value_min),
        high=_number(figure.value_max),
        qualifier="~<" if is_just_below(figure) else figure.qualifier,
        method="Relevé dans un document publié",
        filter=f"périmètre{NO_BREAK}: {PERIMETERS_FR.get(figure.perimeter, figure.perimeter)}",
        limits_fr=_limits(figure),
        computed_by=computed_by,
        source_table="key_figures",
        design="document",
        rows=Rows.of((str(figure.source_file), int(figure.source_row))),
    )


def _label(figure: Any) -> str:
    """« Étudiants, Métropole de Lyon, Self Data (villes-numerique, l. 640, cycle supérieur) »."""
    project = french(figure.block) if names_a_project(figure.block) else ""
    what = ", ".join(filter(None, (figure.indicator_fr, french(figure.entity), project)))
    where = ", ".join(filter(None, (figure.source, f"l.{NO_BREAK}{figure.line}", _note(figure))))
    return f"{what} ({where})"


def _text(figure: Any) -> str:
    if figure.unit in DATES:
        return str(figure.date_iso)
    return french(figure.printed) if figure.unit == "text" else ""


def _limits(figure: Any) -> str:
    sentences = [UNVERIFIED]
    if figure.unit in DATES:
        sentences += [HEDGED_DATE] if figure.qualifier == "~" else []
    elif figure.year != figure.year and not figure.date_iso:
        sentences.append(NO_YEAR)
    if figure.fact_kind in NOT_OBSERVED_FR:
        sentences.append(NOT_OBSERVED_FR[figure.fact_kind])
    return " ".join(sentences)


def _number(value: float) -> float | None:
    return None if value != value else float(value)
