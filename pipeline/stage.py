"""Run a stage from the command line, and say what went wrong in a sentence instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from pipeline.errors import RetexError


def run(main: Callable[..., None]) -> None:
    """Run `main` with its parameters as options (`--cohort`, `--audience`); exit 1 with the message of a RetexError."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    try:
        app()
    except RetexError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
