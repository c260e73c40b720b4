"""Permitted procedures: overlaps are both told, and an exact threshold belongs to the rules that include it."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.methods.projects.procurement import Band, Kind, bands, permitted

RULES = pd.DataFrame(
    [
        ("public", 40_000.0, None, False, False, "any"),
        ("direct", None, 40_000.0, False, False, "any"),
        ("innovative", None, 100_000.0, False, False, "innovative"),
        ("prototype", None, None, False, False, "prototype"),
    ],
    columns=["rule_id", "min_amount_eur_ht", "max_amount_eur_ht", "is_min_included", "is_max_included", "applies_to"],
)


@pytest.mark.parametrize(
    ("amount", "kind", "rules"),
    [
        (0.01, "ordinary", ["direct"]),
        (39_999.99, "ordinary", ["direct"]),
        (40_000, "ordinary", []),  # neither « inférieur » nor « supérieur »
        (40_000.01, "ordinary", ["public"]),
        (30_000, "innovative", ["direct", "innovative"]),
        (40_000, "innovative", ["innovative"]),
        (99_999.99, "innovative", ["public", "innovative"]),
        (100_000, "innovative", ["public"]),
        (2_000_000, "prototype", ["public", "prototype"]),
    ],
)
def test_every_rule_that_covers_a_purchase_is_told(amount: float, kind: Kind, rules: list[str]) -> None:
    assert permitted(RULES, amount, kind) == rules


@pytest.mark.parametrize("amount", [0, -1, float("nan")])
def test_an_amount_of_nothing_is_refused(amount: float) -> None:
    with pytest.raises(ValueError, match="no procedure"):
        permitted(RULES, amount, "ordinary")


def test_a_threshold_that_is_included_belongs_to_its_rule() -> None:
    assert permitted(RULES.assign(is_min_included=True), 40_000, "ordinary") == ["public"]


def test_thresholds_are_bands_of_their_own() -> None:
    found = list(bands(RULES))
    assert found == [
        *(Band(0, 40_000), Band(40_000, 40_000)),
        *(Band(40_000, 100_000), Band(100_000, 100_000), Band(100_000, None)),
    ]
    assert [permitted(RULES, band.example, "ordinary") for band in found] == [
        *(["direct"], [], ["public"], ["public"], ["public"])
    ]
