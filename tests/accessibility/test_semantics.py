"""The semantic check works: a sound PDF has no defect, and each damage is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.accessibility import samples, tagged
from tests.accessibility.semantics import defects
from tests.accessibility.sentences import faults_of_alternative, leftovers

DAMAGES: dict[str, tuple[Callable[[pikepdf.Pdf], None], str, str]] = {
    "no language": (samples.without_root("/Lang"), "language", "the language is «  », not fr-FR"),
    "no title": (samples.untitled, "language", "the document has no title"),
    "title not shown": (samples.title_hidden, "language", "readers show the name of the file instead of the title"),
    "heading jump": (
        samples.retagged("H2", "H3", only=0),
        "headings",
        "page 1, « Première section »: H3 follows H1",
    ),
    "first heading of level 2": (
        samples.retagged("H1", "H2", only=0),
        "headings",
        "the first heading is not of level 1",
    ),
    "no structure": (samples.without_root("/StructTreeRoot"), "headings", "the first heading is not of level 1"),
    "no outline": (
        samples.without_root("/Outlines"),
        "outline",
        "the outline has None where the text has (1, 'Premier chapitre', 1)",
    ),
    "another title in the outline": (
        samples.bookmark_renamed,
        "outline",
        "the outline has (1, 'Un autre titre', 1) where the text has (1, 'Premier chapitre', 1)",
    ),
    "table without headers": (
        samples.retagged("TH", "TD"),
        "tables",
        "page 1, « Commune Projets Ville A 3 Ville B 2 »: a table has no header",
    ),
    "table whose headers are for no cell": (
        samples.headers_undirected,
        "tables",
        "page 1, « Commune Projets Ville A 3 Ville B 2 »: a header does not say which cells it is for",
    ),
    "table without data": (
        samples.retagged("TD", "TH"),
        "tables",
        "page 1, « Commune Projets Ville A 3 Ville B 2 »: a table has no row of data",
    ),
    "a word for an alternative": (
        samples.with_alternative("Logo"),
        "alternatives",
        "page 1: the alternative text « Logo » is shorter than a sentence",
    ),
    "link to an unprotected page": (
        samples.addressed("http://example.org/"),
        "links",
        "page 1: a link leads to http://example.org/",
    ),
    "link to a file": (samples.addressed("file:///etc/hosts"), "links", "page 1: a link leads to file:///etc/hosts"),
    "link to a script": (samples.scripted, "links", "page 1: a link leads to /JavaScript:"),
    "link to nowhere": (samples.lost, "links", "page 1: a link leads to no page of the document"),
    "words in no paragraph": (
        samples.retagged("P", "Span"),
        "paragraphs",
        "page 1: « Un dernier paragraphe. » stands in no paragraph",
    ),
    "empty paragraph": (samples.without("P", "/K"), "paragraphs", "page 1: P is empty"),
}
TEXTS = {
    "a value that is missing": ("La moyenne est de nan.", "left over: « nan »"),
    "a value that nobody wrote": ("Une note de None sur dix.", "left over: « None »"),
    "a title that nobody translated": ("Table of contents", "left over: « Table of contents »"),
    "a caption in English": ("Figure 1: Les communes.", "left over: « Figure 1: »"),
    "a sentence in English": ("This is one of the things that we learnt.", "in another language"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.compile_sample(tmp_path_factory.mktemp("sample") / "sound.pdf")


def test_a_sound_pdf_has_no_defect(sound: Path) -> None:
    assert defects(sound) == {}


def test_a_sound_pdf_in_another_language_is_told(sound: Path) -> None:
    found = defects(sound, "en-GB")
    assert found["language"] == ["the language is « fr-FR », not en-GB"]


@pytest.mark.parametrize(("damage", "rule", "sentence"), DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_told(
    sound: Path, tmp_path: Path, damage: Callable[[pikepdf.Pdf], None], rule: str, sentence: str
) -> None:
    assert sentence in defects(samples.broken(sound, tmp_path / "broken.pdf", damage))[rule]


@pytest.mark.parametrize(("text", "said"), TEXTS.values(), ids=TEXTS)
def test_what_is_left_over_is_told_with_its_page(tmp_path: Path, text: str, said: str) -> None:
    pdf = samples.compile_sample(tmp_path / "left.pdf", samples.SOURCE + f"\n\n#{{[{text}]}}\n")
    [defect] = defects(pdf)["leftovers"]
    assert defect.startswith("page 1: ")
    assert said in defect


@pytest.mark.parametrize("text", ["Un tenant compte de l’autre.", "Figure 1 : les communes.", "Nana et Nanterre."])
def test_french_is_no_leftover(text: str) -> None:
    assert list(leftovers(text, "fr-FR")) == []


def test_english_is_no_leftover_of_an_english_booklet() -> None:
    assert list(leftovers("This is one of the things that we learnt: see Table 1.", "en-GB")) == []
    assert list(leftovers("Voir le Tableau 1.", "en-GB")) != []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Barres horizontales, une par commune.", []),
        ("« Oui » domine dans les réponses !", []),
        ("", ["is shorter than a sentence"]),
        ("Carte.", ["is shorter than a sentence"]),
        ("carte des communes du réseau.", ["does not start with a capital"]),
        ("Carte des communes du réseau", ["does not end like a sentence"]),
    ],
)
def test_an_alternative_is_a_sentence(text: str, faults: list[str]) -> None:
    assert list(faults_of_alternative(text)) == faults


def test_text_is_read_as_it_is_said(tmp_path: Path) -> None:
    """A hyphenated word is one word, and cells and lines do not run together within a paragraph."""
    source = '#set document(title: [Essai])\n#set text(lang: "fr", font: "Source Sans 3", hyphenate: true)\n= Titre\n'
    source += "#block(width: 3.2cm, par[Une expérimentation extraordinairement anticonstitutionnelle])"
    document = tagged.read(samples.compile_sample(tmp_path / "narrow.pdf", source))
    [paragraph] = document.root.all("P")
    assert paragraph.text == "Une expérimentation extraordinairement anticonstitutionnelle"
