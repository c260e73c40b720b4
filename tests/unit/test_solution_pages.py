from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.booklet.documents import Document
from pipeline.booklet.markdown import visible
from pipeline.booklet.sheets import sheet_words as words
from pipeline.booklet.sheets import solution_pages
from pipeline.booklet.sheets.solution_pages import INDEX, PAGES, index, stage_solutions, with_page
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.sheet_releases import edition_tables, written_releases


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written_releases(tmp_path_factory.mktemp("releases"))[1]


def staged(release: Release, project: Path) -> str:
    (project / "generated").mkdir()
    stage_solutions(release, project)
    return (project / PAGES).read_text(encoding="utf-8")


def told(text: str) -> dict[str, str]:
    """What each page says, by the name of its project."""
    pages = text.split("::::: {.solution}\n")[1:]
    return {re.search(r"^## (Projet \w+)\\?, .+ \{", page, re.MULTILINE)[1]: visible(page) for page in pages}  # type: ignore[index]


def test_a_page_for_each_project_that_was_tried_and_for_no_other(release: Release, tmp_path: Path) -> None:
    text = staged(release, tmp_path)
    assert list(told(text)) == ["Projet P1", "Projet P4"]
    assert text.count("\n:::::\n") == 2
    found = visible((tmp_path / INDEX).read_text(encoding="utf-8"))
    assert "Projet P2 (Sceaux)" in found and "Projet P3 (Meudon)" in found
    assert found.index("| Énergie | Projet P1 |") < found.index("| Mobilités | Projet P4 |")
    assert "| Meudon | Projet P1, Projet P4 |" in found
    assert "| Prix | Projet P1, Projet P4 |" in found


def test_a_page_tells_trial_result_profile_purchase_and_lesson(release: Release, tmp_path: Path) -> None:
    first = told(staged(release, tmp_path))["Projet P1"]
    for said in (
        "Meudon {#sec-solution-projet-p1}",
        "Énergie**\u00a0: déployé. Mis à l’épreuve\u00a0: ",
        "Données inventées pour la démonstration.",
        "cible atteinte",
        "Premier achat par une commune\u00a0: 27\u00a0octobre\u00a02024. L’achat a été renouvelé.",
        "Prix (le\u00a0plus\u00a0faible)",
        "Pour les communes seulement",
        "a donné un résultat contraire",
    ):
        assert said.replace("\u00a0", " ") in first.replace("\u00a0", " ")


def test_a_page_without_quote_or_score_has_no_empty_part(release: Release, tmp_path: Path) -> None:
    tables = edition_tables()
    absent = ("scores", "purchases", "quotes", "protocols")
    bare = {name: table for name, table in tables.items() if name not in absent}
    few = written_releases(tmp_path / "few", bare)[1]
    (tmp_path / "project").mkdir()
    page = told(staged(few, tmp_path / "project"))["Projet P4"]
    assert words.NO_SCORE_FR in page and words.NO_PURCHASE_FR in page
    assert "Ce qu’on en dit" not in page and "Mis à l’épreuve" not in page


def test_where_an_outcome_is_hidden_every_project_has_a_page_and_none_tells_it(tmp_path: Path) -> None:
    hidden = written_releases(tmp_path / "hidden", min_count=3)[1]
    (tmp_path / "project").mkdir()
    pages = told(staged(hidden, tmp_path / "project"))
    assert list(with_page(hidden)["project"]) == list(pages) == ["Projet P1", "Projet P2", "Projet P3", "Projet P4"]
    for page in pages.values():
        assert "secret statistique" in page
        assert "Premier achat" not in page and "déployé." not in page and words.NOT_BOUGHT_FR not in page
    assert solution_pages.ALL_FR in visible(index(hidden, with_page(hidden)))


def test_a_renewal_is_not_told_where_counts_of_purchases_are_hidden() -> None:
    said = words.purchase_sentence("1er mai 2025", is_known=True, is_hidden=False, is_renewed=None)
    assert said == "Premier achat par une commune\u00a0: 1er mai 2025."


def test_every_drawing_that_a_page_shows_is_staged(release: Release, tmp_path: Path) -> None:
    text = staged(release, tmp_path)
    shown = set(re.findall(r"\.\./generated/([\w-]+\.svg)", text))
    assert shown == {path.name for path in (tmp_path / "generated").glob("*.svg")} and len(shown) == 4


def test_the_volume_needs_a_register_of_projects() -> None:
    volume = Document(
        name="solutions", audience="communes", title="x", shows="solutions", themes=["deployment", "indicators"]
    )
    said = {"is_addressed": True, "languages": ["fr"]}
    assert volume.is_built({**said, "themes": {"deployment": [], "indicators": []}})
    assert not volume.is_built({**said, "themes": {"indicators": []}})
