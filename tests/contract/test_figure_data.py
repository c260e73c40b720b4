"""Whoever cannot see a figure, or wants its numbers, finds them as a table in the same document."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from pipeline.booklet.documents import document
from tests.conftest import ROOT

HELD_BY = {
    "fig-city-comparison-main": "tbl-city-comparison-values",
    "fig-city-comparison-more": "tbl-city-comparison-values",
    "fig-comparison-ranks": "comparison-verdicts",
    "fig-comparison-shares": "comparison-verdicts",
    "fig-coverage-figures": "tbl-coverage-territories",
    "fig-coverage-grid": "tbl-coverage-common",
    "fig-models-differences": "models-results",
    "fig-models-ratios": "models-results",
    "fig-programme-population": "tbl-programme-communes",
    "fig-published-grid": "tbl-published-checks",
    "fig-statements-beyond": "tbl-statements-all",
    "fig-statements-consistent": "tbl-statements-all",
    "fig-survey-scales": "tbl-survey-scales",
    "fig-typologies-coverage": "tbl-typologies-coverage",
}
"""Figures whose values a table of the chapter gives already, with their evidence: figure → that cell."""

EMBED = re.compile(r"\{\{< embed \.\./notebooks/([\w-]+)\.ipynb#([\w-]+) >\}\}")
FIGURES = [
    (path, *found.groups())
    for path in sorted((ROOT / "reports").rglob("*.qmd"))
    for found in EMBED.finditer(path.read_text(encoding="utf-8"))
    if found[2].startswith("fig-")
]


def cells(notebook: str) -> dict[str, str]:
    """Source of each labelled cell, in order."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    labelled = [(re.match(r"#\| label: ([\w-]+)\n", source), source) for source in sources]
    return {found[1]: source for found, source in labelled if found}


def twin_of(figure: str) -> str:
    return figure.replace("fig-", "tbl-", 1) + "-data"


@pytest.mark.parametrize(("path", "notebook", "label"), FIGURES, ids=[figure[2] for figure in FIGURES])
def test_a_figure_has_its_data_beside_it(path: Path, notebook: str, label: str) -> None:
    text = path.read_text(encoding="utf-8")
    if label in HELD_BY:
        assert (notebook, HELD_BY[label]) in EMBED.findall(text)
        assert twin_of(label) not in text, "declared as held by another table, yet it has its own"
        return
    data = f"::: {{.figure-data}}\n{{{{< embed ../notebooks/{notebook}.ipynb#{twin_of(label)} >}}}}\n:::\n"
    assert f"#{label} >}}}}\n\n{data}" in text


@pytest.mark.parametrize(("path", "notebook", "label"), FIGURES, ids=[figure[2] for figure in FIGURES])
def test_the_data_are_those_of_the_figure(path: Path, notebook: str, label: str) -> None:
    """The cell of the data follows that of the figure and shows the twin of what that cell showed."""
    found, names = cells(notebook), list(cells(notebook))
    if label in HELD_BY:
        assert HELD_BY[label] in found
        return
    assert names[names.index(label) + 1] == twin_of(label)
    *_, last = ast.parse(found[label]).body
    assert ast.unparse(last) == "figure"
    (shown,) = ast.parse(found[twin_of(label)]).body
    assert ast.unparse(shown) == "figure.twin()"


def test_no_declaration_outlives_its_figure() -> None:
    assert set(HELD_BY) <= {label for _, _, label in FIGURES}
    assert len(FIGURES) > len(HELD_BY)


def test_every_figure_cell_is_shown_or_gone() -> None:
    embedded = {(notebook, label) for _, notebook, label in FIGURES}
    drawn = {
        (path.stem, label)
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for label in cells(path.stem)
        if label.startswith("fig-")
    }
    assert drawn == embedded


@pytest.mark.parametrize("path", sorted((ROOT / "reports/booklets").glob("*.qmd")), ids=lambda path: path.stem)
def test_a_booklet_with_figures_has_the_annex_of_their_data(path: Path) -> None:
    """On paper they stand there and nowhere else."""
    booklet = document(path.stem, ROOT / "reports")
    chapters = [booklet.texts(ROOT / "reports") / f"chapters/{theme}.qmd" for theme in booklet.themes]
    shown = booklet.has_chapters and any(".figure-data}" in chapter.read_text(encoding="utf-8") for chapter in chapters)
    assert ("{.figure-annex}" in path.read_text(encoding="utf-8")) == shown
