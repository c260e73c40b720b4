"""Is one category related to another in the population? The chi-square test of a weighted table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import integrate, linalg, stats

from pipeline.statistics.results import Method
from pipeline.statistics.sampling.design import Codes, Design, Floats, codes
from pipeline.statistics.sampling.estimates import means, totals

Statistic = Literal["F", "Chisq", "Wald", "adjWald", "lincom"]
METHODS: dict[Statistic, Method] = {
    "F": Method("Khi-deux de Rao–Scott (F)", "Rao–Scott chi-square (F)", "Rao & Scott 1984; Thomas & Rao 1987"),
    "Chisq": Method("Khi-deux de Rao–Scott, premier ordre", "Rao–Scott chi-square, first order", "Rao & Scott 1984"),
    "Wald": Method("Wald, tableau pondéré", "Wald, weighted table", "Koch, Freeman & Freeman 1975"),
    "adjWald": Method("Wald ajusté, tableau pondéré", "Adjusted Wald, weighted table", "Thomas & Rao 1987"),
    "lincom": Method(
        "Khi-deux pondéré, loi exacte asymptotique", "Weighted chi-square, asymptotic exact law", "Rao & Scott 1984"
    ),
}


@dataclass(frozen=True)
class Association:
    """The test of a table of r rows and c columns; `freedom` are the degrees of freedom of the F law it is told by."""

    statistic: float
    freedom: tuple[float, ...]
    p_value: float
    method: Method
    n: int


def association(rows: Any, columns: Any, design: Design, statistic: Statistic = "F") -> Association:
    """The test that two categories are independent in the population. Labels must not be missing.

    `F` (the usual one) corrects Pearson's statistic by the first two moments of its law under the design. `lincom` uses
    that law itself, with the same cut to whole degrees of freedom as survey 4.5, which is on the safe side. The `Wald`
    tests need many more clusters than cells.

    Raises:
        ValueError: fewer than two rows or two columns, or no degree of freedom left.
    """
    row, column = codes(rows), codes(columns)
    shape = (int(row.max(initial=0)) + 1, int(column.max(initial=0)) + 1)
    if min(shape) < 2:
        raise ValueError("A table needs two rows and two columns.")
    if design.degrees_of_freedom < 1:
        raise ValueError("The sample has no degree of freedom.")
    if statistic in ("Wald", "adjWald"):
        return _wald(row, column, shape, design, statistic)
    return _rao_scott(row, column, shape, design, statistic)


def _cells(row: Codes, column: Codes, shape: tuple[int, int]) -> Floats:
    return (_one_hot(row, shape[0])[:, :, None] * _one_hot(column, shape[1])[:, None, :]).reshape(len(row), -1)


def _one_hot(position: Codes, size: int) -> Floats:
    return np.eye(size)[position]


def _rao_scott(row: Codes, column: Codes, shape: tuple[int, int], design: Design, statistic: Statistic) -> Association:
    """Pearson's statistic and the generalised design effects: its covariance over that of a simple sample.

    With C a basis of interactions orthogonal to the margins, they are the eigenvalues of (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C, D the
    diagonal of cell shares and V their covariance under the design.
    """
    found = means(_cells(row, column, shape), design)
    table = found.point.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = design.size * float(((table - expected) ** 2 / expected).sum())
    inverse = np.divide(1, found.point, out=np.zeros_like(found.point), where=found.point > 0)
    basis = np.kron(*(linalg.null_space(np.ones((1, size))) for size in shape)) * inverse[:, None]
    simple = basis.T @ (basis * found.point[:, None]) / design.size
    effects = np.linalg.eigvals(np.linalg.solve(simple, basis.T @ found.covariance @ basis)).real
    first = effects.sum() ** 2 / (effects**2).sum()
    second = first * design.degrees_of_freedom
    if statistic == "lincom":
        return _result(pearson, (), _mixture_tail(pearson, effects, second), statistic, design)
    if statistic == "Chisq":
        p_value = float(stats.chi2.sf(pearson / effects.mean(), len(effects)))
        return _result(pearson, (float(len(effects)),), p_value, statistic, design)
    value = pearson / effects.sum()
    return _result(value, (first, second), float(stats.f.sf(value, first, second)), statistic, design)


def _mixture_tail(value: float, effects: Floats, second: float) -> float:
    """P(Σ effect·χ²₁ > value·χ²_m/second), m the whole part of second, by inverting its characteristic function
    (Imhof 1961, equation 3.2).
    """
    scales = np.append(effects, -value / second)
    freedom = np.append(np.ones(len(effects)), np.floor(second))

    def integrand(at: float) -> float:
        angle = 0.5 * float((freedom * np.arctan(scales * at)).sum())
        shrunk = -0.25 * float((freedom * np.log1p((scales * at) ** 2)).sum())
        return float(np.sin(angle) * np.exp(shrunk) / at)

    found = integrate.quad(integrand, 0, np.inf, limit=2000, epsabs=1e-13, epsrel=1e-10)[0]
    return float(np.clip(0.5 + found / np.pi, 0, 1))


def _wald(row: Codes, column: Codes, shape: tuple[int, int], design: Design, statistic: Statistic) -> Association:
    """Observed less expected totals of the cells but the first row and column, over their covariance."""
    cells = _cells(row, column, shape)
    found = totals(np.column_stack([cells, np.ones(len(row))]), design)
    whole = found.point[-1]
    table = found.point[:-1].reshape(shape)
    by_row, by_column = table.sum(axis=1), table.sum(axis=0)
    gaps = (table - np.outer(by_row, by_column) / whole).ravel()
    row_of, column_of = (axis.ravel() for axis in np.indices(shape))
    same_row = row_of[:, None] == row_of[None, :]
    same_column = column_of[:, None] == column_of[None, :]
    slopes = np.eye(len(gaps)) - same_row * by_column[column_of][:, None] / whole
    slopes = slopes - same_column * by_row[row_of][:, None] / whole
    slopes = np.column_stack([slopes, (by_row[row_of] * by_column[column_of]) / whole**2])
    inner = (row_of > 0) & (column_of > 0)
    spread = (slopes @ found.covariance @ slopes.T)[np.ix_(inner, inner)]
    value = float(gaps[inner] @ np.linalg.solve(spread, gaps[inner]))
    first, clusters = int(inner.sum()), design.degrees_of_freedom
    second = clusters if statistic == "Wald" else clusters - first + 1
    if second < 1:
        raise ValueError("The sample has fewer degrees of freedom than the table has cells.")
    value *= 1 / first if statistic == "Wald" else second / (first * clusters)
    return _result(value, (float(first), float(second)), float(stats.f.sf(value, first, second)), statistic, design)


def _result(
    value: float, freedom: tuple[float, ...], p_value: float, statistic: Statistic, design: Design
) -> Association:
    return Association(value, freedom, p_value, METHODS[statistic], design.size)
