"""The page that shows, cell by cell, what a new delivery changed. It quotes cells: confidential, escaped throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.booklet import wording
from pipeline.intake.redelivery import Changes

TEMPLATE = "redelivery.html.j2"
MOST_SHOWN = 2_000
"""Rows of a list on the page; a person reads no more, and the counts above are of all."""


@dataclass(frozen=True)
class Redelivery:
    """A delivery compared with the one it would replace. `renamed` maps former headers to new ones."""

    former: str
    new: str
    label_fr: str
    key: tuple[str, ...]
    changes: Changes
    renamed: Mapping[str, str]
    headers_added: tuple[str, ...]
    headers_removed: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether the new file says what the former said, under the same headers."""
        return self.changes.is_none and not (self.renamed or self.headers_added or self.headers_removed)


def redelivery_page(redelivery: Redelivery) -> str:
    """The page as self-contained HTML, in French."""
    environment = Environment(loader=PackageLoader("pipeline.intake"), autoescape=True, undefined=StrictUndefined)
    environment.filters["number"] = wording.number
    return environment.get_template(TEMPLATE).render(
        redelivery=redelivery,
        changes=redelivery.changes,
        headline=headline(redelivery),
        key=", ".join(redelivery.key),
        most=MOST_SHOWN,
        lists=(("Lignes ajoutées", redelivery.changes.added), ("Lignes retirées", redelivery.changes.removed)),
    )


def headline(redelivery: Redelivery) -> str:
    """What the page says at a glance: « 2 lignes ajoutées, 1 ligne modifiée »."""
    found = redelivery.changes
    parts = [
        _counted(count, participle)
        for count, participle in (
            (len(found.added), "ajoutée"),
            (len(found.removed), "retirée"),
            (found.rows_edited, "modifiée"),
        )
        if count
    ]
    if parts:
        return ", ".join(parts)
    return "Rien n’a changé" if redelivery.is_unchanged else "Aucune ligne n’a changé, des colonnes oui"


def _counted(count: int, participle: str) -> str:
    return f"{wording.plural(count, 'ligne')} {participle}{'s' if count > 1 else ''}"
