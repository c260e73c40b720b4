"""Few sites that hold both arms: the test of their contrast is the wild bootstrap with every draw enumerated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator

from pipeline.statistics.difference_in_differences import difference_in_differences
from pipeline.statistics.treatment_permutation import flip_signs
from pipeline.statistics.wild_bootstrap import wild_cluster_test

LEVEL = 0.95


def gaps(units: int) -> list[float]:
    return (Generator(PCG64(units)).normal(1.0, 1.0, units)).tolist()


def sites(differences: list[float]) -> pd.DataFrame:
    """A treated and a comparison site a unit; the treated one changes more by the unit's difference."""
    rows = [
        (unit, arm, phase, 10.0 + unit + (difference if (arm, phase) == ("treated", "endline") else 0.0))
        for unit, difference in enumerate(differences)
        for arm in ("treated", "comparison")
        for phase in ("baseline", "endline")
    ]
    return pd.DataFrame(rows, columns=["unit", "arm", "phase", "value"])


@pytest.mark.parametrize("units", [6, 7, 8, 9])
def test_signs_flipped_are_the_draws_of_the_wild_bootstrap(units: int) -> None:
    """With the null imposed, residuals of the mean are the differences, and two-point weights flip their signs."""
    values = pd.Series(gaps(units))
    wild = wild_cluster_test(values, pd.DataFrame({"constant": np.ones(units)}), pd.Series(range(units)), "constant")
    assert wild.is_enumerated
    assert flip_signs(values, LEVEL).p_value == pytest.approx(wild.p_value)


@pytest.mark.parametrize("units", [6, 9])
def test_the_contrast_of_few_units_is_tested_that_way(units: int) -> None:
    found = difference_in_differences(sites(gaps(units)), LEVEL)
    assert found is not None and found.p_method is not None
    assert found.p_value == pytest.approx(flip_signs(gaps(units), LEVEL).p_value)
    assert "bootstrap sauvage" in found.p_method.name_fr


@pytest.mark.parametrize("units", [3, 4, 5])
def test_too_few_units_to_reach_the_level_have_no_p_value_and_it_is_said(units: int) -> None:
    """Of 2ⁿ draws the observed one and its mirror are the farthest: 2 / 2⁵ is above 5 %."""
    found = difference_in_differences(sites(gaps(units)), LEVEL)
    assert found is not None and found.p_value is None
    assert "cannot-decide" in [caution.code for caution in found.cautions]
