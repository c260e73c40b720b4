"""The booklet that comes out: its PDF's structure, its HTML, and the same bytes in two folders."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from pipeline import renderer
from pipeline.errors import RenderError
from tests.fixtures.renderer.staged import DOCUMENT, stage

EMBEDDED = renderer.Resolved("embedded", "as installed")
DATE = dt.date(2026, 3, 31)


def lay_out(folder: Path) -> Path:
    output = folder / "output"
    renderer.render(stage(folder / "project"), DOCUMENT, output, EMBEDDED, DATE)
    return output


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("booklet"))


@pytest.fixture(scope="module")
def pdf(output: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(output / "institutions.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def text(output: Path) -> str:
    reader = pypdf.PdfReader(output / "institutions.pdf")
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.fixture(scope="module")
def html(output: Path) -> str:
    return (output / "institutions.html").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def structure(node: Any) -> Iterator[Any]:
    """Every structure element of the PDF, parents first."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from structure(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from structure(node.get("/K", pikepdf.Array()))


@pytest.fixture(scope="module")
def tags(pdf: pikepdf.Pdf) -> list[Any]:
    return list(structure(pdf.Root.StructTreeRoot.K))


def named(tags: list[Any], *names: str) -> list[Any]:
    return [tag for tag in tags if str(tag.S) in names]


def test_only_the_two_results_are_written(output: Path) -> None:
    assert sorted(path.name for path in output.iterdir()) == ["institutions.html", "institutions.pdf"]


def test_the_pdf_says_what_it_is(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo["/Title"]) == "Ce que les expérimentations ont appris aux quartiers"
    assert str(pdf.docinfo["/Author"]) == "Métropole d’exemple"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20260331000000Z"
    assert str(pdf.Root.Lang) == "fr-FR"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.01)


def test_the_outline_is_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root] == [
            "1 À qui s’adresse ce livret",
            "2 Les projets",
            "3 Les limites",
            "4 Annexe\u00a0: d’où vient chaque nombre",
        ]
        assert [str(item.title) for item in outline.root[1].children] == [
            "2.1 Du dépôt à la mesure",
            "2.2 Tous les projets",
        ]


def test_figures_keep_their_alternative_texts(tags: list[Any]) -> None:
    alternatives = [str(tag.Alt) for tag in named(tags, "/Figure")]
    assert len(alternatives) == 3
    assert alternatives[1].startswith("Barres horizontales, une par commune")
    assert alternatives[2] == 'Une image "hostile" : \\, & et ](x) y sont du texte.'


def test_tables_have_real_header_cells(tags: list[Any]) -> None:
    tables = named(tags, "/Table")
    assert len(tables) == 6
    for table in tables:
        kinds = Counter(str(tag.S) for tag in structure(table))
        assert kinds["/THead"] == 1
        header = next(tag for tag in structure(table) if str(tag.S) == "/THead")
        assert all(str(tag.S) != "/TD" for tag in structure(header))
    assert len(named(tags, "/TR")) > 80


def test_header_rows_repeat_over_pages(output: Path) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(output / "institutions.pdf").pages]
    assert sum("Durée (mois)" in page for page in pages if "Projet n° " in page) == 2


def test_captions_are_numbered_in_french(text: str, tags: list[Any], page: Page) -> None:
    assert len(named(tags, "/Caption")) == 6
    for words in (text, " ".join(page.words)):
        flat = re.sub(r"\s+", " ", words)
        assert "Figure 1 : Projets déposés dans chaque commune" in flat
        assert "Tableau 2 : Les projets, un par ligne" in flat
        assert "Tableau 4 : Un tableau large" in flat


def test_references_are_linked_and_worded(text: str, page: Page) -> None:
    assert "La figure 1 montre" in text
    assert "Figure 2 et tableau 3, tableau 2 restent" in text
    assert "rappelé en partie 1.1" in text
    assert {"#fig-depots", "#tbl-projets", "#sec-lecture"} <= {link.get("href") for link in page.all("a")}


