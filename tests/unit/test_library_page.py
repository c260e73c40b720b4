from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.booklet.library_page import library_page
from pipeline.estimators.indicator_library import estimate
from pipeline.facts import facts_frame
from pipeline.files import write_json
from pipeline.frames import write_tables
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths
from pipeline.publish import BRAND_FILE, PAGES, index_page, write_pages
from pipeline.release import released_facts
from pipeline.released import Release
from pipeline.renderer.brand import load_brand
from tests.conftest import ROOT
from tests.unit.test_indicator_library import PARAMS, library

HOSTILE = '</script><script>alert("x")</script>'
PALETTE = load_brand(ROOT / BRAND_FILE).palette
COHORT = load_cohort(CohortPaths("qmi-1", ROOT))
ROW = {"domain": "usage", "unit": "share", "aggregation": "ratio"}


class Elements(HTMLParser):
    """Every element of a page: its name and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


def released(folder: Path, *rows: dict[str, Any]) -> Release:
    """A release of a library of these indicators, as estimate and release write it."""
    estimates = estimate({"indicators": library(*rows)}, PARAMS)
    facts = released_facts(facts_frame({"indicator_library": estimates.facts}, set()), COHORT, 10)
    write_tables(folder, {"facts": facts})
    write_tables(folder / "tables", estimates.tables)
    themes = {"indicator_library": sorted(estimates.tables)} if rows else {}
    write_json(folder / "release.json", {"title_fr": "Édition", "licence": "Libre", "themes": themes})
    return Release(folder)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    first = {**ROW, "indicator_id": "marche", "name_fr": "Marche", "sdg_targets": ["11.2", "3.6"]}
    second = {**ROW, "indicator_id": "eau", "name_fr": f"Eau {HOSTILE}", "sdg_targets": ["6.4"], "domain": "social"}
    return released(tmp_path, first, {**second, "themes": ["Énergie", "Eau & co"]})


def test_every_indicator_has_a_row_that_filters_can_find(release: Release) -> None:
    rows = {row["id"]: row for row in Elements(library_page(release, PALETTE)).named("tr") if "id" in row}
    assert list(rows) == ["eau", "marche"]
    assert (rows["marche"]["data-goals"], rows["eau"]["data-themes"]) == ("3 11", "energie eau-co")


def test_filters_offer_what_rows_hold(release: Release) -> None:
    offered = {option["value"] for option in Elements(library_page(release, PALETTE)).named("option")}
    assert offered == {"", "social", "usage", "3", "6", "11", "energie", "eau-co"}


def test_without_script_everything_shows_and_no_control_is_dead(release: Release) -> None:
    elements = Elements(library_page(release, PALETTE))
    assert [form for form in elements.named("form") if "hidden" in form]
    assert not [row for row in elements.named("tr", "section", "table") if "hidden" in row]


def test_controls_tables_and_languages_are_named(release: Release) -> None:
    elements = Elements(library_page(release, PALETTE))
    labelled = {label["for"] for label in elements.named("label")}
    assert labelled == {control["id"] for control in elements.named("input", "select")}
    assert all(cell["scope"] in ("row", "col") for cell in elements.named("th"))
    assert len(elements.named("caption")) == len(elements.named("table")) == 2
    assert elements.named("html")[0]["lang"] == "fr-FR"
    assert elements.named("h1") == [{}]


def test_the_page_needs_no_other_file_and_runs_no_script_but_its_own(release: Release) -> None:
    page = library_page(release, PALETTE)
    assert HOSTILE not in page
    assert page.count("<script") == 1
    assert not re.findall(r'(?:src|url)\s*[=(]|href="(?!index\.html"|#)', page)


def test_the_same_release_gives_the_same_page(release: Release, tmp_path: Path) -> None:
    assert library_page(release, PALETTE) == library_page(Release(tmp_path), PALETTE)


def test_the_page_is_written_and_listed_only_where_there_is_a_library(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    site = tmp_path / "site"
    site.mkdir()
    assert [page.file for page in write_pages(release, site)] == ["indicators.html"]
    assert 'href="indicators.html"' in index_page(COHORT, [], PAGES)
    release.summary["themes"].clear()
    (site / "indicators.html").unlink()
    assert write_pages(release, site) == []
    assert list(site.iterdir()) == []
    assert "indicators.html" not in index_page(COHORT, [])


def test_counts_of_the_page_are_facts(release: Release) -> None:
    page = library_page(release, PALETTE)
    assert f"<p>{release.display('indicator-library-indicators')}\u00a0indicateurs" in page
