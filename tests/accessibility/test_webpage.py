"""The check of web pages works: a sound page has no defect, and each fault is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accessibility.webpage import defects

SOUND = """<!DOCTYPE html>
<html lang="fr-FR"><head><meta charset="utf-8"><title>Essai</title><style>p { color: black }</style></head><body>
<a href="#texte">Aller au texte</a>
<main id="texte"><h1>Un titre</h1><p>Un paragraphe et <a href="https://example.org/">une page</a>.</p>
<h2>Une section</h2><p lang="en">This is one of the things that we learnt: None.</p><p role="status"></p>
<img src="data:image/png;base64," alt="Un carré noir, seul au milieu de la page.">
<svg role="img" aria-labelledby="nom"><title id="nom">Un rond blanc, au bord de la page.</title></svg>
<svg aria-hidden="true"><path d="M0 0"/></svg>
<table><tr><th scope="col">Commune</th></tr><tr><td>Ville A</td></tr></table>
<details><summary>Les données</summary><label>Chercher <input type="search"></label></details>
</main></body></html>"""
FAULTS = {
    "another language": ('lang="fr-FR"', "", "language", "the language is « None », not fr-FR"),
    "no title": ("<title>Essai</title>", "", "language", "the page has no title"),
    "no main part": ("<main", "<div", "language", "the page has no single main part"),
    "two titles": ("<h2>Une section</h2>", "<h1>Autre</h1>", "headings", "the page has 2 titles of level 1"),
    "a jump": ("<h2>Une section</h2>", "<h3>Section</h3>", "headings", "« Section »: h3 follows h1"),
    "an empty heading": ("Une section", " ", "headings", "a heading h2 has no text"),
    "a table without header": ('<th scope="col">Commune</th>', "", "tables", "table « Ville A »: no header"),
    "a header for no cell": (
        ' scope="col"',
        "",
        "tables",
        "table « CommuneVille A »: a header does not say which cells it is for",
    ),
    "an image without alternative": (
        ' alt="Un carré noir, seul au milieu de la page."',
        "",
        "alternatives",
        "image data:image/png;base64,: no alternative text",
    ),
    "an alternative that is no sentence": (
        "seul au milieu de la page.",
        "seul",
        "alternatives",
        "image « Un carré noir, seul » does not end like a sentence",
    ),
    "a drawing that is no image": (
        ' role="img"',
        "",
        "alternatives",
        "drawing « Un rond blanc, au bord de la page. »: neither an image nor hidden",
    ),
    "a field without label": ("label>", "span>", "controls", "a field input has no label"),
    "a link without text": (">Aller au texte<", "><", "controls", "a #texte: nothing to read"),
    "a folded part without title": ("summary>", "p>", "controls", "a folded part has no title"),
    "two elements of one name": ("<p>Un", '<p id="nom">Un', "identifiers", "2 elements are called #nom"),
    "a name that nothing has": (
        'id="nom"',
        "",
        "identifiers",
        "aria-labelledby of svg names #nom, which is not there",
    ),
    "a link to nowhere": ("#texte", "#fin", "links", "a link leads to #fin, which is not in the page"),
    "a link to no file": ("#texte", "autre.html", "links", "a link leads to autre.html, which is not there"),
    "a place that another page lacks": (
        "#texte",
        "voisine.html#fin",
        "links",
        "a link leads to voisine.html#fin, which is not in the page",
    ),
    "an unprotected link": ("https://", "http://", "links", "a link leads to http://example.org/"),
    "an image from elsewhere": (
        "data:image/png;base64,",
        "//example.org/a.png",
        "requests",
        "img fetches //example.org/a.png",
    ),
    "a style from elsewhere": (
        "<style>",
        '<link rel="stylesheet" href="https://example.org/a.css"><style>',
        "requests",
        "link fetches https://example.org/a.css",
    ),
    "a font from elsewhere": (
        "color: black",
        "src: url('https://example.org/a.woff')",
        "requests",
        "style: a style fetches from elsewhere",
    ),
    "a script that fetches": ("<style>", "<script>fetch('a')</script><style>", "requests", "a script can fetch"),
    "another document shown": ("<h2>", "<iframe></iframe><h2>", "requests", "iframe shows another document"),
    "an empty paragraph": (
        ' role="status"',
        "",
        "paragraphs",
        "an empty p follows « This is one of the things that we learnt: None. »",
    ),
    "a value that is missing": ("Ville A", "nan", "leftovers", "left over: « nan » in « nan »"),
    "English that is not said to be": (
        ' lang="en"',
        "",
        "leftovers",
        "in another language: « This is one of the things that we learnt: None. »",
    ),
}


def checked(folder: Path, page: str) -> dict[str, list[str]]:
    (folder / "voisine.html").write_text('<html><body><p id="debut">Voisine</p></body></html>', encoding="utf-8")
    (folder / "page.html").write_text(page, encoding="utf-8")
    return defects(folder / "page.html")


def test_a_sound_page_has_no_defect(tmp_path: Path) -> None:
    assert checked(tmp_path, SOUND) == {}


def test_links_to_files_that_are_there_are_no_defect(tmp_path: Path) -> None:
    assert checked(tmp_path, SOUND.replace("#texte", "voisine.html#debut")) == {}
    assert checked(tmp_path, SOUND.replace("#texte", "voisine.html")) == {}


@pytest.mark.parametrize(("former", "new", "rule", "sentence"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told(tmp_path: Path, former: str, new: str, rule: str, sentence: str) -> None:
    assert former in SOUND
    assert sentence in checked(tmp_path, SOUND.replace(former, new))[rule]
