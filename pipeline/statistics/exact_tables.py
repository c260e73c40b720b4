"""Do several groups spread alike over several answers? Fisher's exact test of a table of any size, and its relatives.

Fisher's test of r × c tables is not in Python's libraries (scipy's is a simulation there). The tables with the observed
margins form a network (Mehta and Patel 1983): its stages are the columns, its nodes what is left of the row totals.
Tables that reach a node with one probability go on together. At a node, the most and the least probable ways to end
say whether all continuations count, none does, or the node must be left to the next stage; the sum over all
continuations has a closed form. Rows may be exchanged, so a node is its row totals in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln
from scipy.stats import chi2_contingency, norm, random_table

from pipeline.statistics.cautions import FEWER_THAN_TWO
from pipeline.statistics.results import Caution, Method, Test

FISHER = Method(
    "test exact de Fisher, tableau r × c", "Fisher's exact test, r × c", "Freeman and Halton 1951; Mehta and Patel 1983"
)
FISHER_SIMULATED = Method(
    "test de Fisher, tableaux tirés au hasard", "Fisher's test, simulated tables", "Patefield 1981"
)
CHI_SQUARE = Method("test du khi-deux", "chi-square test", "Pearson 1900")
LINEAR_BY_LINEAR = Method("test de tendance linéaire", "linear-by-linear association test", "Agresti 2002, 3.4")

SIMULATED = Caution("simulated", "tableaux tirés au hasard, graine fixe", "tables drawn at random, with a fixed seed")
SMALL_EXPECTED = Caution("small-expected", "effectifs attendus inférieurs à 5", "expected counts below 5")

Node = tuple[int, ...]
Step = tuple[Node, float, int]
Paths = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Distinct log-probabilities of the ways to a node, and how many ways have each."""

SAME = 1e-7
"""Two log-probabilities nearer than this are one (R's `fisher.test` uses the same)."""

LARGEST_NETWORK = 700_000
"""Ways to leave nodes (and distinct probabilities at them) beyond which tables are drawn instead (a few seconds)."""

DRAWS = 99_999
SEED = 1983
SMALL = 5
DECIMALS = 9
"""Log-probabilities are rounded to these when paths are put together: far below `SAME`."""


class TooLargeError(ArithmeticError):
    """The network has more ways than may be walked."""


