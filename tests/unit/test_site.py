from __future__ import annotations

import csv
import json
import re
import zipfile
from functools import cache
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SiteError
from pipeline.renderer.fonts import ALWAYS
from pipeline.site.building import Booklet, ExtraPage, build_site
from pipeline.site.catalogue import _tried
from pipeline.site.data_files import ARCHIVE
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import name_of
from pipeline.site.home import _figure
from pipeline.site.open_data import FACT_COLUMNS, facts_csv, facts_json, table_csv
from pipeline.site.synthetic_words import CATALOGUE_FR, REAL_FR, of_catalogue, of_sheet
from pipeline.site.table_sentences import TABLES_FR, require_sentences
from pipeline.site.template_spaces import FrenchSpaces
from pipeline.themes import THEMES
from tests.conftest import ROOT
from tests.fixtures.html_pages import Page, is_dead, problems, targets
from tests.fixtures.sheet_releases import HOSTILE, written_releases

BOOKLET = (
    '<!doctype html><html lang="fr-FR"><head><title>Livret</title><style></style></head>'
    "<body><main><h1>Livret</h1></main></body></html>"
)
LIBRARY = ExtraPage("indicators.html", "Bibliothèque", "définitions", BOOKLET)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition built for real: releases, sheets laid out, site."""
    from pipeline.booklet.sheets.layout import lay_out

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        root = tmp_path_factory.mktemp("published")
        releases = written_releases(root / "release")
        sheets = root / "sheets"
        sheets.mkdir()
        (sheets / "sheets.json").write_text(json.dumps(lay_out(releases, sheets)), encoding="utf-8")
        booklets = [
            Booklet("communes", "Livret des communes", 30),
            Booklet("startups-en", "Booklet for project holders", 30, "en-GB"),
        ]
        for booklet, form in product(booklets, ("pdf", "html")):
            (root / f"{booklet.name}.{form}").write_text(BOOKLET, encoding="utf-8")
        build_site(Edition(releases, sheets), booklets, [LIBRARY], ROOT / "reports", root)
    return root


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    return published / "site"


@cache
def pages(site: Path) -> dict[str, str]:
    return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def test_every_sheet_theme_and_booklet_has_its_page(site: Path) -> None:
    found = set(pages(site))
    assert {"index.html", "catalogue.html", "preuves.html", "donnees.html", "livrets/communes.html"} <= found
    assert {"fiches/projet-p1.html", "fiches/commune-meudon.html", "preuves/deployment.html"} <= found
    assert (site / "fiches" / "projet-p4.pdf").read_bytes().startswith(b"%PDF")


def test_everybody_can_read_every_page(site: Path) -> None:
    assert {name: found for name, text in pages(site).items() if (found := problems(text))} == {}


def test_a_page_that_not_everybody_can_read_would_be_seen() -> None:
    assert problems("<html><h2>x</h2><img src='a'><input id='b'><p></div></html>") != []
    assert "an image without alt" in problems(BOOKLET.replace("</h1>", "</h1><img src='a'>"))


def test_every_link_leads_somewhere_in_the_site(site: Path) -> None:
    dead = {
        (name, target)
        for name, text in pages(site).items()
        for target in targets(text)
        if not target.startswith("data:") and is_dead(site / name, target)
    }
    assert dead == set()


def test_nothing_is_asked_of_another_machine(site: Path) -> None:
    for path in [*site.rglob("*.html"), *site.rglob("*.css"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|url\(|@import|fetch\()\s*=?\s*["'(]?(?:https?:)?//""", text), path


def test_pages_read_without_script(site: Path) -> None:
    catalogue = Page(pages(site)["catalogue.html"])
    assert "hidden" in catalogue.named("form")[0]
    assert all("hidden" not in row for row in catalogue.named("tr"))
    assert [
        script for page in pages(site).values() for script in Page(page).named("script") if "src" not in script
    ] == []


