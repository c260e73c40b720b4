"""Regressions against independent software (R: stats, sandwich, clubSandwich, lme4, lmerTest, pbkrtest, ordinal, MASS).

`models/` is a copy of reference results with their inputs; `tol` of each case is the relative tolerance to keep.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.cluster_errors import cluster_errors
from pipeline.statistics.count_models import fit_negative_binomial, fit_poisson
from pipeline.statistics.difference_in_differences import difference_in_differences
from pipeline.statistics.linear_models import fit_linear
from pipeline.statistics.mixed_models import fit_linear_mixed
from pipeline.statistics.mixed_ordinal import fit_mixed_ordered_logit
from pipeline.statistics.ordinal_models import fit_ordered_logit
from pipeline.statistics.pooling import pool
from pipeline.statistics.regression_results import Fitted
from pipeline.statistics.treatment_permutation import permute_treated
from tests.model_references import FOLDER, data, design

LEVEL = 0.95
P_NOISE = 1e-12
"""Beyond this a p-value is the tail of a tail: the sixth digit of t moves its third."""
NAMES = {
    "Estimate": "estimate",
    "Std. Error": "std_error",
    "t value": "statistic",
    "z value": "statistic",
    "Pr(>|t|)": "p_value",
    "Pr(>|z|)": "p_value",
    "est": "estimate",
    "se": "std_error",
    "t": "statistic",
    "df": "df",
    "p": "p_value",
    "2.5 %": "low",
    "97.5 %": "high",
}
CASES = {
    *(f"ols.cross.{errors}" for errors in ("classic", "HC1", "HC4")),
    *(f"ols.cross.{errors}_commune" for errors in ("CR0", "CR1", "CR1S", "CR2", "CR3")),
    *(f"ols.panel.{errors}" for errors in ("HC1", "HC4", "CR2_HTZ")),
    "mortality.CR2",
    *(f"lmm.{name}" for name in ("unbal", "unbal.blup", "sleepstudy", "sleepstudy_ri")),
    "clmm.made",
    *(f"count.pois.{errors}" for errors in ("HC0", "CL_project", "CR2_project")),
    *(f"did.{name}" for name in ("2x2", "twfe.bal.project", "twfe.bal.commune", "randomisation_inference_commune")),
}
"""The cases that the tests below check, all of the reference's."""


@cache
def results() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))["results"]
    return content


def case(name: str) -> tuple[Any, float]:
    """Value and tolerance of one reference case."""
    assert name in CASES
    return results()[name]["value"], results()[name]["tol"]


def dummies(column: pd.Series, prefix: str, first: int = 0) -> pd.DataFrame:
    return pd.get_dummies(column.astype(str), prefix=prefix, dtype=float).iloc[:, first:]


def agrees(fit: Fitted, expected: Mapping[str, Mapping[str, Any]], tol: float) -> None:
    """Every number of every term, by its R name."""
    for term, numbers in expected.items():
        row = fit.term(term)
        for name, number in numbers.items():
            if name == "ci":
                assert [row["low"], row["high"]] == pytest.approx(number, rel=tol)
            else:
                noise = P_NOISE if NAMES[name] == "p_value" else 0
                assert row[NAMES[name]] == pytest.approx(number, rel=tol, abs=noise), (term, name)


def cross_section() -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    rows = data("panel").query("time == 3")
    return rows["y"], design(treated=rows["treated"], x0=rows["x0"]), rows["commune"]


def panel() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = data("panel")
    columns = {"treated": rows["treated"], "time": rows["time"], "x0": rows["x0"]}
    return rows, design(**columns, **{"treated:time": rows["treated"] * rows["time"]})


def test_least_squares() -> None:
    value, tol = case("ols.cross.classic")
    outcome, predictors, _ = cross_section()
    fit = fit_linear(outcome, predictors, LEVEL, "classic")
    agrees(fit, value["coef"], tol)
    measured = {"r2": "r_squared", "adj_r2": "adjusted_r_squared", "sigma": "sigma", "aic": "aic"}
    assert {name: fit.measures[ours] for name, ours in measured.items()} == pytest.approx(
        {name: value[name] for name in measured}, rel=tol
    )
    assert fit.measures["log_likelihood"] == pytest.approx(value["loglik"], rel=tol)


