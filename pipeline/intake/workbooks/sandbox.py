"""Starts the child process that parses a workbook, and takes what it hands over. A child that fails is an answer."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pipeline
from pipeline.files import scratch_folder, write_error
from pipeline.intake.workbooks.child import NOTES, OUT_OF_MEMORY, OUT_OF_ROOM, ROWS, Request
from pipeline.intake.workbooks.limits import Limits

CHILD = "pipeline.intake.workbooks.child"
SOURCES = Path(pipeline.__file__).parents[1]
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True)
class Parsed:
    """What the child gave: notes about the sheet, and the file of its rows (one JSON line each)."""

    notes: dict[str, Any]
    rows: Path


@contextmanager
def parsed(content: bytes, request: Request) -> Iterator[Parsed]:
    """Parse a workbook in a child process. When the child was stopped, `notes` hold a `refusal`."""
    with scratch_folder() as folder:
        stopped = _run(content, request, folder)
        notes = folder / NOTES
        if stopped or not notes.is_file():
            yield Parsed(stopped or {"refusal": "stopped", "found": ""}, folder / ROWS)
        else:
            yield Parsed(json.loads(notes.read_text(encoding="utf-8")), folder / ROWS)


def tried(content: bytes, module: str, argument: str, limits: Limits) -> dict[str, str] | None:
    """Run a module on bytes in a child process, only to see whether it ends; why it was stopped, or None."""
    with scratch_folder() as folder:
        return _ended(content, [module, argument], limits, folder)


def _run(content: bytes, request: Request, folder: Path) -> dict[str, str] | None:
    return _ended(content, [CHILD, request.to_json(), str(folder)], request.limits, folder)


def _ended(content: bytes, command: list[str], limits: Limits, folder: Path) -> dict[str, str] | None:
    """Run the child to its end; why it was stopped, or None. What it prints may hold cells and is thrown away.

    Raises:
        WriteError: the disk of scratch files is full, which is nothing to reproach a data owner with.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            input=content,
            cwd=folder,
            env=_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refusal": "time", "found": f"plus de {limits.wall_seconds} s"}
    if done.returncode == OUT_OF_ROOM:
        raise write_error(folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    return _why_stopped(done.returncode, limits)


def _why_stopped(code: int, limits: Limits) -> dict[str, str] | None:
    if code == 0:
        return None
    if code == OUT_OF_MEMORY:
        return {"refusal": "memory", "found": f"plus de {limits.memory_bytes >> 20} Mo"}
    # The hard limit of processor time is told by SIGKILL, the soft one by SIGXCPU.
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"refusal": "time", "found": f"plus de {limits.cpu_seconds} s de calcul"}
    return {"refusal": "stopped", "found": f"arrêt {code}"}


def _environment() -> dict[str, str]:
    """As little as the interpreter needs; openpyxl reads with defusedxml, not with lxml."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCES), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "OPENPYXL_LXML": "False"}
