"""What the site says of made-up data where they show: on a sheet, above the catalogue, beside a large number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.booklet.frame.synthetic_labels import data_label
from pipeline.booklet.wording import NO_BREAK

REGISTER, PRINTED = "deployment", "portfolio"
"""The themes of the register of projects, and of the catalogue that was printed."""

SHEETS_FR = {
    "project": (
        "Ce projet, ses étapes et ses résultats ont été inventés pour la démonstration"
        f"{NO_BREAK}: aucun n’a été observé, et la commune nommée ici ne l’a pas accueilli."
    ),
    "commune": (
        "La commune existe, mais les projets, les mesures, les achats et les réponses que donne cette fiche ont été "
        f"inventés pour la démonstration{NO_BREAK}: rien de cela ne s’y est passé."
    ),
}
PARTLY_FR = "Chaque nombre inventé pour la démonstration est signalé comme tel, avec sa preuve."
CATALOGUE_FR = "Ces projets ont été inventés pour la démonstration."
REAL_FR = "Seuls ceux du catalogue publié, plus bas, existent."


def of_sheet(summary: Mapping[str, Any], kind: str) -> str:
    """What a sheet says under its title; nothing where all was really collected."""
    if not data_label(summary):
        return ""
    return SHEETS_FR[kind] if _is_made_up(summary, REGISTER) else PARTLY_FR


def of_catalogue(summary: Mapping[str, Any], *, has_printed: bool) -> str:
    """What is said above the projects of the register; nothing where they are real."""
    if not _is_made_up(summary, REGISTER):
        return ""
    return f"{CATALOGUE_FR} {REAL_FR}" if has_printed and not _is_made_up(summary, PRINTED) else CATALOGUE_FR


def _is_made_up(summary: Mapping[str, Any], theme: str) -> bool:
    return theme in summary["synthetic_themes"]
