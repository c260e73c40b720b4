"""How sure is a regression whose observations come in clusters (projects, communes), above all when clusters are few?

statsmodels has CR0 and CR1; no free library has the bias-reduced CR2 with Satterthwaite degrees of freedom, hence own
code, from Bell & McCaffrey 2002 and Pustejovsky & Tipton 2018 (DOI 10.1080/07350015.2016.1247004).

With weights W (identity for least squares, working weights for a generalised linear model), working covariance
Φ = W⁻¹, M = (X′WX)⁻¹ and hat matrix H = XMX′W, the sandwich is V = M (Σ_g X_g′W_g A_g e_g e_g′A_g′W_g X_g) M. CR2 takes
the symmetric A_g = D_g′B_g^(−1/2)D_g, with D_g = Φ_g^(1/2) and B_g = D_g[(I − H)Φ(I − H)′]_gg D_g′: V is then
unbiased when Φ is right. Since (I − H)Φ(I − H)′ = Φ − XMX′, every quantity needs one pass over the clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from pipeline.statistics.regression_results import Matrix
from pipeline.statistics.results import Caution

Kind = Literal["CR0", "CR1", "CR1S", "CR2", "CR3"]

FEW_CLUSTERS = 10
LEAST_DF = 4.0
"""Satterthwaite degrees of freedom below which the t approximation is not to be trusted (Tipton 2015)."""
ZERO_EIGENVALUE = 1e-12


@dataclass(frozen=True)
class Wald:
    """A test that several contrasts are zero: F on `df_num` and `df_den` degrees of freedom."""

    f: float
    df_num: int
    df_den: float
    p_value: float


@dataclass(frozen=True)
class ClusterErrors:
    """Covariance (k × k) of k coefficients, and what degrees of freedom are computed from.

    `within` (G × k × k) holds B_g′Φ_gB_g and `across` (G × k × k) holds X_g′B_g, where B_g = A_g′W_gX_gM.
    """

    covariance: Matrix
    within: Matrix
    across: Matrix
    bread: Matrix

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return len(self.within)

    def degrees_of_freedom(self, contrasts: ArrayLike | None = None) -> Matrix:
        """Satterthwaite degrees of freedom of each row of `contrasts` (m × k; by default, of each coefficient)."""
        rows = np.eye(len(self.covariance)) if contrasts is None else np.atleast_2d(np.asarray(contrasts, dtype=float))
        return np.array([_satterthwaite(self._between(row[None, :])[..., 0, 0]) for row in rows])

    def wald(self, estimates: ArrayLike, contrasts: ArrayLike) -> Wald:
        """The approximate Hotelling test (« HTZ ») of Pustejovsky & Tipton 2018 that all `contrasts` (q × k) are zero.

        Under Φ the estimated covariance of the contrasts behaves like a Wishart matrix; its degrees of freedom η match
        the total variance of its entries: η = q(q + 1) / Σ_st Var(D_st).
        """
        rows = np.atleast_2d(np.asarray(contrasts, dtype=float))
        q, between = len(rows), self._between(rows)
        whitener = _power(np.einsum("ggst->st", between), -0.5)
        white = np.einsum("as,ghst,tb->ghab", whitener, between, whitener)
        spread = np.einsum("ghss,ghtt->", white, white) + np.einsum("ghst,ghts->", white, white)
        eta = q * (q + 1) / spread
        found = rows @ np.asarray(estimates, dtype=float)
        distance = found @ np.linalg.solve(rows @ self.covariance @ rows.T, found)
        df_den = eta - q + 1
        f = float(df_den / (eta * q) * distance)
        return Wald(f, q, float(df_den), float(stats.f.sf(f, q, df_den)) if df_den > 0 else float("nan"))

    def _between(self, rows: Matrix) -> Matrix:
        """Covariances (G × G × q × q), under Φ, of what each pair of clusters brings to the contrasts."""
        across = rows @ self.across.transpose(0, 2, 1)
        between = -np.einsum("gsi,htj,ij->ghst", across, across, self.bread, optimize=True)
        diagonal = np.arange(self.n_clusters)
        between[diagonal, diagonal] += rows @ self.within @ rows.T
        return between


def cluster_errors(
    design: ArrayLike, residuals: ArrayLike, clusters: ArrayLike, kind: Kind = "CR2", weights: ArrayLike | None = None
) -> ClusterErrors:
    """Cluster-robust errors of a regression on `design` (n × k) with `residuals` (n; working ones for a GLM).

    Raises:
        ValueError: fewer than two clusters, or columns of the design that depend on each other.
    """
    x, e = np.asarray(design, dtype=float), np.asarray(residuals, dtype=float)
    w = np.ones(len(e)) if weights is None else np.asarray(weights, dtype=float)
    members = _members(np.asarray(clusters))
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("Columns of the design depend on each other.")
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    scale = _scale(kind, len(members), *x.shape)
    within, across, scores = [], [], []
    for rows in members:
        loading = _adjusted(x[rows], w[rows], bread, kind) @ bread
        within.append(loading.T @ (loading / w[rows, None]))
        across.append(x[rows].T @ loading)
        scores.append(loading.T @ e[rows])
    total = np.array(scores)
    return ClusterErrors(scale * total.T @ total, np.array(within), np.array(across), bread)


def cluster_cautions(errors: ClusterErrors, df: Matrix) -> tuple[Caution, ...]:
    """What to beware of with these clusters: few of them, or degrees of freedom too low for Student's t."""
    found = []
    if errors.n_clusters < FEW_CLUSTERS:
        few_fr = "les groupes (communes, projets) sont peu nombreux et la marge est large"
        found.append(Caution("few-clusters", few_fr, "few clusters: wide margin"))
    if df.min() < LEAST_DF:
        low_fr = "l’intervalle n’est pas sûr, faute d’assez de groupes"
        found.append(Caution("low-df", low_fr, "too few clusters for a dependable interval"))
    return tuple(found)


