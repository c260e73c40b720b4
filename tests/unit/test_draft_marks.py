"""A draft says so in every format, spoils no reading, and lays nothing out otherwise than an approved edition."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pypdf
import pytest

from pipeline import renderer
from pipeline.editions.marks import STATUS_COLUMN, csv_with_status, json_with_status, marked, unmarked
from pipeline.editions.published import edition_status, mark_edition
from pipeline.editions.staging_status import PAGE, stage_status, status_sentence
from pipeline.editions.status import Status
from pipeline.editions.watermark import COLOUR, watermark
from pipeline.renderer.brand import load_brand
from tests.conftest import ROOT
from tests.fixtures.renderer.staged import DOCUMENT, stage
from tests.unit.test_approvals import approvals

EMBEDDED = renderer.Resolved("embedded", "as installed")
DRAFT = Status("7f000001" + "0" * 56, None)
APPROVED = Status(DRAFT.content, approvals("1", site=DRAFT.content).editions[0])
CODE = "lusab-babad-babab"


def laid_out(folder: Path, status: Status, language: str = "fr") -> Path:
    project = stage(folder / "project")
    stage_status(project, status, language)
    renderer.render(project, DOCUMENT, folder / "output", EMBEDDED, dt.date(2026, 3, 31))
    return folder / "output" / f"{DOCUMENT.stem}.pdf"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page, as a draft and as an approved edition."""
    return {
        name: [page.extract_text() for page in pypdf.PdfReader(laid_out(tmp_path_factory.mktemp(name), status)).pages]
        for name, status in (("draft", DRAFT), ("approved", APPROVED))
    }


def test_each_page_of_a_draft_says_so_with_its_code(texts: dict[str, list[str]]) -> None:
    assert len(texts["draft"]) > 3
    assert all("Projet – non approuvé" in text and CODE in text for text in texts["draft"])


def test_no_page_of_an_approved_edition_does(texts: dict[str, list[str]]) -> None:
    assert not [text for text in texts["approved"] if "non approuvé" in text or CODE in text]


def test_the_mark_moves_nothing(texts: dict[str, list[str]]) -> None:
    def words(text: str) -> list[str]:
        return re.sub(rf"Projet – non approuvé\s*contenu\s*{CODE}", "", text).split()

    assert [words(text) for text in texts["draft"]] == [words(text) for text in texts["approved"]]


def test_the_word_behind_the_text_is_a_drawing() -> None:
    font = ROOT / "reports/theme/fonts/BricolageGrotesque-Bold.ttf"
    drawing = watermark("PROJET", font)
    assert "<text" not in drawing
    assert "PROJET" not in drawing
    assert drawing == watermark("PROJET", font)
    assert drawing != watermark("DRAFT", font)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("text", ["foreground", "primary", "secondary", "tertiary", "success", "warning", "danger"])
def test_every_text_keeps_its_contrast_on_the_mark(text: str) -> None:
    colour = load_brand(ROOT / "reports/_brand.yml").palette[text]
    assert (luminance(COLOUR) + 0.05) / (luminance(colour) + 0.05) >= 4.5


PAGE_HTML = (
    '<!doctype html>\n<html lang="fr-FR"><head><title>x</title></head>\n<body class="site">\n'
    '<a class="skip" href="#c">Aller</a>\n<main>1</main></body></html>'
)


@pytest.mark.parametrize(("language", "words"), [("fr", "Projet – non approuvé"), ("en", "DRAFT – not approved")])
def test_a_page_begins_with_the_banner(language: str, words: str) -> None:
    page = marked(PAGE_HTML, DRAFT, language)
    assert page.index('class="skip"') < page.index(words) < page.index("<main>")
    assert f"<code>{CODE}</code>" in page
    assert marked(PAGE_HTML, APPROVED, language) == PAGE_HTML


def test_each_row_of_open_data_says_what_it_is_part_of() -> None:
    table = 'id,text\na,"l’un, l’autre"\nb,\'=1+1\n'
    rows = list(csv.reader(io.StringIO(csv_with_status(table, DRAFT))))
    assert rows[0] == ["id", "text", STATUS_COLUMN]
    assert rows[1:] == [["a", "l’un, l’autre", f"draft {CODE}"], ["b", "'=1+1", f"draft {CODE}"]]
    assert json.loads(json_with_status('[{"id": "a"}]', APPROVED)) == [{"id": "a", STATUS_COLUMN: "approved 1"}]


