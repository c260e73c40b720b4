from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RenderError
from pipeline.renderer.resolution import resolve


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """A `quarto` command that only tells its version, where the wrapper looks first."""
    command = folder / "quarto"
    command.write_text(f"#!/bin/sh\n{answer}\n")
    command.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(command))


@pytest.fixture
def no_quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_quarto")
def test_auto_without_quarto_is_the_embedded_renderer() -> None:
    resolved = resolve("auto")
    assert resolved.name == "embedded"
    assert resolved.version.startswith("pandoc 3.")
    assert " + typst 0." in resolved.version


@pytest.mark.usefixtures("no_quarto")
def test_asking_for_an_absent_quarto_is_a_sentence() -> None:
    with pytest.raises(RenderError, match=r"found no « quarto » command, expected Quarto 1\.9 or newer"):
        resolve("quarto")


def test_a_recent_quarto_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "echo 1.10.3")
    assert (resolve("auto").name, resolve("auto").version) == ("quarto", "1.10.3")
    assert resolve("quarto").name == "quarto"
    assert resolve("embedded").name == "embedded"


def test_an_old_quarto_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "echo 1.8.26")
    assert resolve("auto").name == "embedded"
    with pytest.raises(RenderError, match=r"found version 1\.8\.26"):
        resolve("quarto")


@pytest.mark.parametrize("answer", ["exit 3", "true"])
def test_a_broken_quarto_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    install(tmp_path, monkeypatch, answer)
    assert resolve("auto").name == "embedded"
