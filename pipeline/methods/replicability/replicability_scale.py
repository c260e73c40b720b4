"""The scale of replicability as published: its criteria and levels, and what a total of its criteria hides."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.facts import Fact, provenance

COMPUTED_BY = "pipeline.methods.replicability.replicability_scale:describe"
LIMIT = "Décrit l’échelle publiée, non des projets."
TOTAL_LIMIT = f"{LIMIT} Suppose des critères de même poids, ce que les documents ne précisent pas."


def levels_by_criterion(scale: pd.DataFrame) -> list[list[int]]:
    """The levels of each criterion, in the order of criterion ids."""
    return [sorted(rows["level"].astype(int)) for _, rows in scale.groupby("criterion_id", sort=True)]


def describe(scale: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Criteria, levels, the largest total, and how many profiles share a total.

    Tables: `replicability_anchors` (criteria × levels, one column `level_<n>`) and `replicability_totals`
    (one row a total: `count` of profiles and its fact, of which `with_lowest` have a criterion at the lowest level).
    """
    levels = levels_by_criterion(scale)
    totals = _totals(levels)
    lowest = min(map(min, levels))
    facts = [
        _fact("criteria", "Critères de l’indice de réplicabilité", "Criteria", len(levels), scale),
        _fact("levels", "Niveaux de chaque critère", "Levels", max(map(len, levels)), scale),
        _fact("lowest-level", "Niveau le plus bas d’un critère", "Lowest level", lowest, scale),
        _fact("highest-level", "Niveau le plus haut d’un critère", "Highest level", max(map(max, levels)), scale),
        _fact(
            "max-total", "Total le plus haut de l’indice", "Highest total", sum(map(max, levels)), scale, TOTAL_LIMIT
        ),
        _fact(
            "max-total-with-lowest",
            "Total le plus haut d’un profil dont un critère est au niveau le plus bas",
            "Highest total with one criterion at the lowest level",
            int(totals.loc[totals["with_lowest"].gt(0), "total"].max()),
            scale,
            TOTAL_LIMIT,
        ),
        _fact("profiles", "Profils de notes possibles", "Possible profiles", int(totals["count"].sum()), scale),
        *_most_shared(totals, scale),
        *(_profiles(total, count, scale) for total, count in zip(totals["total"], totals["count"], strict=True)),
    ]
    return {"replicability_anchors": _anchors(scale), "replicability_totals": totals}, facts


def _totals(levels: list[list[int]]) -> pd.DataFrame:
    """Every combination of levels, by total; counted one by one, for five criteria of four levels that is 1,024."""
    counts: Counter[int] = Counter()
    with_lowest: Counter[int] = Counter()
    lowest = min(map(min, levels))
    for profile in product(*levels):
        counts[sum(profile)] += 1
        with_lowest[sum(profile)] += min(profile) == lowest
    records = [(total, counts[total], with_lowest[total], f"replicability-total-{total}") for total in sorted(counts)]
    return pd.DataFrame(records, columns=["total", "count", "with_lowest", "count_fact"])


def _most_shared(totals: pd.DataFrame, scale: pd.DataFrame) -> list[Fact]:
    """The total that most profiles share (the higher of two), and how many do."""
    row = totals[totals["count"].eq(totals["count"].max())].iloc[-1]
    return [
        _fact(
            "shared-total",
            "Total que partage le plus grand nombre de profils (le plus haut en cas d’égalité)",
            "Most shared total",
            int(row["total"]),
            scale,
            TOTAL_LIMIT,
        ),
        _fact(
            "shared-profiles",
            "Profils différents qui ont le total le plus partagé",
            "Profiles with that total",
            int(row["count"]),
            scale,
            TOTAL_LIMIT,
        ),
    ]


def _profiles(total: int, count: int, scale: pd.DataFrame) -> Fact:
    label_fr, label_en = f"Profils dont le total est {total}", f"Profiles whose total is {total}"
    return _fact(f"total-{total}", label_fr, label_en, count, scale, TOTAL_LIMIT)


def _fact(what: str, label_fr: str, label_en: str, value: int, rows: pd.DataFrame, limits_fr: str = LIMIT) -> Fact:
    return Fact(
        fact_id=f"replicability-{what}",
        label_fr=label_fr,
        label_en=label_en,
        unit="count",
        value=float(value),
        method="Dénombrement exhaustif de l’échelle publiée",
        computed_by=COMPUTED_BY,
        source_table="replicability_scale",
        design="document",
        limits_fr=limits_fr,
        rows=provenance(rows),
    )


def _anchors(scale: pd.DataFrame) -> pd.DataFrame:
    """Criteria in the order of the register; each level's wording."""
    worded = scale.assign(level="level_" + scale["level"].astype(str), anchor_fr=scale["anchor_fr"].map(french))
    wide = worded.pivot_table(index="criterion_id", columns="level", values="anchor_fr", aggfunc="first")
    names = scale.drop_duplicates("criterion_id").set_index("criterion_id")["criterion_fr"].map(french)
    return wide.loc[names.index].assign(criterion_fr=names).reset_index().rename_axis(columns=None)
