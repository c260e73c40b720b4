"""A long annex is read by a pandoc of its own, and the document is the same as if one had read it whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.renderer.pandoc import parse, parse_parts
from pipeline.renderer.sources import WORTH_A_READER, Source, expand
from pipeline.renderer.tree import elements

ANNEX = Path("generated/annex.qmd")
ENTRY = "- [**12**]{#fait-a} de [M1](#methode-1), *l’an dernier*\n"
LONG = "# Annexe {#sec-annexe}\n\n" + ENTRY * (2 * WORTH_A_READER // len(ENTRY))


def staged(project: Path, document: str, annex: str) -> Source:
    """A project of one document, which may include the annex."""
    for name, text in {"books/book.qmd": document, str(ANNEX): annex, "_quarto.yml": "lang: fr\n"}.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    (project / "_variables.yml").write_text("{a: 1}\n", encoding="utf-8")
    return expand(project, Path("books/book.qmd"))


def without_note_numbers(tree: dict[str, Any]) -> str:
    """The tree but for the running number that pandoc gives references, which nothing prints."""
    for element in elements(tree):
        if element["t"] == "Cite":
            for citation in element["c"][0]:
                citation["citationNoteNum"] = 0
    return json.dumps(tree)


BEFORE, AFTER = (
    "# Avant\n\nVoir @sec-annexe.\n\n{{< include ../generated/annex.qmd >}}\n",
    "\n# Après\n\nVoir @sec-annexe.\n",
)


def test_parts_read_apart_are_the_document_read_whole(tmp_path: Path) -> None:
    source = staged(tmp_path, BEFORE + AFTER, LONG)
    assert len(source.parts) == 3
    assert without_note_numbers(parse_parts(source.parts)) == without_note_numbers(parse(source.text))


@pytest.mark.parametrize(
    ("document", "annex"),
    [
        pytest.param(BEFORE, "# Annexe {#sec-annexe}\n\nCourte.\n", id="short"),
        pytest.param(f"Un mot[^note].\n\n{BEFORE}\n[^note]: Une note.\n", LONG, id="footnote around it"),
        pytest.param(f"::: {{.card}}\n::: {{.half}}\n{BEFORE}:::\n:::\n{AFTER}", LONG, id="inside a block"),
    ],
)
def test_what_is_short_or_inside_a_block_is_read_with_the_rest(tmp_path: Path, document: str, annex: str) -> None:
    source = staged(tmp_path, document, annex)
    assert source.parts == [source.text]


def test_a_block_that_has_ended_parts_nothing_from_what_follows(tmp_path: Path) -> None:
    document = f"::: {{.card}}\n:::: half\nUn.\n::::\n:::\n\n{BEFORE}"
    source = staged(tmp_path, document, LONG)
    assert len(source.parts) > 1
    assert without_note_numbers(parse_parts(source.parts)) == without_note_numbers(parse(source.text))


WORDS = "Un mot de plus pour remplir ce chapitre. " * (WORTH_A_READER // 40)
CHAPTERS = "# Un {#sec-un}\n\n" + WORDS + "\n\n## Suite\n\nFin.\n", "# Deux {#sec-deux}\n\n## Suite\n\nFin.\n"


def test_a_chapter_after_a_long_text_is_read_apart(tmp_path: Path) -> None:
    source = staged(tmp_path, CHAPTERS[0] + "\n{{< include ../generated/annex.qmd >}}\n", CHAPTERS[1])
    assert [part.partition(" {")[0] for part in source.parts] == ["# Un", "# Deux"]
    assert parse_parts(source.parts) == parse(source.text)


def test_headings_of_the_same_words_are_numbered_as_in_the_whole() -> None:
    assert parse_parts(CHAPTERS) == parse("".join(CHAPTERS))
    assert parse_parts(CHAPTERS)["blocks"][-2]["c"][1][0] == "suite-1"
