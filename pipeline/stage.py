"""Run a stage from the command line, and say what went wrong in a sentence instead of a traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pipeline.build_lock import part_of_a_build
from pipeline.errors import MissingInputError, RetexError, WriteError
from pipeline.files import ONLY_OF_WRITING, last_refusal, write_error, write_text
from pipeline.paths import FAILURES

CohortOption = Annotated[str, typer.Option("--cohort", help="Folder of the cohort in data/raw/.")]
BookletOption = Annotated[str, typer.Option("--booklet", help="Name of the booklet in reports/booklets/.")]


def run(main: Callable[..., None]) -> None:
    """Run `main` with its parameters as options (`--cohort`, `--booklet`…); what goes wrong is a sentence."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(part_of_a_build()(main))
    telling(app, Path(sys.argv[0]).stem)


def telling(action: Callable[[], object], name: str) -> None:
    """Run `action`; an error becomes a sentence on standard error and exit code 1, never a traceback.

    A traceback may quote a delivered cell, so that of an error nobody foresaw goes into a file of the confidential
    folder, under `name`.
    """
    try:
        action()
    except RetexError as problem:
        _stop(str(problem))
    except OSError as problem:
        _stop(_refused(problem, name))
    except Exception as problem:
        _stop(_unforeseen(problem, name))


def require(path: Path, made_by: str) -> None:
    """Refuse to go on without a former stage's result.

    Raises:
        MissingInputError: naming the command to run first.
    """
    if not path.exists():
        raise MissingInputError(f"{path} is missing: run `python -m pipeline.{made_by}` first.")


def _stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def _refused(problem: OSError, name: str) -> str:
    """The file that the system refused, why, and what to do; of a copy that found no room, the one that it wrote."""
    refusal = last_refusal(problem)
    if refusal.errno in ONLY_OF_WRITING:
        return str(write_error(Path(refusal.filename2 or refusal.filename or name), refusal))
    reason = refusal.strerror or type(problem).__name__
    return f"{refusal.filename or name}: {reason}. Nothing published was changed; mend what is named and run again."


def _unforeseen(problem: Exception, name: str) -> str:
    record = FAILURES / f"{name}.txt"
    sentence = f"{name} stopped for a reason that was not foreseen ({type(problem).__name__})"
    try:
        write_text(record, "".join(traceback.format_exception(problem)))
    except WriteError as refusal:
        return f"{sentence}. {refusal}"
    return f"{sentence}; {record} has the details, which may quote deliveries."
