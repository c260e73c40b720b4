"""Numbers typed by hand, planted in every kind of place of every format that is published: each must be found."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pypandoc
import pytest

from pipeline import sheets_census
from pipeline.booklet.english.door import FRENCH_DOOR
from pipeline.booklet.frame.certificate_page import Making, certificate_page
from pipeline.booklet.frame.evidence import annex
from pipeline.booklet.frame.method_annex import method_annex
from pipeline.booklet.sheets import layout
from pipeline.booklet.sheets import sheets as sheet_layout
from pipeline.census.census import Census, count
from pipeline.census.chapter_records import chapter_records
from pipeline.census.exceptions import load_exceptions
from pipeline.census.known import Known
from pipeline.census.pages import parse_blocks
from pipeline.census.records import booklet_records, tools_said
from pipeline.census.site import trace_published
from pipeline.census.telling import refuse_untraced
from pipeline.census.tokens import tokens
from pipeline.editions.published import mark_edition
from pipeline.editions.status import Status
from pipeline.errors import CensusError
from pipeline.former_results import FormerResults
from pipeline.released import Release
from pipeline.site.building import Booklet, ExtraPage, build_site
from pipeline.site.edition import Edition
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, SHARE, framed_release
from tests.fixtures.sheet_releases import written_releases
from tests.unit.test_facts import a_fact

TYPED = "98765"
"""No release, count or layout has it."""

LAID_OUT = ("M", "F", "SHA-")
"""Numbers after these are marks and names, and no results."""

MAKING = Making({"pandas": "3.1.1", "embedded": "pandoc 3.9 + typst 0.15.0"}, "def8bd57" * 8)
BOOKLET = (
    '<!doctype html><html lang="fr-FR"><head><title>Livret</title><style></style></head>'
    "<body><main><h1>Livret</h1></main></body></html>"
)
EXCEPTIONS = ROOT / "reports" / "census.yml"

DRAFT = Status("0" * 64, None)


@pytest.fixture(autouse=True, scope="module")
def _at_root() -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        yield


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    return written_releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def laid_out(releases: list[Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sheet of the edition, laid out."""
    return built(releases, tmp_path_factory.mktemp("sheets"))


