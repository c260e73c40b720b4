from __future__ import annotations

import pytest

from pipeline.methods.printed.confirmation import CONFIRMED, FEWER, MORE, confirm


@pytest.mark.parametrize(
    ("printed", "qualifier", "counted", "verdict"),
    [
        (14, "=", 14, CONFIRMED),
        (14, "=", 15, MORE),  # fourteen printed, fifteen in the register
        (14, "=", 13, FEWER),
        (15, "~", 16, CONFIRMED),  # « une quinzaine » allows a tenth
        (15, "~", 17, MORE),
        (15, "~", 13, FEWER),
    ],
)
def test_confirm(printed: float, qualifier: str, counted: int, verdict: str) -> None:
    assert confirm(printed, qualifier, counted) == verdict
