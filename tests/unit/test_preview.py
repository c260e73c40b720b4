"""A preview follows the texts: once for each edit, whatever is wrong with one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from pipeline import preview
from pipeline.errors import MissingInputError, RenderError
from pipeline.stage import telling


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "reports"
    for name in ("chapters/needs.qmd", "qmi-1/index.html", "glossary.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("un", encoding="utf-8")
    monkeypatch.setattr(preview, "REPORTS", folder)
    return folder


def test_it_begins_at_once_then_waits_for_an_edit(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []

    def edit(seconds: float) -> None:
        looks.append(seconds)
        (reports / "qmi-1" / "index.html").write_text("published", encoding="utf-8")
        if len(looks) == 2:
            (reports / "chapters" / "needs.qmd").write_text("deux mots", encoding="utf-8")

    monkeypatch.setattr(preview.time, "sleep", edit)
    followed = preview.edits(["qmi-1"])
    next(followed)
    assert not looks
    next(followed)
    assert len(looks) == 2


def test_a_text_that_cannot_be_laid_out_is_told_and_the_next_edit_is_followed(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = iter([None, RenderError("needs.qmd, line 3: found an empty heading, expected a title."), None])

    def lay_out() -> None:
        if problem := next(outcomes):
            raise problem

    @contextmanager
    def opened(*_: str) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(lay_out=lay_out, target=reports / "startups.pdf")

    told: list[str] = []
    monkeypatch.setattr(preview, "opened", opened)
    monkeypatch.setattr(preview, "edits", lambda _published: repeat(None, 3))
    preview.at_each_edit("qmi-1", "startups", told.append)
    assert [text.startswith(str(reports / "startups.pdf")) for text in told] == [True, False, True]
    assert "needs.qmd, line 3" in told[1]


@contextmanager
def old_results(*_: str) -> Iterator[SimpleNamespace]:
    """A release whose table has no column that the code of now asks for."""

    def lay_out() -> None:
        _ = next(pd.DataFrame({"project": ["P1"]}).itertuples()).unsure_fact

    release = SimpleNamespace(summary={"cohort": "qmi-1"})
    yield SimpleNamespace(lay_out=lay_out, target=Path("solutions.pdf"), booklet="solutions", release=release)


def test_results_of_former_code_are_told_with_the_command_that_makes_them_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview, "opened", old_results)
    monkeypatch.setattr(preview, "_out_of_date", lambda *names: ["code", f"release@{names[0]}"])
    with pytest.raises(SystemExit) as stopped:
        telling(lambda: preview.once("qmi-1", "solutions", print), "preview")
    assert stopped.value.code == 1
    told = capsys.readouterr().err
    assert "(code, release@qmi-1)" in told and "python -m pipeline run --cohort qmi-1" in told


def test_an_error_that_old_results_do_not_explain_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "opened", old_results)
    monkeypatch.setattr(preview, "_out_of_date", lambda *_: [])
    with pytest.raises(AttributeError, match="unsure_fact"):
        preview.once("qmi-1", "solutions", print)


def test_it_names_the_stage_that_must_run_first() -> None:
    with (
        pytest.raises(MissingInputError, match="release --cohort no-such-cohort"),
        preview.opened("no-such-cohort", "startups"),
    ):
        pass
