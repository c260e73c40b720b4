"""Coverage of the intervals of coefficients: regressions, mixed models, differences in differences, series, pooling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from benchmarks.coverage_rates import FITTED, LEVEL, Draw, Scenario, between
from pipeline.statistics.count_models import fit_negative_binomial, fit_poisson
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mixed_models import fit_linear_mixed
from pipeline.statistics.mixed_ordinal import fit_mixed_ordered_logit
from pipeline.statistics.ordinal_models import fit_ordered_logit
from pipeline.statistics.regression_results import Fitted

EFFECT = 0.7
"""The true coefficient of every model, in residual standard deviations or on the link's scale."""

CLUSTER_SIZES = (3, 5, 8, 4, 6, 10, 3, 7, 5, 9)
THRESHOLDS = (-1.5, -0.3, 1.0)


def scenarios() -> Iterator[Scenario]:
    """Every default interval of a coefficient at the sizes from which a model is fitted."""
    yield from _linear()
    yield from _mixed()
    yield from _ordered()
    yield from _counts()


def _linear() -> Iterator[Scenario]:
    for n in (10, 30, 100):
        for name, spread in (("equal spread", 1.0), ("spread ×3 in the small group", 3.0)):
            yield Scenario(
                "linear model", f"n {n}, yes/no 30 %, {name}", "linear_models", _linear_draw(n, spread), draws=FITTED
            )
    for clusters, treated in ((4, 2), (6, 2), (6, 3), (10, 2), (10, 5)):
        setting = f"{clusters} clusters, {treated} treated, unequal sizes, ICC 20 %"
        yield Scenario(
            "linear model, clusters", setting, "linear_models", _clustered_draw(clusters, treated), draws=FITTED
        )
    for clusters in (4, 10):
        setting = f"{clusters} clusters, predictor within, ICC 20 %"
        yield Scenario("linear model, clusters", setting, "linear_models", _clustered_draw(clusters, 0), draws=FITTED)


def _linear_draw(n: int, spread: float) -> Draw:
    yes = (np.arange(n) < round(0.3 * n)).astype(float)
    design = design_of(yes)

    def draw(generator: Generator) -> bool | None:
        outcome = EFFECT * yes + generator.normal(size=n) * np.where(yes > 0, spread, 1.0)
        return held(fit_linear(pd.Series(outcome), design, LEVEL))

    return draw


def _members(clusters: int) -> Any:
    return np.repeat(np.arange(clusters), CLUSTER_SIZES[:clusters])


def _predictor(members: Any, treated: int, generator: Generator) -> Any:
    """Whether the cluster is treated, or a number that varies within clusters where none is."""
    return (members < treated).astype(float) if treated else generator.normal(size=len(members))


def clustered(
    generator: Generator, clusters: int, treated: int, between_groups: float, effect: float = EFFECT
) -> tuple[Any, Any, Any]:
    """Outcome, predictor and clusters; `between_groups` is the share of the errors' variance, 1, between clusters."""
    members = _members(clusters)
    x = _predictor(members, treated, generator)
    own = generator.normal(size=clusters) * np.sqrt(between_groups)
    noise = generator.normal(size=len(members)) * np.sqrt(1 - between_groups)
    return effect * x + own[members] + noise, x, members


def _clustered_draw(clusters: int, treated: int) -> Draw:
    def draw(generator: Generator) -> bool | None:
        y, x, members = clustered(generator, clusters, treated, 0.2)
        return held(fit_linear(pd.Series(y), design_of(x), LEVEL, "CR2", pd.Series(members)))

    return draw


def _mixed() -> Iterator[Scenario]:
    for groups, treated in ((5, 2), (10, 5)):
        for part in (0.05, 0.5):
            where = f"{treated} treated" if treated else "predictor within"
            setting = f"{groups} groups, {where}, ICC {part:.0%}"
            yield Scenario("mixed model", setting, "mixed_models", _mixed_draw(groups, treated, part), draws=FITTED)


def _mixed_draw(groups: int, treated: int, part: float) -> Draw:
    def draw(generator: Generator) -> bool | None:
        y, x, members = clustered(generator, groups, treated, part)
        return held(fit_linear_mixed(pd.Series(y), design_of(x), pd.Series(members), LEVEL))

    return draw


