"""Write results so that a half-written file is never taken for a result: aside first, then rename."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import WriteError

ASIDE = ".partial"
FORMER = ".former"

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the file would exceed the size allowed here",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "the folder or file is read-only for this user",
    errno.EPERM: "the folder or file is read-only for this user",
    errno.EROFS: "the disk is mounted read-only",
}


def _write_error(target: Path, problem: OSError) -> WriteError:
    reason = REASONS.get(problem.errno or 0, problem.strerror or str(problem))
    return WriteError(
        f"{target} could not be written: {reason}. Nothing there was changed; free or unlock it and run again."
    )


def _is_about(target: Path, problem: OSError) -> bool:
    """Whether the file that the disk refused is the target, inside it, or a folder above it (or is not named)."""
    refused, wanted = str(problem.filename or ""), str(target)
    return refused.startswith(wanted) or wanted.startswith(refused)


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target`; on success it replaces `target`, on any failure it is removed.

    Raises:
        WriteError: the disk refused (full, read-only, quota); `target` keeps its former content.
    """
    aside = target.with_name(target.name + ASIDE)
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        yield aside
        _swap(aside, target)
    except OSError as problem:
        # A source file that cannot be read is not about writing: it is told as it is.
        if problem.errno in REASONS and _is_about(target, problem):
            raise _write_error(target, problem) from problem
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(aside: Path, target: Path) -> None:
    """Put `aside` in the place of `target`, by renaming only: deleting could stop halfway."""
    former = target.with_name(target.name + FORMER)
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.replace(former)
    try:
        aside.replace(target)
    except OSError:
        if former.exists():
            former.replace(target)
        raise
    shutil.rmtree(former, ignore_errors=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Write `content` to `target` in one step: readers see the old file or the new one, never a part.

    Raises:
        WriteError: the disk refused; `target` keeps its former content.
    """
    aside = target.with_name(target.name + ASIDE)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
    except OSError as problem:
        raise _write_error(target, problem) from problem
    finally:
        aside.unlink(missing_ok=True)


def write_text(target: Path, content: str) -> None:
    """Write UTF-8 text with LF line ends, in one step."""
    write_bytes(target, content.encode("utf-8"))


def write_json(target: Path, content: Any) -> None:
    """Write JSON with sorted keys and a final newline: equal contents give equal bytes."""
    write_text(target, json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
