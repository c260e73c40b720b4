"""What a coded segment proves: that the text names an entity, or only that a statement was made about everyone."""

from __future__ import annotations

import pandas as pd

NAMED = ("E", "F", "I")
"""Strengths by which an entity itself is named: in the running text, in a box or note, by the place of the passage."""

GENERAL = "G"
"""Strength of a statement about all entities, applied to each: counting it would prove the statement by itself."""


def named(coding: pd.DataFrame) -> pd.DataFrame:
    """The segments that name their entity."""
    return coding.loc[coding["strength"].isin(NAMED)]


def general(coding: pd.DataFrame) -> pd.DataFrame:
    """The segments that repeat a statement about all entities."""
    return coding.loc[coding["strength"].eq(GENERAL)]


def in_dimension(coding: pd.DataFrame, dimension_id: str) -> pd.DataFrame:
    """The segments of one dimension."""
    return coding.loc[coding["dimension_id"].eq(dimension_id)]


def entities(frame: pd.DataFrame) -> list[str]:
    """The distinct entities of a table, in alphabetical order of their ids' code points."""
    return sorted(str(entity) for entity in frame["entity"].dropna().unique())


def classes_by_entity(segments: pd.DataFrame) -> dict[str, list[str]]:
    """The distinct classes (`code_fr`) given to each entity that has one, both sorted."""
    found: dict[str, set[str]] = {}
    for entity, code_fr in zip(segments["entity"], segments["code_fr"], strict=True):
        found.setdefault(str(entity), set()).add(str(code_fr))
    return {entity: sorted(found[entity]) for entity in sorted(found)}
