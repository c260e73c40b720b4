"""Which delivered files one document rests on: not all of its cohort, so that another file's cell leaves it alone."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.booklet.frame.cover_art import catalogue_facts
from pipeline.released import Release


def sources_of(release: Release, cited: Iterable[str]) -> pd.DataFrame:
    """The deliveries, in their order, of the facts that a document prints and its cover draws; and of words alone.

    No number rests on a file of words (names, advice, quotes): nothing says which document shows them, so all do.

    Raises:
        FactError: a cited fact does not exist.
    """
    printed = _files(release.facts_of([*cited, *catalogue_facts(release)])["source_files"])
    counted = _files(release.column("source_files"))
    files = release.files
    return files[files["file"].isin(printed) | ~files["file"].isin(counted)]


def _files(told: Iterable[object]) -> set[str]:
    return {file for files in {str(each) for each in told} for file in files.split("|")}
