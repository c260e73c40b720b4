"""Who approved which content: `reports/approvals/<cohort>.yml`, one entry an edition; none: nothing is approved."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from ruamel.yaml import YAML

from pipeline.booklet import wording
from pipeline.files import write_text
from pipeline.params import Slug, Strict
from pipeline.yaml_files import load_model

FOLDER = Path("reports/approvals")
HEAD = (
    "# Approved editions, the latest last: written by `python -m pipeline approve`. docs/editions.md explains them.\n"
)

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""What a person says in one line."""


class Approval(Strict):
    """One approved edition: `by` whom (a role or a name), `on` which day, `why`; the digest of each document."""

    edition: Slug
    by: Line
    on: dt.date
    why: Line
    contents: Annotated[dict[Line, Digest], Field(min_length=1)]

    def words(self) -> list[str]:
        """What documents say of it, as texts that hold its numbers."""
        return [
            f"Édition {self.edition}",
            f"Edition {self.edition}",
            wording.date(self.on.isoformat()),
            self.by,
            self.why,
        ]


def _each_edition_once(editions: list[Approval]) -> list[Approval]:
    names = [approval.edition for approval in editions]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"edition « {name} » is listed twice")
    return editions


class Approvals(Strict):
    """The approved editions of a cohort, the latest last."""

    editions: Annotated[list[Approval], AfterValidator(_each_edition_once)] = Field(default_factory=list)

    def of(self, document: str, digest: str) -> Approval | None:
        """The latest edition in which `document` was approved with this content."""
        found = [approval for approval in self.editions if approval.contents.get(document) == digest]
        return found[-1] if found else None

    def edition(self, name: str) -> Approval | None:
        """The edition called `name`."""
        return next((approval for approval in self.editions if approval.edition == name), None)


NOTHING_APPROVED = Approvals()


def record_path(cohort: str, root: Path = Path()) -> Path:
    """Where a cohort's approvals are recorded."""
    return root / FOLDER / f"{cohort}.yml"


def load_approvals(cohort: str, root: Path = Path()) -> Approvals:
    """The approved editions of a cohort.

    Raises:
        ParamsError: the record holds something that is not understood, with its line.
    """
    path = record_path(cohort, root)
    return load_model(path, Approvals) if path.is_file() else NOTHING_APPROVED


def begin_record(cohort: str, root: Path = Path()) -> None:
    """Write the record of a cohort that has none, of nothing approved: DVC asks that it be there.

    Raises:
        WriteError: the disk refused.
    """
    if not record_path(cohort, root).exists():
        write_approvals(cohort, NOTHING_APPROVED, root)


def write_approvals(cohort: str, approvals: Approvals, root: Path = Path()) -> None:
    """Write the record, in one step."""
    yaml, stream = YAML(), io.StringIO()
    yaml.width = 120
    yaml.dump(approvals.model_dump(mode="json"), stream)
    write_text(record_path(cohort, root), HEAD + stream.getvalue())
