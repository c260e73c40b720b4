"""Start a cohort: a folder with commented declarations, and an empty workbook a table to send to data owners."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader
from pydantic import TypeAdapter, ValidationError

from pipeline.errors import ParamsError
from pipeline.files import replacing_folder, write_bytes, write_text
from pipeline.intake.collection_templates import workbook_bytes, write_template
from pipeline.intake.suites import load_suite
from pipeline.intake.xlsform import load_xlsform
from pipeline.params import LONGEST_NAME, Slug
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES

STARTED = ("projects", "communes")
"""The registers that nearly every cohort has: their empty workbooks are declared from the start."""

EXAMPLE, EXAMPLE_TABLE = "questionnaire.xlsx", "survey_startups"


def create(name: str, root: Path = Path()) -> str:
    """Make `data/raw/<name>/` and the templates of `data/processed/<name>/`; what to do next, as text.

    Raises:
        ParamsError: the name is not usable, or the folder exists.
        WriteError: the disk refused.
    """
    paths = CohortPaths(name, root)
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        raise ParamsError(
            f"« {name} » cannot name a cohort: use lower case letters, digits and hyphens, {LONGEST_NAME} at most "
            "and no name of a Windows device, like qmi-2."
        ) from None
    if paths.raw.exists():
        raise ParamsError(f"{paths.raw} exists already; nothing was changed.")
    with replacing_folder(paths.templates) as folder:
        write_templates(paths, folder)
    with replacing_folder(paths.raw) as folder:
        for template, text in _texts(paths).items():
            write_text(folder / template, text)
        for table in STARTED:
            write_bytes(folder / f"{table}.xlsx", (paths.templates / f"{table}.xlsx").read_bytes())
    return _next_steps(paths)


def write_templates(paths: CohortPaths, folder: Path) -> None:
    """Write an empty workbook for each table, an example questionnaire, and the workbook of its answers."""
    for table in TABLES.values():
        write_template(table, None, folder / f"{table.name}.xlsx", load_suite(paths.expectations, table.name, TABLES))
    write_bytes(folder / EXAMPLE, _example())
    survey = load_xlsform(folder / EXAMPLE, EXAMPLE_TABLE)
    write_template(survey.tables[0], survey, folder / f"{EXAMPLE_TABLE}.xlsx")


def _texts(paths: CohortPaths) -> dict[str, str]:
    environment = Environment(loader=PackageLoader("pipeline"), keep_trailing_newline=True)  # noqa: S701 - YAML, not HTML
    known = {
        "name": paths.cohort,
        "tables": TABLES.values(),
        "started": [TABLES[name] for name in STARTED],
        "templates": paths.templates.relative_to(paths.root).as_posix(),
    }
    names = ("cohort.yml", "delivery.yml", "plan.yml", "README.md")
    return {name: environment.get_template(f"new_cohort/{name}.j2").render(known) for name in names}


def _example() -> bytes:
    """The example questionnaire as a workbook; it is kept as text, which a review can read."""
    from pyxform.xls2json_backends import md_table_to_workbook

    text, _, _ = PackageLoader("pipeline").get_source(Environment(), "new_cohort/questionnaire.md")  # noqa: S701
    return workbook_bytes(md_table_to_workbook(text), "Exemple de questionnaire")


def _next_steps(paths: CohortPaths) -> str:
    return "\n".join(
        (
            f"{paths.raw} is ready:",
            "  1. describe the cohort in cohort.yml, owners and sources in delivery.yml;",
            f"  2. send data owners the workbooks of {paths.templates} ({EXAMPLE} is a survey to copy);",
            f"  3. python -m pipeline import FILE --cohort {paths.cohort} --as TABLE for each file received;",
            f"  4. python -m pipeline check {paths.cohort}",
            f"  5. add `- {paths.cohort}` under `cohorts` in params.yaml, then make booklets.",
        )
    )
