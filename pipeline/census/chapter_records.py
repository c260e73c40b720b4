"""Numbers of chapters and first pages that no fact holds, counted again from the tables and settings of the release."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.census.records import METHOD, NUMBER, Record, record
from pipeline.released import Release

LEVEL = "level_"
"""How the columns of an anchored scale are named, each after its level."""


def chapter_records(release: Release) -> list[Record]:
    """What figures draw, how high scales and marks go, which rules are numbered, from which base shares are given."""
    least = release.summary["percent_base_min"]
    return [
        *_drawn(release.optional_table("indicators_changes", ("domain", "start", "end", "is_apart", "gap_fact"))),
        *_scales(release),
        record(rf"(?:[Rr]ègle|[Rr]ule)\s{NUMBER}", *range(1, _rules(release) + 1), part="procurement"),
        record(rf"base de moins de\s{NUMBER}", least, part="presentation"),
        *_received(release.deliveries["received"]),
    ]


def _drawn(changes: pd.DataFrame) -> Iterator[Record]:
    """« (8 sur 14 mesurés) »: of each domain all that was measured, all that has both levels, those that are clear."""
    has_both = changes["start"].notna() & changes["end"].notna()
    is_clear = has_both & (changes["is_apart"].notna() | changes["gap_fact"].notna())
    counts = [int(count) for kept in (changes, changes[has_both], changes[is_clear]) for count in _by_domain(kept)]
    told = rf"\({NUMBER}\s(?:sur|of)\s{NUMBER}\s(?:mesurés?|measured)\)"
    yield record(told, *counts, part="indicators")


def _by_domain(changes: pd.DataFrame) -> pd.Series:
    return changes.groupby("domain").size()


def _scales(release: Release) -> Iterator[Record]:
    """« niveau 2 sur 3 » of the scale of replicability, « 3,8/5 » of a mark."""
    anchors = release.optional_table("replicability_anchors")
    levels = [int(str(name).removeprefix(LEVEL)) for name in anchors.columns if str(name).startswith(LEVEL)]
    yield record(r"\b(?:[Nn]iveau|[Ll]evel)\s(\d+)\s(?:sur|of)\s(\d+)", *levels, part="replicability")
    asked = release.optional_table("survey_scales", ("measure", "highest"))
    highest = asked.loc[asked["measure"].eq("scale"), "highest"].dropna().unique()
    yield record(r"/(\d+)\s", *map(float, highest), part="essentiel")


def _rules(release: Release) -> int:
    """How many rules of purchase may be numbered: those that repeat no other."""
    rules = release.optional_table("procurement_rules", ("repeats",))
    return int(rules["repeats"].eq("").sum())


def _received(days: pd.Series) -> Iterator[Record]:
    """« du 21 au 25 novembre »: the first day, whose month stands behind the second."""
    if len(days):
        first = pd.Timestamp(days.min()).day
        yield record(r"\bdu\s(\d+)(?:er)?\sau\s\d|\bbetween\s(\d+)\sand\s\d", first, part=METHOD)
