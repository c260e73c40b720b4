"""A stage asked for wrongly, or that fails, says a sentence: no traceback, no delivered cell."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import MissingInputError, RetexError
from pipeline.paths import FAILURES
from pipeline.stage import require, telling

OPTIONS = dict.fromkeys(("analyse", "render", "census"), "--booklet")


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )


def said(action: object, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        telling(action, name)  # type: ignore[arg-type]
    assert end.value.code == 1
    return capsys.readouterr().err


def raising(problem: Exception) -> object:
    def action() -> None:
        raise problem

    return action


def test_an_error_of_ours_is_its_own_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(raising(RetexError("La phrase.")), "clean", capsys) == "La phrase.\n"


def test_an_error_of_the_system_names_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    refusal = FileNotFoundError(2, "No such file or directory", "reports/theme")
    assert said(raising(refusal), "render", capsys).startswith("reports/theme: No such file or directory.")


def test_a_copy_that_finds_no_room_names_what_it_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    problem = OSError(errno.EFBIG, "File too large", "reports/_quarto.yml", None, "scratch/_quarto.yml")
    assert "scratch/_quarto.yml could not be written" in said(raising(problem), "sheets", capsys)
    problem = OSError(errno.ENOSPC, "No space left on device", "made/notebook.ipynb")
    assert "made/notebook.ipynb could not be written: the disk is full" in said(raising(problem), "analyse", capsys)


def test_a_folder_that_could_not_be_copied_names_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "gone.svg").symlink_to(tmp_path / "nowhere")
    sentence = said(lambda: shutil.copytree(tmp_path / "from", tmp_path / "to"), "render", capsys)
    assert "gone.svg" in sentence or "nowhere" in sentence
    assert "No such file or directory" in sentence


def test_what_nobody_foresaw_is_told_without_the_cell_it_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sentence = said(raising(ValueError("could not convert « Mme Confidentielle »")), "estimate", capsys)
    assert sentence.startswith("estimate stopped for a reason that was not foreseen (ValueError)")
    assert "Confidentielle" not in sentence
    assert "Confidentielle" in (tmp_path / FAILURES / "estimate.txt").read_text("utf-8")


def test_a_stage_without_its_input_names_the_command_to_run(tmp_path: Path) -> None:
    require(tmp_path, "ingest --cohort x")
    with pytest.raises(MissingInputError, match=r"clean is missing: run `python -m pipeline\.clean --cohort x` first"):
        require(tmp_path / "clean", "clean --cohort x")


@pytest.mark.parametrize("stage", ["ingest", "validate", "clean", "estimate", "release", "publish", *OPTIONS])
def test_a_cohort_nobody_knows_is_a_sentence(stage: str, root: Path) -> None:
    for_whom = [OPTIONS[stage], "communes"] if stage in OPTIONS else []
    run = command(root, f"pipeline.{stage}", "--cohort", "nulle-part", *for_whom)
    assert run.returncode == 1
    assert "nulle-part" in run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr


@pytest.mark.parametrize("stage", OPTIONS)
def test_a_booklet_nobody_described_is_a_sentence(stage: str, root: Path) -> None:
    run = command(root, f"pipeline.{stage}", "--cohort", "qmi-1", "--booklet", "maires")
    assert run.returncode == 1
    assert re.search(r"maires\S* is missing", run.stderr)
    assert len(run.stderr.splitlines()) == 1, run.stderr
