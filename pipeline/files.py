"""Write results so that a half-written file is never taken for a result: aside first, then rename."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
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
    errno.EIO: "the disk failed",
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
ONLY_OF_WRITING = (*NO_ROOM, errno.EFBIG, errno.EROFS)
"""What the system never says of a file that is only read."""

AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""From Linux's fcntl.h: paths are relative to the working directory; two names change places."""

_scratch: set[Path] = set()
"""The folders that `scratch_folder` made and that still are."""


def write_error(target: Path, problem: OSError) -> WriteError:
    """The sentence for a file or folder that the disk refused."""
    reason = REASONS.get(problem.errno or 0, problem.strerror or str(problem))
    if problem.errno in NO_ROOM:
        reason += f" ({room(target)})"
    return WriteError(
        f"{target} could not be written: {reason}. Nothing there was changed; free or unlock it and run again."
    )


def room(target: Path) -> str:
    """What is free where the target is, and where scratch files are when that is another disk."""
    beside = next(folder for folder in target.absolute().parents if folder.exists())
    scratch = Path(tempfile.gettempdir())
    places = [beside] if beside.stat().st_dev == scratch.stat().st_dev else [beside, scratch]
    return ", ".join(f"{shutil.disk_usage(place).free / 1e6:.1f} MB free in {place}" for place in places)


def _is_about(target: Path, problem: OSError) -> bool:
    """Whether the file that the disk refused is the target, inside it, or a folder above it (or is not named)."""
    refused, wanted = str(problem.filename or ""), str(target)
    return refused.startswith(wanted) or wanted.startswith(refused)


def last_refusal(problem: OSError) -> OSError:
    """What the system refused; copying a folder collects refusals, as sentences that begin with their number."""
    if isinstance(problem, shutil.Error):
        _, file, reason = problem.args[0][-1]
        found = re.match(r"\[Errno (\d+)\]", str(reason))
        return OSError(int(found[1]), os.strerror(int(found[1])), file) if found else OSError(0, str(reason), file)
    return problem


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a temporary folder that ends with the block: nobody reads it after a stop, so writes there do not wait."""
    with tempfile.TemporaryDirectory(prefix="retex-") as made:
        folder = Path(made).absolute()
        _scratch.add(folder)
        try:
            yield folder
        finally:
            _scratch.discard(folder)


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target`; on success it replaces `target`, on any failure it is removed.

    Raises:
        WriteError: the disk refused (full, read-only, quota); `target` keeps its former content.
    """
    aside = target.with_name(target.name + ASIDE)
    try:
        mend(target)
        aside.mkdir(parents=True)
        yield aside
        _flush(aside)
        _swap(aside, target)
    except OSError as problem:
        refusal = last_refusal(problem)
        # A source file that cannot be read is not about writing: it is told as it is.
        if refusal.errno in REASONS and _is_about(target, refusal):
            raise write_error(target, refusal) from problem
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def mend(target: Path) -> None:
    """Clear what a killed process left beside `target`; what it had moved away and not replaced is put back."""
    aside, former = (target.with_name(target.name + suffix) for suffix in (ASIDE, FORMER))
    if former.exists() and not target.exists():
        former.replace(target)
    for left in (aside, former):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Have every file on the disk before a new name says that it is there: a machine may stop at any time."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _swap(aside: Path, target: Path) -> None:
    """Put `aside` in the place of `target`, by renaming only: deleting could stop halfway."""
    if not target.exists():
        aside.replace(target)
    elif not _exchanged(aside, target):
        _replace_in_two_steps(aside, target)


def _exchanged(aside: Path, target: Path) -> bool:
    """Whether both changed places in one step: nobody ever finds `target` missing. Not every system or disk can."""
    import ctypes  # only stages that replace something need it

    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False
    return bool(renameat2(AT_FDCWD, os.fsencode(aside), AT_FDCWD, os.fsencode(target), RENAME_EXCHANGE) == 0)


def _replace_in_two_steps(aside: Path, target: Path) -> None:
    """Where names cannot change places: a process that is killed between the steps leaves what `mend` puts back."""
    former = target.with_name(target.name + FORMER)
    target.replace(former)
    try:
        aside.replace(target)
    except OSError:
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
            if _must_last(target):
                stream.flush()
                os.fsync(stream.fileno())
        aside.replace(target)
    except OSError as problem:
        raise write_error(target, problem) from problem
    finally:
        aside.unlink(missing_ok=True)


def _must_last(target: Path) -> bool:
    """Whether a stop of the machine may not take it; a folder written aside is flushed as a whole, before its name."""
    return not any(folder in _scratch or folder.suffix == ASIDE for folder in target.absolute().parents)


def write_text(target: Path, content: str) -> None:
    """Write UTF-8 text with LF line ends, in one step."""
    write_bytes(target, content.encode("utf-8"))


def write_json(target: Path, content: Any) -> None:
    """Write JSON with sorted keys and a final newline: equal contents give equal bytes."""
    write_text(target, json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def json_list(records: Iterable[Mapping[str, Any]]) -> str:
    """A JSON list of objects, each on a line of its own: what changed in one shows as one line."""
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in records) + "\n]\n"


def files_below(path: Path) -> list[Path]:
    """The files of a folder and of those in it, in order; a file itself."""
    return sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
