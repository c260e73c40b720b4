"""Edits × documents: a cell changes the PDFs that print a number which it changes, and leaves all others alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline import renderer
from pipeline.booklet.documents import Document
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.editions.approvals import NOTHING_APPROVED
from pipeline.editions.staging_status import stage_status, staged_status
from pipeline.facts import Fact, Rows
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, DELIVERY, framed_release

EMBEDDED = renderer.Resolved("embedded", "as installed")
TEXTS = ("_brand.yml", "_quarto.yml", "glossary.yml", "quotes.yml", "synthetic-again.qmd", "synthetic.qmd", "theme")
PARTS = ("chapters", "method", "glossary", "evidence", "certificate")
SURVEYS = {"startups": ("holders", "survey_startups.csv"), "communes": ("skills", "survey_communes.csv")}
"""What each booklet is about: one chapter, with one number of one survey."""

SHARED, WORDS = "projects.csv", "quotes.csv"
"""A register that both count, and a file that no number rests on."""

AGAIN = {"sha256": "cd" * 32}
EDITS: dict[str, tuple[Mapping[str, float], str, set[str]]] = {
    "an answer that a number counts": ({"communes": 14.0}, "survey_communes.csv", {"communes"}),
    "an answer that no number counts": ({}, "survey_communes.csv", set()),
    "an answer to the other survey": ({"startups": 14.0}, "survey_startups.csv", {"startups"}),
    "a cell of a register that both count": ({"startups": 14.0, "communes": 14.0}, SHARED, {"startups", "communes"}),
    "a cell of that register that neither counts": ({}, SHARED, set()),
    "a word that none of them shows": ({}, WORDS, set()),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two booklets with the project's theme."""
    folder = tmp_path_factory.mktemp("reports")
    for name in TEXTS:
        copy = shutil.copytree if (ROOT / "reports" / name).is_dir() else shutil.copy
        copy(ROOT / "reports" / name, folder / name)
    for name in ("booklets", "chapters"):
        (folder / name).mkdir()
    included = "\n\n".join(f"{{{{< include ../generated/{part}.qmd >}}}}" for part in PARTS)
    for booklet, (theme, _) in SURVEYS.items():
        (folder / "booklets" / f"{booklet}.qmd").write_text(f"{included}\n", encoding="utf-8")
        chapter = f"# Chapitre {{#sec-{theme}}}\n\nRéponses\u00a0: {{{{< var {theme}-answers >}}}}.\n"
        (folder / "chapters" / f"{theme}.qmd").write_text(chapter, encoding="utf-8")
    return folder


def released(folder: Path, values: Mapping[str, float] | None = None, again: str = "") -> Release:
    """A number a survey and one of both booklets' register; `again` is a file that was delivered another time."""
    facts: dict[str, list[Fact]] = {}
    for booklet, (theme, file) in SURVEYS.items():
        rows, value = Rows.of((file, 2), (SHARED, 2)), (values or {}).get(booklet, 15.0)
        facts[theme] = [dataclasses.replace(COUNT, fact_id=f"{theme}-answers", value=value, numerator=value, rows=rows)]
    files = (*(file for _, file in SURVEYS.values()), SHARED, WORDS)
    deliveries = [{**DELIVERY, "file": file, **(AGAIN if file == again else {})} for file in files]
    return framed_release(folder, facts, deliveries=deliveries)


def laid_out(reports: Path, release: Release, folder: Path) -> dict[str, bytes]:
    """The PDF of each booklet, a draft."""
    (folder / "executed").mkdir(parents=True)
    for name, (theme, _) in SURVEYS.items():
        project, booklet = folder / name, Document(name=name, audience="communes", title="Livret", themes=[theme])
        source = stage_booklet(reports, booklet, release, folder / "executed", Making({}, "ab" * 32), project)
        stage_status(project, staged_status(project, name, EMBEDDED, NOTHING_APPROVED), "fr")
        renderer.render(project, source, folder / "out", EMBEDDED, dt.date(2026, 11, 21))
    return {name: (folder / "out" / f"{name}.pdf").read_bytes() for name in SURVEYS}


@pytest.fixture(scope="module")
def before(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("before")
    return laid_out(reports, released(folder / "release"), folder)


@pytest.mark.parametrize("edit", EDITS)
def test_a_cell_changes_the_pdfs_that_print_what_it_changes_and_no_other(
    edit: str, reports: Path, before: dict[str, bytes], tmp_path: Path
) -> None:
    values, again, changed = EDITS[edit]
    now = laid_out(reports, released(tmp_path / "release", values, again), tmp_path)
    assert {name for name in before if before[name] != now[name]} == changed
