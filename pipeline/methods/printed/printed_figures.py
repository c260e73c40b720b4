"""The verdict on one printed share, fraction or mean: could any base of the cohort have given it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.methods.printed import arithmetic

FULL, PART, IMPOSSIBLE, UNKNOWN = "full", "part", "impossible", "unknown"
VERDICTS_FR = {
    IMPOSSIBLE: "aucune base possible",
    PART: "base partielle seulement",
    FULL: "base complète possible",
    UNKNOWN: "base inconnue",
}
"""Each verdict, the gravest first."""

TOPS = {"share": 1, "ratio": 1, "mean_0_10": 10}
"""The units the check applies to, with the largest value that one unit of the base can have."""

EVERY_BASE_FR = "toute base convient : le contrôle n’apprend rien"
MEAN_OF_SHARES_FR = "moyenne de plusieurs parts, dont ni les valeurs ni les bases ne sont publiées"
MEAN = re.compile(r"\bmoyen(ne)?s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A printed figure as exact arithmetic sees it: its value, its rounding step, the largest value of one unit."""

    value: Fraction
    step: Fraction
    top: int


@dataclass(frozen=True)
class Check:
    """One verdict. `bases` are the complete bases known, largest first; `possible` the n that can print the figure.

    `smallest` is the smallest n of all that can, known cohort or not.
    """

    verdict: str
    bases: tuple[int, ...]
    possible: tuple[int, ...]
    smallest: int
    reason_fr: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether the check could have excluded the figure: a known base exists that does not print it."""
        return bool(self.bases) and len(self.possible) < self.bases[0]

    @property
    def complete(self) -> tuple[int, ...]:
        """The complete bases that can print the figure."""
        return tuple(base for base in self.bases if base in self.possible)


def is_checkable(figure: Any) -> bool:
    """Whether a row of `published` is a share, a fraction or a mean with one printed value."""
    return figure.unit in TOPS and figure.qualifier == "=" and not pd.isna(figure.value)


def reading(figure: Any) -> Reading:
    """The exact arithmetic of a checkable row; a fraction printed in words (« un tiers ») has no rounding step."""
    if pd.isna(figure.precision):
        return Reading(arithmetic.written_fraction(figure.value), Fraction(0), TOPS[figure.unit])
    return Reading(arithmetic.exact(figure.value), arithmetic.exact(figure.precision), TOPS[figure.unit])


def is_mean_of_shares(figure: Any) -> bool:
    """Whether the label calls a share a mean (« taux moyen des communes »): then it is no count over its base."""
    return figure.unit == "share" and bool(MEAN.search(str(figure.label_fr)))


def known_bases(figure: Any, frames: pd.DataFrame) -> tuple[tuple[int, ...], str]:
    """The complete bases of a figure, largest first, and where they come from (or why there is none).

    A base printed beside the figure goes before those of its population.
    """
    if is_mean_of_shares(figure):
        return (), MEAN_OF_SHARES_FR
    frame = frames[frames["population"].eq(figure.population)]
    if frame.empty:
        return (), f"aucune base de référence n’est déclarée pour « {figure.population} »"
    declared = frame.iloc[0]
    if pd.isna(declared["frame_max"]):
        return (), str(declared["origin_fr"])
    if not pd.isna(figure.n_printed):
        return (int(figure.n_printed),), "base publiée à côté du chiffre"
    others = declared["other_frames"] if "other_frames" in frame else None
    bases = {int(declared["frame_max"]), *(int(other) for other in ([] if others is None else others))}
    return tuple(sorted(bases, reverse=True)), str(declared["origin_fr"])


def check(figure: Any, frames: pd.DataFrame) -> Check:
    """The verdict on one checkable row of `published`."""
    read = reading(figure)
    bases, origin = known_bases(figure, frames)
    smallest = arithmetic.smallest_base(read.value, read.step, read.top)
    if not bases:
        return Check(UNKNOWN, (), (), smallest, origin)
    possible = tuple(n for n, _ in arithmetic.possible_bases(read.value, read.step, bases[0], read.top))
    reason = EVERY_BASE_FR if len(possible) == bases[0] else ""
    return Check(_verdict(bases, possible), bases, possible, smallest, reason)


def _verdict(bases: tuple[int, ...], possible: tuple[int, ...]) -> str:
    if not possible:
        return IMPOSSIBLE
    return FULL if set(bases) & set(possible) else PART
