"""What a build says at its end: what was done, and a table of the booklets there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from pipeline.building.progress import Progress
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE


def in_a_sentence(progress: Progress, seconds: float, code: int) -> str:
    """What was run, or that there was nothing to do; `code` is not 0 when a stage stopped."""
    if code:
        return f"Something above stopped a stage ({seconds:.0f} s). What could be built was built."
    if not progress.rebuilt and not progress.restored:
        return f"Nothing to do: every stage is up to date ({seconds:.1f} s)."
    restored = f"{len(progress.restored)} taken from an earlier run, " if progress.restored else ""
    run = "1 stage" if len(progress.rebuilt) == 1 else f"{len(progress.rebuilt)} stages"
    return f"{run} run, {restored}{len(progress.unchanged)} up to date, in {seconds:.0f} s."


def booklet_table(cohorts: Iterable[str], progress: Progress) -> Table:
    """Every booklet of these cohorts."""
    table = Table("booklet", "pages", "renderer", "layout", box=SIMPLE, pad_edge=False)
    table.columns[0].no_wrap = True
    for cohort in cohorts:
        for row in _rows(CohortPaths(cohort), progress):
            table.add_row(*row)
    return table


def _rows(paths: CohortPaths, progress: Progress) -> Iterator[tuple[str, ...]]:
    """What is published now, as its certificate says, whether this build made it or a former one."""
    certificate = paths.published / CERTIFICATE
    if not certificate.is_file():
        yield str(paths.published), "", "", "not built"
        return
    booklets: list[dict[str, Any]] = json.loads(certificate.read_text(encoding="utf-8"))["booklets"]
    for built in booklets:
        name = built["booklet"]
        how = layout(paths.cohort, name, progress)
        yield str(paths.published / f"{name}.pdf"), str(built["pages"]), str(built["renderer"]), how


def layout(cohort: str, booklet: str, progress: Progress) -> str:
    """How long the layout took, or why there was none. A booklet whose build stopped is the former one."""
    if f"publish@{cohort}" in progress.not_built:
        return "former"
    if f"render@{cohort}-{booklet}" in progress.restored:
        return "restored"
    seconds = progress.seconds.get(f"render@{cohort}-{booklet}")
    return "up to date" if seconds is None else f"{seconds:.1f} s"
