"""expectations/quotes/<cohort>.yml: what of people's words somebody approved to be published. Hashes only."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from ruamel.yaml import YAML

from pipeline.files import write_text
from pipeline.params import Strict
from pipeline.yaml_files import load_model

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]

HEAD = (
    "# What may be published of what people said or wrote: the SHA-256 of exactly what is printed, never a text.\n"
    "# Written by `python -m pipeline quotes COHORT --approve ID --by ROLE --on DAY`; what is not "
    "here is not published.\n"
)


class Approval(Strict):
    """One approval: `sha256` of what is printed, `by` whom (a role, no name) and `on` which day.

    `despite` says why it may be printed although personal data was detected in it.
    """

    id: Identifier
    sha256: Digest
    by: Words
    on: dt.date
    note: str = ""
    despite: str = ""


class Approvals(Strict):
    """All approvals of a cohort: of `quotes` by their id, of other `texts` in which personal data was detected."""

    quotes: list[Approval] = Field(default_factory=list)
    texts: list[Approval] = Field(default_factory=list)

    @property
    def quote_digests(self) -> dict[str, str]:
        """The approved digest of each quote, by its id."""
        return {each.id: each.sha256 for each in self.quotes}

    @property
    def text_digests(self) -> frozenset[str]:
        """The digests of the texts approved."""
        return frozenset(each.sha256 for each in self.texts)


def load_approvals(path: Path) -> Approvals:
    """The approvals of a cohort; none where there is no file.

    Raises:
        ParamsError: the file is not understood.
    """
    return load_model(path, Approvals) if path.exists() else Approvals()


def write_approvals(path: Path, approvals: Approvals) -> None:
    """Write the approvals in order of id; what is empty is left out.

    Raises:
        WriteError: the disk refused.
    """
    content = {kind: [_record(each) for each in sorted(found, key=lambda each: each.id)] for kind, found in approvals}
    yaml, stream = YAML(), io.StringIO()
    yaml.default_flow_style, yaml.width = False, 200
    yaml.representer.ignore_aliases = lambda _: True
    yaml.dump(content, stream)
    write_text(path, HEAD + stream.getvalue())


def quote_digest(quote: Mapping[Any, Any]) -> str:
    """SHA-256 of what is printed of a quote: its text, who is said to speak (role, project or commune), for whom."""
    said = [quote["text_fr"], quote["role_class"], quote["entity"], sorted(quote["audiences"])]
    return text_digest(json.dumps(said, ensure_ascii=False))


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def with_approval(found: Sequence[Approval], approval: Approval) -> list[Approval]:
    """The approvals with this one, in the place of an earlier one of the same id."""
    return [*(each for each in found if each.id != approval.id), approval]


def _record(approval: Approval) -> dict[str, Any]:
    return {key: value for key, value in approval.model_dump().items() if value != ""}
