"""On paper: large numbers are never cut where a page ends, and tables of figure data part into even columns."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
import typst

from tests.conftest import ROOT

BOTTOM_POINTS = 50
"""Where the margin at the foot of a page begins."""

THEME = ROOT / "reports" / "theme"
HEAD = """#import "/theme/typst-template.typ": answers, caption, figure-annex, figure-data, figure-table, in-columns
#import "/theme/typst-template.typ": key-figures, margins
#set page(paper: "a4", margin: margins)
#show figure: set block(breakable: true)
"""


def pages(folder: Path, body: str) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(laid_out(folder, body)) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def laid_out(folder: Path, body: str) -> bytes:
    source = folder / "page.typ"
    source.write_text(HEAD + body, encoding="utf-8")
    if not (folder / "theme").exists():
        (folder / "theme").symlink_to(THEME)
    return typst.compile(str(source), root=str(folder), font_paths=[str(THEME / "fonts")], ignore_system_fonts=True)


def test_a_large_number_and_what_it_counts_are_never_on_two_pages(tmp_path: Path) -> None:
    figures = "#key-figures[\n- *15* objectifs éclairés par la bibliothèque de toute la cohorte\n- *2* autres\n]"
    for millimetres in range(220, 250, 3):
        told = pages(tmp_path, f"#block(height: {millimetres}mm)[Avant]\n{figures}")
        assert sum("15" in page and "cohorte" in page for page in told) == 1, f"cut after {millimetres} mm"


def test_the_line_that_leads_to_evidence_runs_under_the_number_and_not_under_the_words_above_it(tmp_path: Path) -> None:
    lines = "#show link: it => underline(stroke: 0.5pt, evade: false, it)\n"
    number = '#link("https://exemple.fr")[près de~67 000]'
    with pypdfium2.PdfDocument(laid_out(tmp_path, f"{lines}#key-figures[\n- *{number}* votants\n]")) as pdf:
        page = pdf[0].get_textpage()
        digit = page.get_charbox(page.get_text_range().index("6"))
        drawn = [path.get_bounds() for path in pdf[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
    under = [top for left, bottom, right, top in drawn if top - bottom < 2 and right - left < 100]
    assert under, "the number keeps its line"
    assert max(under) < digit[3], "no line crosses the digits"
    assert len(under) == 1


@pytest.mark.parametrize(
    ("rows", "held"),
    [(1, [1]), (5, [5]), (7, [7]), (8, [4, 4]), (9, [5, 4]), (16, [4, 4, 4, 4]), (40, [10, 10, 10, 10])],
)
def test_figure_data_stands_in_even_columns_and_a_handful_of_rows_in_one(
    tmp_path: Path, rows: int, held: list[int]
) -> None:
    cells = "".join(f"[Z], [{number}]," for number in range(rows))
    table = f"#figure(table(columns: 2, table.header([Nom], [Valeur]), {cells}), kind: table, caption: [x])"
    made = laid_out(tmp_path, f"#figure-table(rows: {rows})[{table}]")
    with pypdfium2.PdfDocument(made) as pdf:
        page = pdf[0].get_textpage()
        places = [page.get_charbox(n)[0] for n in range(page.count_chars()) if page.get_text_range(n, 1) == "Z"]
    assert list(Counter(round(left) for left in places).values()) == held


DRAWN = """
#show figure.caption: it => caption(it, (:))
#figure(rect(), kind: "quarto-float-fig", supplement: "Figure", caption: [Barres])
#figure-data(rows: 1, [#figure(table([Valeur 7]), kind: table, caption: [Données])])
#figure(rect(), kind: "quarto-float-fig", supplement: "Figure", caption: [Sans données])
#pagebreak()
#figure-annex([Les données])[Toutes.]
"""


def test_what_a_figure_draws_stands_in_the_annex_and_its_caption_gives_the_page(tmp_path: Path) -> None:
    chapter, annex = pages(tmp_path, f'#set text(lang: "fr")\n#set heading(numbering: "1")\n{DRAWN}')
    assert "Valeur 7" in annex
    assert "Valeur 7" not in chapter
    assert "Barres (données p.\u00a02)" in chapter
    assert chapter.count("(données") == 1, "a figure without data has no page to give"


def test_no_annex_without_figures(tmp_path: Path) -> None:
    assert "données" not in "".join(pages(tmp_path, "Texte\n#figure-annex([Les données])[Toutes.]"))


def test_a_list_of_files_is_not_cut_for_its_last_lines(tmp_path: Path) -> None:
    files = "\n".join(f"- fichier{number}.csv" for number in range(40))
    told = pages(tmp_path, f"#block(height: 18cm)[Avant]\n#in-columns(is-whole: true)[\n{files}\n]")
    assert [page.count("fichier") for page in told] == [0, 40]


def test_a_card_alone_in_its_row_is_as_wide_as_the_others_and_has_one_rule(tmp_path: Path) -> None:
    rule = '#import "/theme/typst-template.typ": cards\n#block(height: 180mm)[Avant]\n'
    four = "([], [mot #v(20mm)])," * 4
    with pypdfium2.PdfDocument(laid_out(tmp_path, f"{rule}#cards({four} ([], [{'seul ' * 60}]))")) as pdf:
        page, drawn = pdf[1], pdf[1].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH])
        words = page.get_textpage()
        rights = [words.get_rect(n)[2] for n in range(words.count_rects())]
        rules = [path.get_bounds() for path in drawn]
        assert max(rights) < page.get_width() / 2
        assert max(right for _, _, right, _ in rules) < page.get_width() / 2


@pytest.mark.parametrize("millimetres", range(180, 240, 6))
def test_the_answers_to_a_question_stay_together_and_above_the_foot_of_the_page(
    tmp_path: Path, millimetres: int
) -> None:
    cells = "".join(f"[Réponse], [{number}]," for number in range(9))
    questions = f"#table(columns: 2, table.header([Question], [Réponses]), {cells})\n" * 6
    made = laid_out(tmp_path, f"#block(height: {millimetres}mm)[Avant]\n#answers[\n{questions}\n]")
    with pypdfium2.PdfDocument(made) as pdf:
        texts = [page.get_textpage() for page in pdf]
        lowest = min(text.get_rect(n)[1] for text in texts for n in range(text.count_rects()))
        told = [text.get_text_range() for text in texts]
    assert lowest > BOTTOM_POINTS
    assert [page.count("Réponse") - page.count("Réponses") for page in told] == [
        9 * page.count("Question") for page in told
    ]


def test_the_code_of_a_content_is_never_cut(tmp_path: Path) -> None:
    rules = '#import "/theme/typst-template.typ": whole-code\n#show raw.where(block: false): whole-code\n'
    for width in range(40, 80, 8):
        [told] = pages(tmp_path, f"{rules}#block(width: {width}mm)[Contenu approuvé, le code : `fazak-migoj-fogok`.]")
        assert "fazak-migoj-fogok" in told, f"cut at {width} mm"


def test_the_letters_of_an_ordinal_are_raised_and_still_read_as_written(tmp_path: Path) -> None:
    rule = '#import "/theme/typst-template.typ": ordinals\n#show: ordinals\n'
    with pypdfium2.PdfDocument(laid_out(tmp_path, f"{rule}le 22e rang, 4e7 et 3 essais")) as pdf:
        page = pdf[0].get_textpage()
        told = page.get_text_range()
        bottoms = [page.get_charbox(told.index("22e") + place)[1] for place in (0, 2)]
        plain = [page.get_charbox(told.index("4e7") + place)[1] for place in (0, 1)]
    assert bottoms[1] > bottoms[0] + 2
    assert plain[1] < plain[0] + 1


@pytest.mark.parametrize("millimetres", range(140, 240, 20))
def test_a_short_entry_is_never_parted_between_columns_or_pages(tmp_path: Path, millimetres: int) -> None:
    entries = "\n".join(
        f"- Début{number} {'et ce qu’il veut dire ' * (number % 3 + 1)} Fin{number}" for number in range(21)
    )
    made = laid_out(tmp_path, f"#block(height: {millimetres}mm)[Avant]\n#in-columns[\n{entries}\n]\nSuite")
    with pypdfium2.PdfDocument(made) as pdf:
        for page in (sheet.get_textpage() for sheet in pdf):
            told = page.get_text_range()
            for start in re.finditer(r"Début(\d+)", told):
                end = re.search(rf"Fin{start[1]}\b", told)
                assert end, f"{start[0]} goes on to the next page"
                first, last = (page.get_charbox(place.start()) for place in (start, end))
                assert first[1] >= last[1], f"{start[0]} goes on at the top of the next column"


def test_the_pronoun_after_a_verb_stays_on_its_line(tmp_path: Path) -> None:
    rule = '#import "/theme/typst-template.typ": inversions\n#show: inversions\n'
    for width in range(24, 60, 4):
        [told] = pages(tmp_path, f"{rule}#block(width: {width}mm)[La commune a-t-elle jugé, diriez-vous, un avis ?]")
        lines = told.splitlines()
        assert any("a-t-elle" in line for line in lines), f"cut at {width} mm"
        assert any("diriez-vous" in line for line in lines), f"cut at {width} mm"


def test_columns_that_end_where_a_page_does_leave_nothing_to_the_next(tmp_path: Path) -> None:
    entries = "\n".join(f"- terme{number} et ce qu’il veut dire" for number in range(30))
    for millimetres in range(140, 190, 2):
        last = pages(tmp_path, f"#block(height: {millimetres}mm)[Avant]\n#in-columns[\n{entries}\n]\nSuite")[-1]
        assert "terme" in last or "Avant" in last or last.strip() == "Suite"
    made = laid_out(tmp_path, f"#in-columns[\n{entries}\n]")
    with pypdfium2.PdfDocument(made) as pdf:
        page = pdf[0].get_textpage()
        told = page.get_text_range()
        places = [page.get_charbox(found.start())[0] for found in re.finditer("terme", told)]
    left, right = Counter(round(left) for left in places).values()
    assert left - right <= 2, "the columns end level"


def test_the_marks_of_evidence_stay_with_their_first_entry(tmp_path: Path) -> None:
    rule = '#import "/theme/typst-template.typ": evidence\n'
    groups = "".join(
        f"=== Groupe {number}\n#block[\nM{number}, repère\n\n- entrée {number} {'longue ' * number}\n]\n"
        for number in range(40)
    )
    for millimetres in range(60, 100, 4):
        made = laid_out(tmp_path, f"{rule}#block(height: {millimetres}mm)[Avant]\n#evidence[\n{groups}]")
        with pypdfium2.PdfDocument(made) as pdf:
            for page in pdf:
                text = page.get_textpage()
                told = text.get_text_range()
                for mark in re.finditer(r"M\d+, repère", told):
                    below = told.find("entrée", mark.end())
                    column = [round(text.get_charbox(place)[0] / 100) for place in (mark.start(), below)]
                    assert below > 0, f"{mark.group()} at the foot of its page"
                    assert column[0] == column[1], f"{mark.group()} at the foot of its column"
