"""Which coefficients tell whether those who scored or coded the same things agree, and what to beware of in them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline.statistics.agreement import CONCENTRATION, agreement_cautions
from pipeline.statistics.chance_corrected import NearAgreement, coefficient
from pipeline.statistics.kappas import Weights, cohen_of_ratings, dependable, light
from pipeline.statistics.krippendorff import krippendorff
from pipeline.statistics.results import Caution, Estimate


def agreement_coefficients(
    ratings: pd.DataFrame,
    level: float,
    *,
    seed: int,
    clusters: Sequence[object] | None,
    scale: list[float] | None = None,
) -> tuple[dict[str, Estimate], list[Caution]]:
    """Alpha, kappa, and Gwet's where most `ratings` (units × raters) are one and the same; and what to know of them.

    With a `scale` (its levels, lowest first) ratings that are near agree in part; without one, they are alike or not.
    `clusters`, one a unit, are those that the bootstrap of alpha draws whole.
    """
    alpha = krippendorff(ratings, "nominal" if scale is None else "ordinal", level, seed=seed, clusters=clusters)
    cautions = [*alpha.cautions, *agreement_cautions(ratings)]
    found: dict[str, Estimate] = {"alpha": alpha, "kappa": _kappa(ratings, level, scale)}
    if CONCENTRATION in cautions:
        near: NearAgreement = "identity" if scale is None else "quadratic"
        found["gwet"] = dependable(coefficient(ratings, "gwet", level, near, scale))
    return found, cautions


def _kappa(ratings: pd.DataFrame, level: float, scale: list[float] | None) -> Estimate:
    """Two raters: Cohen's kappa, weighted on a scale; more: the mean over their pairs, without interval."""
    weights: Weights = "none" if scale is None else "quadratic"
    if ratings.shape[1] == 2:
        return dependable(cohen_of_ratings(ratings, level, weights, scale))
    return light(ratings, weights, scale)