def fisher(table: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> Test:
    """Fisher's exact test of an r × c table of counts: the tables that are no likelier than the observed one.

    Beyond `LARGEST_NETWORK` ways, `draws` tables are drawn with a fixed seed and the observed one counts among them.
    Empty rows and columns say nothing and are left out; `sizes` are the row totals.
    """
    cells = _without_empty(table)
    sizes = tuple(int(total) for total in cells.sum(axis=1))
    if min(cells.shape) < 2:
        return Test(p_value=None, method=FISHER, sizes=sizes, cautions=(FEWER_THAN_TWO,))
    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    if len(rows) > len(columns):
        rows, columns, cells = columns, rows, cells.T
    observed = float(-gammaln(cells + 1).sum())
    network = _Network(tuple(sorted(map(int, rows))), tuple(sorted(map(int, columns), reverse=True)))
    try:
        least = network.least(network.root, 0)
        p, smallest = network.no_likelier(observed), network.no_likelier(least)
    except TooLargeError:
        return _simulated(rows, columns, observed, sizes, draws, seed)
    return Test(p_value=p, method=FISHER, sizes=sizes, smallest_p=smallest)


def chi_square(table: ArrayLike) -> Test:
    """Pearson's chi-square test without correction (scipy's); cautious of expected counts below 5."""
    cells = _without_empty(table)
    sizes = tuple(int(total) for total in cells.sum(axis=1))
    if min(cells.shape) < 2:
        return Test(p_value=None, method=CHI_SQUARE, sizes=sizes, cautions=(FEWER_THAN_TWO,))
    found = chi2_contingency(cells, correction=False)
    few = (SMALL_EXPECTED,) if found.expected_freq.min() < SMALL else ()
    return Test(
        p_value=float(found.pvalue), method=CHI_SQUARE, sizes=sizes, statistic=float(found.statistic), cautions=few
    )


def linear_by_linear(
    table: ArrayLike, row_scores: Sequence[float] | None = None, column_scores: Sequence[float] | None = None
) -> Test:
    """Is there a trend between ordered rows and ordered columns? `statistic` is Z = r √(n − 1), r the correlation.

    Scores are 1, 2, … unless told.
    """
    cells = np.asarray(table, dtype=float)
    r, c = cells.shape
    rows = np.asarray(row_scores if row_scores is not None else np.arange(1, r + 1), dtype=float)
    columns = np.asarray(column_scores if column_scores is not None else np.arange(1, c + 1), dtype=float)
    n = cells.sum()
    u, v = rows - cells.sum(axis=1) @ rows / n, columns - cells.sum(axis=0) @ columns / n
    spread = float(np.sqrt((cells.sum(axis=1) @ u**2) * (cells.sum(axis=0) @ v**2)))
    sizes = tuple(int(total) for total in cells.sum(axis=1))
    if not spread:
        return Test(p_value=None, method=LINEAR_BY_LINEAR, sizes=sizes, cautions=(FEWER_THAN_TWO,))
    z = float(u @ cells @ v) / spread * float(np.sqrt(n - 1))
    return Test(p_value=float(2 * norm.sf(abs(z))), method=LINEAR_BY_LINEAR, sizes=sizes, statistic=z)


@dataclass
class _Network:
    """Tables with given row totals (`root`, in order) and column totals, as paths; probabilities are logarithms of
    Π 1 / cell!, which orders tables as their probability does.
    """

    root: Node
    columns: tuple[int, ...]
    _extremes: dict[tuple[Node, int], tuple[float, float]] = field(default_factory=dict)
    _found: dict[tuple[Node, int], list[Step]] = field(default_factory=dict)
    _walked: int = 0

    def least(self, node: Node, stage: int) -> float:
        """The smallest log-probability of the ways from a node to the end."""
        return self._ends(node, stage)[0]

    def no_likelier(self, observed: float) -> float:
        """The probability of all tables whose log-probability is at most `observed`.

        Raises:
            TooLargeError: too many ways.
        """
        bound = observed + SAME
        counted, at = 0.0, {self.root: (np.zeros(1), np.ones(1))}
        for stage in range(len(self.columns)):
            ahead: dict[Node, list[Paths]] = {}
            for node, (pasts, numbers) in at.items():
                least, most = self._ends(node, stage)
                whole = pasts + most <= bound
                counted += float(numbers[whole] @ np.exp(pasts[whole] + self._share(node, stage)))
                part = ~whole & (pasts + least <= bound)
                for child, step, ways in self._steps(node, stage) if part.any() else ():
                    ahead.setdefault(child, []).append((pasts[part] + step, numbers[part] * ways))
            at = {node: _together(paths) for node, paths in ahead.items()}
            self._count(sum(len(pasts) for pasts, _ in at.values()))
        return min(1.0, counted)

    def _share(self, node: Node, stage: int) -> float:
        """Logarithm of the probability, less that of the way there, of all ways from a node to the end."""
        return self._total(node, stage) - self._total(self.root, 0)

    def _ends(self, node: Node, stage: int) -> tuple[float, float]:
        """(smallest, largest) log-probability of the ways from a node to the end."""
        if stage == len(self.columns):
            return 0.0, 0.0
        known = self._extremes.get((node, stage))
        if known is None:
            ways = [(step, self._ends(child, stage + 1)) for child, step, _ in self._steps(node, stage)]
            known = min(step + low for step, (low, _) in ways), max(step + high for step, (_, high) in ways)
            self._extremes[node, stage] = known
        return known

    def _total(self, node: Node, stage: int) -> float:
        """Logarithm of the sum, over all ways from a node to the end, of Π 1 / cell! (a multinomial identity)."""
        left = sum(self.columns[stage:])
        return float(gammaln(left + 1) - _log_factorials(node) - _log_factorials(self.columns[stage:]))

    def _steps(self, node: Node, stage: int) -> list[Step]:
        """(next node, log-probability of the step, how many columns of cells make it), alike columns put together."""
        if stage == len(self.columns) - 1:
            return [((0,) * len(node), -_log_factorials(node), 1)]
        known = self._found.get((node, stage))
        if known is None:
            cells = _columns(node, self.columns[stage])
            left, chances = np.sort(np.asarray(node) - cells, axis=1), -gammaln(cells + 1).sum(axis=1)
            alike = np.column_stack([left, np.rint(chances * 10**DECIMALS)])
            _, first, ways = np.unique(alike, axis=0, return_index=True, return_counts=True)
            children = map(tuple, left[first].tolist())
            known = list(zip(children, chances[first].tolist(), ways.tolist(), strict=True))
            self._found[node, stage] = known
            self._count(len(known))
        return known

    def _count(self, ways: int) -> None:
        self._walked += ways
        if self._walked > LARGEST_NETWORK:
            raise TooLargeError


def _together(paths: list[Paths]) -> Paths:
    """Paths of one log-probability as one, their numbers added."""
    pasts = np.concatenate([past for past, _ in paths])
    _, first, which = np.unique(np.round(pasts, DECIMALS), return_index=True, return_inverse=True)
    numbers = np.bincount(which, np.concatenate([number for _, number in paths]))
    return pasts[first], numbers.astype(np.float64)


def _columns(totals: Node, column: int) -> NDArray[np.int64]:
    """Every column of cells (rows of the result) that adds up to `column` with no cell above its row's total."""
    cells = np.zeros((1, 0), dtype=np.int64)
    for position, total in enumerate(totals):
        choices = np.arange(min(total, column) + 1)
        cells = np.column_stack([np.repeat(cells, len(choices), axis=0), np.tile(choices, len(cells))])
        missing = column - cells.sum(axis=1)
        cells = cells[(missing >= 0) & (missing <= sum(totals[position + 1 :]))]
    return cells


def _log_factorials(counts: Sequence[int]) -> float:
    return float(gammaln(np.asarray(counts) + 1).sum())


def _without_empty(table: ArrayLike) -> NDArray[np.int64]:
    cells = np.asarray(table, dtype=np.int64)
    return cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]


def _simulated(
    rows: ArrayLike, columns: ArrayLike, observed: float, sizes: tuple[int, ...], draws: int, seed: int
) -> Test:
    drawn = random_table(rows, columns).rvs(draws, random_state=Generator(PCG64(seed)))
    likelihoods = -gammaln(drawn + 1).sum(axis=(1, 2))
    no_likelier = int((likelihoods <= observed + SAME).sum())
    return Test(
        p_value=(1 + no_likelier) / (1 + draws),
        method=FISHER_SIMULATED,
        sizes=sizes,
        smallest_p=1 / (1 + draws),
        cautions=(SIMULATED,),
    )
