"""Scores of promoters, rankings, several-choice shares and reliability against independent software (R).

Each result of `scales/reference.json` says its call. The tolerance is that of the reference.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.statistics import podiums, reliability
from pipeline.statistics import promoters as nps
from pipeline.statistics.results import Estimate
from pipeline.statistics.shares import standard_error

FOLDER = Path(__file__).parent / "scales"
REFERENCE: dict[str, dict[str, Any]] = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
SCORES = pd.read_csv(FOLDER / "nps.csv")
RANKS = pd.read_csv(FOLDER / "ranking.csv")
CHOICES = pd.read_csv(FOLDER / "multiselect.csv")
ATTITUDE = pd.read_csv(FOLDER / "attitude.csv")

INTERVALS: dict[str, Callable[[nps.Promoters, float], Estimate]] = {
    "wald": nps.wald,
    "adjusted_wald": nps.adjusted_wald,
    "t_nminus1": nps.student,
    "profile_lik": nps.profile_likelihood,
}


def of_kind(*kinds: str) -> list[tuple[str, str]]:
    """The data set and kind of each reference that has one of these kinds."""
    names = [name.partition(".") for name in REFERENCE]
    found = [(data, kind) for data, _, kind in names if kind in kinds]
    assert found
    return found


def counted(data: str) -> nps.Promoters:
    return nps.promoters(list(SCORES.loc[SCORES["set"].eq(data), "score"]))


def reference(name: str) -> tuple[Any, float]:
    return REFERENCE[name]["value"], max(REFERENCE[name]["tol"], 1e-12)


@pytest.mark.parametrize(("data", "kind"), of_kind(*INTERVALS))
def test_intervals_of_the_score(data: str, kind: str) -> None:
    value, tol = reference(f"{data}.{kind}")
    found = INTERVALS[kind](counted(data), 0.95)
    assert (found.low, found.high) == pytest.approx(value, rel=tol, abs=1e-9)


@pytest.mark.parametrize(("data", "kind"), of_kind("nps"))
def test_scores(data: str, kind: str) -> None:
    value, tol = reference(f"{data}.{kind}")
    found = counted(data)
    assert (found.score, found.promoters, found.passives, found.detractors) == pytest.approx(
        (value["nps"], value["promoters"], value["passives"], value["detractors"]), rel=tol
    )


@pytest.mark.parametrize(("data", "kind"), of_kind("var_se_pkg"))
def test_variance_of_the_score(data: str, kind: str) -> None:
    value, tol = reference(f"{data}.{kind}")
    found = counted(data)
    assert {"var": found.variance, "se": found.standard_error} == pytest.approx(value, rel=tol)


@pytest.mark.parametrize(("data", "kind"), of_kind("nps.test_pkg"))
def test_wald_test_of_the_score(data: str, kind: str) -> None:
    """R takes the p-value from 1 - pnorm(z), which keeps few digits of a tiny one: hence the absolute tolerance."""
    value, tol = reference(f"{data}.{kind}")
    found = nps.wald(counted(data), 0.95)
    assert [(found.high or 0) / 100, (found.low or 0) / 100] == pytest.approx(value["int"], rel=tol)
    assert nps.wald_p_value(counted(data)) == pytest.approx(value["p"], rel=tol, abs=1e-15)


def test_rankings() -> None:
    found = {
        "mean_available": podiums.mean_ranks(RANKS, is_imputed=False),
        "mean_imputed": podiums.mean_ranks(RANKS),
        "first_share": podiums.first_shares(RANKS),
    }
    for name, series in found.items():
        value, tol = reference(f"ranking.{name}")
        assert series.to_dict() == pytest.approx(value, rel=tol)


def test_shares_of_several_choices_have_respondents_as_base() -> None:
    answered = CHOICES[CHOICES.sum(axis=1).gt(0)]
    n, population = len(answered), 30
    value, tol = reference("multiselect.svy")
    counts = answered.sum(axis=0)
    assert (counts / n).to_dict() == pytest.approx(value["p"], rel=tol)
    assert {name: standard_error(int(count), n, population) for name, count in counts.items()} == pytest.approx(
        value["se"], rel=tol
    )
    selections, tol = reference("multiselect.share_selections")
    assert (counts / counts.sum()).to_dict() == pytest.approx(selections, rel=tol)


def test_omega_of_one_factor_by_maximum_likelihood() -> None:
    value, tol = reference("attitude.omega_cfa")
    assert reliability.alpha(ATTITUDE, 0.95).value == pytest.approx(value["alpha"], rel=tol)
    assert reliability.omega(ATTITUDE).value == pytest.approx(value["omega"], rel=tol)
    loadings = reliability.one_factor_loadings(ATTITUDE.to_numpy(dtype=float))
    scaled = dict(zip(ATTITUDE.columns, loadings * ATTITUDE.std(ddof=0).to_numpy(), strict=True))
    assert scaled == pytest.approx(value["loadings"], rel=tol)


def test_omega_of_standardised_items_by_minimum_residuals() -> None:
    value, tol = reference("attitude.fa_minres")
    loadings = reliability.minres_loadings(ATTITUDE.to_numpy(dtype=float))
    assert dict(zip(ATTITUDE.columns, loadings, strict=True)) == pytest.approx(value["loadings"], rel=tol)
    assert reliability.omega_standardised(ATTITUDE).value == pytest.approx(value["omega_std"], rel=tol)
