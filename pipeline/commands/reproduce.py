"""`python -m pipeline reproduce`: build an edition again from its commit, and say whether each byte is the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from pipeline.build import environment
from pipeline.building.stale import stale_stages
from pipeline.editions.content import hashes_below
from pipeline.editions.finding import named
from pipeline.editions.first_differences import first_difference
from pipeline.editions.freezing import frozen_record
from pipeline.editions.rebuilding import Verdict, build_in, require_environment, verdicts
from pipeline.editions.repository import commit_of, copy_of, head, require_clean
from pipeline.errors import EditionError
from pipeline.files import scratch_folder
from pipeline.paths import CohortPaths
from pipeline.tools import LOCK_FILE

MOST_TOLD = 40


def reproduce(name: str, console: Console) -> int:
    """Build an edition again in a clean folder; 0 when every file is identical.

    Raises:
        EditionError: there is no such edition, or what is installed here is not what it was built with.
    """
    cohort, edition = named(name)
    paths = CohortPaths(cohort)
    commit, expected, former = _frozen(paths, edition) if edition else _current(paths)
    with scratch_folder() as scratch:
        clean = scratch / "study"
        copy_of(commit, clean)
        require_environment(clean / LOCK_FILE)
        console.print(f"Building {cohort} at commit {commit[:12]} in a clean folder, without cache …")
        build_in(clean, cohort, environment())
        built = CohortPaths(cohort, clean).published
        found = verdicts(expected, hashes_below(built))
        return _told(name, [_where(verdict, former, built) for verdict in found], console)


def _frozen(paths: CohortPaths, edition: str) -> tuple[str, dict[str, str], Path]:
    """(commit that holds the approval, SHA-256 of each file, folder: it need not be here)."""
    record = frozen_record(paths, edition)
    return commit_of(paths.frozen_certificate(edition)), record["files"], paths.frozen(edition)


def _current(paths: CohortPaths) -> tuple[str, dict[str, str], Path]:
    """The same for the current build, which must be that of the commit checked out."""
    require_clean()
    if stale := stale_stages(paths.cohort):
        raise EditionError(
            f"{paths.published} is not up to date ({', '.join(stale[:3])}): run `python -m pipeline run --cohort "
            f"{paths.cohort}` first."
        )
    return head(), hashes_below(paths.published), paths.published


def _where(verdict: Verdict, former: Path, built: Path) -> Verdict:
    if verdict.verdict != "differs" or not (former / verdict.file).is_file():
        return verdict
    return replace(verdict, where=first_difference(former / verdict.file, built / verdict.file))


def _told(name: str, found: list[Verdict], console: Console) -> int:
    others = [verdict for verdict in found if verdict.verdict != "identical"]
    for verdict in others[:MOST_TOLD]:
        where = f" ({verdict.where})" if verdict.where else ""
        console.print(f"- {verdict.file}: {verdict.verdict}{where}", soft_wrap=True, markup=False)
    if len(others) > MOST_TOLD:
        console.print(f"- and {len(others) - MOST_TOLD} more files")
    counts = ", ".join(f"{count} {verdict}" for verdict, count in Counter(each.verdict for each in found).items())
    console.print(f"{name}: {counts}." if others else f"{name} is reproduced: {counts}, byte for byte.")
    return int(bool(others))
