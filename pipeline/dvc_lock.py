"""Keep dvc.lock whole. DVC rewrites it in place after each stage, so an interruption can cut it short."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.files import write_bytes

LOCK = Path("dvc.lock")
COPY = Path(".cache/dvc.lock")


def keep() -> None:
    """Remember dvc.lock as it is now. To be called when DVC ended by itself."""
    if LOCK.is_file() and not _is_kept():
        write_bytes(COPY, LOCK.read_bytes())


def mend() -> bool:
    """Put the last whole dvc.lock back when this one was cut short; whether that was needed.

    Without a copy the damaged file is deleted: DVC then finds most results again in its cache of runs.
    """
    if not LOCK.is_file() or _is_kept() or _is_whole():
        return False
    if COPY.is_file():
        write_bytes(LOCK, COPY.read_bytes())
    else:
        LOCK.unlink()
    return True


def _is_kept() -> bool:
    return COPY.is_file() and COPY.read_bytes() == LOCK.read_bytes()


def _is_whole() -> bool:
    """Whether it ends with a line and is YAML with stages: a cut is nearly always in the middle of a line."""
    content = LOCK.read_bytes()
    try:
        read = YAML(typ="safe").load(content)
    except (YAMLError, UnicodeDecodeError):
        return False
    return content.endswith(b"\n") and isinstance(read, dict) and "stages" in read
