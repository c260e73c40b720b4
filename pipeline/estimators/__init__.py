"""One module a theme: from clean tables to facts and the tables built on them. No text is laid out here.

A theme's module has `REQUIRES` (the tables without which it does not exist) and
`estimate(tables, settings) -> Estimates`, a pure function. One that can do with several sets of tables lists them in
`ANY_OF`. One that answers the cohort's analysis plan also has
`is_planned(plan) -> bool`, and does not exist for a cohort whose plan asks it nothing. One that draws conclusions
from what other themes found has `conclude(tables, settings, facts) -> Estimates` instead of `estimate`: it comes after
them, and `facts` are theirs by id.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from pipeline.plan import Plan
from pipeline.themes import CITED_THEMES, THEMES


def estimator(theme: str) -> Any:
    """The theme's module below `pipeline.estimators`."""
    return importlib.import_module(f"pipeline.estimators.{theme}")


def themes_with_data(delivered: Iterable[str], plan: Plan) -> list[str]:
    """Themes whose required tables were all delivered, and to which the plan puts a question, in reading order."""
    have = set(delivered)
    modules = {theme: estimator(theme) for theme in THEMES if theme not in CITED_THEMES}
    return [theme for theme, module in modules.items() if _has_tables(module, have) and _is_asked(module, plan)]


def _has_tables(module: Any, have: set[str]) -> bool:
    return set(module.REQUIRES) <= have and any(set(tables) <= have for tables in getattr(module, "ANY_OF", ((),)))


def _is_asked(module: Any, plan: Plan) -> bool:
    return not hasattr(module, "is_planned") or module.is_planned(plan)
