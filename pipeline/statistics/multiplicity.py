"""P-values of one family adjusted together, since a reader would pick the smallest of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from statsmodels.stats.multitest import multipletests

from pipeline.statistics.results import Method

Adjustment = Literal["holm", "benjamini_hochberg", "bonferroni", "hochberg", "hommel", "benjamini_yekutieli"]

METHODS: dict[Adjustment, Method] = {
    "holm": Method("ajustement de Holm", "Holm adjustment", "Holm 1979"),
    "benjamini_hochberg": Method(
        "ajustement de Benjamini-Hochberg", "Benjamini-Hochberg adjustment", "Benjamini and Hochberg 1995"
    ),
    "bonferroni": Method("ajustement de Bonferroni", "Bonferroni adjustment", "Dunn 1961"),
    "hochberg": Method("ajustement de Hochberg", "Hochberg adjustment", "Hochberg 1988"),
    "hommel": Method("ajustement de Hommel", "Hommel adjustment", "Hommel 1988"),
    "benjamini_yekutieli": Method(
        "ajustement de Benjamini-Yekutieli", "Benjamini-Yekutieli adjustment", "Benjamini and Yekutieli 2001"
    ),
}
NAMES: dict[Adjustment, str] = {
    "holm": "holm",
    "benjamini_hochberg": "fdr_bh",
    "bonferroni": "bonferroni",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "benjamini_yekutieli": "fdr_by",
}
"""What statsmodels calls them."""


def adjusted(p_values: Sequence[float | None], adjustment: Adjustment = "holm") -> list[float | None]:
    """Adjusted p-values in the same order; a test that was not done (None) counts for nothing and stays None.

    Holm and Hochberg bound the chance of one false finding in the family (Hochberg and Hommel for independent or
    positively dependent tests), Benjamini-Hochberg the expected share of false ones among findings.

    Raises:
        ValueError: a p-value is not between 0 and 1.
    """
    done = [p for p in p_values if p is not None]
    if any(not 0 <= p <= 1 for p in done):
        raise ValueError("A p-value lies between 0 and 1.")
    if not done:
        return list(p_values)
    found = iter(multipletests(done, method=NAMES[adjustment])[1].tolist())
    return [None if p is None else next(found) for p in p_values]


def worth_testing(smallest: Sequence[float | None], level: float) -> list[bool]:
    """Which tests of a family could decide once adjusted, given the smallest p-value that each can reach (Tarone 1990).

    K is the smallest number such that at most K tests can reach (1 − `level`) / K: those are worth testing, and Holm's
    adjustment over them alone bounds the chance of a false finding in the whole family, since the others never reject.
    An approximate test of large groups (None) can always decide.
    """
    reach = [0.0 if p is None else p for p in smallest]
    for k in range(1, len(reach) + 1):
        limit = (1 - level) / k + 1e-12
        if sum(p <= limit for p in reach) <= k:
            return [p <= limit for p in reach]
    return []
