"""The stage that hands approvals on: one cohort's, whatever others have."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.approvals import main
from pipeline.editions.approvals import NOTHING_APPROVED, write_approvals
from pipeline.editions.status import read_approvals
from pipeline.errors import ParamsError
from pipeline.paths import CohortPaths
from tests.unit.test_approvals import approvals


def test_a_cohort_gets_its_own_approvals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_approvals("essai", approvals("1", site="a" * 64))
    for cohort in ("essai", "autre"):
        main(cohort)
    assert read_approvals(CohortPaths("essai").approvals) == approvals("1", site="a" * 64)
    assert read_approvals(CohortPaths("autre").approvals) == NOTHING_APPROVED


def test_a_mistake_in_another_cohort_s_record_stops_only_that_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports/approvals").mkdir(parents=True)
    (tmp_path / "reports/approvals/autre.yml").write_text("approuvé: oui\n", encoding="utf-8")
    main("essai")
    with pytest.raises(ParamsError, match=r"autre\.yml, line 1: unknown key « approuvé »"):
        main("autre")
    assert not CohortPaths("autre").approvals.exists()