@pytest.mark.parametrize("errors", ["HC1", "HC4"])
def test_robust_errors(errors: Any) -> None:
    value, tol = case(f"ols.cross.{errors}")
    outcome, predictors, _ = cross_section()
    agrees(fit_linear(outcome, predictors, LEVEL, errors), value, tol)
    value, tol = case(f"ols.panel.{errors}")
    rows, wide = panel()
    agrees(fit_linear(rows["y"], wide, LEVEL, errors), value, tol)


@pytest.mark.parametrize("errors", ["CR0", "CR1", "CR1S", "CR2", "CR3"])
def test_clustered_errors(errors: Any) -> None:
    value, tol = case(f"ols.cross.{errors}_commune")
    agrees(fit_linear(*cross_section()[:2], LEVEL, errors, cross_section()[2]), value, tol)


def test_a_test_of_several_coefficients() -> None:
    value, tol = case("ols.panel.CR2_HTZ")
    rows, wide = panel()
    estimates, *_ = np.linalg.lstsq(wide, rows["y"])
    errors = cluster_errors(wide, rows["y"] - wide @ estimates, rows["commune"], "CR2")
    found = errors.wald(estimates, np.eye(5)[[1, 4]])
    expected = [value["F"], value["df1"], value["df2"], value["p"]]
    assert [found.f, found.df_num, found.df_den, found.p_value] == pytest.approx(expected, rel=tol)


def test_published_panel_with_fixed_effects() -> None:
    value, tol = case("mortality.CR2")
    rows = data("mortality").dropna(subset=["mrate", "legal", "beertaxa"])
    effects = [dummies(rows["state"], "state"), dummies(rows["year"], "year", 1)]
    wide = pd.concat([rows[["legal", "beertaxa"]], *effects], axis=1).astype(float)
    agrees(fit_linear(rows["mrate"], wide, LEVEL, "CR2", rows["state"]), value, tol)


@pytest.mark.parametrize("cluster", ["project", "commune"])
def test_two_way_fixed_effects(cluster: str) -> None:
    value, tol = case(f"did.twfe.bal.{cluster}")
    rows = data("panel")
    effects = [dummies(rows["project"], "p"), dummies(rows["time"], "t", 1)]
    wide = pd.concat([rows[["d"]], *effects], axis=1).astype(float)
    row = fit_linear(rows["y"], wide, LEVEL, "CR2", rows[cluster]).term("d")
    expected = [value["est"], value["se_CR2"], value["df"], value["p"]]
    assert [row["estimate"], row["std_error"], row["df"], row["p_value"]] == pytest.approx(expected, rel=tol)

    def error(errors: Any, by: str = cluster) -> float:
        return float(fit_linear(rows["y"], wide, LEVEL, errors, rows[by]).term("d")["std_error"])

    assert error("CR1S") == pytest.approx(value["se_CR1S"], rel=tol)
    assert error("classic") == pytest.approx(value["se_classic"], rel=tol)
    assert error("CR0", "project") == pytest.approx(value["plm_arellano"], rel=tol)


def test_difference_in_differences_from_records() -> None:
    value, tol = case("did.2x2")
    rows = data("panel")
    frame = pd.DataFrame(
        {
            "unit": rows["project"],
            "arm": rows["treated"].map({0: "comparison", 1: "treated"}),
            "phase": rows["post"].map({0: "baseline", 1: "endline"}),
            "value": rows["y"],
        }
    )
    cells = frame.groupby(["arm", "phase"])["value"].mean()
    treated, phases = {"0": "comparison", "1": "treated"}, {"0": "baseline", "1": "endline"}
    for arm, means in value["means"].items():
        for phase, mean in means.items():
            assert cells[treated[arm], phases[phase]] == pytest.approx(mean, rel=tol)
    found = difference_in_differences(frame, LEVEL)
    assert found is not None
    assert found.estimate == pytest.approx(value["did"], rel=tol)
    by_unit, by_unit_tol = case("did.twfe.bal.project")
    assert found.p_value == pytest.approx(by_unit["p"], rel=by_unit_tol)


