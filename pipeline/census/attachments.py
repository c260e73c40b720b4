"""What is attached to a PDF: the facts that it prints, as the release has them, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.booklet.frame.facts_file import COLUMNS, CSV_NAME, JSON_NAME, WORDED
from pipeline.census.census import Census, Untraced
from pipeline.census.documents import attached
from pipeline.census.known import Known
from pipeline.census.tokens import digits_of
from pipeline.editions.marks import STATUS_COLUMN
from pipeline.released import Release

FACT_ID = "id"


def attachments(pdf: Path, release: Release, known: Known, cited: Iterable[str], status: str) -> Census:
    """Compare each attached fact, field by field, with that of the release; they are to be those cited.

    Each says the `status` of the document.
    """
    texts, facts = attached(pdf), sorted(set(cited))
    rows = {JSON_NAME: _json(texts), CSV_NAME: _csv(texts)}
    wrong = [
        Untraced(name, "attachments", "nothing but the facts is attached") for name in sorted(set(texts) - set(rows))
    ]
    traced: Counter[str] = Counter()
    for name, listed in rows.items():
        if sorted(str(row.get(FACT_ID)) for row in listed) != facts:
            wrong.append(Untraced(name, "attachments", "its facts are not those that the pages print"))
        for row in listed:
            found = [*_differing(row, release, known, status)]
            traced["attached fact"] += not found
            wrong += [Untraced(said, name, words) for said, words in found]
    return Census(traced, wrong)


def _json(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(texts.get(JSON_NAME, "[]"))
    except json.JSONDecodeError:
        return []
    return rows


def _csv(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    return [dict(row) for row in csv.DictReader(io.StringIO(texts.get(CSV_NAME, "")))]


def _differing(row: Mapping[str, Any], release: Release, known: Known, status: str) -> Iterator[tuple[str, str]]:
    """(what is attached, what the release says) of each field that differs."""
    fact_id = str(row.get(FACT_ID))
    if fact_id not in release.facts.index:
        yield fact_id, "the release has no such fact"
        return
    fact, numbers = release.fields(fact_id), known.of_fact(fact_id)
    for name, told in row.items():
        if name == STATUS_COLUMN:
            if told != status:
                yield f"{name}: {told}", f"the document is {status}"
            continue
        column = COLUMNS.get(name, COLUMNS.get(name.replace("_en", "_fr"), ""))
        if not column:
            yield name, f"{fact_id} has no such field"
        elif not _is_same(name, told, fact[column], numbers):
            yield f"{name}: {told}", f"{fact_id} has {fact[column]}"


def _is_same(name: str, told: Any, held: Any, numbers: set[str]) -> bool:
    """Numbers are equal; texts, which may be in another language, hold numbers of the fact alone."""
    is_absent, holds_none = told is None or told == "", held is None or held != held or held == ""
    if is_absent or holds_none:
        return is_absent and holds_none
    if isinstance(held, bool) or type(held).__name__ == "bool_":
        return str(told) == str(held)
    if isinstance(held, int | float):
        return math.isclose(float(told), float(held), rel_tol=1e-9)
    return digits_of(str(told)) <= numbers if _is_worded(name) else str(told).lstrip("'") == str(held).lstrip("'")


def _is_worded(name: str) -> bool:
    return name in WORDED or name.startswith(("label_", "display_", "limits_"))
