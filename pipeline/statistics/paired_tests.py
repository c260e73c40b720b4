"""Did the same respondents, projects or places answer alike twice? Tests for pairs, exact where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom, binomtest, chi2, norm, rankdata
from statsmodels.stats.contingency_tables import cochrans_q

from pipeline.statistics.cautions import NO_CHANGE, ZEROS_DROPPED
from pipeline.statistics.results import Caution, Estimate, Method, Test
from pipeline.statistics.shift_algorithm import Alternative, Distribution, sign_sums, steady

Zeros = Literal["wilcoxon", "pratt"]

SIGNED_RANK = Method("test des rangs signés exact", "exact signed-rank test", "Wilcoxon 1945")
SIGNED_RANK_NORMAL = Method(
    "test des rangs signés, loi normale approchée", "signed-rank test, normal approximation", "Wilcoxon 1945"
)
SIGN = Method("test des signes", "sign test", "Arbuthnott 1710")
MC_NEMAR = Method("test de McNemar exact", "exact McNemar test", "McNemar 1947")
MC_NEMAR_MID_P = Method("test de McNemar, p médian", "McNemar test, mid-p", "Fagerland, Lydersen and Laake 2013")
MC_NEMAR_CHI_SQUARE = Method("test de McNemar, khi-deux", "McNemar chi-square test", "McNemar 1947")
PAIRED_ODDS = Method("rapport des cotes apparié", "paired odds ratio", "Breslow and Day 1980")
CLOPPER_PEARSON = Method("Clopper-Pearson, conditionnel", "Clopper-Pearson, conditional", "Clopper and Pearson 1934")
COCHRAN = Method("test Q de Cochran", "Cochran's Q test", "Cochran 1950")

NO_PAIR = Caution("no-pair", "aucune paire complète", "no complete pair")
APPROXIMATE = Caution(
    "approximate", "loi approchée : trop de paires pour le calcul exact", "approximate: too many pairs to enumerate"
)


def signed_rank_distribution(differences: ArrayLike, zeros: Zeros = "wilcoxon") -> tuple[Distribution, int] | None:
    """(distribution of twice the sum of the positive ranks, its observed value); None when too large.

    Zeros are left out before ranking (`wilcoxon`), or ranked and then left out (`pratt`: Pratt 1959).
    """
    given = steady(differences)
    kept = given if zeros == "pratt" else given[given != 0]
    doubled = np.rint(2 * rankdata(np.abs(kept))).astype(int)
    scores, signs = doubled[kept != 0], kept[kept != 0]
    found = sign_sums([int(score) for score in scores])
    return None if found is None else (found, int(scores[signs > 0].sum()))


def signed_rank(differences: ArrayLike, alternative: Alternative = "two-sided", *, zeros: Zeros = "wilcoxon") -> Test:
    """The Wilcoxon signed-rank test, exact given ties and zeros; `statistic` is the sum of the positive ranks.

    scipy's `wilcoxon(method="exact")` is wrong with ties or zeros. Assumption: were there no change, each difference
    would be as likely to be positive as negative.
    """
    given = steady(differences)
    sizes = (len(given),)
    if not len(given):
        return Test(p_value=None, method=SIGNED_RANK, sizes=sizes, cautions=(NO_PAIR,))
    if not given.any():
        return Test(p_value=1.0, method=SIGNED_RANK, sizes=sizes, statistic=0.0, smallest_p=1.0, cautions=(NO_CHANGE,))
    found = signed_rank_distribution(given, zeros)
    if found is None:
        return signed_rank_normal(given, alternative, zeros=zeros)
    distribution, observed = found
    return Test(
        p_value=distribution.p_value(observed, alternative),
        method=SIGNED_RANK,
        sizes=sizes,
        statistic=observed / 2,
        smallest_p=distribution.smallest_p(alternative),
        cautions=() if given.all() else (ZEROS_DROPPED,),
    )


def signed_rank_normal(
    differences: ArrayLike,
    alternative: Alternative = "two-sided",
    *,
    zeros: Zeros = "wilcoxon",
    continuity: bool = True,
) -> Test:
    """The same test by the normal approximation: mean Σ r / 2 and variance Σ r² / 4 over the ranks r that count."""
    given = steady(differences)
    kept = given if zeros == "pratt" else given[given != 0]
    ranks = rankdata(np.abs(kept))[kept != 0]
    if not len(ranks):
        return Test(p_value=None, method=SIGNED_RANK_NORMAL, sizes=(len(given),), cautions=(NO_CHANGE,))
    positive = float(ranks[kept[kept != 0] > 0].sum())
    gap = positive - ranks.sum() / 2
    half = {"two-sided": np.sign(gap) / 2, "greater": 0.5, "less": -0.5}[alternative] if continuity else 0.0
    z = float((gap - half) / np.sqrt((ranks**2).sum() / 4))
    p = {"two-sided": 2 * norm.sf(abs(z)), "greater": norm.sf(z), "less": norm.cdf(z)}[alternative]
    cautions = (APPROXIMATE,) if given.all() else (APPROXIMATE, ZEROS_DROPPED)
    return Test(
        p_value=min(1.0, float(p)),
        method=SIGNED_RANK_NORMAL,
        sizes=(len(given),),
        statistic=positive,
        cautions=cautions,
    )


def sign_test(differences: ArrayLike, alternative: Alternative = "two-sided") -> Test:
    """The sign test: how many differences are positive among those that are not zero (scipy's `binomtest`)."""
    given = steady(differences)
    positive, changed = int((given > 0).sum()), int((given != 0).sum())
    if not changed:
        return Test(p_value=None, method=SIGN, sizes=(len(given),), cautions=(NO_CHANGE if len(given) else NO_PAIR,))
    return Test(
        p_value=float(binomtest(positive, changed, alternative=alternative).pvalue),
        method=SIGN,
        sizes=(changed,),
        statistic=float(positive),
        smallest_p=_smallest(changed, alternative),
    )


def mc_nemar(gained: int, lost: int, n: int | None = None) -> Test:
    """McNemar's exact test: `gained` pairs go from no to yes, `lost` from yes to no; `n` pairs in all.

    Conditional on how many pairs change, which is all that the data say about a change.
    """
    sizes = (gained + lost if n is None else n,)
    changed = gained + lost
    if not changed:
        return Test(p_value=1.0, method=MC_NEMAR, sizes=sizes, statistic=0.0, smallest_p=1.0, cautions=(NO_CHANGE,))
    return Test(
        p_value=min(1.0, 2 * float(binom.cdf(min(gained, lost), changed, 0.5))),
        method=MC_NEMAR,
        sizes=sizes,
        statistic=float(gained),
        smallest_p=_smallest(changed, "two-sided"),
    )


def mc_nemar_mid_p(gained: int, lost: int) -> Test:
    """McNemar's test with the observed count weighed one half."""
    changed, fewest = gained + lost, min(gained, lost)
    p = 2 * binom.cdf(fewest, changed, 0.5) - binom.pmf(fewest, changed, 0.5) if gained != lost else 1.0
    return Test(p_value=min(1.0, float(p)), method=MC_NEMAR_MID_P, sizes=(changed,), statistic=float(gained))


def mc_nemar_chi_square(gained: int, lost: int, *, continuity: bool = True) -> Test:
    """McNemar's test by its chi-square approximation; the correction never turns a tie into a difference."""
    changed = gained + lost
    gap = max(0, abs(gained - lost) - (1 if continuity else 0))
    statistic = gap**2 / changed if changed else 0.0
    return Test(
        p_value=float(chi2.sf(statistic, 1)), method=MC_NEMAR_CHI_SQUARE, sizes=(changed,), statistic=float(statistic)
    )


def paired_odds_ratio(gained: int, lost: int, level: float = 0.95) -> Estimate:
    """Pairs gained for each pair lost, with the exact interval of their share turned into odds.

    `value` and `high` are infinite when none was lost.
    """
    changed = gained + lost
    if not changed:
        return Estimate(value=None, method=PAIRED_ODDS, n=0, cautions=(NO_CHANGE,))
    share = binomtest(gained, changed).proportion_ci(level, method="exact")
    low, value, high = (_odds(each) for each in (share.low, gained / changed, share.high))
    return Estimate(
        value=value, method=PAIRED_ODDS, n=changed, low=low, high=high, level=level, interval=CLOPPER_PEARSON
    )


def cochran_q(rows: Sequence[Sequence[int]]) -> Test:
    """Cochran's Q: are several yes-or-no questions answered yes equally often by the same units (`rows`)?

    statsmodels' `cochrans_q`, a chi-square approximation.
    """
    table = np.asarray(rows)
    if not len(table) or not (table.sum(axis=1) % table.shape[1]).any():
        return Test(p_value=None, method=COCHRAN, sizes=(len(table),), cautions=(NO_CHANGE,))
    found = cochrans_q(table)
    return Test(p_value=float(found.pvalue), method=COCHRAN, sizes=(len(table),), statistic=float(found.statistic))


def _odds(share: float) -> float:
    return float(share / (1 - share)) if share < 1 else float("inf")


def _smallest(changed: int, alternative: Alternative) -> float:
    return float(min(1.0, (2.0 if alternative == "two-sided" else 1.0) * 0.5**changed))