def test_permutation_of_treated_communes() -> None:
    value, tol = case("did.randomisation_inference_commune")
    rows = data("did_commune_means")
    found = permute_treated(rows["dy"], rows["treated"], LEVEL)
    assert found.statistic == pytest.approx(value["diff"], rel=tol)
    assert found.p_value == pytest.approx(value["p_two"], rel=tol)
    assert found.smallest_p == pytest.approx(2 / value["n"])


def unbalanced() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = data("panel_unbalanced")
    return rows, design(time=rows["time"], treated=rows["treated"], **{"time:treated": rows["time"] * rows["treated"]})


def test_mixed_model_by_project() -> None:
    value, tol = case("lmm.unbal")
    rows, wide = unbalanced()
    for name, freedom in (("satt", "satterthwaite"), ("kr", "kenward_roger")):
        fit = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, freedom)  # type: ignore[arg-type]
        agrees(fit, value[name], tol)
    measured = {"sd_project": "sd_groups", "sd_resid": "sd_residual", "icc": "icc", "reml_loglik": "log_likelihood"}
    for name, ours in measured.items():
        assert fit.measures[ours] == pytest.approx(value[name], rel=tol)
    likely = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, "normal")
    agrees(likely, value["ml_coef"], tol)
    assert likely.measures["log_likelihood"] == pytest.approx(value["ml_loglik"], rel=tol)


def test_normal_interval_of_the_restricted_fit() -> None:
    value, tol = case("lmm.unbal")
    rows, wide = unbalanced()
    fit = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, "satterthwaite")
    for term, bounds in value["wald_z_ci"].items():
        row = fit.term(term)
        reach = 1.959963984540054 * row["std_error"]
        assert [row["estimate"] - reach, row["estimate"] + reach] == pytest.approx(list(bounds.values()), rel=tol)


def test_predicted_intercepts() -> None:
    value, tol = case("lmm.unbal.blup")
    rows, wide = unbalanced()
    fit = fit_linear_mixed(rows["y"], wide, rows["project"], LEVEL, "satterthwaite")
    assert fit.group_effects["intercept"].to_dict() == pytest.approx(value, rel=tol)


def test_published_random_intercepts() -> None:
    value, tol = case("lmm.sleepstudy_ri")
    rows = data("sleepstudy")
    fit = fit_linear_mixed(rows["Reaction"], design(Days=rows["Days"]), rows["Subject"], LEVEL, "satterthwaite")
    agrees(fit, value["satt"], tol)
    assert [fit.measures["sd_groups"], fit.measures["sd_residual"]] == pytest.approx(value["sd"], rel=tol)
    assert -2 * fit.measures["log_likelihood"] == pytest.approx(value["reml"], rel=tol)


def test_published_random_slopes() -> None:
    value, tol = case("lmm.sleepstudy")
    rows = data("sleepstudy")
    fit = fit_linear_mixed(
        rows["Reaction"], design(Days=rows["Days"]), rows["Subject"], LEVEL, "satterthwaite", slope="Days"
    )
    agrees(fit, value["satt"], tol)
    covariance = fit.random_covariance.to_numpy()
    deviations = np.sqrt(np.diag(covariance))
    correlation = covariance[0, 1] / deviations.prod()
    assert [*deviations, correlation, fit.measures["sd_residual"]] == pytest.approx(value["sd"], rel=tol)
    assert -2 * fit.measures["log_likelihood"] == pytest.approx(value["reml"], rel=tol)


def test_mixed_ordered_logit() -> None:
    value, tol = case("clmm.made")
    rows = data("ordinal")
    fit = fit_mixed_ordered_logit(rows["sat"], rows[["treated", "age"]], rows["project"], LEVEL)
    agrees(fit, value["coef"], tol)
    assert fit.measures["sd_groups"] == pytest.approx(value["sd"], rel=tol)
    assert fit.measures["log_likelihood"] == pytest.approx(value["loglik"], rel=tol)


def counts() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = data("panel")
    columns = {"treated": rows["treated"], "post": rows["post"], "time": rows["time"]}
    return rows, design(**columns, **{"treated:post": rows["treated"] * rows["post"]})


@pytest.mark.parametrize(("name", "errors"), [("HC0", "HC0"), ("CL_project", "CR1")])
def test_poisson_errors(name: str, errors: Any) -> None:
    value, tol = case(f"count.pois.{name}")
    rows, wide = counts()
    fit = fit_poisson(rows["jobs"], wide, LEVEL, errors=errors, clusters=rows["project"])
    agrees(fit, {term: {"se": error} for term, error in value.items()}, tol)


