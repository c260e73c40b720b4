"""Which figures of one indicator may stand side by side, and why the others may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from pipeline.methods.printed.key_figures import names_a_project

FEWEST_TERRITORIES = 3
"""Two figures side by side invite a duel; three are the fewest that show a spread."""

NOT_NUMBERS = ("text", "date", "period")
NO_COMMON_PERIMETER = "other"

COMPARABLE = "comparable"
ONE_CITY = "un seul territoire le donne"
TWO_CITIES = "deux territoires seulement le donnent"
TEXT_OR_DATE = "texte ou date, pas un nombre"
NO_NUMBER = "quantité publiée sans nombre"
NOT_OBSERVED = "objectif ou budget, pas une observation"
OWN_PROJECT = "chiffre propre à un projet ou à un lieu"
NO_COMMON_MEASURE = "ancienneté ou découpage propre à chacun"
UNITS_DIFFER = "unités différentes"
PERIMETERS_DIFFER = "périmètres différents"
SCOPES_DIFFER = "objets différents"
REASONS = (
    ONE_CITY,
    TEXT_OR_DATE,
    NO_NUMBER,
    NOT_OBSERVED,
    OWN_PROJECT,
    NO_COMMON_MEASURE,
    UNITS_DIFFER,
    PERIMETERS_DIFFER,
    SCOPES_DIFFER,
    TWO_CITIES,
)

OWN_MEASURES = ("smart_city_age", "strategy_axes")
"""An age depends on the day it is printed, and each strategy is cut into axes in its own way."""

GROUPING = ("unit", "perimeter", "scope")
ALIKE = ["territory", "value", "value_min", "value_max", "qualifier", "year", "date_iso", "note", "source"]


@dataclass(frozen=True)
class Verdict:
    """Whether an indicator can be compared; `reason` is empty when it can, `groups` hold the comparable figures.

    A figure that a territory prints twice alike stands once in its group.
    """

    is_comparable: bool
    reason: str
    groups: tuple[pd.DataFrame, ...] = field(default=())


def comparability(figures: pd.DataFrame) -> Verdict:
    """The verdict on the figures of one indicator (rows with a `territory`).

    A group is comparable when at least three territories give an observed number in the same unit, at the same
    perimeter and scope, about the territory as a whole. The reason is the first condition that leaves fewer.
    """
    given = _territories(figures)
    if given < 2:
        return Verdict(is_comparable=False, reason=ONE_CITY)
    kept, needed = figures, min(FEWEST_TERRITORIES, given)
    for reason, condition in CONDITIONS:
        kept = kept[condition(kept)]
        if _territories(kept) < needed:
            return Verdict(is_comparable=False, reason=reason)
    for reason, columns in GROUP_REASONS:
        if max(_territories(group) for group in _groups(kept, columns)) < needed:
            return Verdict(is_comparable=False, reason=reason)
    groups = tuple(group.drop_duplicates(ALIKE) for group in _groups(kept, GROUPING) if _is_group(group))
    return Verdict(is_comparable=True, reason="", groups=groups) if groups else Verdict(False, _why_no_group(kept))


def is_about_territory(figures: pd.DataFrame) -> pd.Series:
    """Whether each figure speaks of the territory as a whole.

    A figure of scope `projet` does when it stands outside any named project and no note narrows it to one object.
    """
    is_narrow = figures["block"].map(names_a_project).astype(bool) | figures["note"].ne("")
    return ~(figures["scope"].eq("projet") & is_narrow)


def _territories(figures: pd.DataFrame) -> int:
    return int(figures["territory"].nunique())


def _groups(figures: pd.DataFrame, columns: tuple[str, ...]) -> list[pd.DataFrame]:
    return [group for _, group in figures.groupby(list(columns), sort=True)]


def _is_group(group: pd.DataFrame) -> bool:
    return _territories(group) >= FEWEST_TERRITORIES and group["perimeter"].iloc[0] != NO_COMMON_PERIMETER


def _why_no_group(kept: pd.DataFrame) -> str:
    is_own = kept["perimeter"].eq(NO_COMMON_PERIMETER)
    return PERIMETERS_DIFFER if is_own.any() else TWO_CITIES


CONDITIONS: tuple[tuple[str, Callable[[pd.DataFrame], pd.Series]], ...] = (
    (TEXT_OR_DATE, lambda figures: ~figures["unit"].isin(NOT_NUMBERS)),
    (NO_NUMBER, lambda figures: figures["value"].notna() | figures["value_min"].notna()),
    (NOT_OBSERVED, lambda figures: figures["fact_kind"].eq("observed")),
    (OWN_PROJECT, is_about_territory),
    (NO_COMMON_MEASURE, lambda figures: ~figures["indicator_id"].isin(OWN_MEASURES)),
)
GROUP_REASONS = (
    (UNITS_DIFFER, GROUPING[:1]),
    (PERIMETERS_DIFFER, GROUPING[:2]),
    (SCOPES_DIFFER, GROUPING),
)
