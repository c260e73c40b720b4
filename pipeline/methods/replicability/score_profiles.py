"""The profile of each project, its weakest criteria, and what the next level of those asks for. No order of merit."""

from __future__ import annotations

import math
from statistics import median

import pandas as pd

from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.facts import Fact
from pipeline.methods.replicability.scores import Scoring, count_fact, score_fact, share_fact
from pipeline.statistics.composites import weakest

COMPUTED_BY = "pipeline.methods.replicability.score_profiles"
MEDIAN = "Médiane des notes des évaluateurs ; de la plus basse à la plus haute quand ils diffèrent"
STEP_COLUMNS = ("criterion_fr", "level_fact", "count_fact", "next_fr")


def profiles(scoring: Scoring) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a project as registered: name, raters, the level of each criterion, its fact, and the weakest criteria.

    Columns `level_<criterion>` are medians for figures, `<criterion>_fact` the facts; `weakest` lists ids, empty when
    all criteria stand at one level.
    """
    low = _weakest(scoring)
    facts: list[Fact] = []
    lines = []
    for project_id, name in scoring.names.items():
        found = {criterion: _level(scoring, project_id, criterion) for criterion in scoring.criteria}
        facts += [fact for fact in found.values() if fact is not None]
        lines.append(
            {
                "project_id": project_id,
                "project": name,
                "raters": scoring.raters_of[project_id],
                "is_complete": scoring.is_complete(project_id),
                "weakest": list(low.columns[low.loc[project_id].to_numpy(dtype=bool)]),
                **{f"level_{criterion}": scoring.profile.loc[project_id, criterion] for criterion in scoring.criteria},
                **{f"{criterion}_fact": None if fact is None else fact.fact_id for criterion, fact in found.items()},
            }
        )
    return pd.DataFrame(lines), facts


def weakest_counts(scoring: Scoring) -> tuple[pd.DataFrame, pd.DataFrame, list[Fact]]:
    """For how many projects each criterion is, or shares, the lowest level: over all, and by theme of the register.

    Base: projects whose criteria do not all stand at one level. The second table is themes × criteria (ids), empty
    without themes.
    """
    low = _weakest(scoring)
    base = low.loc[low.any(axis=1)]
    facts: list[Fact] = [_flat(scoring, len(low) - len(base))]
    if base.empty:
        return pd.DataFrame(columns=["criterion_id", "criterion_fr", "count", "count_fact"]), pd.DataFrame(), facts
    lines = []
    for criterion, name in scoring.criteria.items():
        label = (f"Projets dont le critère le plus faible est «{NARROW}{name}{NARROW}»", f"Weakest: {criterion}")
        fact = share_fact(
            f"{slug(criterion)}-weakest",
            label,
            scoring.scores,
            (int(base[criterion].sum()), len(base)),
            method="Dénombrement ; deux critères à égalité comptent chacun",
            computed_by=f"{COMPUTED_BY}:weakest_counts",
        )
        facts.append(fact)
        lines.append((criterion, name, int(base[criterion].sum()), fact.fact_id))
    counted = pd.DataFrame(lines, columns=["criterion_id", "criterion_fr", "count", "count_fact"])
    by_theme, theme_facts = _by_theme(scoring, base)
    return counted, by_theme, [*facts, *theme_facts]


def next_steps(scoring: Scoring, scale: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """For each criterion and level: of how many projects it is the weakest there, and what the next level asks for.

    A level between two (raters differ) counts as the lower one. Nothing for a criterion already at its highest.
    """
    low = _weakest(scoring)
    asked = {
        (str(row.criterion_id), int(str(row.level))): french(str(row.anchor_fr))
        for row in scale.dropna(subset=["level"]).itertuples()
    }
    facts: list[Fact] = []
    lines = []
    for criterion, name in scoring.criteria.items():
        levels = scoring.profile[criterion].where(low[criterion]).dropna().map(math.floor)
        for level in sorted({int(each) for each in levels}):
            if (criterion, level + 1) in asked:
                projects = list(levels.index[levels.eq(level)])
                found = _step(scoring, criterion, level, projects)
                facts += found
                lines.append((name, found[0].fact_id, found[1].fact_id, asked[criterion, level + 1]))
    return pd.DataFrame(lines, columns=list(STEP_COLUMNS)), facts


def _step(scoring: Scoring, criterion: str, level: int, projects: list[str]) -> list[Fact]:
    """The level reached, and of how many projects the criterion is the weakest there."""
    what, about = f"{slug(criterion)}-weakest-at-{level}", f"«{NARROW}{scoring.criteria[criterion]}{NARROW}»"
    rows = scoring.scores.loc[scoring.scores["project_id"].isin(projects)]
    by = f"{COMPUTED_BY}:next_steps"
    counted = (f"Projets dont le critère le plus faible est {about}, au niveau {level}", what)
    return [
        count_fact(f"{what}-level", (f"Niveau atteint, {about}", what), rows, level, computed_by=by, method=MEDIAN),
        count_fact(what, counted, rows, len(projects), computed_by=by),
    ]


def _weakest(scoring: Scoring) -> pd.DataFrame:
    """Projects × criteria; a project whose criteria all stand at one level has no weakest one."""
    found = weakest(scoring.profile)
    is_flat = scoring.profile.min(axis=1).eq(scoring.profile.max(axis=1))
    return found & ~is_flat.to_numpy()[:, None]


def _level(scoring: Scoring, project_id: str, criterion: str) -> Fact | None:
    given = scoring.given(project_id, criterion)
    if not given:
        return None
    is_range = given[0] < given[-1]
    return score_fact(
        f"{slug(project_id)}-{slug(criterion)}-level",
        (
            f"{scoring.names[project_id]}, «{NARROW}{scoring.criteria[criterion]}{NARROW}»",
            f"Level of {project_id}, {criterion}",
        ),
        scoring.rows_about(project_id, criterion),
        unit="level",
        value=median(given),
        qualifier="range" if is_range else "=",
        low=given[0] if is_range else None,
        high=given[-1] if is_range else None,
        n_answered=float(len(given)),
        method=MEDIAN,
        computed_by=f"{COMPUTED_BY}:profiles",
    )


def _flat(scoring: Scoring, count: int) -> Fact:
    label = ("Projets dont tous les critères sont au même niveau", "Projects with all criteria at one level")
    return count_fact("flat", label, scoring.scores, count, computed_by=f"{COMPUTED_BY}:weakest_counts")


def _by_theme(scoring: Scoring, base: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """Themes × criteria: of how many projects of a theme a criterion is the weakest."""
    themes = scoring.projects.set_index("project_id")["theme"].reindex(base.index).dropna()
    if themes.empty:
        return pd.DataFrame(), []
    counts = base.loc[themes.index].groupby(themes.to_numpy()).sum().astype("int64")
    facts = []
    for theme, of_theme in counts.to_dict(orient="index").items():
        projects = list(themes.index[themes.eq(str(theme))])
        facts += [
            _theme_fact(scoring, str(theme), projects, str(criterion), int(count))
            for criterion, count in of_theme.items()
            if count
        ]
    return counts.rename_axis("theme").reset_index(), facts


def _theme_fact(scoring: Scoring, theme: str, projects: list[str], criterion: str, count: int) -> Fact:
    rows = scoring.scores.loc[scoring.scores["project_id"].isin(projects)]
    label = (
        f"Projets du thème «{NARROW}{value_words(theme, {})[0]}{NARROW}» dont le critère le plus faible est "
        f"«{NARROW}{scoring.criteria[criterion]}{NARROW}»",
        f"Weakest criterion of theme {theme}: {criterion}",
    )
    what = f"theme-{slug(theme)}-{slug(criterion)}-weakest"
    return count_fact(what, label, rows, count, computed_by=f"{COMPUTED_BY}:weakest_counts")
