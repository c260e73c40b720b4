"""How a sample was drawn: weights, strata, clusters and population sizes of each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
LonelyPolicy = Literal["adjust", "average", "certainty", "remove"]
"""What a stratum of which one cluster out of several was drawn adds to a variance.

`adjust`: its distance from the mean of all clusters of the stage; `average`: what the other strata add on average;
`certainty`, `remove`: nothing (Lumley 2010, section 3.2.1).
"""

POLICIES: tuple[LonelyPolicy, ...] = ("adjust", "average", "certainty", "remove")


@dataclass(frozen=True, eq=False)
class Calibration:
    """What weights were calibrated to: `auxiliaries` (n × q) whose totals are known, and the weights before."""

    auxiliaries: Floats
    base_weights: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """A sample of n units drawn in s stages; every array has n rows, in the order of the data.

    `strata`, `clusters` are codes of each stage (n × s), `drawn` how many clusters of the unit's stratum were drawn and
    `population` how many it has (infinite: drawn with replacement, or from so many that it makes no difference). Units
    left out of a domain still count in `drawn`. Build one with `sample_design`.
    """

    weights: Floats
    strata: Codes
    clusters: Codes
    drawn: Floats
    population: Floats
    lonely: LonelyPolicy = "adjust"
    calibration: Calibration | None = None

    @property
    def size(self) -> int:
        """Number of units with a weight."""
        return int(np.count_nonzero(self.weights))

    @property
    def is_census(self) -> bool:
        """Whether every cluster of every stage was drawn: estimates have no sampling error."""
        return bool((self.drawn >= self.population).all())

    @property
    def degrees_of_freedom(self) -> int:
        """First-stage clusters less first-stage strata, of units with a weight."""
        kept = self.weights != 0
        return len(np.unique(self.clusters[kept, 0])) - len(np.unique(self.strata[kept, 0]))

    def domain(self, kept: NDArray[np.bool_]) -> Design:
        """The same sample seen from the units of `kept` (n booleans) only.

        Of a calibrated sample all rows stay, the others with weight zero: what they were calibrated to still holds.
        """
        if self.calibration is not None:
            return replace(self, weights=np.where(kept, self.weights, 0.0))
        return replace(
            self,
            weights=self.weights[kept],
            strata=self.strata[kept],
            clusters=self.clusters[kept],
            drawn=self.drawn[kept],
            population=self.population[kept],
        )

    def rows(self, values: ArrayLike, kept: NDArray[np.bool_]) -> Floats:
        """The rows of `values` that `domain(kept)` has; those with weight zero hold zero."""
        told = np.asarray(values, dtype=float)
        if self.calibration is None:
            return told[kept]
        outside = ~kept if told.ndim == 1 else ~kept[:, None]
        return np.where(outside, 0.0, told)


def sample_design(
    size: int,
    *,
    weights: ArrayLike | None = None,
    strata: Sequence[ArrayLike] | ArrayLike | None = None,
    clusters: Sequence[ArrayLike] = (),
    population: Sequence[ArrayLike] = (),
    lonely: LonelyPolicy = "adjust",
) -> Design:
    """The design of a sample of `size` units.

    `clusters` and `population` hold one array a stage, `strata` one array (first stage) or one a stage; labels may be
    anything. Without `clusters` each unit is its own cluster. Without `weights` each is population ÷ drawn, over all
    stages, or one where no population is known.

    Raises:
        ValueError: an array has another length, a policy is unknown, a cluster lies in two strata, a population is
            smaller than what was drawn from it, or a weight is negative.
    """
    if lonely not in POLICIES:
        raise ValueError(f"« {lonely} » is no policy; one of {', '.join(POLICIES)} was expected.")
    units: list[ArrayLike] = list(clusters) or [np.arange(size)]
    nested = _nested(units, size)
    layers = _strata(strata, nested, size)
    drawn = np.column_stack([_distinct_within(nested[:, k], layers[:, k]) for k in range(nested.shape[1])])
    populations = _populations(population, drawn)
    if weights is None:
        known = np.isfinite(populations).all(axis=1)
        told = np.where(known, np.prod(np.where(np.isfinite(populations), populations, 1) / drawn, axis=1), 1.0)
    else:
        told = _column(weights, size)
    if (told < 0).any() or not np.isfinite(told).all():
        raise ValueError("Every weight must be a number, zero or more.")
    return Design(told, layers, nested, drawn, populations, lonely)


def _column(values: ArrayLike, size: int) -> Floats:
    told = np.asarray(values, dtype=float)
    if told.shape != (size,):
        raise ValueError(f"{size} values were expected, one a unit; got an array of shape {told.shape}.")
    return told


def codes(labels: Any) -> Codes:
    """Whole numbers in place of labels, in their sorted order."""
    return np.unique(np.asarray(pd.Series(labels).astype(str)), return_inverse=True)[1].astype(np.intp)


def _crossed(first: Codes, second: Codes) -> Codes:
    pairs = first.astype(np.int64) * (int(second.max(initial=0)) + 1) + second
    return np.unique(pairs, return_inverse=True)[1].astype(np.intp)


def _nested(clusters: Sequence[ArrayLike], size: int) -> Codes:
    """Codes of each stage's clusters; the same label in two clusters of the stage above means two units."""
    columns: list[Codes] = []
    for labels in clusters:
        own = codes(labels)
        if len(own) != size:
            raise ValueError(f"{size} clusters were expected, one a unit; got {len(own)}.")
        columns.append(_crossed(columns[-1], own) if columns else own)
    return np.column_stack(columns)


def _strata(strata: Any, clusters: Codes, size: int) -> Codes:
    """Codes of each stage's strata, nested in the clusters of the stage above."""
    given = [] if strata is None else list(strata) if isinstance(strata, (list, tuple)) else [strata]
    if given and np.ndim(given[0]) == 0:
        given = [given]
    own = [codes(labels) for labels in given] or [np.zeros(size, dtype=np.intp)]
    if any(len(layer) != size for layer in own):
        raise ValueError(f"{size} strata were expected, one a unit.")
    homes = pd.DataFrame({"cluster": clusters[:, 0], "stratum": own[0]}).drop_duplicates()
    if homes["cluster"].duplicated().any():
        raise ValueError("A cluster lies in two strata: give clusters labels that are unique over strata.")
    layers = [own[0]]
    for stage in range(1, clusters.shape[1]):
        layers.append(_crossed(clusters[:, stage - 1], own[min(stage, len(own) - 1)]))
    return np.column_stack(layers)


def _distinct_within(clusters: Codes, strata: Codes) -> Floats:
    return pd.Series(clusters).groupby(strata).transform("nunique").to_numpy(dtype=float)


def _populations(population: Sequence[ArrayLike], drawn: Floats) -> Floats:
    size, stages = drawn.shape
    if len(population) > stages:
        raise ValueError(f"{stages} stages were declared, but population sizes for {len(population)}.")
    known = [_column(sizes, size) for sizes in population]
    told = np.column_stack([*known, *[np.full(size, np.inf)] * (stages - len(known))])
    if (told < drawn).any():
        raise ValueError("A population is smaller than what was drawn from it.")
    return told
