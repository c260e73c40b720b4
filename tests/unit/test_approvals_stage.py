"""The stage that hands approvals on: one cohort's, whatever others have."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.approvals import main
from pipeline.editions.approvals import NOTHING_APPROVED, begin_record, load_approvals, record_path, write_approvals
from pipeline.editions.status import read_approvals
from pipeline.errors import ParamsError
from pipeline.params import load_params
from pipeline.paths import CohortPaths
from tests.conftest import ROOT
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


def test_a_cohort_s_first_record_says_that_nothing_is_approved_and_no_later_one_is_touched(tmp_path: Path) -> None:
    begin_record("essai", tmp_path)
    assert record_path("essai", tmp_path).is_file()
    assert load_approvals("essai", tmp_path) == NOTHING_APPROVED
    write_approvals("essai", approvals("1", site="a" * 64), tmp_path)
    begin_record("essai", tmp_path)
    assert load_approvals("essai", tmp_path) == approvals("1", site="a" * 64)


def test_every_cohort_here_has_a_record() -> None:
    assert [cohort for cohort in load_params().cohorts if not record_path(cohort, ROOT).is_file()] == []
