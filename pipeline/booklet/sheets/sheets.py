"""A sheet: two pages about one project or one commune, staged as a plain Quarto project of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.frame.audience_parts import parts_for
from pipeline.booklet.frame.evidence import cited_facts
from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME, facts_csv, facts_json, facts_table
from pipeline.booklet.frame.synthetic_labels import data_label
from pipeline.booklet.markdown import escape
from pipeline.booklet.sheets.sheet_evidence import evidence
from pipeline.errors import RenderError
from pipeline.files import write_text
from pipeline.released import Release

Kind = Literal["project", "commune"]
KINDS_FR: Mapping[Kind, str] = {"project": "Fiche d’évaluation de projet", "commune": "Fiche de commune"}
PROJECT_FILES = ("_quarto.yml", "_brand.yml")
LAYOUT = "typst-show.typ"
"""The sheets' own layout, in the place of the booklets' (`theme/typst-show.typ`)."""

EVIDENCE = "preuves"
LIST = "sheets.json"
"""What each sheet of a cohort is, beside their files."""


@dataclass(frozen=True)
class Sheet:
    """What one sheet says.

    `slug` names its files. `parts` are the texts that the template includes as `_<name>.qmd`, empty where there is
    nothing to tell (the template then leaves out their heading); `drawings` are the SVG files that they show,
    `facets` what the catalogue filters by (ids), `mentions` the slugs of sheets it speaks of.
    """

    kind: Kind
    slug: str
    title: str
    subtitle: str
    about: str
    parts: Mapping[str, str]
    drawings: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mentions: Sequence[str] = ()

    @property
    def cited(self) -> list[str]:
        """The facts that the sheet prints, each once."""
        return cited_facts(self.parts.values())


def public_quotes(releases: Sequence[Release]) -> pd.DataFrame:
    """The quotes that every audience may read: a sheet is for everybody. Columns `quote_id`, `entity`, `text_fr`, …"""
    columns = ("quote_id", "entity", "role_class", "text_fr", "audiences")
    told = [release.optional_table("interviews_quotes", columns) for release in releases]
    first, *others = told
    everywhere = first["quote_id"].map(lambda quote: all(quote in set(each["quote_id"]) for each in others))
    return first[everywhere.astype(bool)].reset_index(drop=True)


def require_own_names(sheets: Sequence[Sheet]) -> None:
    """Refuse two sheets whose files would have one name.

    Raises:
        RenderError: naming what they are about, and what to change.
    """
    first: dict[str, Sheet] = {}
    for sheet in sheets:
        other = first.setdefault(sheet.slug, sheet)
        if other is not sheet:
            raise RenderError(
                f"The sheets of « {other.title} » and « {sheet.title} » would both be {sheet.slug}.pdf: file names "
                "keep unaccented letters and digits. Give one of them another id (a project) or name (a commune) in "
                "its delivery, and run again."
            )


def stage_theme(reports: Path, project: Path) -> None:
    """Lay down in `project` what all sheets share: settings, brand, theme with the sheets' layout, templates."""
    for name in PROJECT_FILES:
        shutil.copy(reports / name, project / name)
    shutil.copytree(reports / "theme", project / "theme")
    shutil.copy(reports / "sheets" / LAYOUT, project / "theme" / LAYOUT)
    write_text(project / "_variables.yml", "{}\n")


def stage_sheet(reports: Path, sheet: Sheet, release: Release, project: Path) -> Path:
    """Stage one sheet in a folder of its own below `project`; its document, relative to `project`.

    Raises:
        FactError: the sheet prints a fact that the release does not hold.
    """
    folder = project / sheet.slug
    folder.mkdir()
    document = Path(sheet.slug) / f"{sheet.slug}.qmd"
    template = (reports / "sheets" / f"{sheet.kind}.qmd").read_text(encoding="utf-8")
    write_text(project / document, parts_for(template, [name for name, text in sheet.parts.items() if text]))
    for name, text in {**sheet.parts, EVIDENCE: evidence(release, sheet.cited, sheet.title)}.items():
        write_text(folder / f"_{name}.qmd", f"{text}\n")
    for name, svg in sheet.drawings.items():
        write_text(folder / name, svg)
    table = facts_table(release, sheet.cited)
    write_text(folder / CSV_NAME, facts_csv(table))
    write_text(folder / JSON_NAME, facts_json(table))
    write_text(folder / "_metadata.yml", json.dumps(_metadata(sheet, release), ensure_ascii=False, indent=2))
    return document


def _metadata(sheet: Sheet, release: Release) -> dict[str, str]:
    """What the sheet's head prints. Metadata is Markdown too: names are escaped, as they are anywhere else."""
    summary = release.summary
    return {
        "title": escape(sheet.title),
        "facts-folder": f"/{sheet.slug}/",
        "subtitle": escape(sheet.subtitle),
        "about": escape(sheet.about),
        "audience-label": KINDS_FR[sheet.kind],
        "author": escape(summary["publisher"]),
        "date": summary["edition_date"],
        "edition": wording.date(summary["edition_date"]),
        "programme": escape(summary["title_fr"]),
        "licence": escape(summary["licence"]),
        "cohort": summary["cohort"],
        "data-label": data_label(summary),
    }
