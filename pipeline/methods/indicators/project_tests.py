"""Over all projects: did more go the wanted way than not? Each project counts once; no test that could not decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import binomtest

from pipeline.methods.indicators.pair_results import Result, project_progress, projects_forward
from pipeline.statistics.paired_tests import sign_test, signed_rank
from pipeline.statistics.results import Caution, Test

NEAR = 1e-9
"""Slack for levels that are decimals: 1 − 0.95 is a little more than 0.05."""

NO_DECISION = Caution(
    "no-decision-possible",
    "Trop peu de projets : même si tous allaient dans le même sens, le test ne pourrait rien décider.",
    "Too few projects: even if all went the same way, the test could not decide anything.",
)


@dataclass(frozen=True)
class ProjectTest:
    """One question over projects: how many went forward, back, or neither way; the test; how many it would take.

    `needed` is how many projects forward, among those that moved, the sign test would need; missing when even all would
    not be enough, and for a test on sizes.
    """

    question: str
    projects: tuple[str, ...]
    forward: int
    back: int
    test: Test
    needed: int | None = None

    @property
    def still(self) -> int:
        """Projects that went neither way."""
        return len(self.projects) - self.forward - self.back


def project_tests(results: Sequence[Result], level: float) -> list[ProjectTest]:
    """The three questions that data allow: most indicators forward, way covered, ahead of the other site."""
    asked = (
        _signs("forward", projects_forward(results), level),
        _ranks(results, level),
        _signs("ahead", projects_forward(results, of="gap"), level),
    )
    return [test for test in asked if test.projects]


def _signs(question: str, steps: dict[str, int], level: float) -> ProjectTest:
    values = list(steps.values())
    forward, back = values.count(1), values.count(-1)
    test = _decidable(sign_test(values), level)
    return ProjectTest(question, tuple(steps), forward, back, test, fewest_forward(forward + back, level))


def _ranks(results: Sequence[Result], level: float) -> ProjectTest:
    """The way covered by each project, as its protocol planned it, ranked by size."""
    way = project_progress(results)
    values = way.to_numpy(dtype=float)
    test = _decidable(signed_rank(values), level)
    return ProjectTest("way", tuple(map(str, way.index)), int(np.sum(values > 0)), int(np.sum(values < 0)), test)


def _decidable(test: Test, level: float) -> Test:
    """The test, without its p-value when none that it could give would decide at this level."""
    if test.smallest_p is not None and test.smallest_p > 1 - level + NEAR:
        return replace(test, p_value=None, cautions=(*test.cautions, NO_DECISION))
    return test


def fewest_forward(n: int, level: float) -> int | None:
    """How many of n projects at least must go forward for the sign test to decide; none when even all could not."""
    halves = range((n + 1) // 2, n + 1)
    return next((k for k in halves if n and binomtest(k, n, 0.5).pvalue <= 1 - level + NEAR), None)
