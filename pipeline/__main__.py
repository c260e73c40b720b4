"""The command line: `python -m pipeline`. Each command imports only what it needs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.build_lock import one_build
from pipeline.commands import of_deliveries, of_editions
from pipeline.errors import RetexError
from pipeline.paths import CohortPaths
from pipeline.stage import BookletOption, CohortOption, require, telling

COHORT_STAGES = ("ingest", "validate", "clean", "estimate", "protect", "release", "approvals", "publish")
BOOKLET_STAGES = ("analyse", "render")

app = typer.Typer(
    help="Retex: reproducible impact studies of urban experimentation programmes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(of_deliveries.app)
app.add_typer(of_editions.app)


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
                for said in write_synthetic(CohortPaths(received)):
                    print(said)
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
    from pipeline.clean import main as clean
    from pipeline.commands.audit import audit_cohort
    from pipeline.frames import read_tables
    from pipeline.tables import IN_PIECES

    check(cohort)
    paths = CohortPaths(cohort)
    with one_build():
        clean(cohort)
        print(f"The findings are in {audit_cohort(paths, read_tables(paths.clean, without=IN_PIECES), Console())}.")


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

    from pipeline.commands.verify import verify as verify_path

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


for stage_name in COHORT_STAGES:
    _add_cohort_stage(stage_name)
for stage_name in BOOKLET_STAGES:
    _add_booklet_stage(stage_name)


def main() -> None:
    """Run the command line; what a user can mend is said in a sentence, without a traceback."""
    telling(app, "pipeline")


if __name__ == "__main__":
    main()