def test_every_internal_link_of_the_pdf_leads_somewhere(pdf: pikepdf.Pdf) -> None:
    destinations = [
        annotation.get("/Dest") or annotation.A.get("/D")
        for leaf in pdf.pages
        for annotation in leaf.get("/Annots", [])
        if "/Dest" in annotation or annotation.A.S == "/GoTo"
    ]
    assert len(destinations) > 80
    assert all(destination is not None for destination in destinations)


def test_every_internal_link_of_the_page_leads_somewhere(page: Page) -> None:
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    targets = {str(link["href"])[1:] for link in page.all("a") if str(link["href"]).startswith("#")}
    assert {"fait-total", "fait-duree", "tbl-large", "contenu"} <= targets | set(identifiers)
    assert targets <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_callouts_have_french_titles(text: str, page: Page) -> None:
    for title in ("Attention", "Conseil", "Prudence", "Ce qui n’a pas été mesuré", "Origine des données"):
        assert title in text
        assert title in " ".join(page.words)


def test_hostile_text_is_only_text(text: str, page: Page) -> None:
    hostile = ('#show "62": "92"', "$x$ et *gras* _ital_", "<script>alert(1)</script>", "{{< var total >}}", "= Titre")
    for words in hostile:
        assert words in text
        assert words in page.words
    assert page.all("script") == []


def test_the_page_stands_alone(html: str, page: Page) -> None:
    assert page.all("html") == [{"lang": "fr-FR"}]
    assert page.all("link") == []
    sources = [str(image["src"]) for image in page.all("img")]
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert re.findall(r"url\((?!data:)", html) == []
    assert page.all("meta")[0] == {"charset": "utf-8"}


def test_the_page_is_navigable(page: Page) -> None:
    assert page.all("a")[0] == {"class": "skip", "href": "#contenu"}
    assert page.all("nav")[0]["aria-label"] == "Sommaire"
    assert len(page.all("main")) == 1
    assert len(page.all("h1")) == 1
    assert Counter(cell["scope"] for cell in page.all("th")) == {"col": 23, "row": 12}
    assert all((image["alt"] or "").strip() for image in page.all("img"))


def test_two_folders_give_the_same_bytes(output: Path, tmp_path: Path) -> None:
    again = lay_out(tmp_path / "un autre dossier")
    for name in ("institutions.pdf", "institutions.html"):
        assert (again / name).read_bytes() == (output / name).read_bytes()


def test_a_missing_fact_stops_the_render(tmp_path: Path) -> None:
    project = stage(tmp_path / "project")
    annex = project / "generated" / "evidence.qmd"
    annex.write_text(annex.read_text(encoding="utf-8").replace("{#fait-mesures}", ""), encoding="utf-8")
    with pytest.raises(RenderError, match=r"chapters/projets\.qmd, line \d+: found a link to « #fait-mesures »"):
        renderer.render(project, DOCUMENT, tmp_path / "output", EMBEDDED, DATE)
    assert not (tmp_path / "output").exists()


FIGURE_DATA = """\
# Un {#sec-un}

Voyez le @tbl-second, puis la @sec-fin.

::: {.figure-data}
| Nom | Valeur |
|-----|-------:|
| a   | 7      |

: Données {#tbl-first}
:::

| Nom | Valeur |
|-----|-------:|
| b   | 8      |

: Second {#tbl-second}

::: {.figure-annex}
Annexe

Toutes.
:::

# Fin {#sec-fin}

Rien.
"""


def test_references_give_the_numbers_that_the_layout_gives(tmp_path: Path) -> None:
    """What figures draw moves to an annex on paper, after all other tables: it takes no number from them."""
    project = stage(tmp_path / "project")
    (project / DOCUMENT).write_text(FIGURE_DATA, encoding="utf-8")
    renderer.render(project, DOCUMENT, tmp_path / "output", EMBEDDED, DATE)
    reader = pypdf.PdfReader(tmp_path / "output/institutions.pdf")
    told = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert "Voyez le tableau 1, puis la partie 3." in told
    assert "Tableau 1 : Second" in told
    assert "Tableau 2 : Données" in told
    words = re.sub(r"\s+", " ", "".join(Page((tmp_path / "output/institutions.html").read_text("utf-8")).words))
    assert "Voyez le tableau 1, puis la partie 2." in words
    assert "Annexe" not in words
