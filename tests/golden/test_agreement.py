"""Agreement between raters against independent software (R: irr, irrCAC, vcd, psych) and printed results.

References made with data of others (`diagnoses`, `anxiety`) are read beside the repository and skipped where absent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.chance_corrected import alpha_with_variance, coefficient
from pipeline.statistics.intraclass import intraclass
from pipeline.statistics.kappas import Kappa, cohen_of_ratings, crossed, light
from pipeline.statistics.krippendorff import Metric, alpha
from pipeline.statistics.multi_rater_kappas import conger, fleiss, fleiss_by_category

OWN = Path(__file__).parent / "agreement"
OTHERS = Path(__file__).resolve().parents[3] / "shared/golden/c_agreement"
"""Other people's data, never copied here."""

FILES = {"kripp2011": "kripp2011", "made2": "made_two_coders", "made3": "made_coders"}
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")
RELIABILITY = ("attitude.omega_cfa", "attitude.fa_minres")
"""References of the same file about items of a questionnaire, not raters: `test_scales` holds reliability to them."""

NOT_COMPUTED = ("attitude.guttman",)
"""Guttman's lambda 2 and 6 and the worst split half: reliability is told by alpha and omega here, which bound or
estimate the same thing; a third number would have no use, and no reader.
"""

PSYCH_SLIP = "anxiety.psych"
"""Its weighted variance (`wvar`), and so the weighted bounds of `ci`, sum a weight matrix along the wrong side: the
test of that name finds the printed 0.46 that way. Kappas, and the unweighted variance and bounds, are matched.
"""


def references(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "reference.json"
    return json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else {}


def ratings(name: str) -> pd.DataFrame:
    if name in FILES:
        return pd.read_csv(OWN / f"{FILES[name]}.csv")
    path = OTHERS / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"{name}.csv is other people's data and stands beside the repository only: {path}")
    return pd.read_csv(path)


def one_code(code: int) -> Callable[[pd.DataFrame], Any]:
    return lambda given: alpha(given.eq(code).where(given.notna()).astype(object), "nominal")


def values(kappa: Kappa, *names: str) -> dict[str, Any]:
    known = {
        "kappa": kappa.value,
        "z": kappa.z,
        "ase": kappa.standard_error,
        "ci": [kappa.low, kappa.high],
        "n": kappa.n,
    }
    return {name: known[name] for name in names}


def gwet(kappa: Kappa) -> dict[str, Any]:
    """As irrCAC prints: five decimals, its interval as text with three."""
    return {"pa": kappa.observed, "pe": kappa.expected, "coef": kappa.value, "se": kappa.standard_error}


def vcd(given: pd.DataFrame) -> dict[str, Any]:
    plain, linear = cohen_of_ratings(given, 0.95), cohen_of_ratings(given, 0.95, "linear")
    return {
        "unw": [plain.value, plain.standard_error],
        "linear": [linear.value, linear.standard_error],
        "ci": {
            "Unweighted": {"lwr": plain.low, "upr": plain.high},
            "Weighted": {"lwr": linear.low, "upr": linear.high},
        },
        "agree_pct": plain.observed,
    }


def fleiss_detail(given: pd.DataFrame) -> dict[str, Any]:
    whole = fleiss(given)
    detail = {
        value: {"Kappa": round(kappa.value or 0, 3), "z": round(kappa.z or 0, 3), "p.value": 0}
        for value, kappa in fleiss_by_category(given).items()
    }
    return {"kappa": whole.value, "z": whole.z, "detail": detail}


def psych(given: pd.DataFrame) -> dict[str, Any]:
    plain, weighted = cohen_of_ratings(given.iloc[:, :2], 0.95), cohen_of_ratings(given.iloc[:, :2], 0.95, "quadratic")
    return {
        "kappa": plain.value,
        "wkappa_quadratic": weighted.value,
        "var": (plain.standard_error or 0) ** 2,
        "ci": {"unweighted kappa": {"lower": plain.low, "estimate": plain.value, "upper": plain.high}},
    }


CASES: dict[str, Callable[[pd.DataFrame], Any]] = {
    **{
        f"{name}.kripp_{metric}": lambda given, metric=metric: alpha(given, metric)
        for name in FILES
        for metric in METRICS
    },
    **{f"made{k}.kripp_code{code}": one_code(code) for k in (2, 3) for code in (1, 2, 3, 4)},
    **{
        f"{name}.gwetpkg_kripp_{weights}": lambda given, near=near: alpha_with_variance(given, 0.95, near)
        for name in FILES
        for weights, near in (("ordinal", "ordinal"), ("interval", "quadratic"), ("ratio", "ratio"))
    },
    **{
        f"{name}.irrCAC_{function}": lambda given, chance=chance: gwet(
            alpha_with_variance(given, 0.95) if chance == "alpha" else coefficient(given, chance, 0.95)
        )
        for name in (*FILES, "diagnoses")
        for function, chance in (
            ("gwet.ac1.raw", "gwet"),
            ("bp.coeff.raw", "uniform"),
            ("fleiss.kappa.raw", "fleiss"),
            ("conger.kappa.raw", "conger"),
            ("pa.coeff.raw", "none"),
            ("krippen.alpha.raw", "alpha"),
        )
    },
    "diagnoses.kappa2": lambda given: values(cohen_of_ratings(given.iloc[:, 1:3], 0.95), "kappa", "z"),
    "diagnoses.vcd": lambda given: values(cohen_of_ratings(given.iloc[:, 1:3], 0.95), "kappa", "ase", "ci"),
    "diagnoses.fleiss": fleiss_detail,
    "diagnoses.light": lambda given: light(given).value,
    "anxiety.kappa2_equal": lambda given: values(cohen_of_ratings(given.iloc[:, :2], 0.95, "linear"), "kappa", "z"),
    "anxiety.kappa2_squared": lambda given: values(
        cohen_of_ratings(given.iloc[:, :2], 0.95, "quadratic"), "kappa", "z"
    ),
    PSYCH_SLIP: psych,
    "made2.kappa2_squared": lambda given: values(cohen_of_ratings(given, 0.95, "quadratic"), "kappa", "z", "n"),
    "made2.vcd": vcd,
}


