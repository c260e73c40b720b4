"""Is what came from a remote what was sent there? `dvc pull` takes any file of the right name, wherever it may go.

`SHA256SUMS`, made by `sha256sum` and committed, is the witness. After `dvc fetch` and before `dvc checkout`,
`refuse_outside` looks at the folders that the cache describes (`python -m pipeline.pulled`); after it, `refuse_swapped`
looks at the files too (`python -m pipeline.pulled FOLDER`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from pipeline import stage
from pipeline.errors import RetexError
from pipeline.files import sha256

SUMS = "SHA256SUMS"
CACHE = Path(".dvc/cache/files/md5")
ALSO_THERE = frozenset({SUMS, ".gitignore"})


class PulledError(RetexError):
    """Data that came from a remote are not those that were sent there."""


def refuse_swapped(folder: Path) -> int:
    """How many files there are, all of them as the witness says.

    Raises:
        PulledError: a file is missing, changed, unannounced, a link, or announced outside of `folder`.
    """
    expected = _read(folder / SUMS)
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    wrong = [f"{name} is missing" for name in expected if name not in found]
    wrong += [f"{name} was not announced" for name in found if name not in expected]
    wrong += [f"{name} is another file" for name in found if name in expected and sha256(found[name]) != expected[name]]
    if wrong:
        raise PulledError(f"{folder}: {'; '.join(sorted(wrong))}. Do not use these data; ask whoever keeps the remote.")
    return len(found)


def refuse_outside(cache: Path = CACHE) -> None:
    """Look at the folders that DVC's cache describes before anything is laid out.

    Raises:
        PulledError: one of them would write outside of its place.
    """
    for described in sorted(cache.glob("*/*.dir")):
        if outside := leaving(described):
            raise PulledError(
                f"{described}: would write « {outside[0]} », outside of its folder; nothing was laid out."
            )


def leaving(described: Path) -> list[str]:
    """The files that a folder described in DVC's cache would have outside of it.

    Raises:
        PulledError: nothing that describes a folder is there.
    """
    return [name for name in _names(described) if leaves(name)]


def _names(described: Path) -> list[str]:
    try:
        return [str(entry["relpath"]) for entry in json.loads(described.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise PulledError(f"{described}: describes no folder ({type(problem).__name__}).") from problem


def leaves(name: str) -> bool:
    """Whether a file of this name would lie outside of the folder that announces it."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or ".." in parts or parts[0] == "/" or ":" in parts[0] or not name.isprintable()


def _read(path: Path) -> dict[str, str]:
    if not path.is_file() or path.is_symlink():
        raise PulledError(f"{path} is missing: without it nothing says what was sent.")
    lines = [line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines()]
    sums = {name: digest for digest, _, name in lines}
    if outside := sorted(name for name in sums if leaves(name)):
        raise PulledError(f"{path}: announces « {outside[0]} », outside of its folder.")
    return sums


def _files(folder: Path) -> Iterator[Path]:
    """Every file below the folder but the witness itself, in order.

    Raises:
        PulledError: a link, a pipe or a device is there.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise PulledError(f"{path} is a link or a device, not a file.")
        if path.is_file() and path.name not in ALSO_THERE:
            yield path


def main(folders: Sequence[str]) -> None:
    """Check the cache, then the files of each folder."""
    refuse_outside()
    print("Nothing that the cache describes leaves its folder.")
    for folder in map(Path, folders):
        print(f"{folder}: {refuse_swapped(folder)} files are those that were sent.")


if __name__ == "__main__":
    stage.telling(lambda: main(sys.argv[1:]), "pulled")
