"""`python -m pipeline diff`: what changed between two editions, as a page to review and a table on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.editions.differences.inputs import changed_inputs
from pipeline.editions.differences.numbers import changed_numbers, read_facts
from pipeline.editions.differences.pages import ChangedPage, Pages, changed_pages
from pipeline.editions.differences.report import Differences, report
from pipeline.editions.differences.texts import ChangedText, changed_texts, read_units
from pipeline.editions.finding import FoundEdition, find
from pipeline.editions.status import sheet_document
from pipeline.files import write_text
from pipeline.paths import CohortPaths

REPORTS = Path("reports")
SHEET_FILES = "site/fiches/*.pdf"


def compare(former_name: str, current_name: str, console: Console) -> Path:
    """Write the report of what changed; where it is.

    Raises:
        EditionError: there is no such edition, or it was published before editions existed.
    """
    former, current = find(former_name), find(current_name)
    for edition in (former, current):
        edition.require_contents()
    found = differences(former, current)
    name = f"{_file_name(former_name)}--{_file_name(current_name)}.html"
    target = CohortPaths(current.cohort).processed / "diff" / name
    write_text(target, report(former, current, found, REPORTS))
    _tell(current, found, target, console)
    return target


def differences(former: FoundEdition, current: FoundEdition) -> Differences:
    """All that changed between two published folders."""
    shared = [name for name in current.booklets if name in former.booklets]
    return Differences(
        numbers=list(changed_numbers(read_facts(former.folder), read_facts(current.folder))),
        texts={current.booklets[name]: _texts(former, current, name) for name in shared},
        pages=dict(_pages(former, current, shared)),
        inputs=list(changed_inputs(former.certificate, current.certificate)),
        documents=list(_documents(former, current)),
    )


def _texts(former: FoundEdition, current: FoundEdition, name: str) -> list[ChangedText]:
    """Paragraphs that only tell the status of each edition are left out."""
    before, after = (
        read_units(edition.folder / f"{name}.html", without=edition.code_on(name)) for edition in (former, current)
    )
    return list(changed_texts(before, after))


def _pages(former: FoundEdition, current: FoundEdition, booklets: list[str]) -> Iterator[tuple[str, list[ChangedPage]]]:
    files = [(Path(f"{name}.pdf"), name, current.booklets[name]) for name in booklets]
    sheets = [path.relative_to(current.folder) for path in sorted(current.folder.glob(SHEET_FILES))]
    files += [
        (file, sheet_document(file.stem), f"Fiche {file.stem}") for file in sheets if (former.folder / file).is_file()
    ]
    for file, document, title in files:
        if (former.folder / file).read_bytes() != (current.folder / file).read_bytes():
            before, after = (Pages(edition.folder / file, edition.code_on(document)) for edition in (former, current))
            yield title, list(changed_pages(before, after))


def _documents(former: FoundEdition, current: FoundEdition) -> Iterator[tuple[str, bool]]:
    """Booklets and sheets that only one of them has."""
    yield from ((title, True) for name, title in current.booklets.items() if name not in former.booklets)
    yield from ((title, False) for name, title in former.booklets.items() if name not in current.booklets)
    before, after = ({path.stem for path in edition.folder.glob(SHEET_FILES)} for edition in (former, current))
    yield from ((f"Fiche {name}", name in after) for name in sorted(before ^ after))


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _tell(current: FoundEdition, found: Differences, target: Path, console: Console) -> None:
    table = Table("ce qui change", "combien", box=SIMPLE, pad_edge=False)
    for words, count in found.counts().items():
        table.add_row(words, str(count))
    console.print(table)
    said = current.certificate["edition"]
    state = "approved" if "approval" in said else "a draft, to approve with --content"
    console.print(f"{current.name}: {said['code']} ({state})", soft_wrap=True, markup=False)
    console.print(f"The report is in {target}.", soft_wrap=True, markup=False)
