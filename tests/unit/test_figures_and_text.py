"""On paper: a figure that does not fit opens the next page, and the text below it fills what is left of its own."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import typst

from pipeline.renderer.pandoc import pandoc
from tests.conftest import ROOT

THEME = ROOT / "reports" / "theme"
HEAD = """#import "/theme/typst-template.typ": figures-and-text, heading-gap, margins, section-heading
#set page(paper: "a4", margin: margins)
"""
NEXT_SECTION = "\n\n## Autre {#sec-autre}\n\nAutre texte."


def drawn(folder: Path, name: str, points: int = 300) -> str:
    """A figure as the embedded renderer hands it to the theme."""
    svg = folder / f"{name}.svg"
    svg.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="453.6pt" height="{points}pt"/>', encoding="utf-8")
    opening = f'#figure(image("{svg}", alt: "({name}"), caption: figure.caption(position: bottom, ['
    closing = f']), kind: "quarto-float-fig", supplement: "Figure", numbering: "1")\n<fig-{name}>'
    return f"```{{=typst}}\n{opening}\n```\n\nLégende {name}\n\n```{{=typst}}\n{closing}\n```"


def beside(text: str) -> str:
    """What may stand above the figures of a text, nothing where they stay in their places."""
    page = pandoc(
        ["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/figures_and_text.lua"], text, ROOT
    )
    return page.partition("#figures-and-text(")[2].rpartition("],\n[\n")[2].partition("\n])")[0]


@pytest.mark.parametrize(
    ("below", "told", "kept"),
    [
        ("Le texte.", "Le texte.", "rien"),
        (NEXT_SECTION, "Autre texte.", "rien"),
        (f"Le texte.{NEXT_SECTION}\n\n## Encore\n\nPlus loin.", "Autre texte.", "Plus loin"),
        ("Le texte.\n\n# Chapitre\n\nPlus loin.", "Le texte.", "Plus loin"),
        ("Le texte.\n\n::: {.territory}\nPlus loin.\n:::", "Le texte.", "Plus loin"),
        ("Le texte.\n\nVoici\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20, "Le texte.", "Voici"),
    ],
)
def test_text_stands_above_a_tall_figure_as_far_as_the_next_section_goes(
    tmp_path: Path, below: str, told: str, kept: str
) -> None:
    said = beside(f"Avant.\n\n{drawn(tmp_path, 'a')}\n\n{below}")
    assert told in said
    assert kept not in said


def test_what_introduces_a_figure_stays_below_the_one_before_unless_it_gives_the_number(tmp_path: Path) -> None:
    first, second = drawn(tmp_path, "a"), drawn(tmp_path, "b")
    assert beside(f"Avant.\n\n{first}\n\nLe texte.\n\nLa figure compte.\n\n{second}") == "Le texte.\n"
    assert "compte" in beside(f"Avant.\n\n{first}\n\nLa [figure 2](#fig-b) compte.\n\n{second}")


def test_a_section_begins_above_no_low_figure_and_above_none_that_its_own_heading_needs(tmp_path: Path) -> None:
    assert "Autre texte." in beside(f"Avant.\n\n{drawn(tmp_path, 'a')}{NEXT_SECTION}")
    assert beside(f"Avant.\n\n{drawn(tmp_path, 'a', points=120)}{NEXT_SECTION}") == ""
    assert beside(f"## Oui ou non\n\n{drawn(tmp_path, 'a')}{NEXT_SECTION}") == ""


def test_figures_that_follow_each_other_go_together(tmp_path: Path) -> None:
    data = "::: {.figure-data}\nValeur\n:::\n\n::: {.figure-data}\n:::"
    page = pandoc(
        ["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/figures_and_text.lua"],
        f"Avant.\n\n{drawn(tmp_path, 'a')}\n\n{data}\n\n{drawn(tmp_path, 'b')}\n\nLe texte.",
        ROOT,
    )
    assert page.count("#figures-and-text(") == 1
    assert page.index("Valeur") < page.index("<fig-b>") < page.index("],\n[\nLe texte.")


@pytest.mark.parametrize(
    ("above", "expected"), [(60, [["Avant", "Barres", "Suite"]]), (180, [["Avant", "Suite"], ["Barres"]])]
)
def test_a_figure_stands_in_its_place_where_it_fits_else_on_the_next_page(
    tmp_path: Path, above: int, expected: list[list[str]]
) -> None:
    body = f"#block(height: {above}mm)[Avant]\n#figures-and-text([#block(height: 10cm)[Barres]], [Suite])"
    told = [page.split() for page in pages(tmp_path, body)]
    assert told == expected


def test_a_heading_is_followed_by_three_lines_or_opens_the_next_page(tmp_path: Path) -> None:
    rule = "#show heading: it => section-heading(it, (:), room: 2.55cm)\n"
    for millimetres in range(215, 256, 4):
        told = pages(tmp_path, f"{rule}#block(height: {millimetres}mm)[Avant]\n== Titre\n{'mot ' * 150}")
        [titled] = [page for page in told if "Titre" in page]
        assert len(titled.partition("Titre")[2].split("\n")) > 3, f"after {millimetres} mm"


def pages(folder: Path, body: str) -> list[str]:
    source = folder / "page.typ"
    source.write_text(HEAD + body, encoding="utf-8")
    if not (folder / "theme").exists():
        (folder / "theme").symlink_to(THEME)
    made = typst.compile(str(source), root=str(folder), font_paths=[str(THEME / "fonts")], ignore_system_fonts=True)
    with pypdfium2.PdfDocument(made) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]
