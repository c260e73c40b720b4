"""The variance of estimated totals, for any sample drawn in stages.

A statistic that is a smooth function of totals varies as the total of its linearised variable (Särndal, Swensson &
Wretman 1992, section 5.5), so that one variance serves all. It is that of the totals of first-stage clusters within
strata, plus, for each cluster drawn, the variance within it times the fraction of clusters drawn (section 4.3).
"""

from __future__ import annotations

import numpy as np

from pipeline.statistics.sampling.design import Calibration, Codes, Design, Floats

ALL_DRAWN = 1e-7
"""A stratum with a smaller part left undrawn is a census: it adds nothing."""


def covariance(expanded: Floats, design: Design) -> Floats:
    """The covariance (p × p) of the column sums of `expanded` (n × p): linearised variables times weights."""
    known = design.calibration
    told = expanded if known is None else _calibration_residuals(expanded, design.weights, known)
    return _staged(told, design, np.arange(len(told)), 0)


def _calibration_residuals(expanded: Floats, weights: Floats, known: Calibration) -> Floats:
    """What the auxiliaries do not explain: their totals are known without error.

    The residual of each linearised variable from its regression on the auxiliaries, with the weights before calibration
    (Deville & Särndal 1992, equation 3.4); the weights of the residuals are the calibrated ones.
    """
    unweighted = np.divide(expanded, weights[:, None], out=np.zeros_like(expanded), where=weights[:, None] > 0)
    root = np.sqrt(known.base_weights)[:, None]
    slopes = np.linalg.lstsq(known.auxiliaries * root, unweighted * root, rcond=None)[0]
    return np.asarray((unweighted - known.auxiliaries @ slopes) * weights[:, None])


def _staged(expanded: Floats, design: Design, rows: Codes, stage: int) -> Floats:
    found = _one_stage(expanded[rows], design, rows, stage)
    if stage + 1 == design.clusters.shape[1]:
        return found
    clusters = design.clusters[rows, stage]
    for cluster in np.unique(clusters):
        within = rows[clusters == cluster]
        fraction = design.drawn[within[0], stage] / design.population[within[0], stage]
        if fraction > 0:
            found = found + fraction * _staged(expanded, design, within, stage + 1)
    return found


def _one_stage(expanded: Floats, design: Design, rows: Codes, stage: int) -> Floats:
    """The variance between clusters of one stage, over its strata."""
    strata, clusters = design.strata[rows, stage], design.clusters[rows, stage]
    drawn, population = design.drawn[rows, stage], design.population[rows, stage]
    names, first = np.unique(strata, return_index=True)
    centre = expanded.sum(axis=0) / drawn[first].sum()
    lonely = (drawn[first] == 1) & (population[first] > 1)
    found = np.zeros((expanded.shape[1], expanded.shape[1]))
    for name, at, is_lonely in zip(names, first, lonely, strict=True):
        left = 1 - drawn[at] / population[at]
        if left < ALL_DRAWN or (is_lonely and design.lonely != "adjust"):
            continue
        here = strata == name
        totals = _cluster_totals(expanded[here], clusters[here])
        found += left * _spread(totals, int(drawn[at]), centre if is_lonely else None)
    if design.lonely == "average" and lonely.any():
        found = found * _ratio(len(names), len(names) - int(lonely.sum()))
    return found


def _ratio(strata: int, with_variance: int) -> float:
    return strata / with_variance if with_variance else np.nan


def _cluster_totals(expanded: Floats, clusters: Codes) -> Floats:
    names, positions = np.unique(clusters, return_inverse=True)
    totals = np.zeros((len(names), expanded.shape[1]))
    np.add.at(totals, positions, expanded)
    return totals


def _spread(totals: Floats, drawn: int, centre: Floats | None) -> Floats:
    """Sum of squares of `drawn` totals around their mean (or `centre`); clusters outside a domain total zero."""
    if centre is not None:
        return np.outer(totals[0] - centre, totals[0] - centre)
    mean = totals.sum(axis=0) / drawn
    deviations = totals - mean
    squares = deviations.T @ deviations + (drawn - len(totals)) * np.outer(mean, mean)
    return np.asarray(squares * drawn / (drawn - 1))