def _members(clusters: np.ndarray) -> list[np.ndarray]:
    """The rows of each cluster, in order of first appearance."""
    _, first, codes = np.unique(clusters.astype(str), return_index=True, return_inverse=True)
    if len(first) < 2:
        raise ValueError("Cluster-robust errors need at least two clusters.")
    return [np.flatnonzero(codes == code) for code in np.argsort(first)]


def _adjusted(x: Matrix, w: Matrix, bread: Matrix, kind: Kind) -> Matrix:
    """A_g′W_gX_g (n_g × k) for one cluster."""
    weighted = w[:, None] * x
    if kind == "CR3":
        leave_out = np.eye(len(w)) - x @ bread @ weighted.T
        return np.asarray(np.linalg.solve(leave_out.T, weighted), dtype=float)
    if kind != "CR2":
        return weighted
    root = 1 / np.sqrt(w)
    expected = np.diag(1 / w) - x @ bread @ x.T
    middle = _power(root[:, None] * expected * root, -0.5)
    return (root[:, None] * middle * root) @ weighted


def _power(symmetric: Matrix, exponent: float) -> Matrix:
    """A power of a positive semi-definite matrix; directions of zero variance stay zero (Moore–Penrose)."""
    values, vectors = np.linalg.eigh(symmetric)
    powers = np.where(values > ZERO_EIGENVALUE, np.maximum(values, ZERO_EIGENVALUE) ** exponent, 0.0)
    return (vectors * powers) @ vectors.T


def _scale(kind: Kind, n_clusters: int, n: int, k: int) -> float:
    """G/(G − 1) for CR1; with (n − 1)/(n − k), as Stata has it, for CR1S."""
    if kind == "CR1":
        return n_clusters / (n_clusters - 1)
    return n_clusters * (n - 1) / ((n_clusters - 1) * (n - k)) if kind == "CR1S" else 1.0


def _satterthwaite(between: Matrix) -> float:
    """(Σ_g Ω_gg)² / Σ_gh Ω_gh²: the chi-square whose mean and variance the variance estimate has."""
    spread = float((between**2).sum())
    return float(np.trace(between) ** 2 / spread) if spread > 0 else 0.0