@pytest.mark.parametrize(("language", "draft", "approved"), [("fr", "non approuvé", "approuvée"), ("en", "not", "on")])
def test_the_certificate_page_says_who_when_and_why(language: str, draft: str, approved: str) -> None:
    assert draft in status_sentence(DRAFT, language)
    said = status_sentence(APPROVED, language)
    for words in (approved, "Comité de relecture", "26\u00a0novembre 2026", "Relu", CODE):
        assert words in said


def test_an_english_page_marks_the_record_as_french() -> None:
    said = status_sentence(APPROVED, "en")
    assert "[Comité de relecture]{lang=fr}" in said and "in French" in said


def test_what_a_person_wrote_stays_text() -> None:
    hostile = Status(
        "a" * 64, approvals("1", site="a" * 64).editions[0].model_copy(update={"why": "{{< var x >}} #read(1)"})
    )
    said = status_sentence(hostile, "fr")
    assert "{{<" not in said
    assert "\\#read" in said


def test_a_staged_project_gets_its_sentence(tmp_path: Path) -> None:
    project = stage(tmp_path / "project")
    (project / PAGE).parent.mkdir(exist_ok=True)
    (project / PAGE).write_text("", encoding="utf-8")
    stage_status(project, APPROVED, "fr")
    assert "Édition 1" in (project / PAGE).read_text(encoding="utf-8")
    assert "draft-code" not in (project / "_quarto.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", [DRAFT, APPROVED], ids=["draft", "approved"])
def test_the_facts_attached_to_a_pdf_say_it_too(tmp_path: Path, status: Status) -> None:
    project = stage(tmp_path / "project")
    for folder in ("generated", "commune-meudon"):
        (project / folder).mkdir(exist_ok=True)
        (project / folder / "faits.csv").write_text("id,value\na,1\n", encoding="utf-8")
        (project / folder / "faits.json").write_text('[{"id": "a"}]', encoding="utf-8")
    stage_status(project, status, "fr")
    for folder in ("generated", "commune-meudon"):
        assert (project / folder / "faits.csv").read_text(encoding="utf-8").endswith(f"a,1,{status.told}\n")
        assert (
            json.loads((project / folder / "faits.json").read_text(encoding="utf-8"))[0][STATUS_COLUMN] == status.told
        )


def gathered(folder: Path) -> Path:
    for name, text in {
        "index.html": PAGE_HTML,
        "communes.html": "<body>déjà marqué</body>",
        "communes.pdf": "%PDF",
        "site/index.html": PAGE_HTML,
        "site/livrets/communes.html": "<body>déjà marqué</body>",
        "site/donnees/facts.csv": "id\na\n",
        "site/donnees/facts.json": "[]",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_site_is_what_its_files_and_the_other_documents_say(tmp_path: Path) -> None:
    folder, contents = gathered(tmp_path), {"communes": "a" * 64}
    status = edition_status(folder, contents, contents, approvals("1", site="f" * 64))
    (folder / "communes.pdf").write_text("%PDF marqué", encoding="utf-8")
    assert edition_status(folder, contents, contents, approvals("1", site="f" * 64)) == status
    assert edition_status(folder, {"communes": "b" * 64}, contents, approvals("1", site="f" * 64)) != status
    approved = edition_status(folder, contents, contents, approvals("1", site=status.content))
    assert not approved.is_draft
    (folder / "site/index.html").write_text(PAGE_HTML.replace(">1<", ">2<"), encoding="utf-8")
    assert edition_status(folder, contents, contents, approvals("1", site=status.content)).is_draft


def test_pages_and_data_are_marked_once_and_booklets_keep_their_own_mark(tmp_path: Path) -> None:
    folder = gathered(tmp_path)
    mark_edition(folder, ["communes"], DRAFT)
    for name in ("index.html", "site/index.html", "site/donnees/facts.csv"):
        assert (folder / name).read_text(encoding="utf-8").count(CODE) == 1
    for name in ("communes.html", "site/livrets/communes.html"):
        assert (folder / name).read_text(encoding="utf-8") == "<body>déjà marqué</body>"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", [DRAFT, APPROVED], ids=["draft", "approved"])
def test_a_page_can_be_told_from_its_mark(status: Status, language: str) -> None:
    skip = '<a class="skip" href="#c">Contenu</a>'
    page = f'<html><head><title>T</title></head>\n<body class="site">\n{skip}\n<p>é</p></body></html>'
    assert (marked(page, status, language) != page) is status.is_draft
    assert unmarked(marked(page, status, language), status, language) == page
