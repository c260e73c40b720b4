"""The themes, in reading order. A theme is an estimator, a notebook and a chapter with one name."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

THEMES = (
    "programme",
    "portfolio",
    "published",
    "replicability",
    "sample",
    "typologies",
    "prevalence",
    "statements",
    "coverage",
    "comparison",
    "city_pages",
    "contradictions",
)

PAGE_THEMES = ("city_pages",)
"""Themes laid out as one page an entity (`pipeline.pages`) instead of by a notebook."""


def estimator(theme: str) -> Any:
    """The theme's module below `pipeline.estimators`."""
    return importlib.import_module(f"pipeline.estimators.{theme}")


def themes_with_data(delivered: Iterable[str]) -> list[str]:
    """Themes whose required tables were all delivered, in reading order."""
    have = set(delivered)
    return [theme for theme in THEMES if set(estimator(theme).REQUIRES) <= have]
