from __future__ import annotations

from pipeline.booklet.lists import bullets, labelled
from pipeline.booklet.markdown import Markdown


def test_bullets_escape_text_and_keep_markdown() -> None:
    assert bullets(["a*b", Markdown("[c](#d)")], "rien").markdown == "- a\\*b\n- [c](#d)"


def test_without_items_the_sentence_is_shown() -> None:
    assert bullets([], "Aucun.").markdown == "Aucun\\."


def test_labelled() -> None:
    assert labelled(["a", "b"], ["1", "2"]) == "a\u00a0: 1\u202f; b\u00a0: 2"
