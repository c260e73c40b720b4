"""One module a theme: from clean tables to facts and the tables built on them. No text is laid out here.

A theme's module has `REQUIRES` (the tables without which it does not exist) and
`estimate(tables, params) -> Estimates`, a pure function.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from pipeline.themes import THEMES


def estimator(theme: str) -> Any:
    """The theme's module below `pipeline.estimators`."""
    return importlib.import_module(f"pipeline.estimators.{theme}")


def themes_with_data(delivered: Iterable[str]) -> list[str]:
    """Themes whose required tables were all delivered, in reading order."""
    have = set(delivered)
    return [theme for theme in THEMES if set(estimator(theme).REQUIRES) <= have]
