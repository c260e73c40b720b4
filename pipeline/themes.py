"""The themes, in reading order. A theme is an estimator, a notebook and a chapter with one name."""

from __future__ import annotations

THEMES = (
    "programme",
    "outcomes",
    "costs",
    "portfolio",
    "holders",
    "deployment",
    "purchases",
    "audit",
    "published",
    "response",
    "survey",
    "comparison",
    "advice",
    "skills",
    "indicators",
    "sensors",
    "models",
    "editions",
    "back_test",
    "replicability",
    "procurement",
    "funding",
    "interviews",
    "needs",
    "indicator_library",
    "criteria",
    "recommendations",
    "context",
    "sample",
    "typologies",
    "prevalence",
    "statements",
    "coverage",
    "city_comparison",
    "city_pages",
    "contradictions",
)

PAGE_THEMES = ("city_pages",)
"""Themes laid out as one page an entity (`pipeline.booklet.chapters.pages`) instead of by a notebook."""

CITED_THEMES = ("context",)
"""Themes whose facts other studies found (`pipeline.context`): no estimator makes them."""
