"""What must hold before an edition is approved, and what approving it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline.editions.approvals import Approval, Approvals, record_path
from pipeline.errors import EditionError
from pipeline.paths import CohortPaths
from pipeline.verifying.certified import CERTIFICATE, read_certificate


@dataclass(frozen=True)
class Request:
    """What somebody approves: the content that goes by `code`, as `edition`, on which day, and why."""

    edition: str
    by: str
    on: dt.date
    why: str
    code: str


def require_new(paths: CohortPaths, request: Request) -> None:
    """Refuse an edition that is approved and frozen.

    Raises:
        EditionError: an approved edition is never overwritten.
    """
    if paths.frozen_certificate(request.edition).exists():
        raise EditionError(
            f"{paths.cohort} has an approved edition « {request.edition} » already, and an approved edition is never "
            "overwritten: nothing was changed. Give this one another name (--edition)."
        )


def begun(approvals: Approvals, request: Request, paths: CohortPaths) -> Approval | None:
    """The approval that was recorded before an interruption; none when this is the first time.

    Raises:
        EditionError: the record says something else of this edition.
    """
    recorded = approvals.edition(request.edition)
    if recorded and (recorded.by, recorded.why) != (request.by.strip(), request.why.strip()):
        raise EditionError(
            f"{record_path(paths.cohort)} says already that {recorded.by} approved edition « {recorded.edition} » "
            f"(« {recorded.why} »), which is not frozen yet: run this with the same words, or take the entry out."
        )
    return recorded


def approval_of(paths: CohortPaths, request: Request) -> Approval:
    """The approval of what is published now.

    Raises:
        EditionError: what is published goes by another code, or something of the request is not understood.
    """
    published = published_certificate(paths)
    code = published["edition"]["code"]
    if code != request.code.strip():
        raise EditionError(
            f"{paths.published} says « {code} », not « {request.code} »: what was reviewed is not what is there. "
            "Review it as it is now, and approve that code. Nothing was changed."
        )
    try:
        said = {"edition": request.edition, "by": request.by, "on": request.on, "why": request.why}
        return Approval.model_validate({**said, "contents": published["contents"]})
    except ValidationError as problems:
        told = "; ".join(f"--{error['loc'][0]}: {error['msg']}" for error in problems.errors())
        raise EditionError(f"The approval is not understood: {told}. Nothing was changed.") from None


def require_approved(paths: CohortPaths, approval: Approval) -> None:
    """Refuse to freeze something else than what was approved.

    Raises:
        EditionError: what is published after the build is not that edition.
    """
    published: Mapping[str, Any] = published_certificate(paths)
    told = published["edition"].get("approval", {})
    if told.get("edition") != approval.edition or published["contents"] != approval.contents:
        raise EditionError(
            f"{paths.published} is not what edition « {approval.edition} » approves: its content is "
            f"« {published['edition']['code']} ». Nothing was frozen; take the entry out of "
            f"{record_path(paths.cohort)}, review again, and approve the new code."
        )


def published_certificate(paths: CohortPaths) -> dict[str, Any]:
    """The certificate of what is published now.

    Raises:
        MissingInputError: nothing is.
    """
    return read_certificate(paths.published / CERTIFICATE)
