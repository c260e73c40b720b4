"""A text is read once, and again where anything of it or of what is kept is another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.renderer import texts_read
from pipeline.renderer.texts_read import READ, WORTH_KEEPING, read_before

LONG = "Un mot. " * WORTH_KEEPING


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def is_read(text: str, form: str = "markdown") -> bool:
    """Whether a reader is asked for the text; it says what it should either way."""
    asked: list[str] = []
    told = read_before(text, form, lambda: asked.append(text) or f"lu\u00a0: {text}")
    assert told == f"lu\u00a0: {text}"
    return bool(asked)


def test_a_text_is_read_once() -> None:
    assert is_read(LONG)
    assert not is_read(LONG)


@pytest.mark.parametrize(
    ("text", "form"), [(f"{LONG}.", "markdown"), (LONG, "markdown-smart")], ids=["another text", "another form"]
)
def test_another_text_or_form_is_read(text: str, form: str) -> None:
    is_read(LONG)
    assert is_read(text, form)


def test_another_pandoc_reads_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    is_read(LONG)
    monkeypatch.setattr(texts_read, "_pandoc", lambda: "0")
    assert is_read(LONG)


def test_what_was_cut_short_is_read_again() -> None:
    is_read(LONG)
    (kept,) = READ.iterdir()
    kept.write_bytes(kept.read_bytes()[:-3])
    assert is_read(LONG)
    assert not is_read(LONG)


def test_those_used_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_read, "MOST_READ", 2)
    for number in range(3):
        before = set(READ.glob("*"))
        is_read(f"{number} {LONG}")
        (kept,) = set(READ.glob("*")) - before
        os.utime(kept, (number, number))
    is_read(f"0 {LONG}")
    texts_read.prune()
    assert [is_read(f"{number} {LONG}") for number in (0, 2, 1)] == [False, False, True]