def built(releases: list[Release], folder: Path) -> Path:
    (folder / "sheets.json").write_text(json.dumps(layout.lay_out(releases, folder)), encoding="utf-8")
    return folder


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sheet of each kind: what is typed for all of them is in both."""
    for kind in ("project_sheets", "commune_sheets"):
        made = getattr(layout, kind)
        monkeypatch.setattr(layout, kind, lambda releases, made=made: made(releases)[:1])


@pytest.fixture(scope="module")
def published(releases: list[Release], laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("published")
    (root / "communes.html").write_text(BOOKLET, encoding="utf-8")
    (root / "communes.pdf").write_bytes(next(laid_out.glob("*.pdf")).read_bytes())
    extras = [ExtraPage("indicators.html", "Bibliothèque", "définitions", BOOKLET)]
    (root / "indicators.html").write_text(BOOKLET, encoding="utf-8")
    build_site(Edition(releases, laid_out), [Booklet("communes", "Livret", 30)], extras, ROOT / "reports", root)
    mark_edition(root, ["communes"], DRAFT)
    return root


def census_of(folder: Path, releases: list[Release], laid_out: Path) -> Census:
    made = [{"booklet": "communes", "pages": 30}]
    return trace_published(folder, Edition(releases, laid_out), made, load_exceptions(EXCEPTIONS), DRAFT)


def test_a_site_traced_before_is_traced_alike(
    releases: list[Release], laid_out: Path, published: Path, stage_code: Path
) -> None:
    made = [{"booklet": "communes", "pages": 30}]
    first, again = (
        trace_published(
            published,
            Edition(releases, laid_out),
            made,
            load_exceptions(EXCEPTIONS),
            DRAFT,
            FormerResults("sites/demo", [stage_code]),
        )
        for _ in range(2)
    )
    assert first == again == census_of(published, releases, laid_out)


# The annexes of a booklet: what code writes of itself.


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> Release:
    facts = [COUNT, SHARE, a_fact(fact_id="sample-other", label_fr="Autres", value=15.0)]
    corrected = {"table": "interviews", "column": "date", "action": "override", "reason": "Faute de frappe de 2025"}
    corrections = [{**corrected, "provider": "Équipe", "date": "2026-01-31"}]
    return framed_release(tmp_path_factory.mktemp("framed"), {"sample": facts}, corrections=corrections)


def annexes(release: Release) -> dict[str, str]:
    """The page of each annex, with a chapter that prints what they tell of."""
    cited = ["sample-interviews", "sample-agents", "sample-other"]
    chapter = "# Chapitre {#sec-sample}\n\n" + "\n\n".join(str(release.link(fact)) for fact in cited)
    evidence = annex(release, cited, {"sample": "Chapitre"}, FRENCH_DOOR)
    texts = {
        "method": method_annex(release, cited, MAKING.tools),
        "evidence": evidence,
        "certificate": certificate_page(release, MAKING, cited, ""),
    }
    return {
        name: pypandoc.convert_text(
            f"{chapter}\n\n{text if name == 'evidence' else text + evidence}", "html", "markdown"
        )
        for name, text in texts.items()
    }


def untraced(page: str, release: Release) -> list[str]:
    blocks = parse_blocks(page)
    known = Known(release, [*tools_said(MAKING.tools), *MAKING.tools.values(), MAKING.lock_sha256])
    found = count(
        blocks, known, load_exceptions(EXCEPTIONS), [*chapter_records(release), *booklet_records(release, blocks)]
    )
    return [each.number for each in found.untraced]


@pytest.mark.parametrize("name", ["method", "evidence", "certificate"])
def test_every_other_number_in_an_annex_is_found(
    name: str, framed: Release, record_property: Callable[..., None]
) -> None:
    """Each number that the code of an annex prints is replaced in turn: nothing else than the right one passes."""
    page = annexes(framed)[name]
    assert untraced(page, framed) == []
    places = [
        (found.start(1) + token.start, found.start(1) + token.end)
        for found in re.finditer(r">([^<]+)<", page)
        for token in tokens(found[1])
        if not found[1][: token.start].endswith(LAID_OUT)
    ]
    missed = [page[max(0, a - 40) : b + 40] for a, b in places if not untraced(page[:a] + TYPED + page[b:], framed)]
    record_property("planted", len(places))
    assert len(places) >= 10
    assert missed == []


# Sheets: templates, code and layout, in the page and in the PDF.


def test_sheets_as_they_are_trace(laid_out: Path, releases: list[Release]) -> None:
    found = sheets_census.traced(laid_out, Known(releases[0]))
    assert found.untraced == []
    assert found.traced["fact"] > 30 and found.traced["attached fact"] > 30


def planted_reports(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of what sheets are laid out from, with something typed in one of its files."""
    shutil.copytree(ROOT / "reports" / "sheets", folder / "sheets")
    shutil.copytree(ROOT / "reports" / "theme", folder / "theme")
    for name in sheet_layout.PROJECT_FILES:
        shutil.copy(ROOT / "reports" / name, folder / name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("sheets/project.qmd", "# Ce qui était prévu", f"# Ce qui était prévu en {TYPED} étapes", ".html"),
        ("sheets/commune.qmd", "{{< include _delais.qmd >}}", f"Soit {TYPED} jours.", ".html"),
        ("sheets/project.qmd", "{{< include _lecons.qmd >}}", f"| Durée |\n|---|\n| {TYPED} |\n", ".html"),
        ("sheets/typst-show.typ", "#show: doc => sheet(", f"#text[{TYPED} essais]\n#show: doc => sheet(", ".pdf"),
    ],
    ids=["heading", "paragraph", "table", "layout"],
)  # fmt: skip
def test_a_number_typed_in_a_template_of_sheets_is_found_with_its_page(
    file: str, old: str, new: str, where: str, releases: list[Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "REPORTS", planted_reports(tmp_path / "reports", file, old, new))
    (tmp_path / "out").mkdir()
    found = sheets_census.traced(built(releases, tmp_path / "out"), Known(releases[0])).untraced
    assert found and {each.number for each in found} == {TYPED}
    assert all(each.page >= 1 and each.file.endswith(where) for each in found)
    with pytest.raises(CensusError, match=rf"« {TYPED} » \(.*{re.escape(where)}.* page \d of the PDF\): … .*{TYPED}"):
        refuse_untraced("essai", found, "reports/census.yml")


def test_a_number_typed_in_the_code_of_sheets_is_found(
    releases: list[Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.booklet.chapters.project_results.NO_RESULT_FR", f"Soit {TYPED} essais.")
    found = sheets_census.traced(built(releases, tmp_path), Known(releases[0])).untraced
    assert {each.number for each in found} == {TYPED}


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize(
    ("writer", "changed"),
    [
        ("facts_json", lambda text: re.sub(r'"value":[\d.]+', f'"value":{TYPED}', text, count=1)),
        ("facts_json", lambda text: re.sub(r'"rows":\d+', f'"rows":{TYPED}', text, count=1)),
        ("facts_json", lambda text: re.sub(r'"rows_sha256":"\w{4}', '"rows_sha256":"0000', text, count=1)),
        ("facts_csv", lambda text: re.sub(r",count,[\d.]*,", f",count,{TYPED},", text, count=1)),
        ("facts_csv", lambda text: text.rstrip("\n").rpartition("\n")[0] + "\n"),
        ("facts_csv", lambda text: text.replace("Projet", f"Projet {TYPED}", 1)),
    ],
    ids=["value", "rows", "digest", "cell", "missing row", "label"],
)
def test_a_changed_attachment_of_a_sheet_is_found(
    writer: str,
    changed: Callable[[str], str],
    releases: list[Release],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = getattr(sheet_layout, writer)
    monkeypatch.setattr(sheet_layout, writer, lambda table: changed(json_compact(write(table))))
    found = sheets_census.traced(built(releases, tmp_path), Known(releases[0])).untraced
    assert found and all(each.part in ("attachments", "faits.json", "faits.csv") for each in found)


def json_compact(text: str) -> str:
    return re.sub(r'": ', '":', text) if text.startswith("[") else text


# The site, the pages beside booklets and the open data.


def test_a_site_as_it_is_traces(published: Path, releases: list[Release], laid_out: Path) -> None:
    found = census_of(published, releases, laid_out)
    assert found.untraced == []
    assert found.traced["beside its fact"] > 200 and found.traced["open data"] > 500


PLANTED: Sequence[tuple[str, str, str]] = (
    ("site/index.html", "</h1>", f" en {TYPED} essais</h1>"),
    ("site/index.html", "</title>", f" {TYPED}</title>"),
    ("site/index.html", "</footer>", f"<p>{TYPED} lecteurs</p></footer>"),
    ("site/index.html", "4 projets", f"{TYPED} projets"),
    ("site/catalogue.html", "</caption>", f" ({TYPED})</caption>"),
    ("site/catalogue.html", "</option>", f" {TYPED}</option>"),
    ("site/catalogue.html", 'data-all="', f'data-all="{TYPED} '),
    ("site/catalogue.html", 'aria-label="Chercher', f'aria-label="{TYPED} Chercher'),
    ("site/catalogue.html", "</td>", f"{TYPED}</td>"),
    ("site/preuves.html", "</li>", f" {TYPED} nombres</li>"),
    ("site/preuves.html", "4 lignes", f"{TYPED} lignes"),
    ("site/preuves.html", 'class="digest">0123', 'class="digest">9999'),
    ("site/preuves/deployment.html", "</strong>", f" {TYPED}</strong>"),
    ("site/preuves/deployment.html", " lignes de", "1 lignes de"),
    ("site/donnees.html", "31 colonnes", f"{TYPED} colonnes"),
    ("site/fiches/projet-p1.html", "</h1>", f" {TYPED}</h1>"),
    ("site/fiches/projet-p1.html", "</article>", f"<p>{TYPED}</p></article>"),
    ("site/livrets/communes.html", "PDF accessible, 30", f"PDF accessible, {TYPED}"),
    ("site/livrets/communes.html", "</main>", f"<p>{TYPED}</p></main>"),
    ("site/indicators.html", "</h1>", f" {TYPED}</h1>"),
    ("indicators.html", "</main>", f"<img src='data:,' alt='{TYPED} projets'></main>"),
    ("site/donnees/facts.csv", ",count,", f",count{TYPED},"),
    ("site/donnees/facts.json", '"value": ', f'"value": {TYPED}'),
    ("site/donnees/tables/deployment_projects.csv", "\nP1", f"\nP{TYPED}"),
    ("site/donnees/tables/typed.csv", "", f"a\n{TYPED}\n"),
)


@pytest.mark.parametrize(("file", "old", "new"), PLANTED, ids=[f"{file}-{old or 'new'}" for file, old, _ in PLANTED])
def test_a_number_typed_in_a_published_file_is_found(
    file: str, old: str, new: str, published: Path, releases: list[Release], laid_out: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    shutil.copytree(published, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8").replace("\u00a0", " ") if path.is_file() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = census_of(folder, releases, laid_out).untraced
    assert found and all(file.endswith(each.file) or each.part == "donnees" for each in found)


def test_a_pdf_of_the_site_that_is_another_is_found(
    published: Path, releases: list[Release], laid_out: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    shutil.copytree(published, folder)
    for name in ("livrets/communes.pdf", "fiches/projet-p1.pdf"):
        with (folder / "site" / name).open("ab") as stream:
            stream.write(b"\n")
    found = census_of(folder, releases, laid_out).untraced
    assert [each.file for each in found] == ["site/fiches/projet-p1.pdf", "site/livrets/communes.pdf"]


@pytest.mark.parametrize("place", ["header", "evidence_theme", "sheet", "home"])
def test_a_number_typed_in_a_template_of_the_site_is_found(
    place: str,
    releases: list[Release],
    laid_out: Path,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from jinja2 import DictLoader, PackageLoader

    from pipeline.site import rendering

    shipped = PackageLoader("pipeline", "templates/site")
    sources = {name: (ROOT / "pipeline/templates/site" / name).read_text("utf-8") for name in shipped.list_templates()}
    sources[f"{place}.html.j2"] = re.sub(r"</(p|h1)>", rf" {TYPED}</\1>", sources[f"{place}.html.j2"], count=1)
    monkeypatch.setattr(rendering, "PackageLoader", lambda *_: DictLoader(sources))
    for name in ("communes.html", "communes.pdf"):
        shutil.copy(published / name, tmp_path / name)
    build_site(Edition(releases, laid_out), [Booklet("communes", "Livret", 30)], [], ROOT / "reports", tmp_path)
    mark_edition(tmp_path, ["communes"], DRAFT)
    found = census_of(tmp_path, releases, laid_out).untraced
    assert found and {each.number for each in found} == {TYPED}