def test_free_text_stays_text(site: Path) -> None:
    page = pages(site)["fiches/projet-p4.html"]
    assert HOSTILE.split(" ")[0] not in page
    assert "&lt;script&gt;alert(" in page
    assert "{{&lt; var x &gt;}}" in page


def test_the_catalogue_lists_projects_with_what_filters_look_for(site: Path) -> None:
    page = Page(pages(site)["catalogue.html"])
    rows = [row for row in page.named("tr") if "data-theme" in row]
    assert [row["data-status"] for row in rows] == ["deploye", "en-attente", "arrete", "deploye"]
    assert (rows[0]["data-weakest"], rows[1]["data-weakest"]) == ("prix", "")
    offered = {option["value"] for option in page.named("option")}
    assert {code for row in rows for code in row["data-theme"].split()} <= offered


def test_no_two_numbers_of_an_evidence_page_are_told_in_the_same_words(site: Path) -> None:
    told = {
        name: re.findall(
            r'<p class="proof-number"><strong>.*?</strong> <span>(.*?)(?: <span class="tag">|</span>)', text
        )
        for name, text in pages(site).items()
        if name.startswith("preuves/")
    }
    assert sum(map(len, told.values())) > 20
    assert {name: labels for name, labels in told.items() if len(labels) != len(set(labels))} == {}


def test_each_number_of_a_sheet_leads_to_its_proof(site: Path) -> None:
    page = Page(pages(site)["fiches/projet-p1.html"])
    facts = [link["href"] for link in page.named("a") if link.get("href", "").startswith("#fait-")]
    assert len(facts) > 10 and {fact.removeprefix("#") for fact in facts} <= set(page.ids)
    proofs = Page(pages(site)["preuves/deployment.html"])
    assert "fait-deployment-project-p1-deployed" in proofs.ids


def test_the_stylesheet_declares_fonts_that_are_there_and_the_brand(site: Path) -> None:
    styles = (site / "assets" / "site.css").read_text(encoding="utf-8")
    files = re.findall(r'url\("([^"]+)"\)', styles)
    assert len(files) >= 6 and all((site / "assets" / name).is_file() for name in files)
    assert "--petrol: #0b4f5c" in styles
    assert ALWAYS  # fonts keep these characters whatever the pages say


def test_the_title_of_an_english_booklet_says_that_it_is_english(site: Path) -> None:
    home = pages(site)["index.html"]
    assert '<h3 class="shelf" lang="en-GB">In English</h3>' in home
    assert '<h4 lang="en-GB">Booklet for project holders</h4>' in home
    assert home.count('<span lang="en-GB">Booklet for project holders</span>') == 2
    assert "<h4>Livret des communes</h4>" in home


def test_the_way_back_from_a_booklet_speaks_its_language(site: Path) -> None:
    bars = {name: pages(site)[f"livrets/{name}.html"].split("</nav>")[0] for name in ("communes", "startups-en")}
    assert "Retour au site" in bars["communes"] and "PDF accessible, 30 pages" in bars["communes"]
    assert 'lang="en-GB" aria-label="Back to the site"' in bars["startups-en"]
    assert "Accessible PDF, 30 pages" in bars["startups-en"] and '<ul lang="fr-FR">' in bars["startups-en"]


def test_a_sheet_leads_to_the_sheets_it_names_and_says_which_column_a_cell_is_of(site: Path) -> None:
    commune, project = (pages(site)[f"fiches/{name}.html"] for name in ("commune-meudon", "projet-p1"))
    assert '<a href="projet-p1.html">Projet P1</a></th>' in commune and 'data-label="Thème"' in commune
    assert '<a href="commune-meudon.html">Meudon</a></td>' in project and "projet-p1.html" not in project
    assert 'aria-label="Tableau"' not in commune + project
    assert [entry["aria-current"] for entry in Page(project).named("a") if "aria-current" in entry] == ["true"]