def _ordered() -> Iterator[Scenario]:
    for n in (10, 30, 100):
        yield Scenario("ordered logit", f"n {n}, yes/no half", "ordinal_models", _ordered_draw(n), draws=FITTED)
    for groups in (5, 10):
        setting = f"{groups} groups, predictor within, sd 0.7"
        yield Scenario("mixed ordered logit", setting, "mixed_ordinal", _mixed_ordered_draw(groups), draws=FITTED)


def _answers(eta: Any, generator: Generator) -> pd.Series:
    latent = eta + generator.logistic(size=len(eta))
    return pd.Series(np.searchsorted(THRESHOLDS, latent))


def _ordered_draw(n: int) -> Draw:
    x = (np.arange(n) % 2).astype(float)

    def draw(generator: Generator) -> bool | None:
        answers = _answers(EFFECT * x, generator)
        return _fitted_or_none(lambda: fit_ordered_logit(answers, pd.DataFrame({"x": x}), LEVEL))

    return draw


def _mixed_ordered_draw(groups: int) -> Draw:
    def draw(generator: Generator) -> bool | None:
        members = _members(groups)
        x = (np.arange(len(members)) % 2).astype(float)
        answers = _answers(EFFECT * x + 0.7 * generator.normal(size=groups)[members], generator)
        design, labels = pd.DataFrame({"x": x}), pd.Series(members)
        return _fitted_or_none(lambda: fit_mixed_ordered_logit(answers, design, labels, LEVEL))

    return draw


def _counts() -> Iterator[Scenario]:
    for n in (10, 30):
        for mean in (2.0, 10.0):
            setting = f"n {n}, mean {mean:.0f}, yes/no half"
            yield Scenario("Poisson regression", setting, "count_models", _poisson_draw(n, mean, None), draws=FITTED)
    for n in (10, 30):
        setting = f"n {n}, mean 10, variance twice the mean and more"
        yield Scenario("Poisson regression", setting, "count_models", _poisson_draw(n, 10.0, 5.0), draws=FITTED)
    for n in (10, 30, 100):
        setting = f"n {n}, mean 5, θ 2"
        yield Scenario("negative binomial", setting, "count_models", _negative_draw(n), draws=FITTED)
    for clusters, treated in ((4, 2), (6, 3), (10, 5)):
        setting = f"{clusters} clusters, {treated} treated"
        yield Scenario(
            "Poisson regression, clusters", setting, "count_models", _count_clusters(clusters, treated), draws=FITTED
        )


def _drawn_counts(x: Any, mean: float, theta: float | None, generator: Generator) -> pd.Series:
    expected = mean * np.exp(EFFECT * (x - x.mean()))
    return pd.Series(
        generator.poisson(expected if theta is None else expected * generator.gamma(theta, 1 / theta, len(x)))
    )


def _poisson_draw(n: int, mean: float, theta: float | None) -> Draw:
    x = (np.arange(n) % 2).astype(float)

    def draw(generator: Generator) -> bool | None:
        counts = _drawn_counts(x, mean, theta, generator)
        return _fitted_or_none(lambda: fit_poisson(counts, design_of(x), LEVEL))

    return draw


def _negative_draw(n: int) -> Draw:
    x = (np.arange(n) % 2).astype(float)

    def draw(generator: Generator) -> bool | None:
        counts = _drawn_counts(x, 5.0, 2.0, generator)
        return _fitted_or_none(lambda: fit_negative_binomial(counts, design_of(x), LEVEL))

    return draw


def _count_clusters(clusters: int, treated: int) -> Draw:
    members = _members(clusters)
    x = (members < treated).astype(float)

    def draw(generator: Generator) -> bool | None:
        own = np.exp(0.3 * generator.normal(size=clusters))[members]
        counts = pd.Series(generator.poisson(5.0 * own * np.exp(EFFECT * x)))
        return _fitted_or_none(
            lambda: fit_poisson(counts, design_of(x), LEVEL, errors="CR2", clusters=pd.Series(members))
        )

    return draw


def design_of(x: Any) -> pd.DataFrame:
    """A constant and one predictor, `x`."""
    return pd.DataFrame({"constant": 1.0, "x": x})


def _fitted_or_none(fit: Any) -> bool | None:
    """A model that refuses the sample (separation, one answer) shows no interval."""
    try:
        return held(fit())
    except ValueError:
        return None


def held(fit: Fitted) -> bool | None:
    """Whether the interval of `x` holds the true coefficient; None where the fit shows none."""
    row = fit.term("x")
    low, high = (None if pd.isna(row[bound]) else float(row[bound]) for bound in ("low", "high"))
    return between(low, high, EFFECT)
