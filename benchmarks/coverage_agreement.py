"""Coverage of the intervals of agreement between raters, and of the reliability of several items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator

from benchmarks.coverage_rates import FITTED, LEVEL, SEED, Draw, Scenario, holds
from pipeline.statistics.chance_corrected import coefficient
from pipeline.statistics.kappas import cohen_of_ratings, dependable
from pipeline.statistics.krippendorff import alpha, krippendorff
from pipeline.statistics.reliability import alpha as cronbach
from pipeline.statistics.results import Estimate

LEVELS = np.array([0.15, 0.25, 0.35, 0.25])
"""Shares of the levels 0 to 3 of a criterion."""

SCALE = [0, 1, 2, 3]
MANY_UNITS, RESAMPLES = 20_000, 500

Agreement = Callable[[pd.DataFrame], Estimate]


def scenarios() -> Iterator[Scenario]:
    """Coefficients of agreement and Cronbach's alpha at the sizes that occur."""
    for name, module, measure, value in _measures():
        for units in (4, 10, 30) if "alpha" in name else (10, 30, 100, 300):
            for raters, same in ((2, 0.6), (3, 0.85)) if "kappa" not in name else ((2, 0.6), (2, 0.85)):
                setting = f"{units} units, {raters} raters, {same:.0%} copy the truth"
                yield Scenario(name, setting, module, _rated(units, raters, same, measure, value), draws=FITTED)
    for n in (5, 10, 30):
        for items in (3, 6):
            yield Scenario(
                "Cronbach’s alpha", f"{n} people, {items} items 1–5", "reliability", _items(n, items), draws=2 * FITTED
            )


def _measures() -> Iterator[tuple[str, str, Agreement, Callable[[pd.DataFrame], float]]]:
    yield (
        "Krippendorff’s alpha, ordinal",
        "krippendorff",
        lambda rated: krippendorff(rated, "ordinal", LEVEL, seed=SEED, draws=RESAMPLES),
        lambda rated: float(alpha(rated, "ordinal") or 0.0),
    )
    yield (
        "Krippendorff’s alpha, nominal",
        "krippendorff",
        lambda rated: krippendorff(rated, "nominal", LEVEL, seed=SEED, draws=RESAMPLES),
        lambda rated: float(alpha(rated, "nominal") or 0.0),
    )
    yield "weighted kappa", "kappas", _quadratic, lambda rated: float(_quadratic(rated).value or 0.0)
    yield "Cohen’s kappa", "kappas", _plain, lambda rated: float(_plain(rated).value or 0.0)
    yield "Gwet’s AC", "chance_corrected", _gwet, lambda rated: float(_gwet(rated).value or 0.0)


def _quadratic(rated: pd.DataFrame) -> Estimate:
    return dependable(cohen_of_ratings(rated, LEVEL, "quadratic", SCALE))


def _plain(rated: pd.DataFrame) -> Estimate:
    return dependable(cohen_of_ratings(rated, LEVEL))


def _gwet(rated: pd.DataFrame) -> Estimate:
    return dependable(coefficient(rated, "gwet", LEVEL, "quadratic", [float(each) for each in SCALE]))


def ratings(units: int, raters: int, same: float, generator: Generator) -> pd.DataFrame:
    """Each unit has a true level; each rater gives it with probability `same`, else any level."""
    truth = generator.choice(4, units, p=LEVELS)[:, None]
    copied = generator.random((units, raters)) < same
    return pd.DataFrame(np.where(copied, truth, generator.choice(4, (units, raters), p=LEVELS)))


def _rated(units: int, raters: int, same: float, measure: Agreement, value: Callable[[pd.DataFrame], float]) -> Draw:
    @cache
    def truth() -> float:
        return value(ratings(MANY_UNITS, raters, same, Generator(PCG64(SEED))))

    return lambda generator: holds(measure(ratings(units, raters, same, generator)), truth())


def answers(n: int, items: int, generator: Generator) -> Any:
    """Items 1 to 5 that share a factor with the same loading, rounded."""
    factor = generator.normal(size=(n, 1))
    return np.clip(np.round(3.4 + 0.75 * factor + 0.75 * generator.normal(size=(n, items))), 1, 5)


def _items(n: int, items: int) -> Draw:
    @cache
    def truth() -> float:
        many = answers(10 * MANY_UNITS, items, Generator(PCG64(SEED)))
        variances = many.var(axis=0).sum()
        return float(items / (items - 1) * (1 - variances / many.sum(axis=1).var()))

    return lambda generator: holds(cronbach(pd.DataFrame(answers(n, items, generator)), LEVEL), truth())
