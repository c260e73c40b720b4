"""Wilson intervals against values printed in the literature and computed with independent software."""

from __future__ import annotations

import pytest

from pipeline.methods.shares import wilson

# Statistics in Medicine 17 (1998), 857-872, table I, method 3.
NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("k", "n", "low", "high"), NEWCOMBE)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n, 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("k", "n"), [(-1, 4), (5, 4), (0, 0)])
def test_what_is_not_a_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson(k, n, 0.95)
