"""Intake alone, as in a fresh clone: one command from deliveries to the pages of data owners, and git sees nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import clone, pipeline

pytestmark = pytest.mark.slow
COHORT, PREVIOUS = "qmi-2", "qmi-1"
AUTHOR = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_check_works_from_nothing_and_leaves_git_clean(tmp_path: Path) -> None:
    folder = clone(tmp_path)
    git(folder, "add", "--all")
    git(folder, *AUTHOR, "commit", "--quiet", "--message", "As received")
    assert not list(folder.glob("data/raw/*/synthetic")), "made-up data is made, never kept in git"

    result = pipeline(folder, "check", COHORT)

    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{COHORT}: nothing blocks." in result.stdout
    said = {word.rstrip(".") for word in result.stdout.split() if word.startswith("data/")}
    assert said == {f"data/processed/{COHORT}/problems/", f"data/processed/{COHORT}/drift/"}
    assert all(list((folder / place).glob("*.html")) for place in said)
    assert all(list((folder / f"data/raw/{made}/synthetic").glob("*.csv")) for made in (PREVIOUS, COHORT))
    assert git(folder, "status", "--porcelain") == ""
