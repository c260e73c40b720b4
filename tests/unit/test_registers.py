from __future__ import annotations

import pandas as pd
import pytest

from pipeline.methods.printed.registers import register_count

COMMUNES = pd.DataFrame(
    {
        "commune_insee": ["93005", "92048", "92040"],
        "department_code": ["93", "92", "92"],
        "ept": ["A", "B", "B"],
        "edition": [1, 1, 2],
        "source_file": "communes.csv",
        "source_row": [2, 3, 4],
    }
)
PROJECTS = pd.DataFrame({"commune_insee": ["93005", "93005", "92048"]})


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("communes", 3, 3),
        ("communes-edition-1", 2, 2),
        ("departements-edition-1", 2, 2),
        ("ept-edition-1", 2, 2),
        ("projets", 3, 3),
        ("projets-par-commune", 1, 2),
    ],
)
def test_counts(name: str, low: int, high: int) -> None:
    count = register_count(name, {"communes": COMMUNES, "catalogue": PROJECTS})
    assert count is not None
    assert (count.low, count.high) == (low, high)


def test_a_register_that_was_not_delivered_counts_nothing() -> None:
    assert register_count("etapes", {"communes": COMMUNES}) is None
    assert register_count("projets", {"catalogue": PROJECTS.iloc[:0]}) is None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        register_count("stations", {})
