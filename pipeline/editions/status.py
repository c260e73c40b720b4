"""What a document is: a draft, or part of an approved edition. Its content alone decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.editions.approvals import Approval, Approvals
from pipeline.editions.content import short_code

SHEETS, SITE = "sheets", "site"
"""Documents of a cohort beside its booklets: all sheets together, and the site, which holds all others, so that its
content is that of the cohort."""

CONTENT = "content.json"
"""In the folder of the sheets: the digest of what each of them says, by its name."""


def sheet_document(slug: str) -> str:
    """What a sheet is called among the documents of a cohort."""
    return f"{SHEETS}/{slug}"


@dataclass(frozen=True)
class Status:
    """The digest of what a document says, and the edition in which that was approved, if it was."""

    content: str
    approval: Approval | None

    @property
    def is_draft(self) -> bool:
        """Whether nobody approved this content."""
        return self.approval is None

    @property
    def code(self) -> str:
        """What its content goes by between people."""
        return short_code(self.content)

    @property
    def told(self) -> str:
        """The status in one cell of a table: `draft CODE` or `approved EDITION`."""
        return f"approved {self.approval.edition}" if self.approval else f"draft {self.code}"

    def words(self) -> list[str]:
        """What documents may say of the approval, as texts that hold its numbers."""
        return [] if self.approval is None else self.approval.words()

    def record(self) -> dict[str, Any]:
        """The status as a certificate says it."""
        said = {"status": "approved" if self.approval else "draft", "code": self.code, "content": self.content}
        return said if self.approval is None else {**said, "approval": self.approval.model_dump(mode="json")}


def status_of(document: str, digest: str, approvals: Approvals) -> Status:
    """The status of a document that says what `digest` stands for."""
    return Status(digest, approvals.of(document, digest))


def read_approvals(path: Path) -> Approvals:
    """The approvals as the stage of that name left them for the stages after it."""
    return Approvals.model_validate_json(path.read_bytes())
