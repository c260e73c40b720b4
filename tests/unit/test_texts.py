"""A booklet is laid out from its own texts: an edit elsewhere in `reports/` leaves it alone."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest

from pipeline.booklet.documents import document
from pipeline.booklet.frame import frame, pull_quotes, staging, synthetic_labels
from pipeline.params import load_params
from pipeline.texts import TEXTS, gather
from tests.conftest import ROOT

REPORTS = ROOT / "reports"
BOOKLETS = load_params(ROOT).booklets


@pytest.mark.parametrize("name", BOOKLETS)
def test_it_has_its_chapters_and_no_other(name: str, tmp_path: Path) -> None:
    booklet = document(name, REPORTS)
    gather(booklet, REPORTS, tmp_path / name)
    written = booklet.texts(REPORTS) if booklet.has_chapters else REPORTS
    chapters = {path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("chapters/*.qmd")}
    assert chapters == {(written / f"chapters/{theme}.qmd").relative_to(REPORTS) for theme in booklet.themes}
    assert [path.name for path in (tmp_path / name / "openings").iterdir()] == [name]
    assert {path.stem for path in (tmp_path / name / "booklets").iterdir()} == {name}


@pytest.mark.parametrize("name", BOOKLETS)
def test_every_text_is_where_it_was_and_says_the_same(name: str, tmp_path: Path) -> None:
    gather(document(name, REPORTS), REPORTS, tmp_path / name)
    titles = () if document(name, REPORTS).has_chapters else (tmp_path / name).rglob("chapters/*.qmd")
    shown = {path for path in (tmp_path / name).rglob("*") if path.is_file()}.difference(titles)
    copied = [path.relative_to(tmp_path / name) for path in sorted(shown)]
    same, other, lost = filecmp.cmpfiles(REPORTS, tmp_path / name, [str(path) for path in copied], shallow=False)
    assert len(same) == len(copied) > 20
    assert not other and not lost
    assert document(name, tmp_path / name) == document(name, REPORTS)


def test_what_staging_reads_beside_chapters_is_copied() -> None:
    assert set(TEXTS) == {frame.GLOSSARY, frame.READING, pull_quotes.ABOUT, *synthetic_labels.NOTES, staging.LABELS}


def test_a_text_that_is_gone_does_not_stay(tmp_path: Path) -> None:
    booklet = document(BOOKLETS[0], REPORTS)
    for themes in (booklet.themes, booklet.themes[1:]):
        gather(booklet.model_copy(update={"themes": themes}), REPORTS, tmp_path / "texts")
    assert not (tmp_path / "texts/chapters" / f"{booklet.themes[0]}.qmd").exists()


@pytest.mark.parametrize("name", [name for name in BOOKLETS if not document(name, REPORTS).has_chapters])
def test_a_booklet_without_chapters_has_their_titles_alone(name: str, tmp_path: Path) -> None:
    gather(document(name, REPORTS), REPORTS, tmp_path / name)
    for path in (tmp_path / name).rglob("chapters/*.qmd"):
        (title,) = path.read_text(encoding="utf-8").splitlines()
        assert title.startswith("# ")
        assert title in (REPORTS / "chapters" / path.name).read_text(encoding="utf-8").splitlines()
