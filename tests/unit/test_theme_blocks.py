"""What the filter of blocks keeps together on paper."""

from __future__ import annotations

from pathlib import Path

from pipeline.renderer.pandoc import pandoc

ROOT = Path(__file__).parents[2]


def typst(text: str) -> str:
    return pandoc(["--from", "markdown", "--to", "typst", "--lua-filter", "reports/theme/blocks.lua"], text, ROOT)


def test_words_in_bold_alone_stay_with_what_they_head() -> None:
    page = typst("First.\n\n**To communes**\n\n*Now*\n\n- Do it.\n")
    assert "#introduction[\n#strong[To communes]\n\n]" in page
    assert "#introduction[\n#emph[Now]" in page
    assert "#introduction[\nFirst." not in page


def test_words_in_bold_at_the_end_head_nothing() -> None:
    assert "introduction" not in typst("First.\n\n**Last words**\n")


def test_paragraphs_above_the_tables_of_answers_stay_with_them() -> None:
    tables = "::: {.small}\n::: {.answers}\n| A | B |\n|---|---|\n| a | 1 |\n:::\n:::\n"
    page = typst(f"## Answers\n\n{'Long words. ' * 30}\n\nShort.\n\n{tables}")
    assert page.count("#introduction[") == 2
    assert "introduction" not in typst("First.\n\nSecond.\n\n## Heading\n")


def test_nothing_stands_for_an_exhibit_that_is_left_out() -> None:
    page = typst("Last words.\n\n::: {.small}\n::: {.cell}\n:::\n:::\n\n## Next\n")
    assert "#small" not in page
    assert "introduction" not in page


def test_heads_of_columns_of_digits_take_several_lines() -> None:
    def data(columns: int) -> str:
        head, rule, row = (f"| Projet{cell * columns} |\n" for cell in (" | Facile à déployer", " | ---", " | 1,5"))
        return typst(f"::: {{.figure-data}}\n{head}{rule.replace('Projet', '---')}{row}:::\n")

    assert data(5).count("\\") == 10
    assert "\\" not in data(2), "few columns have room"
