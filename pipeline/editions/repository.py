"""The git repository that the study is in: what was committed, and clean copies of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pipeline.errors import EditionError

MADE_BY_BUILDS = ("dvc.lock", "reports/approvals/")
"""What builds and approvals write into git's files: no source of an edition."""


def head() -> str:
    """The commit that is checked out.

    Raises:
        EditionError: the folder is no git repository, or has no commit.
    """
    return _git("rev-parse", "HEAD").strip()


def require_clean() -> None:
    """Refuse when files differ from the commit that is checked out: nobody could build the same again.

    Raises:
        EditionError: naming the files.
    """
    listed = _git("status", "--porcelain", "--untracked-files=all", "-z").split("\0")
    changed = sorted(entry[3:] for entry in listed if entry and not entry[3:].startswith(MADE_BY_BUILDS))
    if changed:
        more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
        raise EditionError(
            f"{', '.join(changed[:5])}{more} differ from the last commit: an edition is built from a commit, so that "
            "anybody can build it again. Commit them, or undo the changes, and run this again."
        )


def commit_of(path: Path) -> str:
    """The commit that brought `path` into git.

    Raises:
        EditionError: none did.
    """
    commits = _git("log", "--diff-filter=A", "--format=%H", "--", path.as_posix()).split()
    if not commits:
        raise EditionError(f"{path} is not in git yet: commit it with the rest of the approval, then run this again.")
    return commits[-1]


def copy_of(commit: str, target: Path) -> None:
    """A clean copy of the repository at `commit`: its files, and no result of a build."""
    _git("clone", "--quiet", "--no-checkout", str(Path.cwd()), str(target))
    _git("-C", str(target), "checkout", "--quiet", "--detach", commit)


def _git(*arguments: str) -> str:
    program = shutil.which("git")
    if program is None:
        raise EditionError("The command git is not installed here, and editions are taken from it.")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise EditionError(f"git {arguments[0]}: {done.stderr.strip() or 'it stopped without a word'}.")
    return done.stdout
