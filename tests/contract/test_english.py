"""English booklets have texts of their own, for the chapters of the French ones, and no French word in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.booklet.documents import document
from pipeline.booklet.english.catalogue import CATALOGUE, load_catalogue
from pipeline.booklet.frame.audience_parts import parts_for
from pipeline.booklet.frame.summary_pages import MOST_FIGURES, Candidates
from pipeline.yaml_files import load_model
from tests.conftest import ROOT
from tests.contract.test_texts import prose, typed_numbers
from tests.fixtures.french_words import leftovers

REPORTS = ROOT / "reports"
BOOKLETS = sorted(path.stem for path in (REPORTS / "booklets").glob("*-en.yml"))
OWN_WORDS = (
    "établissements publics territoriaux",
    "établissement public territorial",
    "Métropole du Grand Paris",
    "EPT",
    "Île-de-France",
    "Livret des communes",
    "Livret des institutions",
    "Quartiers Métropolitains d’Innovation",
)
"""French names that English texts use and explain."""

NOT_PROSE = re.compile(r"\{\{<.*?>\}\}|\{[#.][^}]*\}|@(?:[Ff]ig|[Tt]bl|[Ss]ec)-[\w-]+", re.DOTALL)
TEXTS = sorted(
    path
    for path in [
        *(REPORTS / "en").rglob("*.*"),
        *(REPORTS / "openings").rglob("*.*"),
        *(REPORTS / "booklets").glob("*.*"),
    ]
    if path.suffix in (".qmd", ".yml")
    and ("-en" in path.as_posix().removeprefix(REPORTS.as_posix()) or "/en/" in path.as_posix())
)
EMBED = re.compile(r"embed \.\./notebooks/([\w-]+\.ipynb#[\w-]+)")
OPENINGS = REPORTS / "openings"
PRINTED = re.compile(r"\{\{< var (?:[^\s/]+/[^\s/.]+\.|interval\.)?([a-z0-9-]+) >\}\}")
TOLD_APART = {"audit-told"}
"""Facts that are French sentences: an English text prints their numbers."""
SECTION = re.compile(r"\{#(sec-[\w-]+)\}")


def words(path: Path) -> str:
    """What readers see of a text; of YAML, values alone."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".qmd":
        return NOT_PROSE.sub("…", text)
    return "\n".join(
        line.partition(": ")[2] for line in text.splitlines() if not line.startswith("#") and "fact:" not in line
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(REPORTS)))
def test_an_english_text_has_no_french_word(path: Path) -> None:
    assert leftovers(words(path), OWN_WORDS) == []


@pytest.mark.parametrize("path", sorted((REPORTS / "en").rglob("*.qmd")), ids=lambda path: path.stem)
def test_no_number_is_typed_in_an_english_text(path: Path) -> None:
    assert typed_numbers(re.sub(r"@[FTS]\w\w-[\w-]+", " ", path.read_text(encoding="utf-8"))) == []


def test_a_french_word_would_be_seen() -> None:
    assert leftovers("The projects de la commune, « oui » ; l’essai", ["commune"]) == [
        "de",
        "la",
        "l’essai",
        "«",
        "»",
        " ;",
    ]
    assert leftovers(prose("Projects of the commune: “yes”; plus or minus, as on page")) == []


@pytest.mark.parametrize("name", BOOKLETS)
def test_an_english_booklet_is_english(name: str) -> None:
    booklet = document(name, REPORTS)
    assert (booklet.lang, booklet.texts(REPORTS)) == ("en-GB", REPORTS / "en")
    assert leftovers(booklet.title) == []


@pytest.mark.parametrize("name", [name for name in BOOKLETS if document(name, REPORTS).has_chapters])
def test_an_english_chapter_shows_what_the_french_one_does(name: str) -> None:
    booklet = document(name, REPORTS)
    french = document(name.removesuffix("-en"), REPORTS)
    assert booklet.themes == french.themes
    for theme in booklet.themes:
        texts = [
            parts_for((folder / "chapters" / f"{theme}.qmd").read_text(encoding="utf-8"), french.names)
            for folder in (REPORTS, REPORTS / "en")
        ]
        shown, english = (EMBED.findall(text) for text in texts)
        assert set(english) <= set(shown), theme
        assert [each for each in shown if each in english] == english, theme
        sections, english_sections = (SECTION.findall(text) for text in texts)
        assert english_sections == sections, theme


@pytest.mark.parametrize("name", [name for name in BOOKLETS if document(name, REPORTS).shows == "summary"])
def test_a_summary_has_the_chapters_of_the_booklet_that_it_sums_up(name: str) -> None:
    assert document(name, REPORTS).themes == document(name.removesuffix("-summary-en"), REPORTS).themes


@pytest.mark.parametrize("name", BOOKLETS)
def test_the_first_pages_print_what_the_french_ones_do(name: str) -> None:
    """The same large figures, findings and actions in the same order, and in each text the same numbers."""
    french = name.removesuffix("-en").removesuffix("-summary")
    told, english = (load_model(OPENINGS / each / "figures.yml", Candidates) for each in (french, name))
    figures, english_figures = ([(each.fact, each.of) for each in given.figures] for given in (told, english))
    assert [each for each in figures if each in english_figures] == english_figures
    assert english_figures[:MOST_FIGURES] == figures[:MOST_FIGURES]
    assert (english.findings, english.actions) == (told.findings, told.actions)
    for kind in (".", "monday"):
        for path in (OPENINGS / french / kind).glob("*.qmd"):
            own = OPENINGS / name / kind / path.name
            if own.is_file():
                assert set(PRINTED.findall(path.read_text("utf-8"))) - TOLD_APART <= set(
                    PRINTED.findall(own.read_text("utf-8"))
                ), own


def test_the_catalogue_says_english() -> None:
    catalogue = load_catalogue(ROOT / CATALOGUE)
    said = [*catalogue.exact.values(), *(message.several for message in catalogue.messages)]
    left = {text: leftovers(text, NAMES_IN_MESSAGES) for text in said}
    assert {text: found for text, found in left.items() if found} == {}


NAMES_IN_MESSAGES = (
    *OWN_WORDS,
    "Retours d’expérimentations",
    "De l’essai à l’essaimage",
    "Institut Paris Région",
    "Licence Ouverte",
    "Innov’Up",
    "et al.",
)
"""Names in the English of messages."""
