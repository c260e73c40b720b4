"""Could the difference between treated and other units come from which units were treated? Exact where few units."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import ArrayLike

from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution, Method, Test

SEED = 20_260_101
MOST_ENUMERATED, DRAWS = 20_000, 9_999
NEAR = 1e-9
"""Differences closer than this, relative to the largest, are the same: sums in another order differ in a last bit."""

ALLOCATION = Method(
    "test par permutation des unités traitées", "permutation of the treated units", "Fisher 1935; Pitman 1937"
)
SIGNS = Method(
    "test par permutation des signes (bootstrap sauvage par unité)",
    "sign-flipping permutation test (wild bootstrap by unit)",
    "Fisher 1935; Cameron, Gelbach & Miller 2008",
)


def permute_treated(changes: ArrayLike, is_treated: ArrayLike, level: float) -> Test:
    """Two-sided test that treatment changed nothing: the difference of mean changes, whoever could have been treated.

    `changes` (n) has one number a unit, `is_treated` (n) says which were treated. All choices are enumerated up to
    20 000, else 9 999 are drawn (fixed seed) and the observed one is counted among them.

    Raises:
        ValueError: no unit, or no treated one, or only treated ones.
    """
    change, treated = np.asarray(changes, dtype=float), np.asarray(is_treated, dtype=bool)
    n, n_treated = len(change), int(treated.sum())
    if not 0 < n_treated < n:
        raise ValueError("Both treated and other units are needed.")
    sums = _allocation_sums(change, n_treated)
    differences = sums / n_treated - (change.sum() - sums) / (n - n_treated)
    observed = change[treated].mean() - change[~treated].mean()
    return _test(ALLOCATION, observed, differences, comb(n, n_treated), (n_treated, n - n_treated), level)


def flip_signs(differences: ArrayLike, level: float) -> Test:
    """Two-sided test that paired `differences` (n) are as often of one sign as of the other, by size.

    It is the wild cluster bootstrap of their mean, null imposed, two-point weights: one cluster a unit.

    Raises:
        ValueError: no difference.
    """
    values = np.asarray(differences, dtype=float)
    n = len(values)
    if not n:
        raise ValueError("No difference to test.")
    means = _signs(n) @ values / n
    return _test(SIGNS, values.mean(), means, 2**n, (n,), level)


def _allocation_sums(change: Matrix, n_treated: int) -> Matrix:
    """The sum of changes over each choice of treated units."""
    if comb(len(change), n_treated) <= MOST_ENUMERATED:
        return np.array([change[list(chosen)].sum() for chosen in combinations(range(len(change)), n_treated)])
    generator = Generator(PCG64(SEED))
    return np.array([generator.permutation(change)[:n_treated].sum() for _ in range(DRAWS)])


def _signs(n: int) -> Matrix:
    if 2**n <= MOST_ENUMERATED:
        return np.array(list(product((-1.0, 1.0), repeat=n)))
    return Generator(PCG64(SEED)).choice((-1.0, 1.0), size=(DRAWS, n))


def _test(
    method: Method, observed: float, permuted: Matrix, n_possible: int, sizes: tuple[int, ...], level: float
) -> Test:
    """The share of permutations at least as far from zero; drawn ones count the observed one in (Phipson & Smyth 2010).

    Far from zero, not from the mean: under permutation of labels the mean difference is zero.
    """
    is_drawn = n_possible > MOST_ENUMERATED
    reach = abs(observed) - NEAR * float(np.abs(permuted).max())
    farther = int((np.abs(permuted) >= reach).sum())
    p_value = (farther + 1) / (len(permuted) + 1) if is_drawn else farther / n_possible
    smallest = 1 / (len(permuted) + 1) if is_drawn else _smallest(sizes, n_possible)
    return Test(
        p_value=p_value,
        method=method,
        sizes=sizes,
        statistic=float(observed),
        smallest_p=smallest,
        cautions=(CANNOT_DECIDE,) if smallest > 1 - level else (),
    )


def _smallest(sizes: tuple[int, ...], n_possible: int) -> float:
    """The most extreme arrangement, and its mirror where there is one (all signs flipped, or groups of equal size)."""
    has_mirror = len(sizes) == 1 or sizes[0] == sizes[-1]
    return (2 if has_mirror else 1) / n_possible


CANNOT_DECIDE = Caution(
    "cannot-decide",
    "trop peu d’unités : aucun résultat de ce test ne pourrait décider",
    "too few units: no outcome of this test could decide",
)
