"""Is it the same project, with the same tools, on both sides? Workers run what they have, never what they are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from pipeline.errors import ClusterError
from pipeline.files import sha256
from pipeline.locked_versions import other_versions

LOCK, PIPELINE = Path("requirements.lock"), Path("dvc.yaml")
ALSO = ("pipeline", "params.yaml", str(PIPELINE), str(LOCK))
"""Read by every stage, or by what runs them, whether a stage declares it or not."""
MADE_OR_RECEIVED = "data/"
"""Deliveries and what stages make of them travel to workers; the rest must be there already, the same."""
SHOWN = 5


def sources() -> dict[str, str]:
    """SHA-256 by path of each file that a stage reads, but for deliveries and what other stages made."""
    return {path.as_posix(): _digest(path, *_stamp(path)) for path in sorted(_files())}


def resource() -> str:
    """The name under which workers with these very files offer themselves."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sources().items())
    return f"retex-{hashlib.sha256(lines.encode()).hexdigest()}"


def difference(theirs: Mapping[str, str]) -> str:
    """Which files here are not as `theirs`, in a sentence; the lock file first."""
    ours = sources()
    changed = sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))
    changed.sort(key=lambda path: path != str(LOCK))
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return f"its files are not those of the build ({', '.join(changed[:SHOWN])}{more})" if changed else ""


def travels(path: str) -> bool:
    """Whether workers are sent what is there."""
    return path.startswith(MADE_OR_RECEIVED)


def refuse_other_versions() -> None:
    """Look at what is installed.

    Raises:
        ClusterError: a package is not of the version that requirements.lock names.
    """
    found = other_versions(LOCK.read_text(encoding="utf-8"))
    # What other systems need may be absent; what a stage needs and lacks, it says itself.
    wrong = [f"{each.name} {each.installed} instead of {each.locked}" for each in found if each.installed]
    if wrong:
        raise ClusterError(f"This worker has {', '.join(wrong)}. Run `make setup` here, then start it again.")


def _files() -> Iterator[Path]:
    stages = YAML(typ="safe").load(PIPELINE.read_text(encoding="utf-8"))["stages"].values()
    declared = {dep for stage in stages for dep in stage.get("do", stage)["deps"]}
    for place in {_before_template(dep) for dep in declared if not travels(dep)} | {*ALSO}:
        path = Path(place)
        yield from filter(_counts, path.rglob("*")) if path.is_dir() else [path]


def _before_template(path: str) -> str:
    """The folder that holds all that a path with `${…}` may name."""
    return path if "${" not in path else path.partition("${")[0].rpartition("/")[0]


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not path.name.endswith(".partial")


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


@cache
def _digest(path: Path, *stamp: int) -> str:  # noqa: ARG001
    return sha256(path)
