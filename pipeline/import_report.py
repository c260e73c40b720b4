"""What the terminal shows of an import: headers and counts, never a cell."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid

from pipeline.counted import counted
from pipeline.importing import Plan
from pipeline.intake.proposals import Match

STYLES = {"asked": "green", "certain": "green", "to check": "yellow", "none": "dim"}


def show(plan: Plan, console: Console) -> None:
    """The proposed columns, how the file is written, and what ingest would say of it."""
    entry = plan.entry
    console.print(f"{plan.request.path} → {plan.target}, table {entry.table}, {len(plan.sheet.frame)} rows")
    console.print(_columns(plan))
    console.print(_writing(plan))
    console.print(f"owner {entry.owner}, sources {', '.join(entry.sources)}, received {entry.received}", markup=False)
    absent = [column.name for column in plan.table.columns if column.name not in entry.columns.values()]
    if absent:
        console.print(f"Columns that stay empty (none is required): {', '.join(absent)}", markup=False)
    for code in sorted({problem.code for problem in plan.problems}):
        count = sum(problem.code == code for problem in plan.problems)
        console.print(f"{code}: {counted(count, 'problem', 'problems')} that `check` will tell the owner")


def _columns(plan: Plan) -> Grid:
    grid = Grid("header", "column", "why", title="Columns", title_justify="left")
    for match in plan.matches:
        grid.add_row(
            _escaped(match.header) or "(no header)",
            _target(match),
            _escaped(match.reason),
            style=STYLES[match.certainty],
        )
    return grid


def _target(match: Match) -> str:
    if match.certainty == "to check":
        return f"ignore (à vérifier: {match.column}?)"
    return match.column or "ignore"


def _writing(plan: Plan) -> Grid:
    grid = Grid("written with", "", "evidence", title="How the file is written", title_justify="left")
    for key, found in plan.evidence.items():
        grid.add_row(key.replace("_", " "), _escaped(found.value.replace("\t", "tab")), _escaped(found.why))
    return grid


def _escaped(text: str) -> str:
    """Headers come from outside: a square bracket in them is no markup."""
    return text.replace("[", r"\[")
