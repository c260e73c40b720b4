"""An English booklet is laid out whatever disclosure control hides: each sentence has its English without a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.documents import document
from pipeline.booklet.english.shown import english_exhibits
from pipeline.booklet.notebooks.notebook_runs import run_notebook
from pipeline.booklet.notebooks.warm_processes import run_apart
from pipeline.disclosure.decision import decide
from pipeline.disclosure.published import Published
from pipeline.params import DisclosureRules, load_cohort
from pipeline.paths import CohortPaths
from pipeline.release import Estimated, write_release
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.framed import DELIVERY
from tests.fixtures.real_estimates import published

pytestmark = pytest.mark.slow
COHORT, BOOKLET = "qmi-1", "startups-en"
MANY = DisclosureRules(min_count=11, reason="Documents publiés : aucun effectif n’est à protéger.", unit="enterprises")


def released(root: Path, before: Published, audience: str) -> Release:
    """The cohort as it would leave if its firms were protected, in English."""
    themes: dict[str, list[str]] = {theme: [] for theme in before.facts["theme"].unique()}
    for table, theme in before.theme_of.items():
        themes.setdefault(theme, []).append(table)
    described = load_cohort(CohortPaths(COHORT, ROOT)).model_copy(update={"disclosure": MANY})
    applied = pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date"])
    deliveries = pd.DataFrame([{**DELIVERY, "rows": 40}])
    made = Estimated(before.facts, deliveries=deliveries, corrections=applied, tables=before.tables, themes=themes)
    target = root / "data" / "processed" / COHORT / "release" / audience
    write_release(target, audience, made, described, decide(before, MANY), 10)
    return Release(target, "en")


def run_in_english(root: Path) -> Iterator[tuple[str, Exception | None]]:
    """What each notebook of the booklet stopped at, if anything."""
    booklet = document(BOOKLET, ROOT / "reports")
    release = released(root, published(COHORT), booklet.audience)
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
        yield from zip(names, run_apart(run_notebook, calls, timeout_seconds=300), strict=True)


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
