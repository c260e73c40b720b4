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
