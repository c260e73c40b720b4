"""Build an edition again from its commit, in a clean folder, and say file by file whether it is the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import EditionError
from pipeline.locked_versions import other_versions

MOST_TOLD = 5
LAST_LINES = 15


@dataclass(frozen=True)
class Verdict:
    """What became of one file: identical, differs, missing or new; where it differs, when that can be told."""

    file: str
    verdict: str
    where: str = ""


def require_environment(lock: Path) -> None:
    """Refuse to build with other versions than those that `lock` fixes.

    Raises:
        EditionError: naming the packages.
    """
    different = list(environment_differences(lock.read_text(encoding="utf-8")))
    if different:
        more = f" and {len(different) - MOST_TOLD} more" if len(different) > MOST_TOLD else ""
        raise EditionError(
            f"The edition was built with other versions than those installed here: {'; '.join(different[:MOST_TOLD])}"
            f"{more}. Install its requirements.lock (`make setup` in a copy of its commit), then run this again."
        )


def environment_differences(lock: str) -> Iterator[str]:
    """The packages that differ from the text of a lock file, each in words."""
    for each in other_versions(lock):
        yield f"{each.name} {each.locked}, {f'installed {each.installed}' if each.installed else 'not installed'}"


def build_in(folder: Path, cohort: str, environment: Mapping[str, str]) -> None:
    """Build one cohort in a clean copy of the project, which has no cache and no result.

    Raises:
        EditionError: the build stopped, with its last words.
    """
    command = [sys.executable, "-m", "pipeline", "run", "--cohort", cohort]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
        raise EditionError(f"The build of {cohort} in a clean folder stopped:\n{last}")


def verdicts(expected: Mapping[str, str], found: Mapping[str, str]) -> list[Verdict]:
    """One verdict a file, from the SHA-256 of those that were published and of those built now."""
    told = []
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            told.append(Verdict(name, "missing"))
        elif name not in expected:
            told.append(Verdict(name, "new"))
        else:
            told.append(Verdict(name, "identical" if expected[name] == found[name] else "differs"))
    return told
