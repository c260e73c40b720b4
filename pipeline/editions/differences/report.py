"""The report that a reviewer approves: one page that needs nothing else, with every text escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from pipeline.booklet import wording
from pipeline.booklet.typography import french
from pipeline.editions.content import short_code
from pipeline.editions.differences.numbers import (
    ChangedNumber,
    against_interval,
    change_words,
    display,
    interval,
)
from pipeline.editions.differences.pages import ChangedPage
from pipeline.editions.differences.pictures import change_drawing, framed
from pipeline.editions.differences.texts import ChangedText
from pipeline.editions.finding import FoundEdition
from pipeline.editions.status import SHEETS, SITE
from pipeline.renderer.brand import load_brand
from pipeline.renderer.html import html_variables
from pipeline.site.evidence_pages import name_of

MOST_PAGES = 40
"""Pages shown of one document: with more, browsers no longer open the report. The numbers of the others are told."""


@dataclass(frozen=True)
class Differences:
    """All that changed: texts by the title of their booklet, pages by that of their document.

    `documents` are (title, whether it is new) of those that only one edition has.
    """

    numbers: Sequence[ChangedNumber]
    texts: Mapping[str, Sequence[ChangedText]]
    pages: Mapping[str, Sequence[ChangedPage]]
    inputs: Sequence[tuple[str, str, str]]
    documents: Sequence[tuple[str, bool]] = ()

    def counts(self) -> dict[str, int]:
        """How many changes of each kind."""
        kinds = [number.kind for number in self.numbers]
        return {
            "nombres changés": kinds.count("changed"),
            "nombres apparus": kinds.count("appeared"),
            "nombres disparus": kinds.count("disappeared"),
            "preuves changées": kinds.count("evidence"),
            "paragraphes changés": sum(map(len, self.texts.values())),
            "pages changées": sum(map(len, self.pages.values())),
            "origines changées": len(self.inputs),
        }


def report(former: FoundEdition, current: FoundEdition, found: Differences, reports: Path) -> str:
    """The page in French; `reports` holds the brand, its fonts and the style sheet of booklets."""
    environment = Environment(
        loader=PackageLoader("pipeline.editions"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("diff.html.j2").render(
        former=_edition(former),
        current=_edition(current),
        counts=found.counts(),
        is_same=not any(found.counts().values()) and not found.documents,
        themes=list(_themes(found.numbers)),
        evidence=[_number(number) for number in found.numbers if number.kind == "evidence"],
        texts=[(title, list(_chapters(texts))) for title, texts in found.texts.items() if texts],
        documents=found.documents,
        codes=list(_codes(former, current)),
        pages=[_pages(title, pages) for title, pages in found.pages.items() if pages],
        inputs=found.inputs,
        styles="STYLES",
    )
    styles = html_variables(reports, load_brand(reports / "_brand.yml"), page)["styles"]
    return page.replace("STYLES", styles, 1)


def _edition(edition: FoundEdition) -> dict[str, Any]:
    """What is said of one edition: its name, its status, the code of its content."""
    said = edition.certificate["edition"]
    approval = said.get("approval")
    status = (
        f"édition {approval['edition']}, approuvée le {wording.date(approval['on'])} (« {approval['by']} »)"
        if approval
        else "projet, non approuvé"
    )
    return {
        "name": edition.name,
        "cohort": edition.cohort,
        "status": french(status),
        "code": said["code"],
        "is_draft": approval is None,
    }


def _codes(former: FoundEdition, current: FoundEdition) -> Iterator[tuple[str, str, str]]:
    """(title, code before, code now) of each document, as its own pages print it; empty where there is none."""
    titles = {**former.booklets, **current.booklets, SHEETS: "Fiches", SITE: "Site, et l’édition entière"}
    before, now = former.certificate["contents"], current.certificate["contents"]
    for name in filter({**before, **now}.__contains__, titles):
        codes = [short_code(each[name]) if name in each else "" for each in (before, now)]
        yield titles[name], codes[0], codes[1]


def _themes(numbers: Sequence[ChangedNumber]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Numbers that are told otherwise, by theme."""
    told = [number for number in numbers if number.kind != "evidence"]
    for theme, rows in groupby(sorted(told, key=_theme), _theme):
        yield name_of(theme), [_number(number) for number in rows]


def _theme(number: ChangedNumber) -> str:
    return str(number.told.get("theme", ""))


def _number(number: ChangedNumber) -> dict[str, Any]:
    return {
        "kind": number.kind,
        "id": number.fact_id,
        "label": french(str(number.told.get("label_fr", ""))),
        "before": display(number.former),
        "before_interval": interval(number.former),
        "now": display(number.current),
        "now_interval": interval(number.current),
        "change": change_words(number) if number.kind == "changed" else "",
        "against": against_interval(number),
        "is_outside": bool(number.is_outside),
        # Drawn from numbers alone: every tag in it is its own.
        "drawing": Markup(change_drawing(number)),  # noqa: S704
    }


def _chapters(texts: Sequence[ChangedText]) -> Iterator[tuple[str, list[ChangedText]]]:
    for chapter, changed in groupby(texts, lambda text: text.chapter):
        yield chapter or "Avant le premier chapitre", list(changed)


def _pages(title: str, pages: Sequence[ChangedPage]) -> dict[str, Any]:
    left_out = [str((page.current or page.former or (0,))[0]) for page in pages[MOST_PAGES:]]
    shown = [
        {
            "before": page.former and (page.former[0], framed(page.former[1], page.boxes)),
            "now": page.current and (page.current[0], framed(page.current[1], page.boxes)),
        }
        for page in pages[:MOST_PAGES]
    ]
    return {
        "title": title,
        "count": wording.plural(len(pages), "page"),
        "shown": shown,
        "left_out": ", ".join(left_out),
    }
