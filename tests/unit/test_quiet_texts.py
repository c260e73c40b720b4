"""Texts that told of nobody are not looked through again; those that tell are always told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.disclosure import quiet_texts
from pipeline.disclosure.quiet_texts import QuietTexts
from pipeline.former_results import FormerResults

QUIET, TELLING = "Trois projets sur douze", "Écrire à a.b@exemple.fr"


def looked_through(code: Path, *texts: str) -> list[list[str]]:
    """The kinds found in each text by one build."""
    looked = QuietTexts(FormerResults("releases/demo", [code]))
    found = [looked.kinds_in(text) for text in texts]
    looked.keep()
    return found


def test_only_texts_that_are_new_or_tell_of_somebody_are_looked_through(
    stage_code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = looked_through(stage_code, QUIET, TELLING)
    assert first == [[], ["email"]]
    seen: list[str] = []
    find = quiet_texts.kinds_in
    monkeypatch.setattr(quiet_texts, "kinds_in", lambda text: [seen.append(text), find(text)][1])
    assert looked_through(stage_code, QUIET, TELLING, "Autre") == [*first, []]
    assert seen == [TELLING, "Autre"]


def test_other_code_looks_through_all_again(stage_code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_through(stage_code, QUIET)
    stage_code.write_text("2", encoding="utf-8")
    monkeypatch.setattr(quiet_texts, "kinds_in", lambda _: ["name"])
    assert looked_through(stage_code, QUIET) == [["name"]]


def test_no_text_is_kept(stage_code: Path, tmp_path: Path) -> None:
    looked_through(stage_code, QUIET, TELLING)
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "cache").rglob("quiet.*"))
    assert kept
    assert QUIET not in kept and TELLING not in kept


def test_without_a_project_all_is_looked_through() -> None:
    looked = QuietTexts(None)
    assert looked.kinds_in(TELLING) == ["email"]
    looked.keep()
