from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.methods.printed.quantifiers import (
    BEYOND,
    CONSISTENT,
    CONTRADICTED,
    UNBOUNDED,
    implied,
    judge,
    printed_share,
)


@pytest.mark.parametrize(
    ("k", "low", "high", "verdict"),
    [
        (7, 8, 14, BEYOND),
        (8, 8, 14, CONSISTENT),
        (14, 8, 14, CONSISTENT),
        (15, 8, 14, CONTRADICTED),
        (0, 2, None, BEYOND),
        (9, 2, None, CONSISTENT),  # « d’autres »: no upper bound
        (0, None, 7, CONSISTENT),  # « peu »: no lower bound
        (8, None, 7, CONTRADICTED),
        (3, None, None, UNBOUNDED),
    ],
)
def test_judge(k: int, low: int | None, high: int | None, verdict: str) -> None:
    assert judge(k, low, high) == verdict


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (2, 2, "2"),
        (8, 14, "de\u00a08 à\u00a014"),
        (3, None, "au moins\u00a03"),
        (None, 7, "au plus\u00a07"),
        (None, None, ""),
    ],
)
def test_implied(low: int | None, high: int | None, text: str) -> None:
    assert implied(low, high) == text


@pytest.mark.parametrize(
    ("quantifier", "base", "found"),
    [
        ("60%", "communes sondées (84)", (Fraction(3, 5), 84)),
        ("60 %", "communes sondées (84)", (Fraction(3, 5), 84)),
        ("60%", "communes sondées", None),
        ("majorité", "communes sondées (84)", None),
    ],
)
def test_printed_share(quantifier: str, base: str, found: tuple[Fraction, int] | None) -> None:
    assert printed_share(quantifier, base) == found
