"""An English booklet is laid out whatever disclosure control hides: each sentence has its English without a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import nbformat
import pytest

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.documents import document
from pipeline.booklet.english.shown import english_exhibits
from pipeline.booklet.notebooks.notebook_runs import run_notebooks
from pipeline.disclosure.decision import decide
from pipeline.params import DisclosureRules, load_cohort
from pipeline.paths import CohortPaths
from pipeline.release import cleared, write_cleared
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.real_estimates import REASON, estimated, published

pytestmark = pytest.mark.slow
COHORT, BOOKLET = "qmi-1", "startups-en"
MANY = DisclosureRules(min_count=11, reason=REASON, unit="enterprises")


def released(root: Path, audience: str) -> Release:
    """The cohort as it would leave if its firms were protected, in English."""
    described = load_cohort(CohortPaths(COHORT, ROOT)).model_copy(update={"disclosure": MANY})
    target = root / "data" / "processed" / COHORT / "release" / audience
    leaving = cleared(estimated(COHORT), described, decide(published(COHORT), MANY), 10)
    write_cleared(target, audience, leaving, described)
    return Release(target, "en")


def run_in_english(root: Path) -> Iterator[tuple[str, Exception | None]]:
    """What each notebook of the booklet stopped at, if anything."""
    booklet = document(BOOKLET, ROOT / "reports")
    release = released(root, booklet.audience)
    themes, door = booklet.chapters(release.summary), english_exhibits(release)
    for name in ("reports", "params.yaml", "notebooks"):
        (root / name).symlink_to(ROOT / name)
    given = {"cohort": COHORT, "audience": booklet.audience}
    names = [f"{theme}.ipynb" for theme in themes]
    (root / "executed").mkdir()
    calls = [
        (ROOT / "notebooks" / name, root / "executed" / name, root / "failed" / name, given, door) for name in names
    ]
    with chdir(root):
        yield from zip(names, run_notebooks(calls, timeout_seconds=300), strict=True)


def words_shown(path: Path) -> str:
    """What a booklet takes of an executed notebook: Markdown."""
    outputs = (each for cell in nbformat.read(path, as_version=4).cells for each in cell.get("outputs", ()))
    return "\n".join(each.get("data", {}).get("text/markdown", "") for each in outputs)


def test_every_chapter_has_english_where_most_numbers_are_hidden(tmp_path: Path) -> None:
    stopped = dict(run_in_english(tmp_path))
    assert len(stopped) > 8
    assert {name: str(problem) for name, problem in stopped.items() if problem} == {}
    shown = "".join(words_shown(path) for path in (tmp_path / "executed").glob("*.ipynb"))
    assert "withheld" in shown and HIDDEN_FR not in shown
