"""What the pages of a site say of it: how many projects, numbers, pages and rows there are, counted again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.booklet import wording
from pipeline.booklet.library_page import THEME as LIBRARY
from pipeline.census.records import NUMBER, Record, evidence_records, record
from pipeline.census.tokens import digits_of
from pipeline.corrected import correction_ids
from pipeline.released import Release
from pipeline.site.edition import Edition
from pipeline.site.evidence_pages import name_of

PAGES = rf"(?:PDF accessible|Accessible PDF), {NUMBER}\spages?"
SHOWN = rf"^(?:Les\s)?{NUMBER}\s(?:projets?|nombres?)\s"


def site_records(edition: Edition, folder: Path, booklets: Sequence[Mapping[str, Any]]) -> list[Record]:
    """The records of every page of a published `folder` but for its booklets and the bodies of its sheets."""
    release, data = edition.release, folder / "site" / "donnees"
    projects = sum(sheet["kind"] == "project" for sheet in edition.sheets)
    by_theme = edition.facts["theme"].value_counts()
    pages = [made["pages"] for made in (*booklets, *edition.sheets)]
    return [
        *evidence_records(release, list(edition.facts.index), part=""),
        record(PAGES, *pages),
        record(rf"(?:^|parmi |: ){NUMBER}\sprojets?\b", projects),
        record(rf"lignes de {NUMBER}\snombres?\b", len(edition.facts)),
        *(
            record(rf"{re.escape(name_of(str(theme)))} {NUMBER}\snombres?", size, words="nombre")
            for theme, size in by_theme.items()
        ),
        record(SHOWN, projects, *by_theme),
        record(rf"pourcentages à partir de {NUMBER}\sréponses?", release.summary["percent_base_min"]),
        *_sizes(data),
        *_corrections(release),
        *_library(release),
        *_questionnaires(release),
    ]


def _sizes(data: Path) -> Iterator[Record]:
    """« 25 lignes, 8 colonnes » of each file that may be taken away, read again."""
    sizes = [_size(path) for path in sorted(data.rglob("*.csv"))]
    for rows, columns in sorted(set(sizes)):
        yield record(rf"(?:^|; ){NUMBER}\slignes?, {columns}\scolonnes?$", rows, words="colonne")
        yield record(
            rf"(?:^|; ){re.escape(wording.number(rows))}\slignes?, {NUMBER}\scolonnes?$", columns, words="colonne"
        )


def _size(path: Path) -> tuple[int, int]:
    """Rows without the header, and columns."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return len(rows), len(header)


def _corrections(release: Release) -> Iterator[Record]:
    """How many rows each correction touched, beside its name."""
    for named, rows in zip(correction_ids(release.corrections), release.corrections["rows"], strict=True):
        yield record(rf"^\s*{re.escape(named)}\s.*?, {NUMBER}\slignes?\s:", rows)


def _library(release: Release) -> Iterator[Record]:
    """Counts of the library as released; the targets that its indicators serve."""
    if LIBRARY not in release.summary["themes"]:
        return
    listed = release.table("indicator_library_list")
    counts = {fact for name in listed["domain_fact"] for fact in digits_of(release.display(name))}
    targets = {digits for named in listed["sdg_targets"] for target in named for digits in digits_of(target)}
    yield Record(rf"^{NUMBER}\sindicateurs", digits_of(release.display("indicator-library-indicators")))
    yield Record(rf"»\s?: {NUMBER}$", counts)
    yield Record(r"Cibles[^:]*?: ((?:\d+\.\d+(?:, )?)+)", targets)


def _questionnaires(release: Release) -> Iterator[Record]:
    """What questions accept, and the codes of answers."""
    asked = release.optional_table("survey_questions", ("minimum", "maximum", "constraint", "relevant"))
    bounds = [bound for name in ("minimum", "maximum") for bound in asked[name].dropna()]
    said = {digits for name in ("constraint", "relevant") for text in asked[name] for digits in digits_of(str(text))}
    codes = release.optional_table("survey_choices", ("name",))["name"]
    versions = release.optional_table("survey_questionnaires", ("version",))["version"]
    yield record(r"de (\d+) à (\d+)", *bounds)
    yield Record(r"(?:au plus|au moins|égal à|moins de|plus de) (\d+)", said)
    yield Record(r"^(\d+)$", {digits for code in codes for digits in digits_of(str(code))})
    yield Record(r"Version du questionnaire\s?: ([\d.-]+)", {digits for each in versions for digits in digits_of(each)})
