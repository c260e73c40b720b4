"""The command line: `python -m pipeline`. Each command imports only what it needs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline import edition_commands
from pipeline.build_lock import one_build
from pipeline.errors import RetexError
from pipeline.paths import CohortPaths
from pipeline.stage import AudienceOption, BookletOption, CohortOption, require, telling

COHORT_STAGES = ("ingest", "validate", "clean", "estimate", "protect", "approvals", "publish")
BOOKLET_STAGES = ("analyse", "render")

app = typer.Typer(
    help="Retex: reproducible impact studies of urban experimentation programmes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(edition_commands.app)


@app.command()
def run(
    cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be repeated.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Stages at once; 0: one a core.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Run stages on the workers of this Dask scheduler (tcp://…).")] = "",
    remote: Annotated[str, typer.Option(help="The DVC remote that files travel through then.")] = "cluster",
) -> None:
    """Build every booklet that is out of date, independent stages side by side."""
    from pipeline.build import build

    raise typer.Exit(1 if build(cohort or [], Console(), jobs, (scheduler, remote) if scheduler else None) else 0)


@app.command()
def worker(
    scheduler: Annotated[str, typer.Argument(help="Address of the Dask scheduler, tcp://…")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Stages at once; 0: one a core.")] = 0,
) -> None:
    """Run stages of builds elsewhere that have the very same files and tools as this folder."""
    try:
        from pipeline.cluster.worker import serve
    except ModuleNotFoundError as problem:
        raise RetexError(f"{problem.name} is not installed. Run `make cluster-setup` first.") from problem
    serve(scheduler, jobs, Console(soft_wrap=True, highlight=False, markup=False).print)


@app.command()
def preview(
    cohort: CohortOption,
    booklet: BookletOption,
    watch: Annotated[bool, typer.Option("--watch", help="Again at each edit, until Ctrl-C.")] = False,
) -> None:
    """Lay out the PDF of one booklet from the texts as they are, without publishing it."""
    from pipeline.preview import at_each_edit, once

    (at_each_edit if watch else once)(cohort, booklet, print)


@app.command()
def check(cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")]) -> None:
    """Validate one cohort's deliveries, without building anything."""
    from pipeline.drift import main as drift
    from pipeline.ingest import main as ingest
    from pipeline.params import load_params
    from pipeline.synthetic.making import write_synthetic
    from pipeline.validate import main as validate

    with one_build():
        params = load_params()
        previous = params.previous.get(cohort)
        for received in filter(None, (previous, cohort)):
            if received in params.synthetic:
                write_synthetic(CohortPaths(received))
            ingest(received)
        if previous is not None:
            drift(cohort, previous)
        validate(cohort)
    print(f"{cohort}: nothing blocks. The pages for data owners are in data/processed/{cohort}/problems/.")
    if previous is not None:
        print(f"What changed since {previous} is in data/processed/{cohort}/drift/.")


@app.command()
def audit(cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")]) -> None:
    """Check the figures that a cohort's documents print, against each other and against what was collected."""
    from pipeline.audit_command import audit_cohort
    from pipeline.clean import main as clean
    from pipeline.frames import read_tables

    check(cohort)
    paths = CohortPaths(cohort)
    with one_build():
        clean(cohort)
        print(f"The findings are in {audit_cohort(paths, read_tables(paths.clean), Console())}.")


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
    from pipeline import quotes_command as command

    paths = CohortPaths(cohort)
    with one_build():
        if withdraw:
            print(f"{paths.quote_approvals}: withdrawn: {', '.join(command.withdraw(paths, withdraw))}.")
        if approve:
            agreed = command.approve(paths, approve, by=by, on=on, note=note, despite=despite)
            print(f"{paths.quote_approvals}: approved: {', '.join(agreed)}.")
    if not (approve or withdraw):
        print(command.shown(command.sentences(paths)))


@app.command()
def explain(
    fact_id: Annotated[str, typer.Argument(help="The fact's id, as in the links of a booklet (without « fait- »).")],
    cohort: Annotated[str | None, typer.Option(help="Only this cohort.")] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="List the rows it rests on: confidential, for the team.")
    ] = False,
) -> None:
    """Show the whole chain of one number, from the printed text to the delivered file."""
    from pipeline.explain import explain as explanation

    print(explanation(fact_id, cohort, with_rows=rows))


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
    from pipeline.import_command import import_delivery
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
def verify(
    path: Annotated[Path, typer.Argument(help="A published file (PDF of a booklet or a sheet…), or the whole folder.")],
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="Its certificate, when it is not in the folder or above it.")
    ] = None,
    signers: Annotated[
        Path | None, typer.Option(help="Who may sign (a file of allowed signers, see `man ssh-keygen`).")
    ] = None,
) -> None:
    """Say whether a published file or folder is what was published and signed; of a PDF, which figures changed."""
    from rich.console import Console

    from pipeline.verify_command import verify as verify_path

    raise typer.Exit(verify_path(path, certificate, Console(), signers))


@app.command()
def quarto_project(
    cohort: CohortOption,
    booklet: BookletOption,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Write one booklet as a plain Quarto project, to lay it out by hand with `quarto render`."""
    from pipeline.booklet.documents import document
    from pipeline.booklet.frame.certificate_page import Making
    from pipeline.booklet.frame.staging import stage_booklet
    from pipeline.editions.approvals import NOTHING_APPROVED
    from pipeline.editions.staging_status import stage_status, staged_status
    from pipeline.files import sha256
    from pipeline.released import Release
    from pipeline.renderer import Resolved
    from pipeline.tools import LOCK_FILE, tool_versions

    if folder.exists():
        raise RetexError(f"{folder} exists already; nothing was changed.")
    paths = CohortPaths(cohort)
    source = document(booklet, Path("reports"))
    require(paths.executed(booklet), f"analyse --cohort {cohort} --booklet {booklet}")
    release = Release(paths.release(source.audience), source.language)
    making = Making(tool_versions(), sha256(LOCK_FILE))
    path = stage_booklet(Path("reports"), source, release, paths.executed(booklet), making, folder)
    stage_status(folder, staged_status(folder, booklet, Resolved("by hand", ""), NOTHING_APPROVED), source.language)
    print(f"cd {folder} && quarto render {path} --to typst")


def _run_stage(name: str, *arguments: str) -> None:
    """Run a stage alone, importing its module only now."""
    with one_build():
        importlib.import_module(f"pipeline.{name}").main(*arguments)


def _add_cohort_stage(name: str) -> None:
    @app.command(name, help=f"Stage « {name} » alone.")
    def run(cohort: CohortOption) -> None:
        _run_stage(name, cohort)


def _add_booklet_stage(name: str) -> None:
    @app.command(name, help=f"Stage « {name} » alone.")
    def run(cohort: CohortOption, booklet: BookletOption) -> None:
        _run_stage(name, cohort, booklet)


@app.command("release", help="Stage « release » alone.")
def _release(cohort: CohortOption, audience: AudienceOption) -> None:
    _run_stage("release", cohort, audience)


for stage_name in COHORT_STAGES:
    _add_cohort_stage(stage_name)
for stage_name in BOOKLET_STAGES:
    _add_booklet_stage(stage_name)


def main() -> None:
    """Run the command line; what a user can mend is said in a sentence, without a traceback."""
    telling(app, "pipeline")


if __name__ == "__main__":
    main()
