"""The command line: `python -m pipeline`. Each command imports only what it needs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.build_lock import one_build
from pipeline.errors import RetexError
from pipeline.paths import CohortPaths
from pipeline.stage import AudienceOption, CohortOption, require, telling

COHORT_STAGES = ("ingest", "validate", "clean", "estimate", "publish")
BOOKLET_STAGES = ("release", "analyse", "render")

app = typer.Typer(
    help="Retex: reproducible impact studies of urban experimentation programmes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be repeated.")] = None) -> None:
    """Build every booklet that is out of date."""
    from pipeline.build import build

    raise typer.Exit(1 if build(cohort or [], Console()) else 0)


@app.command()
def check(cohort: Annotated[str, typer.Argument(help="Folder of the cohort in data/raw/.")]) -> None:
    """Validate one cohort's deliveries, without building anything."""
    from pipeline.ingest import main as ingest
    from pipeline.params import load_params
    from pipeline.synthetic.making import write_synthetic
    from pipeline.validate import main as validate

    with one_build():
        if cohort in load_params().synthetic:
            write_synthetic(CohortPaths(cohort))
        ingest(cohort)
        validate(cohort)
    print(f"{cohort}: nothing blocks. The pages for data owners are in data/processed/{cohort}/problems/.")


@app.command()
def explain(
    fact_id: Annotated[str, typer.Argument(help="The fact's id, as in the links of a booklet (without « fait- »).")],
    cohort: Annotated[str | None, typer.Option(help="Only this cohort.")] = None,
) -> None:
    """Show the whole chain of one number, from the printed text to the delivered file."""
    from pipeline.explain import explain as explanation

    print(explanation(fact_id, cohort))


@app.command()
def new_cohort(name: Annotated[str, typer.Argument(help="Name of the cohort: lower case, digits, hyphens.")]) -> None:
    """Create the folder of a new cohort, with commented templates."""
    from pipeline.new_cohort import create

    print(create(name))


@app.command()
def quarto_project(
    cohort: CohortOption,
    audience: AudienceOption,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Write one booklet as a plain Quarto project, to lay it out by hand with `quarto render`."""
    from pipeline.booklet.staging import stage_booklet
    from pipeline.released import Release
    from pipeline.tools import tool_versions

    if folder.exists():
        raise RetexError(f"{folder} exists already; nothing was changed.")
    paths = CohortPaths(cohort)
    require(paths.executed(audience), f"analyse --cohort {cohort} --audience {audience}")
    release = Release(paths.release(audience))
    document = stage_booklet(Path("reports"), release, paths.executed(audience), tool_versions(), folder)
    print(f"cd {folder} && quarto render {document} --to typst")


def _add_stage(name: str, *, has_audience: bool) -> None:
    """Make a stage a command, importing its module only when it is called."""

    def run_cohort_stage(cohort: CohortOption) -> None:
        with one_build():
            importlib.import_module(f"pipeline.{name}").main(cohort)

    def run_booklet_stage(cohort: CohortOption, audience: AudienceOption) -> None:
        with one_build():
            importlib.import_module(f"pipeline.{name}").main(cohort, audience)

    help_text = f"Stage « {name} » alone."
    app.command(name, help=help_text)(run_booklet_stage if has_audience else run_cohort_stage)


for stage_name in COHORT_STAGES:
    _add_stage(stage_name, has_audience=False)
for stage_name in BOOKLET_STAGES:
    _add_stage(stage_name, has_audience=True)


def main() -> None:
    """Run the command line; what a user can mend is said in a sentence, without a traceback."""
    telling(app, "pipeline")


if __name__ == "__main__":
    main()
