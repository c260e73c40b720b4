"""The benchmark of sizes itself: what it enumerates holds, and a rate that does not is told."""

from __future__ import annotations

import pytest

from benchmarks.sizes import Row, exact_sizes, main


def test_no_exact_test_errs_more_often_than_it_says() -> None:
    found = list(exact_sizes())
    assert {row.what for row in found} == {"Fisher 2 × 2", "McNemar"}
    assert all(0 < row.rate <= 0.05 for row in found)


@pytest.mark.parametrize(
    ("rate", "draws", "is_size", "holds"),
    [
        (0.05, 0, True, True),
        (0.051, 0, True, False),
        (0.08, 400, True, True),
        (0.10, 400, True, False),
        (0.93, 0, False, True),
        (0.92, 0, False, False),
        (0.90, 400, False, True),
        (0.88, 400, False, False),
    ],
)
def test_a_rate_strays_by_chance_only(rate: float, draws: int, is_size: bool, holds: bool) -> None:
    assert Row("test", "setting", rate, draws, is_size).holds is holds


def test_a_wrong_rate_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("benchmarks.sizes.rows", lambda _: [Row("test", "setting", 0.2, 0, True)])
    assert main([]) == 1
    assert "NOT AS IT SHOULD BE" in capsys.readouterr().out