def test_french_spaces_stand_before_punctuation_and_not_in_code() -> None:
    template = "{% if a != b %}« x » : y ; z ?{% endif %}"
    assert FrenchSpaces.preprocess(None, template, None) == (  # type: ignore[arg-type]
        "{% if a != b %}«\u202fx\u202f»\u00a0: y\u202f; z\u202f?{% endif %}"
    )


@pytest.mark.parametrize(
    ("is_made_up", "has_printed", "said"),
    [(True, True, f"{CATALOGUE_FR} {REAL_FR}"), (True, False, CATALOGUE_FR), (False, True, "")],
)
def test_made_up_projects_are_said_to_be_where_they_are_listed(is_made_up: bool, has_printed: bool, said: str) -> None:
    summary = {"is_synthetic": False, "synthetic_themes": ["deployment"] if is_made_up else []}
    assert of_catalogue(summary, has_printed=has_printed) == said
    assert bool(of_sheet(summary, "project")) == is_made_up


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [("count", 0, "projet"), ("count", 1, "projet"), ("count", 2, "projets"), ("share", 0.7, "projets")],
)
def test_words_beside_a_large_number_agree_with_it(unit: str, value: float, said: str) -> None:
    fact = {"unit": unit, "value": value, "display_fr": "", "theme": "deployment", "fact_id": "x", "is_synthetic": True}
    assert _figure(fact, "projet", "projets")["words"] == said


def test_no_project_is_reproached_with_not_being_tried_before_it_could_be() -> None:
    weakest = {"prix": "Prix", "deploiement": "Expérimentation déployée"}
    waiting, stopped, deployed = (
        {"is_deployed": is_deployed, "is_stopped": is_stopped}
        for is_deployed, is_stopped in ((False, False), (False, True), (True, False))
    )
    assert list(_tried(waiting, weakest).values()) == ["Prix", "pas encore déployé"]
    assert list(_tried(stopped, weakest).values()) == ["Prix", "arrêté avant le déploiement"]
    assert _tried(deployed, weakest) == weakest


