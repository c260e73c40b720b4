"""What two raters thought of each project on each criterion of replicability: close, rarely the same throughout."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.justifications import JUSTIFICATIONS
from pipeline.synthetic.registers import DEPLOYED, DROPPED_OUT, MATURE_TAG
from pipeline.tables import LIST_SEPARATOR

RATERS = ("evaluateur-1", "evaluateur-2")
LOWEST, HIGHEST = 0, 3
MARKET = "traction"
DEPLOYMENT = "deploiement"

DEPLOYED_ODDS = (0.35, 0.65)
"""Of the projects deployed: the test was launched, the test succeeded."""

USUAL_ODDS: Mapping[bool, tuple[float, ...]] = {True: (0.04, 0.16, 0.5, 0.3), False: (0.16, 0.44, 0.32, 0.08)}
"""Levels 0 to 3 on the other criteria, for solutions that are commercially mature and for those that are not."""

SECOND_RATER_MOVES = (-1, 0, 1)
MOVE_ODDS = (0.15, 0.72, 0.13)
"""The second rater is one level away in a little more than one case of four, and never two."""


def scores(edition: Edition, projects: pd.DataFrame, criteria: list[str], rng: Generator) -> pd.DataFrame:
    """A level from 0 to 3 and its reason, by project, criterion and rater; projects that dropped out are not scored.

    Drawn: the first rater's level, given outcome and maturity; the second's, at most one level away. Calibrated on
    the guide's 18 mature solutions of 28: on commercial traction both raters give those at least 2, the others less.
    """
    rows = []
    for project in projects[projects["status"].ne(DROPPED_OUT)].itertuples():
        is_mature = MATURE_TAG in str(project.tags).split(LIST_SEPARATOR)
        for criterion in criteria:
            low, high = bounds(criterion, str(project.status), is_mature)
            first = _first_level(criterion, str(project.status), is_mature, rng)
            second = first + int(rng.choice(SECOND_RATER_MOVES, p=MOVE_ODDS))
            for rater, level in zip(RATERS, (first, second), strict=True):
                kept = min(high, max(low, level))
                rows.append((project.project_id, criterion, rater, kept, _reason(criterion, kept, edition, rng)))
    return pd.DataFrame(rows, columns=["project_id", "criterion_id", "rater", "level", "justification"])


def bounds(criterion: str, status: str, is_mature: bool) -> tuple[int, int]:
    """The lowest and highest level that a project's facts allow on a criterion."""
    if criterion == DEPLOYMENT:
        return (2, HIGHEST) if status == DEPLOYED else (LOWEST, 1)
    if criterion == MARKET:
        return (2, HIGHEST) if is_mature else (LOWEST, 1)
    return LOWEST, HIGHEST


def _first_level(criterion: str, status: str, is_mature: bool, rng: Generator) -> int:
    if criterion == DEPLOYMENT:
        return 2 + int(rng.choice(2, p=DEPLOYED_ODDS)) if status == DEPLOYED else int(rng.integers(0, 2))
    return int(rng.choice(HIGHEST + 1, p=USUAL_ODDS[is_mature]))


def _reason(criterion: str, level: int, edition: Edition, rng: Generator) -> str:
    return str(rng.choice(JUSTIFICATIONS[criterion][level][edition.cohort[-1] == "2" :]))
