"""One survey's answers while they are made: a row a respondent, a column a question, in the order of the questionnaire.

Cells are texts as a delivery writes them; an empty one is a question that was skipped or not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.calibration import Fit
from pipeline.synthetic.survey_content import Odds
from pipeline.tables import LIST_SEPARATOR

DONT_KNOW_SHARE = 0.4
"""Of those whose answer does not count in a base, how many say that they do not know; the others skip the question."""


class Answers:
    """The answers of `n` respondents. Those at positions `left` gave up halfway: they skip what is asked after."""

    def __init__(self, n: int, left: Collection[int], rng: Generator) -> None:
        self.n = n
        self.rng = rng
        self.stayed = [position not in left for position in range(n)]
        self.columns: dict[str, list[str]] = {}

    def put(self, question: str, values: Sequence[object]) -> None:
        """Answers as they are."""
        self.columns[question] = ["" if value is None else str(value) for value in values]

    def draw(self, question: str, odds: Odds, asked: Sequence[bool] | None = None) -> None:
        """Answers by chance, from those who were asked."""
        drawn = [self._drawn(odds) for _ in range(self.n)]
        self.put(question, only(drawn, asked or self.stayed))

    def _drawn(self, odds: Odds) -> str:
        if self.rng.random() < odds.skipped:
            return ""
        weights = np.asarray(list(odds.of.values()))
        count = int(self.rng.integers(1, odds.most + 1))
        picked = self.rng.choice(len(weights), size=count, replace=False, p=weights / weights.sum())
        return listed([list(odds.of)[position] for position in sorted(picked.tolist())])

    def truthful(self, question: str, truth: Sequence[str], fitted: Mapping[str, int], *, says_dont_know: bool) -> None:
        """True answers of as many as fitted for each of them; the others skip the question or do not know."""
        kept = np.zeros(self.n, dtype=bool)
        for answer, count in fitted.items():
            holding = [place for place in range(self.n) if truth[place] == answer and self.stayed[place]]
            kept[self.rng.permutation(holding)[:count]] = True
        silent = "dont_know" if says_dont_know else ""
        away = [silent if self.rng.random() < DONT_KNOW_SHARE and stayed else "" for stayed in self.stayed]
        self.put(question, [truth[place] if kept[place] else away[place] for place in range(self.n)])

    def held(self, truth: Sequence[str], answer: str) -> tuple[int, int]:
        """How many of those who stayed would truly give this answer, and another one."""
        stayed = [value for value, stays in zip(truth, self.stayed, strict=True) if stays and value]
        return stayed.count(answer), len(stayed) - stayed.count(answer)

    def among(self, count: int, allowed: Sequence[bool]) -> list[bool]:
        """That many of those allowed, by chance."""
        places = self.rng.permutation(np.flatnonzero(np.asarray(allowed)))[:count]
        return [place in set(places.tolist()) for place in range(self.n)]

    def table(self, respondents: pd.DataFrame) -> pd.DataFrame:
        """The survey's table: who answered and when, then the questions."""
        return pd.concat([respondents.reset_index(drop=True), pd.DataFrame(self.columns)], axis="columns")


def only(values: Sequence[object], asked: Sequence[bool]) -> list[object]:
    """The values of those who were asked, nothing of the others."""
    return [value if was_asked else "" for value, was_asked in zip(values, asked, strict=True)]


def listed(choices: Sequence[str]) -> str:
    """Several choices as one cell."""
    return LIST_SEPARATOR.join(choices)


def counts_of(fitted: Fit, answer: str, truth: Sequence[str]) -> dict[str, int]:
    """A fit of one answer as counts of every answer: the rest of the base is dealt in proportion, largest first."""
    others = {value: truth.count(value) for value in sorted(set(truth)) if value not in (answer, "")}
    counts, rest = {answer: fitted.numerator}, fitted.base - fitted.numerator
    total = sum(others.values())
    for value, available in sorted(others.items(), key=lambda pair: -pair[1]):
        counts[value] = min(
            available, -(-rest * available // total) if total else 0, fitted.base - sum(counts.values())
        )
    return counts
