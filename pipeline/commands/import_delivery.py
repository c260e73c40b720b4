"""The conversation of `python -m pipeline import`: show, ask, write."""

from __future__ import annotations

from dataclasses import replace

import typer
from rich.console import Console

from pipeline.errors import ParamsError
from pipeline.import_changes import compared, summary, write_page
from pipeline.import_report import show
from pipeline.importing import Plan, Request, prepare
from pipeline.paths import CohortPaths
from pipeline.placing import place


def import_delivery(
    paths: CohortPaths, request: Request, console: Console, *, is_agreed: bool, may_replace: bool
) -> None:
    """Propose, show, and write only what a person agreed to (`is_agreed`: beforehand, with --yes).

    Raises:
        ParamsError: see `prepare` and `place`.
        WriteError: the disk refused; what was there before is kept.
    """
    plan = prepare(paths, request)
    show(plan, console)
    _tell_changes(plan, console)
    if plan.former and not may_replace:
        raise ParamsError(f"{plan.former.name} is declared already. Nothing was written; --replace takes the new file.")
    if not is_agreed:
        plan = _settled(plan)
        if not typer.confirm(f"Write this to {paths.raw}?"):
            raise ParamsError("Nothing was written.")
    place(plan, may_replace=may_replace)
    console.print(f"{plan.target} is declared in delivery.yml. Next: python -m pipeline check {paths.cohort}")


def _tell_changes(plan: Plan, console: Console) -> None:
    """What the file changes: counts here, cells only on the confidential page."""
    if plan.former is None:
        return
    redelivery = compared(plan)
    if redelivery is None:
        console.print(f"{plan.former.name} is declared already but cannot be read: nothing to compare with.")
        return
    console.print(f"{plan.former.name} was delivered before.", markup=False)
    for line in summary(redelivery.changes, redelivery.renamed):
        console.print(f"  {line}", markup=False)
    console.print(f"  cell by cell, confidential: {write_page(plan, redelivery)}", markup=False)


def _settled(plan: Plan) -> Plan:
    """The plan with the close matches that a person took, one by one."""
    taken = {
        match.header: match.column
        for match in plan.to_check
        if typer.confirm(f"« {match.header} » {match.reason}: does it fill {match.column}?")
    }
    if not taken:
        return plan
    return prepare(plan.cohort.paths, replace(plan.request, columns={**plan.request.columns, **taken}))