def test_poisson_with_few_clusters() -> None:
    value, tol = case("count.pois.CR2_project")
    rows, wide = counts()
    agrees(fit_poisson(rows["jobs"], wide, LEVEL, errors="CR2", clusters=rows["project"]), value, tol)


def test_every_reference_case_is_covered() -> None:
    assert set(results()) == CASES


# Printed in books and package documentation, not in the reference file.


def test_ordered_logit_of_the_housing_survey() -> None:
    """Venables & Ripley 2002, section 7.3 (polr): deviance 3479.149."""
    rows = data("housing")
    predictors = {
        "Medium": rows["Infl"].eq("Medium"),
        "High": rows["Infl"].eq("High"),
        "Apartment": rows["Type"].eq("Apartment"),
        "Atrium": rows["Type"].eq("Atrium"),
        "Terrace": rows["Type"].eq("Terrace"),
        "Contact": rows["Cont"].eq("High"),
    }
    answers = pd.Series(pd.Categorical(rows["Sat"], ["Low", "Medium", "High"], ordered=True))
    fit = fit_ordered_logit(answers, pd.DataFrame(predictors).astype(float), LEVEL, rows["Freq"])
    printed = {
        "Medium": (0.5663937, 0.10465),
        "High": (1.2888191, 0.12716),
        "Apartment": (-0.5723501, 0.11924),
        "Atrium": (-0.3661866, 0.15517),
        "Terrace": (-1.0910149, 0.15149),
        "Contact": (0.3602841, 0.09554),
        "Low|Medium": (-0.4961353, 0.12485),
        "Medium|High": (0.6907083, 0.12547),
    }
    for term, (estimate, error) in printed.items():
        assert fit.term(term)["estimate"] == pytest.approx(estimate, abs=2e-6)
        assert fit.term(term)["std_error"] == pytest.approx(error, abs=6e-6)
    assert -2 * fit.measures["log_likelihood"] == pytest.approx(3479.149, abs=5e-4)


def test_negative_binomial_of_days_absent() -> None:
    """Venables & Ripley 2002, section 7.4 (glm.nb), main effects: θ 1.275 (0.161), 2 log L −1093.151."""
    rows = data("quine")
    predictors = {
        "EthN": rows["Eth"].eq("N"),
        "SexM": rows["Sex"].eq("M"),
        **{age: rows["Age"].eq(age) for age in ("F1", "F2", "F3")},
        "LrnSL": rows["Lrn"].eq("SL"),
    }
    fit = fit_negative_binomial(rows["Days"], design(**predictors), LEVEL, errors="model")
    assert fit.measures["theta"] == pytest.approx(1.275, abs=5e-4)
    assert fit.measures["theta_std_error"] == pytest.approx(0.161, abs=5e-4)
    assert 2 * fit.measures["log_likelihood"] == pytest.approx(-1093.151, abs=5e-4)
    printed = {"(Intercept)": 2.89458, "EthN": -0.56937, "SexM": 0.08232, "F3": 0.35690, "LrnSL": 0.29211}
    for term, estimate in printed.items():
        assert fit.term(term)["estimate"] == pytest.approx(estimate, abs=5e-6)


TRIALS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
"""Colditz et al. 1994: cases and others among the vaccinated and the rest, in 13 trials of one vaccine."""


@pytest.mark.parametrize(
    ("method", "tau2", "mean"),
    [("reml", 0.3132, -0.7145), ("dersimonian_laird", 0.3088, -0.7141), ("paule_mandel", 0.3181, -0.7150)],
)
def test_pooled_log_risk_ratios(method: Any, tau2: float, mean: float) -> None:
    """Viechtbauer 2010 (J. Stat. Softw. 36(3)) prints the restricted fit and Q; Veroniki et al. 2016 the variances."""
    a, b, c, d = np.array(TRIALS, dtype=float).T
    effect, variance = np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    found = pool(pd.DataFrame({"label": range(13), "effect": effect, "variance": variance}), LEVEL, method)
    assert [found.tau2, found.estimate] == pytest.approx([tau2, mean], abs=5.1e-5)
    assert found.q == pytest.approx(152.233, abs=5e-4)
