"""Weights that make a sample add up to known totals: post-stratification, raking, calibration, trimming."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.statistics.sampling.design import Calibration, Design, Floats
from pipeline.statistics.sampling.estimates import as_columns

Margin = tuple[Any, Mapping[str, float]]
"""The label of each unit, and how many of each label the population has."""

Distance = Literal["linear", "raking", "logit"]
MAX_ROUNDS = 1000
CLOSE_ENOUGH = 1e-10
"""Relative to each known total, when rounds of raking or of Newton's method stop."""


class CalibrationError(ValueError):
    """Known totals that no weights of this sample can reach."""


def post_stratify(design: Design, labels: Any, sizes: Mapping[str, float]) -> Design:
    """Weights that give each label its size in the population (Holt & Smith 1979).

    Raises:
        CalibrationError: a label of the population was not sampled, or one of the sample has no size.
    """
    return rake(design, [(labels, sizes)])


def rake(design: Design, margins: Sequence[Margin]) -> Design:
    """Weights that give every label of every margin its size, by turns until all hold (Deming & Stephan 1940).

    Raises:
        CalibrationError: as `post_stratify`; or the margins do not add up to one population, or never hold together.
    """
    indicators = [_indicators(labels, sizes, design) for labels, sizes in margins]
    known = [np.array([float(sizes[name]) for name in sorted(sizes)]) for _, sizes in margins]
    if any(abs(totals.sum() - known[0].sum()) > CLOSE_ENOUGH * known[0].sum() for totals in known):
        raise CalibrationError("The margins do not add up to one population.")
    weights = design.weights
    for _ in range(MAX_ROUNDS):
        for indicator, totals in zip(indicators, known, strict=True):
            weights = weights * (indicator @ (totals / (weights @ indicator)))
        if all(_reached(weights, indicator, totals) for indicator, totals in zip(indicators, known, strict=True)):
            return _calibrated(design, weights, np.hstack(indicators))
    raise CalibrationError(f"The margins do not hold together after {MAX_ROUNDS} rounds of raking.")


def _indicators(labels: Any, sizes: Mapping[str, float], design: Design) -> Floats:
    """Zeros and ones (n × labels), in sorted order of labels."""
    told, names = np.asarray(labels).astype(str), sorted(sizes)
    strangers = sorted(set(told) - set(names))
    absent = sorted(set(names) - set(told[design.weights > 0]))
    if strangers or absent:
        raise CalibrationError(
            f"Sampled but not in the population: {', '.join(strangers) or 'none'}; "
            f"in the population but not sampled: {', '.join(absent) or 'none'}."
        )
    return (told[:, None] == np.array(names)[None, :]).astype(float)


def _reached(weights: Floats, auxiliaries: Floats, totals: Floats) -> bool:
    return bool((np.abs(weights @ auxiliaries - totals) <= CLOSE_ENOUGH * (1 + np.abs(totals))).all())


def calibrate(
    design: Design,
    auxiliaries: ArrayLike,
    totals: ArrayLike,
    distance: Distance = "linear",
    bounds: tuple[float, float] = (0.0, np.inf),
) -> Design:
    """Weights as near as can be to the design's whose totals of `auxiliaries` (n × q) are `totals` (q).

    The factor of each weight is F(x'λ), with F(u) = 1 + u (`linear`, the generalised regression estimator), exp(u)
    (`raking`), or a logistic curve within `bounds` (`logit`); λ by Newton's method (Deville & Särndal 1992).

    Raises:
        CalibrationError: no such factors were found; they may not exist within the bounds.
    """
    columns, known = as_columns(auxiliaries), np.asarray(totals, dtype=float)
    factor, slope = _curve(distance, bounds)
    multipliers = np.zeros(columns.shape[1])
    for _ in range(MAX_ROUNDS):
        inner = columns @ multipliers
        weights = design.weights * factor(inner)
        if not np.isfinite(weights).all():
            break
        if _reached(weights, columns, known):
            return _calibrated(design, weights, columns)
        curvature = (columns * (design.weights * slope(inner))[:, None]).T @ columns
        multipliers = multipliers + np.linalg.lstsq(curvature, known - weights @ columns, rcond=None)[0]
    raise CalibrationError("No weights of this sample reach the known totals.")


def _curve(
    distance: Distance, bounds: tuple[float, float]
) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """F and its derivative."""
    if distance == "linear":
        return lambda inner: 1 + inner, np.ones_like
    if distance == "raking":
        return np.exp, np.exp
    lower, upper = bounds
    if not lower < 1 < upper < np.inf:
        raise CalibrationError("The bounds of logistic factors must lie on both sides of one.")
    rate = (upper - lower) / ((1 - lower) * (upper - 1))

    def grown(inner: Floats) -> Floats:
        return np.exp(np.clip(rate * inner, -500, 500))

    def factor(inner: Floats) -> Floats:
        return (lower * (upper - 1) + upper * (1 - lower) * grown(inner)) / (upper - 1 + (1 - lower) * grown(inner))

    def slope(inner: Floats) -> Floats:
        found = factor(inner)
        return rate * (found - lower) * (upper - found) / (upper - lower)

    return factor, slope


def _calibrated(design: Design, weights: Floats, auxiliaries: Floats) -> Design:
    return replace(design, weights=weights, calibration=Calibration(auxiliaries, design.weights))


def trim(design: Design, lowest: float, highest: float, *, strict: bool = True) -> Design:
    """Weights within bounds; what is cut off (or added) is spread evenly over the others, so that the total holds.

    With `strict`, again until none lies outside. The totals that the weights were calibrated to hold no longer, so that
    the variance forgets them (Potter 1990; Lumley 2010, section 7.2).

    Raises:
        CalibrationError: the bounds leave no room for the total.
    """
    weights = design.weights
    if not lowest * len(weights) <= weights.sum() <= highest * len(weights):
        raise CalibrationError("The bounds leave no room for the total of the weights.")
    for _ in range(MAX_ROUNDS):
        outside: NDArray[np.bool_] = (weights < lowest) | (weights > highest)
        if not outside.any():
            break
        cut = np.clip(weights, lowest, highest)
        spread = (weights.sum() - cut.sum()) / (~outside).sum() if not outside.all() else 0.0
        weights = np.where(outside, cut, cut + spread)
        if not strict:
            break
    return replace(design, weights=weights, calibration=None)


def weighting_effect(weights: ArrayLike) -> float:
    """How many times unequal weights multiply the variance of a mean: n Σw² / (Σw)² (Kish 1965, section 11.2)."""
    told = np.asarray(weights, dtype=float)
    return float(len(told) * (told**2).sum() / told.sum() ** 2)


def effective_size(weights: ArrayLike) -> float:
    """How many answers of equal weight tell as much: (Σw)² / Σw² (Kish 1965)."""
    told = np.asarray(weights, dtype=float)
    return float(told.sum() ** 2 / (told**2).sum())
