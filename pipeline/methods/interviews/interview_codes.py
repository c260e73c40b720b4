"""What coders gave the passages of interviews, and which codes are kept: those that more than half of them gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact, provenance
from pipeline.methods.interviews.codings import GENERAL

LONE_CODER = "codeur"
"""Whoever coded where a coding does not say who."""

KEPT = "Un code compte quand plus de la moitié de ceux qui ont codé le passage l’ont donné"
CHOSEN = "Personnes choisies, non tirées au sort : ce qui n’a pas été dit en entretien peut être vrai aussi."


@dataclass(frozen=True)
class Coded:
    """The coding of one cohort's interviews.

    `segments` has one row a code that a coder gave a passage, with `dimension` (its slug), `key` (`dimension:code`),
    `passage` and `coder` filled in. `interviews` is the register. `dimensions` maps slugs to French names, in order.
    """

    segments: pd.DataFrame
    interviews: pd.DataFrame
    dimensions: Mapping[str, str]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The French name of each code (by `dimension:code`), dimensions in their order, then by name."""
        order = list(self.dimensions)
        once = self.segments.drop_duplicates("key").itertuples()
        named = [(order.index(str(row.dimension)), french(str(row.code_fr)), str(row.key)) for row in once]
        ordered = sorted(named, key=lambda code: (code[0], slug(code[1]), code[2]))
        return {key: name for _, name, key in ordered}

    @cached_property
    def coders(self) -> list[str]:
        """Who coded, sorted."""
        return sorted(self.segments["coder"].unique())

    @cached_property
    def entities(self) -> list[str]:
        """The entities of the register, sorted."""
        return sorted(map(str, self.interviews["entity"].dropna().unique()))

    @cached_property
    def shown(self) -> list[str]:
        """The entities whose codes may be shown one by one: everybody interviewed there consented to publication.

        All others count in every total; consent that the register does not state was not given.
        """
        if "has_consent" not in self.interviews:
            return []
        consents = self.interviews["has_consent"].fillna(False).astype(bool)
        refusing = set(self.interviews.loc[~consents, "entity"].astype(str))
        return [entity for entity in self.entities if entity not in refusing]

    @cached_property
    def kept(self) -> pd.DataFrame:
        """One row a passage and code that more than half of the passage's coders gave."""
        passage = ["passage", "dimension"]
        coders = self.segments.groupby(passage)["coder"].nunique().rename("coders").reset_index()
        given = self.segments.groupby([*passage, "key"])["coder"].nunique().rename("given").reset_index()
        counted = given.merge(coders, on=passage)
        kept = counted.loc[counted["given"].mul(2).gt(counted["coders"]), ["passage", "key"]]
        places = self.segments.drop_duplicates(["passage", "key"])
        return kept.merge(places, on=["passage", "key"], how="left")

    def of_code(self, key: str) -> pd.DataFrame:
        """The delivered rows that give one code."""
        return self.segments.loc[self.segments["key"].eq(key)]

    def of_dimension(self, dimension: str) -> pd.DataFrame:
        """The delivered rows of one dimension."""
        return self.segments.loc[self.segments["dimension"].eq(dimension)]

    def dimension_of(self, key: str) -> str:
        """The slug of the dimension of a code."""
        return key.partition(":")[0]

    def presence(self, unit: str) -> pd.DataFrame:
        """Units (`entity` or `interview_id`, all those coded) × codes (`dimension:code`): whether the code is kept."""
        units = sorted(map(str, self.segments[unit].dropna().unique()))
        bears = set(zip(self.kept[unit].astype(str), self.kept["key"], strict=True))
        cells = [[(each, key) in bears for key in self.labels] for each in units]
        return pd.DataFrame(cells, index=pd.Index(units, name=unit), columns=list(self.labels), dtype=bool)


def read_coded(tables: Mapping[str, pd.DataFrame]) -> Coded | None:
    """The coding of a cohort; none when nothing was coded in a dimension that is declared.

    A statement about everyone (force G) proves nothing of one entity and is left out.
    """
    dimensions, coding = tables["dimensions"], tables["coding"]
    slugs = {str(row.dimension_id): str(row.slug) for row in dimensions.itertuples()}
    is_own = coding["dimension_id"].isin(list(slugs)) & coding["entity"].notna() & coding["code"].notna()
    given = coding.loc[is_own & coding["strength"].fillna("").ne(GENERAL)]
    if given.empty:
        return None
    dimension = given["dimension_id"].map(slugs)
    segments = given.assign(
        dimension=dimension,
        key=dimension + ":" + given["code"],
        code_fr=given["code_fr"].fillna(given["code"]),
        passage=given["passage_id"].fillna(given["segment_id"]),
        coder=given["coder"].fillna(LONE_CODER).astype(str),
    )
    names = {str(row.slug): french(str(row.label_fr)) for row in dimensions.itertuples()}
    return Coded(segments, tables["interviews"], names)


def interview_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    """A fact of the theme; `label` is in French and English."""
    usual = {"source_table": "coding", "design": "coding", "limits_fr": CHOSEN, "method": KEPT}
    return Fact(
        fact_id=f"interviews-{what}",
        label_fr=label[0],
        label_en=label[1],
        rows=provenance(rows),
        **{**usual, **fields},
    )


def count_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, value: float, **fields: Any) -> Fact:
    """A count of the theme."""
    return interview_fact(what, label, rows, unit="count", value=float(value), **fields)


def share_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, counts: tuple[int, int], **fields: Any) -> Fact:
    """A share k of n of the theme; `n` is above zero."""
    k, n = counts
    return interview_fact(
        what, label, rows, unit="share", value=k / n, numerator=float(k), denominator=float(n), **fields
    )
