"""Shares printed of one population: could all of them have the same denominator?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.methods.printed.arithmetic import common_bases
from pipeline.methods.printed.printed_figures import IMPOSSIBLE, Check


@dataclass(frozen=True)
class Joint:
    """Figures of one population, the bases that suit all of them, and the figures that exclude every complete base."""

    population: str
    scope: str
    figures: pd.DataFrame
    common: tuple[int, ...]
    complete: tuple[int, ...]

    @property
    def is_shared(self) -> bool:
        """Whether one base suits all of them."""
        return bool(self.common)

    @property
    def is_complete(self) -> bool:
        """Whether a complete base suits all of them."""
        return bool(set(self.common) & set(self.complete))


def joint_bases(checked: pd.DataFrame, checks: Mapping[str, Check]) -> Iterator[Joint]:
    """Each population and scope with at least two figures that the arithmetic check can hold against a known base.

    A figure that no base allows says nothing of the others, and one with a base of its own printed beside it need not
    share theirs: both stay out. `checked` are rows of `published`, `checks` their verdicts by `figure_id`.
    """
    telling = [_is_telling(figure, checks[str(figure.figure_id)]) for figure in checked.itertuples()]
    for (population, scope), figures in checked.loc[pd.Series(telling, checked.index, dtype=bool)].groupby(
        ["population", "scope"], sort=True
    ):
        if len(figures) > 1:
            found = [checks[figure_id] for figure_id in figures["figure_id"]]
            common = tuple(common_bases(check.possible for check in found))
            yield Joint(str(population), str(scope), figures, common, found[0].bases)


def _is_telling(figure: object, check: Check) -> bool:
    has_own_base = not pd.isna(figure.n_printed)  # type: ignore[attr-defined]
    return check.is_telling and check.verdict != IMPOSSIBLE and not has_own_base
