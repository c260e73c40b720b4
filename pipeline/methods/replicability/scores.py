"""What raters gave each project on each criterion, laid out for statistics; and the facts that rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.facts import Fact, provenance
from pipeline.frames import rows_of
from pipeline.statistics.ratings import Array

JUDGEMENT = "Appréciation d’évaluateurs, non mesure : une autre personne aurait pu noter autrement."


@dataclass(frozen=True)
class Scoring:
    """The scores of one cohort.

    `projects` has `project_id`, `name` and `theme` of those scored, as registered, which is no order of merit.
    `criteria` maps the ids of the scale to their French names. `registered` counts the register, if there is one.
    """

    scores: pd.DataFrame
    projects: pd.DataFrame
    criteria: Mapping[str, str]
    registered: int | None

    @cached_property
    def raters(self) -> list[str]:
        """Who scored, sorted."""
        return sorted(map(str, self.scores["rater"].unique()))

    @cached_property
    def units(self) -> pd.DataFrame:
        """Projects × criteria (rows, in order) by raters (columns): the level given, or missing."""
        levels = self.scores.astype({"level": "float64"})
        wide = levels.pivot_table(
            index=["project_id", "criterion_id"], columns="rater", values="level", aggfunc="first"
        )
        order = pd.MultiIndex.from_product([self.projects["project_id"], self.criteria])
        return wide.reindex(index=order, columns=self.raters)

    def ratings(self, criterion: str | None = None) -> pd.DataFrame:
        """Units × raters, of one criterion (units are projects) or of all (units are projects × criteria)."""
        is_asked = self.units.index.get_level_values(1) == criterion
        return self.units if criterion is None else self.units.loc[is_asked].droplevel(1)

    @cached_property
    def levels(self) -> Array:
        """Projects × criteria × raters; not a number where a rater gave no level."""
        shape = (len(self.projects), len(self.criteria), len(self.raters))
        return self.units.to_numpy(dtype=float).reshape(shape)

    @cached_property
    def profile(self) -> pd.DataFrame:
        """The median level of each project (rows, by id) on each criterion (columns, by id)."""
        middle = self.units.median(axis=1).to_numpy().reshape(len(self.projects), len(self.criteria))
        return pd.DataFrame(middle, index=pd.Index(self.projects["project_id"]), columns=list(self.criteria))

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each project scored, by its id, as registered."""
        return dict(zip(self.projects["project_id"].astype(str), self.projects["name"].astype(str), strict=True))

    @cached_property
    def raters_of(self) -> dict[str, int]:
        """How many raters scored each project."""
        counts = self.scores.groupby("project_id")["rater"].nunique()
        return {str(project): int(count) for project, count in counts.items()}

    def given(self, project_id: str, criterion: str) -> list[float]:
        """The levels given to one project on one criterion, lowest first."""
        positions = self._places.get((project_id, criterion), [])
        return sorted(float(level) for level in self.scores["level"].iloc[positions])

    def is_complete(self, project_id: str) -> bool:
        """Whether every criterion of a project was given a level by somebody."""
        return all(self.given(project_id, criterion) for criterion in self.criteria)

    def rows_about(self, project_id: str, criterion: str) -> pd.DataFrame:
        """The delivered rows about one project and criterion."""
        return self.scores.iloc[self._places.get((project_id, criterion), [])]

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        """The positions of the delivered rows about each project and criterion."""
        found: dict[tuple[str, ...], list[int]] = {}
        for position, about in enumerate(rows_of(self.scores[["project_id", "criterion_id"]])):
            found.setdefault(about, []).append(position)
        return found

    def of_project(self, project_id: str) -> pd.DataFrame:
        """The delivered rows about one project."""
        return self.scores.loc[self.scores["project_id"].eq(project_id)]

    def of_criterion(self, criterion: str) -> pd.DataFrame:
        """The delivered rows about one criterion."""
        return self.scores.loc[self.scores["criterion_id"].eq(criterion)]


def read_scoring(tables: Mapping[str, pd.DataFrame]) -> Scoring | None:
    """The scoring of a cohort; none when no level on a criterion of the scale was delivered."""
    if "scores" not in tables:
        return None
    scale = tables["replicability_scale"].drop_duplicates("criterion_id")
    names = {str(row.criterion_id): french(str(row.criterion_fr)) for row in scale.itertuples()}
    given = tables["scores"]
    scores = given.loc[given["criterion_id"].isin(list(names)) & given["level"].notna()]
    scores = scores.drop_duplicates(["project_id", "criterion_id", "rater"])
    if scores.empty:
        return None
    register = tables.get("projects")
    return Scoring(scores, _scored_projects(scores, register), names, None if register is None else len(register))


def score_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    """A fact of the theme that rests on scores; `label` is in French and English."""
    usual = {"source_table": "scores", "design": "expert_score", "limits_fr": JUDGEMENT, "method": "Dénombrement"}
    return Fact(
        fact_id=f"replicability-{what}",
        label_fr=label[0],
        label_en=label[1],
        rows=provenance(rows),
        **{**usual, **fields},
    )


def count_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, value: float, **fields: Any) -> Fact:
    """A count of the theme that rests on scores."""
    return score_fact(what, label, rows, unit="count", value=float(value), **fields)


def share_fact(what: str, label: tuple[str, str], rows: pd.DataFrame, counts: tuple[int, int], **fields: Any) -> Fact:
    """A share k of n of the theme that rests on scores; `n` is above zero."""
    k, n = counts
    return score_fact(what, label, rows, unit="share", value=k / n, numerator=float(k), denominator=float(n), **fields)


def _scored_projects(scores: pd.DataFrame, register: pd.DataFrame | None) -> pd.DataFrame:
    """Those scored, in the register's order; one that the register does not know comes after, under its id."""
    scored = list(dict.fromkeys(scores["project_id"].astype(str)))
    if register is None:
        return pd.DataFrame({"project_id": sorted(scored), "name": sorted(scored), "theme": pd.NA})
    known = register.loc[register["project_id"].isin(scored)].drop_duplicates("project_id")
    unknown = sorted(set(scored) - set(known["project_id"]))
    rows = pd.concat([known, pd.DataFrame({"project_id": unknown})], ignore_index=True)
    theme = rows["theme"] if "theme" in rows else pd.Series(pd.NA, index=rows.index)
    name = (rows["name"] if "name" in rows else rows["project_id"]).fillna(rows["project_id"])
    return pd.DataFrame({"project_id": rows["project_id"], "name": name, "theme": theme})
