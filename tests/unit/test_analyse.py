"""A booklet that a cohort does not have runs no notebook, in any language, and asks the release for nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.analyse import analyse
from pipeline.booklet.documents import document
from pipeline.paths import CohortPaths
from tests.conftest import ROOT


@pytest.mark.parametrize("booklet", ["startups", "startups-en"])
def test_a_booklet_that_is_not_built_runs_nothing(
    booklet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    paths = CohortPaths("essai", tmp_path)
    released = paths.release("startups")
    released.mkdir(parents=True)
    told = {"audience": "startups", "is_addressed": False, "languages": ["fr", "en"], "themes": {}}
    (released / "release.json").write_text(json.dumps(told), encoding="utf-8")
    analyse(paths, document(booklet, ROOT / "reports"))
    written = json.loads((paths.executed(booklet) / "executed.json").read_text(encoding="utf-8"))
    assert written == {"notebooks": []}
