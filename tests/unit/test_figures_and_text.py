"""On paper: a figure that does not fit opens the next page, and the text below it fills what is left of its own."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import typst

from pipeline.renderer.pandoc import pandoc
from tests.conftest import ROOT

THEME = ROOT / "reports" / "theme"
HEAD = """#import "/theme/typst-template.typ": figures-and-text, margins, section-heading, whole
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


def table(rows: int, cell: str = "|") -> str:
    """A table of two columns; the second says `cell`, a bar by default, in each row."""
    said = cell.replace("|", "\\|")
    return "| a | b |\n|---|---|\n" + f"| 1 | {said} |\n" * rows


def filtered(text: str) -> str:
    return pandoc(
        ["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/figures_and_text.lua"], text, ROOT
    )


def beside(text: str) -> str:
    """What may stand above the figures of a text, nothing where they stay in their places."""
    return filtered(text).partition("#figures-and-text(")[2].rpartition("],\n[\n")[2].partition("\n])")[0]


@pytest.mark.parametrize(
    ("below", "told", "kept"),
    [
        ("Le texte.", "Le texte.", "rien"),
        (f"Le texte.{NEXT_SECTION}", "Le texte.", "Autre"),
        ("Le texte.\n\n### Un point\n\nPlus loin.", "Le texte.", "Plus loin"),
        ("Le texte.\n\n# Chapitre\n\nPlus loin.", "Le texte.", "Plus loin"),
        ("Le texte.\n\n::: {.territory}\nPlus loin.\n:::", "Le texte.", "Plus loin"),
        (f"Le texte.\n\nVoici\n\n{table(20)}", "Le texte.", "Voici"),
        (f"Le texte.\n\nVoici\n\n{table(6, 'mot ' * 40)}", "Le texte.", "Voici"),
        (f"Le texte.\n\nVoici\n\n::: {{.small}}\n{table(8)}\n\n{table(8)}\n:::", "Le texte.", "Voici"),
        (f"Le texte.\n\n{table(8, 'haut')}\n\nLa suite.", "haut", "rien"),
        ("Le texte.\n\nVoici\n\n" + "- un point de plus\n" * 120, "Le texte.", "Voici"),
    ],
)
def test_text_stands_above_a_figure_as_far_as_its_section_and_what_stays_whole_go(
    tmp_path: Path, below: str, told: str, kept: str
) -> None:
    said = beside(f"Avant.\n\n{drawn(tmp_path, 'a')}\n\n{below}")
    assert told in said
    assert kept not in said


def test_what_introduces_a_figure_stays_below_the_one_before_unless_it_gives_the_number(tmp_path: Path) -> None:
    first, second = drawn(tmp_path, "a"), drawn(tmp_path, "b")
    above = beside(f"Avant.\n\n{first}\n\nLe texte.\n\nLa figure compte.\n\n{second}")
    assert "Le texte." in above
    assert "compte" not in above
    assert "compte" in beside(f"Avant.\n\n{first}\n\nLa [figure 2](#fig-b) compte.\n\n{second}")


def test_a_line_below_a_heading_stays_with_a_figure_that_no_text_can_stand_above(tmp_path: Path) -> None:
    figure, kept = drawn(tmp_path, "a"), "#introduction[\nUne ligne."
    assert kept in filtered(f"## Titre\n\nUne ligne.\n\n{figure}{NEXT_SECTION}")
    assert kept not in filtered(f"## Titre\n\nUne ligne.\n\n{figure}\n\nLe texte.{NEXT_SECTION}")
    assert "#introduction[" not in filtered(f"## Titre\n\n{'mot ' * 90}\n\n{figure}{NEXT_SECTION}")


def test_figures_that_follow_each_other_go_together(tmp_path: Path) -> None:
    data = "::: {.figure-data}\nValeur\n:::\n\n::: {.figure-data}\n:::"
    page = filtered(f"Avant.\n\n{drawn(tmp_path, 'a')}\n\n{data}\n\n{drawn(tmp_path, 'b')}\n\nLe texte.")
    assert page.count("#figures-and-text(") == 1
    assert page.index("Valeur") < page.index("<fig-b>") < page.index("],\n[\n#whole[\nLe texte.")


@pytest.mark.parametrize(
    ("above", "expected"), [(60, [["Avant", "Barres", "Suite"]]), (180, [["Avant", "Suite"], ["Barres"]])]
)
def test_a_figure_stands_in_its_place_where_it_fits_else_on_the_next_page(
    tmp_path: Path, above: int, expected: list[list[str]]
) -> None:
    body = f"#block(height: {above}mm)[Avant]\n#figures-and-text([#block(height: 10cm)[Barres]], [Suite])"
    told = [page.split() for page in pages(tmp_path, body)]
    assert told == expected


def test_a_figure_parts_no_short_paragraph(tmp_path: Path) -> None:
    figure, words = drawn(tmp_path, "a"), " ".join(f"mot{number}" for number in range(70))
    assert "#whole[" in beside(f"Avant.\n\n{figure}\n\n{words}")
    assert "#whole[" not in beside(f"Avant.\n\n{figure}\n\n{words} {words}"), "what is left of a page is not lost"
    body = f"#block(height: 235mm)[Avant]\n#figures-and-text([#block(height: 10cm)[Barres]], [#whole[{words}]])"
    first, second = pages(tmp_path, body)
    assert "mot" not in first
    assert second.index("Barres") < second.index("mot0 ")


def test_a_figure_cuts_no_list(tmp_path: Path) -> None:
    points = "\n".join(f"- point {number}" for number in range(9))
    body = f"#block(height: 215mm)[Avant]\n#figures-and-text([#block(height: 10cm)[Barres]], [Suite\n{points}])"
    first, second = pages(tmp_path, body)
    assert "Suite" in first and "point" not in first
    assert second.index("Barres") < second.index("point 0") < second.index("point 8")


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
