"""Whether more interviews would still bring new codes: how many distinct codes a number of them shows.

The order of interviews is chance, so the curve is over all orders. Its mean is exact (Hurlbert 1971): with n interviews
of which f_c bear code c, m of them drawn without replacement show sum_c [1 - C(n - f_c, m) / C(n, m)] codes. Its spread
is taken over orders drawn at random.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from scipy.stats import hypergeom

from pipeline.statistics.results import Method

SATURATION = Method(
    "courbe de saturation sur des ordres tirés au sort", "saturation curve over orders", "Hurlbert 1971"
)


def saturation_curve(presence: pd.DataFrame, level: float, *, seed: int, draws: int = 2000) -> pd.DataFrame:
    """`expected`, `low` and `high` number of distinct codes after `interviews` 1, 2, …, n.

    `presence` is interviews × codes, true where the interview bears the code. Between `low` and `high` lie the curves
    of at least `level` of the orders.
    """
    n = len(presence)
    sizes = np.arange(1, n + 1)
    bearing = presence.to_numpy(dtype=bool).sum(axis=0)
    unseen = hypergeom.pmf(0, n, bearing[None, :], sizes[:, None])
    counts = _by_order(presence.to_numpy(dtype=bool), draws, Generator(PCG64(seed)))
    low = np.quantile(counts, (1 - level) / 2, axis=0, method="lower")
    high = np.quantile(counts, (1 + level) / 2, axis=0, method="higher")
    return pd.DataFrame({"interviews": sizes, "expected": (1 - unseen).sum(axis=1), "low": low, "high": high})


def new_codes(presence: pd.DataFrame) -> pd.Series:
    """How many codes each interview is the first to bear, in the order of the rows."""
    seen = presence.astype(bool).cummax()
    return seen.sum(axis=1).diff().fillna(seen.sum(axis=1)).astype("int64")


def _by_order(presence: np.ndarray, draws: int, rng: Generator) -> np.ndarray:
    """Distinct codes after each interview of each drawn order: orders × interviews."""
    counts = np.empty((draws, len(presence)))
    for draw in range(draws):
        counts[draw] = np.logical_or.accumulate(presence[rng.permutation(len(presence))]).sum(axis=1)
    return counts
