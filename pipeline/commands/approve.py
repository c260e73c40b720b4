"""`python -m pipeline approve`: record who approved what is published now, build it without marks, freeze it."""

from __future__ import annotations

import datetime as dt

from rich.console import Console

from pipeline.build import build
from pipeline.building.stale import stale_stages
from pipeline.editions.approvals import Approval, load_approvals, write_approvals
from pipeline.editions.approving import Request, approval_of, begun, require_approved, require_new
from pipeline.editions.freezing import freeze
from pipeline.editions.repository import head, require_clean
from pipeline.errors import EditionError
from pipeline.params import load_cohort
from pipeline.paths import CohortPaths


def day(iso: str) -> dt.date:
    """The day on which somebody approves: today unless told. No stage asks for it.

    Raises:
        EditionError: it is no day.
    """
    try:
        return dt.date.fromisoformat(iso) if iso else dt.datetime.now(dt.UTC).astimezone().date()
    except ValueError:
        raise EditionError(f"--on: found « {iso} », expected YYYY-MM-DD. Nothing was changed.") from None


def approve(cohort: str, request: Request, console: Console) -> None:
    """Approve the content of a cohort as an edition. Interrupted at any moment, the same command finishes it.

    Raises:
        EditionError: there is such an edition, or what is there is not what was reviewed; nothing was changed.
    """
    paths = CohortPaths(cohort)
    load_cohort(paths)
    require_new(paths, request)
    require_clean()
    commit = head()
    approval = begun(load_approvals(cohort), request, paths) or _recorded(paths, request)
    if build([cohort], console):
        raise EditionError(
            f"The approval of edition « {approval.edition} » is recorded, but its build stopped: mend what is said "
            "above, then run the same command again."
        )
    require_approved(paths, approval)
    freeze(paths, approval.edition, commit)
    _tell(paths, approval, console)


def _recorded(paths: CohortPaths, request: Request) -> Approval:
    """The approval of what is there, once written."""
    if stale := stale_stages(paths.cohort):
        raise EditionError(
            f"{paths.published} is not up to date ({', '.join(stale[:3])}): run `python -m pipeline run --cohort "
            f"{paths.cohort}`, review what it gives, and approve that. Nothing was changed."
        )
    approval, approvals = approval_of(paths, request), load_approvals(paths.cohort)
    write_approvals(paths.cohort, approvals.model_copy(update={"editions": [*approvals.editions, approval]}))
    return approval


def _tell(paths: CohortPaths, approval: Approval, console: Console) -> None:
    record, frozen = paths.frozen_certificate(approval.edition), paths.frozen(approval.edition)
    console.print(
        f"Edition « {approval.edition} » of {paths.cohort} is approved, and frozen in {frozen}.\n"
        f"Keep its record: git add {record.parent.parent} dvc.lock && git commit",
        soft_wrap=True,
        markup=False,
    )
