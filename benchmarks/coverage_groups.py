"""Coverage of the intervals of how far apart more than two groups are, on marks and on answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from benchmarks.coverage_rates import FITTED, LEVEL, Draw, Scenario, holds
from pipeline.statistics.many_groups import cramer_v, epsilon_squared

MARKS = np.array([1, 1, 2, 3, 5, 9, 14, 20, 22, 14, 9]) / 100
LAWS = {"alike": [MARKS] * 3, "one apart": [MARKS, MARKS, MARKS[::-1]]}
ANSWERS = {
    "alike": [np.array([0.5, 0.3, 0.2])] * 3,
    "apart": [np.array([0.6, 0.3, 0.1]), np.array([0.4, 0.3, 0.3]), np.array([0.2, 0.3, 0.5])],
}


def scenarios() -> Iterator[Scenario]:
    """Three groups of 4, 10 and 30."""
    for each in (4, 10, 30):
        for name, laws in LAWS.items():
            setting = f"3 groups of {each}, marks 0–10, {name}"
            yield Scenario("epsilon squared", setting, "many_groups", _marks(each, laws), draws=2 * FITTED)
        for name, laws in ANSWERS.items():
            setting = f"3 groups of {each}, 3 answers, {name}"
            yield Scenario("Cramér’s V", setting, "many_groups", _answers(each, laws), draws=2 * FITTED)


def _marks(each: int, laws: list[Any]) -> Draw:
    truth = _explained(laws)

    def draw(generator: Generator) -> bool | None:
        return holds(epsilon_squared([generator.choice(len(law), each, p=law) for law in laws], LEVEL), truth)

    return draw


def _explained(laws: list[Any]) -> float:
    """The part of the variance of ranks that lies between groups of equal sizes, as large samples come to it."""
    whole = np.mean(laws, axis=0)
    ranks = np.cumsum(whole) - whole / 2
    means = np.array([law @ ranks for law in laws])
    return float(((means - 0.5) ** 2).mean() / (whole @ (ranks - 0.5) ** 2))


def _answers(each: int, laws: list[Any]) -> Draw:
    whole = np.mean(laws, axis=0)
    squared = float(np.mean([((law - whole) ** 2 / whole).sum() for law in laws]))
    truth = (squared / (min(len(laws), len(whole)) - 1)) ** 0.5
    return lambda generator: holds(cramer_v([generator.multinomial(each, law) for law in laws], LEVEL), truth)
