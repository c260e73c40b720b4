"""A document speaks of itself by one word."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.frame.own_name import name_itself, own_name

SAID = "Ce livret dit ce que le livret des communes résume ; ce\nlivret\u00a0: voilà."


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ("livret", SAID),
        ("cahier", "Ce cahier dit ce que le livret des communes résume ; ce\ncahier\u00a0: voilà."),
    ],
)
def test_a_document_calls_itself_by_its_own_word_and_others_by_theirs(called: str, said: str) -> None:
    assert own_name(SAID, called) == said


def test_sources_and_notebooks_of_a_staged_document_speak_of_it_alike(tmp_path: Path) -> None:
    paths = [tmp_path / "generated" / "glossary.qmd", tmp_path / "notebooks" / "survey.ipynb"]
    for path in paths:
        path.parent.mkdir()
        path.write_text("Les mots de ce livret", encoding="utf-8")
    name_itself(tmp_path, "volume")
    assert [path.read_text(encoding="utf-8") for path in paths] == ["Les mots de ce volume"] * 2
