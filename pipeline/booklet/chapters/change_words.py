"""How an indicator and its change are written: its sign, its unit, its interval; or what is missing to know it."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.display import decimals_of
from pipeline.booklet.markdown import Markdown
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release
from pipeline.units import BY_LABEL

PER, OF_PROJECT = "par ", " du projet"
SHORT_PARTS = re.compile(r"(?<=€) |(?<=\d) |(?<=^par) | (?=m²)")
"""Where no line of a cell ends within a unit: « € hors taxes par m² », « pour 1 000 heures »."""
MISSING_FR = {
    "nothing": "rien",
    "before_only": "avant seulement",
    "after_only": "après seulement",
    "unreadable": "des mesures qui ne s’additionnent pas",
}
"""In which phases an indicator was measured that was not both before and after."""


def told_verdict(row: Any) -> str:
    """The verdict of a row of `indicators_changes` as it is told: a move of less than `BARELY` is still one."""
    is_nearer = row.verdict == "not_approached" and row.sense == "favourable"
    return "barely_approached" if is_nearer else str(row.verdict)


def with_symbol(shown: str, unit_fr: str) -> str:
    """« 27,9 °C »; `shown` as it is where it is no number, or where the unit stands elsewhere."""
    unit = BY_LABEL.get(unit_fr)
    return f"{shown}{NO_BREAK}{unit.symbol_fr}" if shown[-1:].isdigit() and unit and unit.symbol_fr else shown


def with_long_unit(name_fr: str, unit_fr: str) -> str:
    """The name, with the unit where values written by `with_symbol` do not bear it."""
    unit = BY_LABEL.get(unit_fr)
    return name_fr if unit and unit.is_told_beside else with_unit(name_fr, unit_fr)


def with_unit(name_fr: str, unit_fr: str) -> str:
    """« Ordures ménagères (kg par habitant et par an) »; the name alone where the value or the name says its unit."""
    unit, told = BY_LABEL.get(unit_fr), _untold(name_fr.lower(), unit_fr)
    return name_fr if not told or (unit and unit.is_told_by_value) else f"{name_fr} ({told})"


def _untold(name: str, unit_fr: str) -> str:
    """What a name does not say of its unit: « € hors taxes » of a cost « par colis », none of « jours d’emprise »."""
    told, _, per = unit_fr.rpartition(PER)
    rest = told if per and name.endswith(f"par {per}") else unit_fr
    return "" if rest.strip() == name.partition(" ")[0] else SHORT_PARTS.sub(NO_BREAK, rest.strip())


def beside_project(name_fr: str) -> str:
    """The name as it stands before that of its project: « Femmes dans les métiers techniques », not « … du projet »."""
    return name_fr.removesuffix(OF_PROJECT)


def signed(release: Release, fact_id: Any) -> Markdown:
    """A change linked to its evidence; an en dash for none."""
    return release.link(fact_id, change_text(release, fact_id)) if isinstance(fact_id, str) else release.link(None)


def signed_alone(release: Release, fact_id: str) -> Markdown:
    """A change with its sign, linked to its evidence, without its interval, which stands beside it."""
    return release.link(fact_id, _change_and_interval(release, fact_id)[0])


def bracketed(release: Release, fact_id: str) -> Markdown:
    """A change in brackets, linked to its evidence: « (+14,1 points ; +11,7 à +16,7) ». A line parts them only."""
    change, interval = _change_and_interval(release, fact_id)
    shown = f"{NARROW}; ".join(filter(None, (change, interval.replace(" ", NO_BREAK))))
    return Markdown(f"({release.link(fact_id, shown)})")


def change_text(release: Release, fact_id: str) -> str:
    """A change with its sign and, where it has one, its interval: « +14,1 points (+11,7 à +16,7) »."""
    shown, interval = _change_and_interval(release, fact_id)
    return f"{shown} ({interval})" if interval else shown


def _change_and_interval(release: Release, fact_id: str) -> tuple[str, str]:
    """Both as they are printed; the interval is empty where there is none, or where the change is hidden."""
    fact, shown = release.fact(fact_id), release.display(fact_id)
    if fact["status"] == SUPPRESSED:
        return shown, ""
    ends = [_bound(fact, which) for which in ("low", "high")] if fact["interval_method"] else []
    return _plus(fact["value"], shown), f" à{NO_BREAK}".join(ends)  # cells are narrow


def _plus(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and not text.startswith("+") else text


def _bound(fact: pd.Series, which: str) -> str:
    """A bound of the interval, with its sign; points need no word, which the change itself bears."""
    if fact["unit"] == "points":
        return _plus(fact[which], wording.number(fact[which], int(fact["decimals"])))
    return _plus(fact[which], wording.quantity(fact[which], str(fact["unit"]), decimals_of(fact)))
