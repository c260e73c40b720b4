"""`python -m pipeline audit`: findings in words, on the screen and in a file; nothing to check is told."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from pipeline.commands.audit import audit_cohort
from pipeline.errors import RetexError
from pipeline.paths import CohortPaths
from tests.conftest import ROOT
from tests.unit.test_audit import figure, published


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CohortPaths:
    monkeypatch.chdir(ROOT)
    found = CohortPaths("essai", tmp_path)
    found.raw.mkdir(parents=True)
    found.plan.write_text("{}\n", encoding="utf-8")
    return found


def test_findings_are_said_in_words_and_written(paths: CohortPaths) -> None:
    screen = StringIO()
    target = audit_cohort(paths, published(figure("a", 0.84)), Console(file=screen, width=200))
    (row,) = pd.read_csv(target).to_dict("records")
    assert row["gravite"] == "à vérifier"
    assert row["imprime"] == "84\u202f%"
    assert "19 ou 25" in row["constat"]
    assert "84" in screen.getvalue()


def test_a_cohort_without_printed_figures_is_told(paths: CohortPaths) -> None:
    with pytest.raises(RetexError, match="no printed figure was delivered"):
        audit_cohort(paths, {"projects": pd.DataFrame()}, Console(file=StringIO()))
