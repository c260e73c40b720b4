"""What an imported file changes against the delivery it would replace: counts for the terminal, cells for a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.files import write_text
from pipeline.importing import Cohort, Plan
from pipeline.intake.deliveries import Delivery, Reader
from pipeline.intake.problems import Findings, Place
from pipeline.intake.pseudonyms import load_pseudonyms, pseudonymised
from pipeline.intake.reading import Sheet, read_sheet
from pipeline.intake.redelivery import Changes, changes, comparable, renamed
from pipeline.intake.redelivery_pages import Redelivery, redelivery_page
from pipeline.intake.values import Writing
from pipeline.paths import CohortPaths
from pipeline.tables import Table


def compared(plan: Plan) -> Redelivery | None:
    """What the plan changes; None when it replaces nothing, or when what it replaces cannot be read any more."""
    if plan.former is None:
        return None
    before_cohort = replace(plan.cohort, questionnaires=plan.cohort.former_questionnaires)
    before = _sheet(plan.former, before_cohort)
    if before is None:
        return None
    declared, table = plan.cohort.declared, plan.table
    former_table = before_cohort.schema[plan.former.table]
    former, new = (_coded(sheet, plan) for sheet in (before, plan.sheet))
    found = changes(
        _said(former.frame, former_table, declared.reader_of(plan.former)),
        _said(new.frame, table, declared.reader_of(plan.entry)),
        table.key,
    )
    return Redelivery(
        former=plan.former.name,
        new=plan.entry.name,
        label_fr=table.label_fr,
        key=table.key,
        changes=found,
        renamed=renamed(before.headers, plan.sheet.headers),
        headers_added=_only_in(plan.entry, plan.former, plan.cohort, table),
        headers_removed=_only_in(plan.former, plan.entry, before_cohort, former_table),
    )


def write_page(plan: Plan, redelivery: Redelivery) -> Path:
    """Write the page that shows the cells; where it is. It is confidential and stays out of git.

    Raises:
        WriteError: the disk refused.
    """
    path = page_path(plan.cohort.paths, plan.former or plan.entry)
    write_text(path, redelivery_page(redelivery))
    return path


def page_path(paths: CohortPaths, delivery: Delivery) -> Path:
    """One page a declared delivery: `data/processed/<cohort>/redelivery/<its name>.html`."""
    name = re.sub(r"[^\w.-]+", "-", delivery.name).strip("-")
    return paths.redelivery / f"{name}.html"


def summary(found: Changes, renames: Mapping[str, str]) -> list[str]:
    """What changed in counts and names of columns: nothing here quotes a cell."""
    lines = [
        f"rows: {found.rows_before} before, {found.rows_after} now; {len(found.added)} added, {len(found.removed)} "
        f"removed, {found.rows_edited} edited"
    ]
    if found.edits:
        lines.append("cells changed: " + ", ".join(f"{name} {n}" for name, n in found.cells_by_column.items()))
    for what, columns in (("added", found.columns_added), ("removed", found.columns_removed)):
        if columns:
            lines.append(f"columns {what}: {', '.join(columns)}")
    if renames:
        lines.append("headers renamed: " + ", ".join(f"« {old} » → « {new} »" for old, new in renames.items()))
    return lines


def _sheet(former: Delivery, cohort: Cohort) -> Sheet | None:
    expected = cohort.expected(former.table, cohort.declared.reader_of(former))
    findings = Findings(Place(former.owner, "", former.name, former.table))
    return read_sheet(former.path(cohort.paths.raw), former, expected, findings)


def _coded(sheet: Sheet, plan: Plan) -> Sheet:
    """The sheet as ingest keeps it: with pseudonyms where the delivery declares them."""
    if not plan.entry.pseudonyms:
        return sheet
    return pseudonymised(sheet, plan.entry.pseudonyms, load_pseudonyms(plan.cohort.declared.pseudonym_key))[0]


def _said(frame: pd.DataFrame, table: Table, reader: Reader) -> pd.DataFrame:
    return comparable(frame, table, Writing(reader.decimal, reader.date_format, reader.choices))


def _only_in(entry: Delivery, other: Delivery, cohort: Cohort, table: Table) -> tuple[str, ...]:
    """Ignored headers of one delivery that the other has neither used nor ignored."""
    known = {*other.columns_of(cohort.schema.get(other.table, table)), *other.ignore}
    return tuple(header for header in entry.ignore if header not in known)
