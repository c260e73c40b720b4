"""How sure are the variances of a mixed model, and what does that take from the degrees of freedom of its effects?

The covariance of a group's n_g observations is linear in the components γ: V_g = Σ_r γ_r G_r,g, with G_r = Z_gE_rZ_g′
for each entry of the random effects' covariance, and the identity for the residual variance. Score and information of
γ, and the degrees of freedom that follow (Satterthwaite 1946 as Fai & Cornelius 1996 use it; Kenward & Roger 1997), are
sums over groups. statsmodels gives neither, nor does any free library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.statistics.regression_results import Matrix


@dataclass(frozen=True)
class Group:
    """One group's outcome (n_g), fixed design (n_g × k) and random design (n_g × q)."""

    y: Matrix
    x: Matrix
    z: Matrix

    def parts(self) -> list[Matrix]:
        """G_r of this group: the entries of the random effects' covariance (lower triangle, by row), then identity."""
        q = self.z.shape[1]
        crossed = [np.outer(self.z[:, i], self.z[:, j]) for i in range(q) for j in range(i + 1)]
        symmetric = [part if np.allclose(part, part.T) else part + part.T for part in crossed]
        return [*symmetric, np.eye(len(self.y))]


@dataclass(frozen=True)
class Sums:
    """What groups add up to, at given components (R of them): the notation is that of Kenward & Roger 1997.

    `phi` (k × k) is (X′V⁻¹X)⁻¹; `p` (R × k × k) has −X′V⁻¹G_rV⁻¹X, `q` (R × R × k × k) X′V⁻¹G_rV⁻¹G_sV⁻¹X; `trace1`
    (R) and `trace2` (R × R) tr V⁻¹G_r and tr V⁻¹G_rV⁻¹G_s; `form1`, `form2` the same quadratic forms in V⁻¹ times the
    residuals, and `cross` (R × k) X′V⁻¹G_rV⁻¹ times the residuals.
    """

    beta: Matrix
    phi: Matrix
    p: Matrix
    q: Matrix
    trace1: Matrix
    trace2: Matrix
    form1: Matrix
    form2: Matrix
    cross: Matrix
    log_likelihood: float
    is_restricted: bool

    @cached_property
    def score(self) -> Matrix:
        """Derivative (R) of the log-likelihood, restricted or full."""
        taken = self.trace1
        if self.is_restricted:
            taken = taken + np.einsum("rij,ji->r", self.p, self.phi)
        return 0.5 * (self.form1 - taken)

    @cached_property
    def expected_information(self) -> Matrix:
        """Expected information (R × R) of the components."""
        return 0.5 * (self.trace2 - self._taken_by_fixed_effects())

    @cached_property
    def observed_information(self) -> Matrix:
        """Observed information (R × R) of the components, fixed effects profiled out."""
        quadratic = self.form2 - np.einsum("ri,ij,sj->rs", self.cross, self.phi, self.cross)
        return quadratic - self.expected_information

    def _taken_by_fixed_effects(self) -> Matrix:
        if not self.is_restricted:
            return np.zeros_like(self.trace2)
        phi_p = self.phi @ self.p
        return 2 * np.einsum("ij,rsji->rs", self.phi, self.q) - np.einsum("rij,sji->rs", phi_p, phi_p)

    def adjusted_covariance(self) -> Matrix:
        """Covariance (k × k) of the fixed effects that counts what estimating the components costs (Kenward–Roger)."""
        w = np.linalg.inv(self.expected_information)
        between = self.q - np.einsum("rij,jk,skl->rsil", self.p, self.phi, self.p)
        return self.phi + 2 * self.phi @ np.einsum("rs,rsij->ij", w, between) @ self.phi

    def degrees_of_freedom(self, information: Matrix) -> Matrix:
        """2(Φ_ii)² / (g′I⁻¹g) for each fixed effect, g the gradient of Φ_ii in the components.

        With the observed information that is Satterthwaite's approximation; with the expected one it is Kenward and
        Roger's, whose scale factor is 1 for a single effect.
        """
        gradient = -np.einsum("ij,rjk,ki->ri", self.phi, self.p, self.phi)
        spread = np.einsum("ri,rs,si->i", gradient, np.linalg.inv(information), gradient)
        return np.asarray(2 * np.diag(self.phi) ** 2 / spread, dtype=float)


def group_sums(groups: Sequence[Group], components: Matrix, *, is_restricted: bool) -> Sums:
    """The sums over `groups` at `components` (R), residual variance last.

    Raises:
        numpy.linalg.LinAlgError: the components do not make a covariance.
    """
    inverses, log_determinant = _inverses(groups, components)
    phi, beta = _fixed_effects(groups, inverses)
    r, k = len(components), len(beta)
    p, q, cross = np.zeros((r, k, k)), np.zeros((r, r, k, k)), np.zeros((r, k))
    trace1, trace2, form1, form2 = np.zeros(r), np.zeros((r, r)), np.zeros(r), np.zeros((r, r))
    squares = 0.0
    for group, inverse in zip(groups, inverses, strict=True):
        parts = np.array(group.parts())
        residual = group.y - group.x @ beta
        weighted, weighted_x = inverse @ residual, inverse @ group.x
        half = inverse @ parts  # V⁻¹G_r
        squares += float(residual @ weighted)
        p -= weighted_x.T @ parts @ weighted_x
        moved = parts @ weighted_x
        q += np.einsum("rai,ab,sbj->rsij", moved, inverse, moved, optimize=True)
        trace1 += np.einsum("raa->r", half)
        trace2 += np.einsum("rab,sba->rs", half, half)
        pushed = parts @ weighted
        form1 += pushed @ weighted
        form2 += pushed @ inverse @ pushed.T
        cross += pushed @ weighted_x
    likelihood = _log_likelihood(groups, log_determinant, squares, phi, is_restricted)
    return Sums(beta, phi, p, q, trace1, trace2, form1, form2, cross, likelihood, is_restricted)


def _fixed_effects(groups: Sequence[Group], inverses: Sequence[Matrix]) -> tuple[Matrix, Matrix]:
    """(X′V⁻¹X)⁻¹ and the generalised least squares estimate."""
    pairs = list(zip(groups, inverses, strict=True))
    phi = np.linalg.inv(sum(group.x.T @ inverse @ group.x for group, inverse in pairs))
    beta = phi @ sum(group.x.T @ inverse @ group.y for group, inverse in pairs)
    return np.asarray(phi, dtype=float), np.asarray(beta, dtype=float)


def _inverses(groups: Sequence[Group], components: Matrix) -> tuple[list[Matrix], float]:
    """V_g⁻¹ of each group and log|V|."""
    inverses, log_determinant = [], 0.0
    for group in groups:
        factor = np.linalg.cholesky(np.tensordot(components, np.array(group.parts()), axes=1))
        root = np.linalg.inv(factor)
        inverses.append(root.T @ root)
        log_determinant += 2 * float(np.log(np.diag(factor)).sum())
    return inverses, log_determinant


def _log_likelihood(
    groups: Sequence[Group], log_determinant: float, squares: float, phi: Matrix, is_restricted: bool
) -> float:
    """−½(n log 2π + log|V| + r′V⁻¹r), and with restriction (n − k) log 2π and log|X′V⁻¹X| (Harville 1977)."""
    n = sum(len(group.y) for group in groups)
    if not is_restricted:
        return -0.5 * (n * np.log(2 * np.pi) + log_determinant + squares)
    return -0.5 * ((n - len(phi)) * np.log(2 * np.pi) + log_determinant - float(np.linalg.slogdet(phi)[1]) + squares)
