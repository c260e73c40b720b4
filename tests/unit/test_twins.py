from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.methods.printed.twins import COMPATIBLE, DIFFERENT, SAME, agreement, count_agrees_with_share, span

THIRTY, TWENTY_EIGHT = span("=", 30, 0, 0), span("=", 28, 0, 0)


@pytest.mark.parametrize(
    ("spans", "finding"),
    [
        ([THIRTY, THIRTY], SAME),
        ([THIRTY, TWENTY_EIGHT], DIFFERENT),
        ([span(">", 70, 0, 0), span("~", 75, 0, 0)], COMPATIBLE),
        ([span(">", 70, 0, 0), span("=", 70, 0, 0)], DIFFERENT),
        ([span("<", 70, 0, 0), span("=", 70, 0, 0)], DIFFERENT),
        ([span("~", 70, 0, 0), span("=", 77, 0, 0)], COMPATIBLE),
        ([span("~", 70, 0, 0), span("=", 78, 0, 0)], DIFFERENT),
        ([span("range", 0, 6, 8), span("=", 8, 0, 0)], COMPATIBLE),
        ([span("range", 0, 6, 8), span("range", 0, 6, 8)], SAME),
    ],
)
def test_agreement(spans: list, finding: str) -> None:
    assert agreement(spans) == finding


def test_a_count_beside_its_share_is_held_against_known_bases() -> None:
    share, step = Fraction(64, 100), Fraction(1, 100)
    assert count_agrees_with_share(18, share, step, (30, 28))
    assert not count_agrees_with_share(18, share, step, (30,))
