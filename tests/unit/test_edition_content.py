"""What a document says, as a digest and as a code that people can say aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.editions.content import content_digest, files_digest, own_contents, short_code
from pipeline.editions.status import SITE, status_of
from tests.unit.test_approvals import approvals


@pytest.mark.parametrize(
    ("digits", "words"), [("7f000001" + "0" * 56, "lusab-babad-babab"), ("3f54dcc1" + "4712" + "0" * 52, None)]
)
def test_codes_are_proquints(digits: str, words: str | None) -> None:
    # Wilkerson 2009: 127.0.0.1 is lusab-babad, 63.84.220.193 is gutih-tugad.
    assert short_code(digits).startswith(words or "gutih-tugad-")
    assert not any(character.isdigit() for character in short_code(digits))


def test_a_digest_knows_names_and_bytes_and_no_order() -> None:
    assert files_digest({"a": "1", "b": "2"}) == files_digest({"b": "2", "a": "1"})
    assert len({files_digest(each) for each in ({"a": "1", "b": "2"}, {"a": "2", "b": "1"}, {"a": "1"}, {})}) == 4


def staged(folder: Path, word: str = "mot", layout: str = "filtre") -> str:
    (folder / "project" / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "filters").mkdir(exist_ok=True)
    (folder / "project" / "chapters" / "a.qmd").write_text(word, encoding="utf-8")
    (folder / "filters" / "a.lua").write_text(layout, encoding="utf-8")
    return content_digest(folder / "project", [folder / "filters"], "embedded 1")


def test_one_word_or_another_layout_is_another_content(tmp_path: Path) -> None:
    first = staged(tmp_path)
    assert staged(tmp_path) == first
    assert staged(tmp_path, word="mots") != first
    assert staged(tmp_path, layout="autre") != first
    assert content_digest(tmp_path / "project", [tmp_path / "filters"], "quarto 1.9") != first


def contents(project: Path, **files: str) -> dict[str, str]:
    for name, text in {"one/a.qmd": "un", "other/a.qmd": "un", "theme/a.css": "x", **files}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    return own_contents(project, ["one", "other"], [], "embedded 1")


def test_documents_of_one_project_say_what_is_in_their_own_folder_and_what_they_share(tmp_path: Path) -> None:
    first = contents(tmp_path)
    assert first["one"] != first["other"], "their names differ"
    edited = contents(tmp_path, **{"one/a.qmd": "deux"})
    assert (edited["one"] == first["one"], edited["other"] == first["other"]) == (False, True)
    themed = contents(tmp_path, **{"theme/a.css": "y"})
    assert not {*themed.values()} & {*first.values()}
    assert own_contents(tmp_path, ["one"], [], "embedded 2")["one"] != own_contents(tmp_path, ["one"], [], "e 1")["one"]


def test_a_content_that_was_approved_is_no_draft_and_any_other_is() -> None:
    approved = status_of(SITE, "a" * 64, approvals("1", site="a" * 64))
    assert approved.told == "approved 1"
    assert approved.record()["approval"]["why"] == "Relu"
    draft = status_of(SITE, "b" * 64, approvals("1", site="a" * 64))
    assert draft.is_draft
    assert draft.told == f"draft {draft.code}"
    assert draft.record() == {"status": "draft", "code": draft.code, "content": "b" * 64}
    assert status_of("communes", "a" * 64, approvals("1", site="a" * 64)).is_draft
