"""A document names the delivered files that its own numbers rest on, and those of words."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from pipeline.booklet.frame.certificate_page import Making, certificate_page
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.evidence import annex
from pipeline.booklet.frame.method_annex import method_annex
from pipeline.facts import Rows
from pipeline.released import Release
from tests.fixtures.framed import COUNT, DELIVERY, framed_release

ONE, OTHER = (
    dataclasses.replace(COUNT, fact_id=f"sample-{name}", rows=Rows.of((f"{name}.csv", 2))) for name in ("one", "other")
)
FILES = ("one.csv", "other.csv", "words.csv")


def released(folder: Path) -> Release:
    """One number a file, and a file of words."""
    deliveries = [{**DELIVERY, "file": name} for name in FILES]
    return framed_release(folder, {"sample": [ONE, OTHER]}, deliveries=deliveries)


def told(release: Release) -> list[str]:
    """What a booklet that prints the first number says of its files."""
    cited = [ONE.fact_id]
    return [
        annex(release, cited, {}),
        certificate_page(release, Making({}, "ef" * 32), cited, ""),
        method_annex(release, cited, {}),
    ]


def test_it_rests_on_the_files_of_its_numbers_and_on_those_of_words(tmp_path: Path) -> None:
    release = released(tmp_path)
    assert list(sources_of(release, [ONE.fact_id])["file"]) == ["one.csv", "words.csv"]
    assert list(sources_of(release, [])["file"]) == ["words.csv"]
    assert all("other\\.csv" not in text for text in told(release))
    assert "2\u00a0fichiers reçus" in told(release)[-1]