def assert_close(found: Any, expected: Any, tolerance: float) -> None:
    """Equal within the reference's relative tolerance; printed decimals (irrCAC) are a floor, not a result."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            if key in found:
                assert_close(found[key], value, tolerance)
    elif isinstance(expected, list):
        for one, other in zip(found, expected, strict=True):
            assert_close(one, other, tolerance)
    else:
        assert found == pytest.approx(expected, rel=tolerance, abs=5.1e-6 if tolerance > 1e-8 else 1e-12)


def of_others(cases: Iterable[str]) -> list[str]:
    return sorted(case for case in cases if case.startswith(("diagnoses", "anxiety")))


def check(case: str, reference: dict[str, Any]) -> None:
    found = CASES[case](ratings(case.partition(".")[0]))
    if "gwetpkg" in case:
        expected = reference["value"]
        assert found.value == pytest.approx(expected["est"], abs=5.1e-6)
        assert found.standard_error == pytest.approx(expected["se"], abs=5.1e-6)
        printed = [float(bound) for bound in expected["ci"].strip("()").split(",")]
        assert [found.low, found.high] == pytest.approx(printed, abs=5.1e-4)
    else:
        assert_close(found, reference["value"], reference["tol"])


@pytest.mark.parametrize("case", sorted(references(OWN)))
def test_agreement_is_that_of_independent_software(case: str) -> None:
    check(case, references(OWN)[case])


@pytest.mark.parametrize("case", of_others(references(OTHERS)) or of_others(CASES))
def test_agreement_on_data_of_others_is_that_of_independent_software(case: str) -> None:
    ratings(case.partition(".")[0])
    check(case, references(OTHERS)[case])


def test_no_reference_about_raters_is_left_out() -> None:
    known = references(OTHERS)
    if not known:
        pytest.skip(f"no reference stands beside the repository: {OTHERS}")
    about_raters = set(known) - set(RELIABILITY) - set(NOT_COMPUTED)
    assert about_raters <= set(CASES)
    assert about_raters - set(of_others(known)) == set(references(OWN))


def test_the_weighted_variance_of_psych_sums_along_the_wrong_side() -> None:
    """Its `wvar` (0.46, an interval from -1 to 1) comes out when row i is weighted by w_ij p_i. summed over j."""
    given = ratings("anxiety").iloc[:, :2]
    table = crossed(given) / len(given)
    size, n = len(table), len(given)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    weights = 1 - steps**2
    observed, expected = float((weights * table).sum()), float(rows @ weights @ columns)

    def variance(by_row: np.ndarray) -> float:
        means = (weights @ columns)[:, None] + by_row[None, :]
        spread = (table * (weights * (1 - expected) - means * (1 - observed)) ** 2).sum()
        return float((spread - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4))

    assert variance(weights.sum(axis=1) * rows) == pytest.approx(references(OTHERS)[PSYCH_SLIP]["value"]["wvar"])
    found = cohen_of_ratings(given, 0.95, "quadratic").standard_error
    assert found == pytest.approx(variance(weights @ rows) ** 0.5)


@pytest.mark.parametrize(("metric", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_the_one_printed_by_krippendorff_2011(metric: Metric, printed: float) -> None:
    assert alpha(ratings("kripp2011"), metric) == pytest.approx(printed, abs=5e-4)


def test_fleiss_is_the_one_printed_in_1971() -> None:
    assert fleiss(ratings("diagnoses")).value == pytest.approx(0.430, abs=5e-4)


def test_conger_is_cohen_for_two_raters_and_its_error_that_of_the_linearisation() -> None:
    two = pd.read_csv(OWN / "made_two_coders.csv").dropna()
    kappa, general = cohen_of_ratings(two, 0.95), coefficient(two, "conger", 0.95)
    assert conger(two).value == pytest.approx(kappa.value)
    assert general.value == pytest.approx(kappa.value)
    n = len(two)
    assert general.standard_error == pytest.approx((kappa.standard_error or 0) * (n / (n - 1)) ** 0.5)


# Psychological Bulletin 86 (1979), 420-428, tables 2 to 4: four judges, six targets; intervals as R's psych gives them.
SHROUT_FLEISS = [
    ("one_way", False, 0.17, -0.13, 0.72),
    ("agreement", False, 0.29, 0.02, 0.76),
    ("consistency", False, 0.71, 0.34, 0.95),
    ("one_way", True, 0.44, -0.88, 0.91),
    ("agreement", True, 0.62, 0.07, 0.93),
    ("consistency", True, 0.91, 0.68, 0.99),
]


@pytest.mark.parametrize(("form", "is_mean", "value", "low", "high"), SHROUT_FLEISS)
def test_intraclass_correlations_are_those_of_shrout_and_fleiss(
    form: Any, is_mean: bool, value: float, low: float, high: float
) -> None:
    found = intraclass(pd.read_csv(OWN / "shrout_fleiss.csv"), form, 0.95, is_mean_of_raters=is_mean)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=5.1e-3)
