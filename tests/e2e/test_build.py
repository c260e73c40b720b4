"""The smallest cohort, from delivered files to an opened PDF, in clones of the project."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdf
import pytest
from playwright.sync_api import Browser

from pipeline.params import load_params
from pipeline.paths import RENDERER, CohortPaths
from tests.accessibility import semantics, webpage
from tests.browser.axe import violations
from tests.browser.visits import TELEPHONE, dead_links, visiting
from tests.conftest import ROOT, Check
from tests.e2e.conftest import AUDIENCE, SMALLEST, changed_stages, pipeline

pytestmark = pytest.mark.slow
DELIVERY = Path("data/raw") / SMALLEST / "interview_register.csv"


def digests(folder: Path) -> dict[str, str]:
    places = (folder / "data/processed" / SMALLEST, folder / "reports" / SMALLEST)
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def pdf_path(built: Path) -> Path:
    return built / "reports" / SMALLEST / f"{AUDIENCE}.pdf"


@pytest.fixture(scope="module")
def pdf_text(pdf_path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf_path).pages)


@pytest.fixture(scope="module")
def html(built: Path) -> str:
    return (built / "reports" / SMALLEST / f"{AUDIENCE}.html").read_text(encoding="utf-8")


def test_two_builds_in_different_folders_give_the_same_bytes(built: Path, built_after_interruption: Path) -> None:
    first, second = digests(built), digests(built_after_interruption)
    assert {suffix for suffix in (".pdf", ".html", ".parquet", ".ipynb") if any(p.endswith(suffix) for p in first)} == {
        ".pdf",
        ".html",
        ".parquet",
        ".ipynb",
    }
    assert first == second


def test_a_second_build_does_nothing_and_says_so(built: Path) -> None:
    result = pipeline(built, "run", "--cohort", SMALLEST)
    assert result.returncode == 0
    assert "Nothing to do" in result.stdout


def test_pdf_is_tagged_french_and_titled(pdf_path: Path) -> None:
    with pikepdf.open(pdf_path) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"]
            assert metadata["pdfuaid:part"] == "1"
        box = pdf.pages[0].MediaBox
        assert (round(float(box[2])), round(float(box[3]))) == (595, 842)


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from structure(kid)


def test_figures_have_alternative_texts_and_tables_have_headers(pdf_path: Path) -> None:
    with pikepdf.open(pdf_path) as pdf:
        nodes = list(structure(pdf.Root.StructTreeRoot))[1:]
        figures = [node for node in nodes if node.S == "/Figure"]
        tables = [node for node in nodes if node.S == "/Table"]
        assert figures and tables
        assert all(len(str(figure.get("/Alt", ""))) > 20 for figure in figures)
        assert all(any(cell.S == "/TH" for cell in structure(table)) for table in tables)


def test_pdf_links_lead_somewhere_and_the_outline_names_each_chapter(pdf_path: Path) -> None:
    reader = pypdf.PdfReader(pdf_path)
    titles = {str(item.title) for item in reader.outline if not isinstance(item, list)}
    assert len(titles) >= 6
    with pikepdf.open(pdf_path) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
        internal = [link for link in links if "/Dest" in link or link.A.S == "/GoTo"]
        pages = {page.objgen for page in pdf.pages}
        assert len(internal) > 50
        for link in internal:
            target = link.Dest if "/Dest" in link else link.A.D
            if isinstance(target, pikepdf.Array):
                assert target[0].objgen in pages


def published(built: Path, suffix: str) -> list[Path]:
    found = sorted((built / "reports" / SMALLEST).rglob(f"*{suffix}"))
    assert found
    return found


def test_no_pdf_breaks_a_rule_of_ua_1(built: Path, check_ua_1: Check) -> None:
    assert {pdf.name: found for pdf in published(built, ".pdf") if (found := check_ua_1(pdf))} == {}


def test_no_pdf_has_another_defect_than_those_known(built: Path) -> None:
    defects = {pdf.name: semantics.defects(pdf) for pdf in published(built, ".pdf")}
    assert {name: found for name, found in defects.items() if found} == {}


def test_no_page_has_another_defect_than_those_known(built: Path) -> None:
    defects = {page.name: webpage.defects(page) for page in published(built, ".html")}
    assert {name: found for name, found in defects.items() if found} == {}


def test_every_page_opens_in_a_browser_and_breaks_no_rule_of_axe(browser: Browser, built: Path) -> None:
    folder, found = built / "reports" / SMALLEST, []
    with visiting(browser, f"{folder.as_uri()}/", TELEPHONE) as visit:
        for path in published(built, ".html"):
            name = str(path.relative_to(folder))
            page = visit.open(name)
            found += dead_links(visit, folder)
            # The site's booklets are those beside it, with a way back: looked at once, they take a while.
            found += [] if name.startswith("site/livrets/") else violations(page)
    assert found + visit.faults == []


def test_each_chapter_is_there_and_nothing_is_missing_or_english(pdf_text: str, html: str) -> None:
    for theme in ("sample", "typologies", "prevalence", "statements"):
        title = re.search(r"^# (.+?) \{", (ROOT / f"reports/chapters/{theme}.qmd").read_text("utf-8"), re.MULTILINE)
        assert title is not None
        words = " ".join(title[1].split())
        assert words in " ".join(pdf_text.split())
        assert words in " ".join(html.split())
    for leftover in (r"\bnan\b", r"\bNaN\b", r"\bNone\b", r"\?var", r"\{\{<", r"\bTable \d", r"\bTable of contents\b"):
        assert not re.search(leftover, pdf_text), leftover


def test_html_stands_alone(html: str) -> None:
    assert '<html lang="fr-FR"' in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    targets = set(re.findall(r'\bid="([^"]+)"', html))
    assert {name for name in re.findall(r'href="#([^"]+)"', html)} <= targets


def test_a_preview_has_the_bytes_of_the_build(built: Path) -> None:
    paths = CohortPaths(SMALLEST, built)
    seen = pipeline(built, "preview", "--cohort", SMALLEST, "--booklet", AUDIENCE)
    assert seen.returncode == 0, seen.stderr
    if json.loads((built / RENDERER).read_text(encoding="utf-8"))["name"] == "embedded":
        assert paths.preview(AUDIENCE).read_bytes() == (paths.published / f"{AUDIENCE}.pdf").read_bytes()
    paths.preview(AUDIENCE).unlink()


def test_explain_follows_a_number_to_its_file(built: Path) -> None:
    result = pipeline(built, "explain", "sample-interviews", "--cohort", SMALLEST)
    assert result.returncode == 0, result.stderr
    digest = hashlib.sha256((built / DELIVERY).read_bytes()).hexdigest()
    assert digest in result.stdout
    assert "pipeline.estimators.sample" in result.stdout


def test_explain_of_an_unknown_fact_is_a_sentence(built: Path) -> None:
    result = pipeline(built, "explain", "sample-nothing", "--cohort", SMALLEST)
    assert result.returncode == 1
    assert "No fact is called « sample-nothing »" in result.stderr
    assert "Traceback" not in result.stderr


def test_another_renderer_makes_only_the_render_stale(built: Path) -> None:
    record = built / "data/processed/renderer.json"
    former = record.read_bytes()
    record.write_text('{"name": "quarto", "version": "1.9.0"}')
    try:
        stale = {stage for stage in changed_stages(built) if f"@{SMALLEST}" in stage}
        assert stale == {f"render@{SMALLEST}-{booklet}" for booklet in load_params().booklets}
    finally:
        record.write_bytes(former)


def test_another_version_of_a_tool_makes_every_stage_stale(built: Path) -> None:
    lock = built / "requirements.lock"
    former = lock.read_bytes()
    lock.write_bytes(former + b"# bumped\n")
    try:
        stale = changed_stages(built)
        assert {name.partition("@")[0] for name in stale if SMALLEST in name} >= {
            "ingest",
            "validate",
            "clean",
            "publish",
        }
    finally:
        lock.write_bytes(former)


def run_after(folder: Path, file: str, found: str, instead: str) -> set[str]:
    """The stages that a build runs after an edit, but for the one that always looks for the renderer."""
    path = folder / file
    former = path.read_bytes()
    assert found.encode() in former
    path.write_bytes(former.replace(found.encode(), instead.encode(), 1))
    try:
        result = pipeline(folder, "run", "--cohort", SMALLEST)
        assert result.returncode == 0, result.stdout + result.stderr
        return set(re.findall(r"^\[ *\d+/\d+\] (\S+)", result.stdout, re.MULTILINE)) - {"resolve_renderer"}
    finally:
        path.write_bytes(former)
        assert pipeline(folder, "run", "--cohort", SMALLEST).returncode == 0


def test_one_word_of_a_chapter_lays_out_again_what_shows_it_and_nothing_else(built: Path) -> None:
    ran = run_after(built, "reports/chapters/statements.qmd", "affirmation", "assertion")
    assert {stage for stage in ran if not stage.startswith("texts@")} == {
        f"render@{SMALLEST}-institutions",
        f"census@{SMALLEST}-institutions",
        f"publish@{SMALLEST}",
    }


def test_one_cell_of_a_notebook_runs_that_notebook_again_and_no_other(built: Path) -> None:
    (kept,) = (built / ".cache/notebooks").glob(f"{SMALLEST}-fr-institutions")
    before = {path.name.split(".")[0]: path.stat().st_ino for path in kept.iterdir()}
    line = '"release = Release('
    ran = run_after(built, "notebooks/statements.ipynb", line, f'"# One more line.\\n",\n    {line}')
    assert f"analyse@{SMALLEST}-institutions" in ran
    after = {path.name.split(".")[0]: path.stat().st_ino for path in kept.iterdir()}
    assert {theme for theme in before if before[theme] != after[theme]} == {"statements"}


def test_one_cell_of_another_cohort_leaves_this_one_alone(built: Path) -> None:
    other = built / "data/raw/qmi-1/communes.csv"
    former = other.read_bytes()
    other.write_bytes(former.replace(b"Meudon", b"Meudom", 1))
    try:
        assert not [stage for stage in changed_stages(built) if f"@{SMALLEST}" in stage]
    finally:
        other.write_bytes(former)


def test_a_bad_cell_stops_its_cohort_with_the_page_to_open(built: Path) -> None:
    delivery = built / DELIVERY
    former = delivery.read_bytes()
    published = digests(built)[f"reports/{SMALLEST}/{AUDIENCE}.pdf"]
    delivery.write_bytes(former.replace(b"2015-12-17", b"17/12/2015", 1))
    try:
        result = pipeline(built, "run", "--cohort", SMALLEST)
        assert result.returncode == 1
        page = re.search(r"data/processed/\S+?\.html", result.stdout)
        assert page is not None, result.stdout
        text = (built / page[0]).read_text(encoding="utf-8").replace("<wbr>", "")
        assert "17/12/2015" in text
        assert "17/12/2015" not in result.stdout, "cell values stay out of the log"
        assert digests(built)[f"reports/{SMALLEST}/{AUDIENCE}.pdf"] == published
    finally:
        delivery.write_bytes(former)
