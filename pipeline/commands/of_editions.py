"""The commands about editions: approve, diff, reproduce, sign. Each imports only what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer()


@app.command()
def approve(
    cohort: Annotated[str, typer.Argument(help="The cohort whose current build is approved.")],
    edition: Annotated[str, typer.Option(help="Name of the edition, such as 1.")],
    by: Annotated[str, typer.Option(help="Who approves: a role or a name.")],
    why: Annotated[str, typer.Option(help="On which grounds, in one line.")],
    content: Annotated[str, typer.Option(help="Code of the content that was reviewed, as its pages say it.")],
    on: Annotated[str, typer.Option(help="YYYY-MM-DD; else today.")] = "",
) -> None:
    """Approve what is built, publish it without marks, and freeze it: it is never overwritten."""
    from pipeline.commands.approve import approve as approve_edition
    from pipeline.commands.approve import day
    from pipeline.editions.approving import Request

    approve_edition(cohort, Request(edition, by, day(on), why, content), Console())


@app.command()
def diff(
    former: Annotated[str, typer.Argument(help="COHORT (current build), COHORT/EDITION (frozen) or a folder.")],
    current: Annotated[str, typer.Argument(help="The same.")],
) -> None:
    """Show what changed between two editions: numbers, texts, pages, what they were built from."""
    from pipeline.commands.diff import compare

    compare(former, current, Console())


@app.command()
def reproduce(edition: Annotated[str, typer.Argument(help="COHORT (current build) or COHORT/EDITION.")]) -> None:
    """Build an edition again from its commit in a clean folder, and compare it file by file."""
    from pipeline.commands.reproduce import reproduce as build_again

    raise typer.Exit(build_again(edition, Console()))


@app.command()
def sign(
    edition: Annotated[str, typer.Argument(help="A frozen edition: COHORT/EDITION.")],
    key: Annotated[Path, typer.Option(help="An SSH key.")],
) -> None:
    """Sign the certificate of a frozen edition with an SSH key."""
    from pipeline.commands.sign import sign_edition

    for signature in sign_edition(edition, key):
        print(signature)
