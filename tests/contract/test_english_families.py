"""No English booklet can meet a family of comparisons some of whose findings are hidden: that has no English words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from pipeline.booklet.documents import FRENCH, Document, document
from pipeline.params import load_params
from tests.conftest import ROOT

SAYS_FAMILIES = "pipeline.booklet.chapters.comparison_wording"
"""Where `hidden_family_fr` is: its sentence stands in no catalogue of English messages."""

BOOKLETS = [document(name, ROOT / "reports") for name in load_params().booklets]
ENGLISH = [booklet for booklet in BOOKLETS if booklet.lang != FRENCH and booklet.has_chapters]


def imported(source: str) -> Iterator[str]:
    """The modules of Retex that a source imports, a name imported from a package among them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def file_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def reached(source: str) -> set[str]:
    """Every module that a source imports, and those that these import."""
    found: set[str] = set()
    edge = {*imported(source)}
    while edge := {module for module in edge - found if module.startswith("pipeline") and file_of(module).is_file()}:
        found |= edge
        edge = {each for module in edge for each in imported(file_of(module).read_text("utf-8"))}
    return found


def says_families(theme: str) -> bool:
    """Whether the notebook of a theme may tell what a family of comparisons comes to."""
    path = ROOT / "notebooks" / f"{theme}.ipynb"
    if not path.is_file():
        return False
    cells = nbformat.read(path, as_version=4).cells
    return SAYS_FAMILIES in reached("\n".join(cell.source for cell in cells if cell.cell_type == "code"))


def test_the_chapters_that_tell_of_families_are_found() -> None:
    themes = sorted({theme for booklet in BOOKLETS for theme in booklet.themes})
    assert {theme for theme in themes if says_families(theme)} == {"comparison", "editions"}


@pytest.mark.parametrize("booklet", ENGLISH, ids=[booklet.name for booklet in ENGLISH])
def test_no_english_booklet_has_such_a_chapter(booklet: Document) -> None:
    """Before it gets one, the sentence of `hidden_family_fr` needs its English in `reports/en/messages.po`."""
    assert [theme for theme in booklet.themes if says_families(theme)] == []
