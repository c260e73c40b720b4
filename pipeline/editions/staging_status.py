"""Tell a staged project what it is: a draft that says so on every page, or part of an approved edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.booklet import wording
from pipeline.booklet.frame.certificate_page import STATUS_FILE
from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME
from pipeline.booklet.markdown import escape
from pipeline.editions.approvals import Approvals
from pipeline.editions.content import content_digest, own_contents
from pipeline.editions.marks import csv_with_status, json_with_status
from pipeline.editions.status import Status, status_of
from pipeline.editions.watermark import watermark
from pipeline.files import write_text
from pipeline.renderer import LAYOUT, Resolved
from pipeline.renderer.brand import load_brand

PAGE = Path("generated") / STATUS_FILE

DRAWING = Path("theme/draft.svg")
SETTINGS = Path("_quarto.yml")
WORDS = {"fr": "PROJET", "en": "DRAFT"}

DRAFT = {
    "fr": "**Projet, non approuvé.** Ce contenu, `{code}`, n’a pas encore été approuvé\u00a0: il peut changer, "
    "et chaque page le dit.",
    "en": "**Draft, not approved.** This content, `{code}`, has not been approved yet: it may change, and each page "
    "says so.",
}
APPROVED = {
    "fr": "**Édition {edition}, approuvée** le {on}. Le registre donne le nom de qui l’a approuvée, "
    "«\u202f{by}\u202f», et sa raison, «\u202f{why}\u202f». Contenu approuvé\u00a0: `{code}`.",
    "en": "**Edition {edition}, approved** on {on} by [{by}]{{lang=fr}}, for a reason recorded in French: "
    "“[{why}]{{lang=fr}}”. Approved content: `{code}`.",
}


def staged_status(project: Path, document: str, resolved: Resolved, approvals: Approvals) -> Status:
    """The status of a project that is staged but for its status."""
    content = content_digest(project, LAYOUT, f"{resolved.name} {resolved.version}")
    return status_of(document, content, approvals)


def stage_status(project: Path, status: Status, language: str, in_language: Callable[[str], str] = str) -> None:
    """Write the status into a staged project whose content was digested: nothing of it counts as content.

    `in_language` gives a French date in the language of the document.
    """
    if (project / PAGE).is_file():
        write_text(project / PAGE, status_sentence(status, language, in_language))
    _mark_facts(project, status)
    if status.is_draft:
        settings = (project / SETTINGS).read_text(encoding="utf-8")
        write_text(project / SETTINGS, f"{settings}\ndraft-code: {status.code}\n")
        _draw_mark(project, language)


def staged_statuses(
    project: Path, documents: Mapping[str, Path], resolved: Resolved, approvals: Approvals
) -> dict[Path, Status]:
    """The status of each document of a staged project (path by name), which has a folder of its own there."""
    folders = {str(path.parent): (name, path) for name, path in documents.items()}
    contents = own_contents(project, folders, LAYOUT, f"{resolved.name} {resolved.version}")
    return {path: status_of(name, contents[folder], approvals) for folder, (name, path) in folders.items()}


def stage_statuses(project: Path, statuses: Mapping[Path, Status], language: str) -> dict[Path, str]:
    """Write the status of each document into its folder; the code of each that is a draft, which its pages show."""
    for document, status in statuses.items():
        _mark_facts(project / document.parent, status)
    codes = {document: status.code for document, status in statuses.items() if status.is_draft}
    if codes:
        _draw_mark(project, language)
    return codes


def _mark_facts(folder: Path, status: Status) -> None:
    for name, with_status in ((CSV_NAME, csv_with_status), (JSON_NAME, json_with_status)):
        for attached in sorted(folder.rglob(name)):
            write_text(attached, with_status(attached.read_text(encoding="utf-8"), status))


def _draw_mark(project: Path, language: str) -> None:
    write_text(project / DRAWING, watermark(WORDS[language], _boldest(project)))


def status_sentence(status: Status, language: str, in_language: Callable[[str], str] = str) -> str:
    """The status as Markdown; what a person wrote stays text."""
    approval = status.approval
    if approval is None:
        return DRAFT[language].format(code=status.code) + "\n"
    said = {"edition": escape(approval.edition), "by": escape(approval.by), "why": escape(approval.why)}
    on = in_language(wording.date(approval.on.isoformat()))
    return APPROVED[language].format(code=status.code, on=on, **said) + "\n"


def _boldest(project: Path) -> Path:
    brand = load_brand(project / "_brand.yml")
    headings = [font for font in brand.fonts if font.family == brand.heading_family]
    return project / max(headings, key=lambda font: font.weight).path
