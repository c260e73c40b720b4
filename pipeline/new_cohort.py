"""Start a cohort: a folder with commented templates, and one empty CSV a table to copy from."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader

from pipeline.errors import ParamsError
from pipeline.files import replacing_folder, write_text
from pipeline.paths import CohortPaths
from pipeline.tables import TABLES, Table

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MODELS = "empty-tables"


def create(name: str, root: Path = Path()) -> str:
    """Make `data/raw/<name>/`; what to do next, as text.

    Raises:
        ParamsError: the name is not usable, or the folder exists.
    """
    paths = CohortPaths(name, root)
    if not NAME.fullmatch(name):
        raise ParamsError(f"« {name} » cannot name a cohort: use lower case letters, digits and hyphens, like qmi-2.")
    if paths.raw.exists():
        raise ParamsError(f"{paths.raw} exists already; nothing was changed.")
    environment = Environment(loader=PackageLoader("pipeline"), keep_trailing_newline=True)  # noqa: S701 - YAML, not HTML
    with replacing_folder(paths.raw) as folder:
        for template in ("cohort.yml", "delivery.yml", "README.md"):
            text = environment.get_template(f"new_cohort/{template}.j2").render(name=name, tables=TABLES.values())
            write_text(folder / template, text)
        for table in TABLES.values():
            write_text(folder / MODELS / f"{table.name}.csv", header_line(table))
    return _next_steps(paths)


def header_line(table: Table) -> str:
    """The header row of a table's empty CSV file."""
    return ",".join(column.name for column in table.columns) + "\n"


def _next_steps(paths: CohortPaths) -> str:
    return "\n".join(
        (
            f"{paths.raw} is ready:",
            "  1. describe the cohort in cohort.yml and put the delivered files beside it;",
            f"  2. say in delivery.yml what each file is ({MODELS}/ shows each table, then delete it);",
            f"  3. python -m pipeline check {paths.cohort}",
            f"  4. add `- {paths.cohort}` under `cohorts` in params.yaml, then make booklets.",
        )
    )
