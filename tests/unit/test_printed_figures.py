from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.methods.printed.printed_figures import FULL, IMPOSSIBLE, PART, UNKNOWN, check, is_checkable

FRAMES = pd.DataFrame(
    {
        "population": ["projets", "communes", "visiteurs"],
        "frame_max": pd.array([30, 4, None], dtype="Int64"),
        "other_frames": [["28"], [], []],
        "origin_fr": ["imprimé", "imprimé", "personne ne les a comptés"],
    }
)


def figure(**changes: Any) -> Any:
    fields = {
        "figure_id": "f",
        "label_fr": "Part des projets",
        "value": 0.84,
        "qualifier": "=",
        "unit": "share",
        "precision": 0.01,
        "population": "projets",
        "n_printed": None,
    }
    return next(pd.DataFrame([fields | changes]).itertuples())


@pytest.mark.parametrize(
    ("changes", "verdict", "complete"),
    [
        ({"value": 0.23}, FULL, (30,)),
        ({"value": 0.64}, FULL, (28,)),
        ({"value": 0.07}, FULL, (30, 28)),
        ({"value": 0.84}, PART, ()),
        ({"value": 0.8, "population": "communes"}, IMPOSSIBLE, ()),
        ({"value": 0.84, "population": "visiteurs"}, UNKNOWN, ()),
        ({"value": 0.84, "population": "passants"}, UNKNOWN, ()),
        ({"value": 0.666667, "unit": "ratio", "precision": None}, FULL, (30,)),
        ({"value": 8.0, "unit": "mean_0_10", "precision": 1.0}, FULL, (30, 28)),
    ],
)
def test_verdicts(changes: dict[str, Any], verdict: str, complete: tuple[int, ...]) -> None:
    found = check(figure(**changes), FRAMES)
    assert (found.verdict, found.complete) == (verdict, complete)


def test_a_base_printed_beside_the_figure_goes_first() -> None:
    found = check(figure(value=0.84, n_printed=25), FRAMES)
    assert (found.bases, found.verdict) == ((25,), FULL)


def test_unknown_says_why() -> None:
    assert check(figure(population="visiteurs"), FRAMES).reason_fr == "personne ne les a comptés"
    assert "passants" in check(figure(population="passants"), FRAMES).reason_fr


def test_a_mean_of_shares_is_not_judged_as_a_share() -> None:
    found = check(figure(label_fr="Taux de déploiement moyen des communes", value=0.7, n_printed=4), FRAMES)
    assert found.verdict == UNKNOWN
    assert found.reason_fr.startswith("moyenne de plusieurs parts")


def test_a_figure_that_any_base_allows_says_so() -> None:
    assert "n’apprend rien" in check(figure(value=1.0), FRAMES).reason_fr
    assert check(figure(value=0.5), FRAMES).reason_fr == ""


@pytest.mark.parametrize("changes", [{"unit": "count"}, {"value": None}, {"qualifier": "range"}])
def test_counts_ranges_and_lost_values_are_not_checked(changes: dict[str, Any]) -> None:
    assert is_checkable(figure())
    assert not is_checkable(figure(**changes))


def test_frames_without_other_bases_column() -> None:
    assert check(figure(), FRAMES.drop(columns="other_frames")).bases == (30,)
