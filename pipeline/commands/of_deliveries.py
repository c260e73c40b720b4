"""The commands about what a cohort delivers: new-cohort, import, template, quotes… Each imports only what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.build_lock import one_build
from pipeline.errors import RetexError
from pipeline.paths import CohortPaths
from pipeline.stage import CohortOption

app = typer.Typer()


@app.command()
def new_cohort(name: Annotated[str, typer.Argument(help="Name of the cohort: lower case, digits, hyphens.")]) -> None:
    """Create the folder of a new cohort, with commented templates."""
    from pipeline.new_cohort import create

    print(create(name))


@app.command()
def new_key(file: Annotated[Path, typer.Argument(help="A file that does not exist yet, outside of git.")]) -> None:
    """Make a key for pseudonyms, in a file that only you may read."""
    from pipeline.intake.pseudonyms import KEY_VARIABLE
    from pipeline.intake.pseudonyms import new_key as make_key

    fingerprint = make_key(file)
    print(f"{file} holds a new key. Keep a copy where it cannot get lost: without it, no later file joins.")
    print(f"Set {KEY_VARIABLE} to its path, and write in delivery.yml: pseudonym_key: {fingerprint}")


@app.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(help="The file as received.")],
    cohort: CohortOption,
    table: Annotated[str, typer.Option("--as", help="The table it fills, such as survey_startups.")],
    reader: Annotated[str, typer.Option(help="The tool that exported it: plain, kobo, limesurvey…")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook.")] = "",
    owner: Annotated[str, typer.Option(help="Id of the owner in delivery.yml.")] = "",
    source: Annotated[str, typer.Option(help="Id of the source in delivery.yml.")] = "",
    received: Annotated[str, typer.Option(help="YYYY-MM-DD; else the date of the file.")] = "",
    questionnaire: Annotated[Path | None, typer.Option(help="XLSForm that describes the survey.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="HEADER=COLUMN (HEADER= to ignore it); repeated.")] = None,
    delimiter: Annotated[str, typer.Option(help="When the file does not show it.")] = "",
    encoding: Annotated[str, typer.Option(help="utf-8 or cp1252.")] = "",
    decimal: Annotated[str, typer.Option(help="When the cells do not show it: , or .")] = "",
    dates: Annotated[str, typer.Option(help="When the cells do not show it: DD/MM/YYYY or YYYY-MM-DD.")] = "",
    choices: Annotated[str, typer.Option(help="When the cells do not show it: names, labels-fr or labels-en.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking; close matches stay ignored.")] = False,
    accept_close: Annotated[bool, typer.Option("--accept-close", help="Take close matches too.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the former delivery.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Fill the table from one more file.")] = False,
) -> None:
    """Take a received file into a cohort: propose its columns, show why, write delivery.yml once agreed."""
    from pipeline.commands.import_delivery import import_delivery
    from pipeline.importing import Request
    from pipeline.intake.writing_proposals import Options
    from pipeline.paths import CohortPaths

    request = Request(
        *(path, table, reader, sheet, owner, source, received, questionnaire),
        options=Options(delimiter.replace("\\t", "\t"), encoding, decimal, dates, choices),
        columns={header: target for header, _, target in (each.rpartition("=") for each in column or [])},
        accept_close=accept_close,
        is_addition=add,
    )
    with one_build():
        import_delivery(CohortPaths(cohort), request, Console(), is_agreed=yes, may_replace=replace)


@app.command()
def codebook(cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")]) -> None:
    """Write the codebook of each of a cohort's questionnaires."""
    from pipeline.intake.codebook import write_codebooks
    from pipeline.paths import CohortPaths

    for page in write_codebooks(CohortPaths(cohort)):
        print(page)


@app.command()
def template(
    table: Annotated[str, typer.Argument(help="A table of the cohort: projects, survey_startups…")],
    file: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx); it must not exist yet.")],
    cohort: CohortOption,
) -> None:
    """Write an empty workbook to collect one table in, with drop-downs and explanations."""
    from pipeline.intake.collection_templates import write_cohort_template
    from pipeline.paths import CohortPaths

    if file.exists() or file.suffix != ".xlsx":
        raise RetexError(f"{file} exists already or is no .xlsx file; nothing was changed.")
    write_cohort_template(CohortPaths(cohort), table, file)
    print(f"{file} is ready; deliver it with `sheet: {table[:31]}` and `choices: labels-fr` in delivery.yml.")


@app.command()
def datapackage(cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")]) -> None:
    """Describe one cohort's deliveries in datapackage.json (Frictionless), so that others read them without Retex."""
    from pipeline.intake.data_package import write_package
    from pipeline.paths import CohortPaths

    print(write_package(CohortPaths(cohort)))


@app.command()
def quotes(
    cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")],
    approve: Annotated[list[str] | None, typer.Option(help="Id of a sentence to publish; may be repeated.")] = None,
    withdraw: Annotated[list[str] | None, typer.Option(help="Id of an approval to take back.")] = None,
    by: Annotated[str, typer.Option(help="Who approves: a role, no name (the record is in git).")] = "",
    on: Annotated[str, typer.Option(help="The day of the approval, YYYY-MM-DD.")] = "",
    note: Annotated[str, typer.Option(help="Anything to remember.")] = "",
    despite: Annotated[str, typer.Option(help="Why it may be printed with the personal data in it.")] = "",
) -> None:
    """Show what people said and what of it is personal, and approve what may be published. For the team only."""
    from pipeline.commands import quotes as command

    paths = CohortPaths(cohort)
    with one_build():
        if withdraw:
            print(f"{paths.quote_approvals}: withdrawn: {', '.join(command.withdraw(paths, withdraw))}.")
        if approve:
            agreed = command.approve(paths, approve, by=by, on=on, note=note, despite=despite)
            print(f"{paths.quote_approvals}: approved: {', '.join(agreed)}.")
    if not (approve or withdraw):
        print(command.shown(command.sentences(paths)))
