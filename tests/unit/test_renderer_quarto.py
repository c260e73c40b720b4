"""What is asked of the `quarto` command, tried on a command that records it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from pipeline import renderer
from pipeline.errors import RenderError
from tests.fixtures.renderer.staged import DOCUMENT, stage

QUARTO = renderer.Resolved("quarto", "1.9.0")
MAKES_FILES = """#!/bin/sh
printf '%s %s\\n' "$SOURCE_DATE_EPOCH" "$*" >> "$(dirname "$0")/calls"
case "$4" in typst) end=pdf;; *) end=$4;; esac
echo "$4" > "${2%.qmd}.$end"
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    command = folder / "quarto"
    command.write_text(script)
    command.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(command))


def test_quarto_lays_out_both_forms_with_the_date_of_the_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, MAKES_FILES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    project = stage(tmp_path / "project")
    renderer.render(project, DOCUMENT, tmp_path / "output", QUARTO, dt.date(2026, 3, 31))
    assert (tmp_path / "output" / "institutions.pdf").read_text() == "typst\n"
    assert (tmp_path / "output" / "institutions.html").read_text() == "html\n"
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["1774915200"] * 2
    assert all("--no-execute --quiet" in call for call in calls)
    assert os.environ["SOURCE_DATE_EPOCH"] == "7"


def test_a_quarto_that_makes_nothing_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "#!/bin/sh\nexit 1\n")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pytest.raises(RenderError, match=r"booklets/institutions\.qmd: Quarto made no PDF"):
        renderer.render(stage(tmp_path / "project"), DOCUMENT, tmp_path / "output", QUARTO, dt.date(2026, 3, 31))
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_quarto_gets_nothing_outside_the_subset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, MAKES_FILES)
    project = stage(tmp_path / "project")
    chapter = project / "chapters" / "limites.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nUne $x$.\n", encoding="utf-8")
    with pytest.raises(RenderError, match="found the formula « x »"):
        renderer.render(project, DOCUMENT, tmp_path / "output", QUARTO, dt.date(2026, 3, 31))
    assert not (tmp_path / "calls").exists()