def test_two_builds_give_the_same_bytes(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    releases = written_releases(tmp_path / "release")
    booklets = [
        Booklet("communes", "Livret des communes", 30),
        Booklet("startups-en", "Booklet for project holders", 30, "en-GB"),
    ]
    for booklet, form in product(booklets, ("pdf", "html")):
        (tmp_path / f"{booklet.name}.{form}").write_text(BOOKLET, encoding="utf-8")
    build_site(Edition(releases, published / "sheets"), booklets, [LIBRARY], ROOT / "reports", tmp_path)
    first, second = (
        {path.relative_to(root / "site"): path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()}
        for root in (published, tmp_path)
    )
    assert first == second


def test_data_are_what_is_released_and_nothing_else(site: Path) -> None:
    with (site / "donnees" / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["fact_id"]: row for row in csv.DictReader(file)}
    assert set(next(iter(rows.values()))) <= set(FACT_COLUMNS)
    assert (rows["deployment-deployed"]["value"], rows["deployment-deployed"]["qualifier"]) == ("0.5", "exact")
    assert {row["qualifier"] for row in rows.values()} <= {"exact", "range"}
    listed = json.loads((site / "donnees" / "facts.json").read_text(encoding="utf-8"))
    assert {row["fact_id"] for row in listed} == set(rows)
    quotes = (site / "donnees" / "tables" / "interviews_quotes.csv").read_text(encoding="utf-8")
    assert "L’essai a servi" in quotes and "Pour les communes" not in quotes


def test_the_archive_holds_every_file_of_open_data(site: Path) -> None:
    data = site / "donnees"
    with zipfile.ZipFile(data / ARCHIVE) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
        dates = {entry.date_time for entry in archive.infolist()}
    beside = {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*.*") if path.name != ARCHIVE}
    assert packed == beside and len(dates) == 1


def test_every_file_of_open_data_is_told_in_a_sentence(site: Path) -> None:
    files = {f"{path.name}" for path in (site / "donnees").rglob("*.*")} - {ARCHIVE}
    listed = re.findall(r"download>([^<]+\.(?:csv|json))</a> <div><p>[A-ZÉ][^<]+\.</p>", pages(site)["donnees.html"])
    assert set(listed) == files


def test_a_table_that_nobody_described_is_refused() -> None:
    require_sentences(TABLES_FR)
    with pytest.raises(SiteError, match="deployment_new"):
        require_sentences(["deployment_new", "deployment_dates"])


def test_spreadsheets_find_no_formula_and_numbers_stay_numbers() -> None:
    table = pd.DataFrame(
        {
            "text": ["=1+1", "+33", "-x", "@y", "\tz", "été"],
            "number": [-1.5, 2.0, float("nan"), 0.0, 1e6, -3.0],
            "list": [["a", "b"], [], None, ["=x"], ["c"], ["d"]],
            "day": pd.to_datetime(["2026-01-31", None, None, None, None, "2026-01-31 10:00"], format="ISO8601"),
            "flag": pd.array([True, False, None, True, True, True], dtype="boolean"),
        }
    )
    rows = list(csv.DictReader(table_csv(table).splitlines(keepends=True)))
    assert [row["text"] for row in rows] == ["'=1+1", "'+33", "'-x", "'@y", "'\tz", "été"]
    assert [row["number"] for row in rows] == ["-1.5", "2", "", "0", "1000000", "-3"]
    assert [row["list"] for row in rows][:4] == ["a|b", "", "", "'=x"]
    assert (rows[0]["day"], rows[5]["day"], rows[1]["day"]) == ("2026-01-31", "2026-01-31T10:00:00", "")
    assert [row["flag"] for row in rows][:3] == ["True", "False", ""]


def test_a_hidden_fact_gives_no_number_and_says_why(tmp_path: Path) -> None:
    facts = Edition(written_releases(tmp_path, min_count=3), tmp_path).facts
    hidden = facts[facts["status"].eq("suppressed")]
    assert len(hidden)
    row = json.loads(facts_json(hidden.head(1)))[0]
    assert (row["value"], row["display_fr"], row["source_rows_count"]) == (None, "secret statistique", None)
    assert row["reason"].startswith("effectif inférieur à 3, ou")
    assert "secret statistique" in facts_csv(hidden)


def test_an_edition_without_sheets_has_a_site_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("pipeline.site.rendering.subset_font", lambda file, text: b"")  # slow, and not looked at here
    releases = written_releases(tmp_path / "release")
    (tmp_path / "sheets.json").write_text("[]", encoding="utf-8")
    build_site(Edition(releases, tmp_path), [], [], ROOT / "reports", tmp_path)
    names = {str(path.relative_to(tmp_path / "site")) for path in (tmp_path / "site").rglob("*.html")}
    assert "catalogue.html" not in names and "index.html" in names
    assert problems((tmp_path / "site" / "index.html").read_text(encoding="utf-8")) == []


def test_where_a_count_is_hidden_no_download_lets_it_be_counted(tmp_path: Path) -> None:
    edition = Edition(written_releases(tmp_path, min_count=3), tmp_path)
    open_edition = Edition(written_releases(tmp_path / "open"), tmp_path)
    assert "deployment-project-p1-deployed" in open_edition.facts.index
    assert "deployment-project-p1-deployed" not in edition.facts.index
    assert edition.tables["deployment_projects"].empty and edition.tables["deployment_dates"].empty
    weakest, shown = (each.tables["replicability_weakest"] for each in (edition, open_edition))
    assert shown["count"].notna().all() and shown["count"].gt(0).any()
    is_hidden = weakest["count_fact"].isin(edition.hidden)
    assert is_hidden.any() and weakest.loc[is_hidden, "count"].isna().all()


def test_every_theme_has_a_name_for_readers() -> None:
    assert [theme for theme in THEMES if name_of(theme) == theme] == []
