"""The command `quotes`: show a researcher what people said, what of it is personal, and keep what gets approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.contributing_rows import ROW_TABLES
from pipeline.disclosure.approvals import (
    Approval,
    Approvals,
    load_approvals,
    quote_digest,
    text_digest,
    with_approval,
    write_approvals,
)
from pipeline.disclosure.personal import kinds_in, personal_traces
from pipeline.disclosure.spoken import QUOTES, UNAPPROVED, UNKNOWN_ROLE, refusal, telling_texts
from pipeline.errors import MissingInputError, RetexError
from pipeline.frames import StoredTables, read_tables
from pipeline.methods.interviews.interview_quotes import all_quotes
from pipeline.paths import CohortPaths

APPROVED, NO_CONSENT = "approved", "the speaker did not agree"
TEXT_ID = "T-"
SHOWN_OF_DIGEST = 12
NOT_RELEASED = {QUOTES, *ROW_TABLES}
"""Tables of estimates whose texts are quotes, or stay inside."""

OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True)
class Sentence:
    """A quote, or another text in which personal data was detected: what would be printed, and whether it may be.

    `state` is `APPROVED` or why it is not published; `obstacle` is why nobody may approve it.
    """

    id: str
    text: str
    about: str
    digest: str
    state: str
    obstacle: str = ""
    is_quote: bool = True

    @property
    def kinds(self) -> list[str]:
        """The kinds of personal data detected in it."""
        return kinds_in(f"{self.text}\n{self.about}")


def sentences(paths: CohortPaths) -> list[Sentence]:
    """Every quote of the cohort, then every other text that a release would hold back.

    Raises:
        MissingInputError: the cohort was not estimated.
        ParamsError: the approvals are not understood.
    """
    if not paths.cohort_estimates.is_dir():
        raise MissingInputError(
            f"{paths.cohort_estimates} is missing: run `python -m pipeline run --cohort {paths.cohort}` first."
        )
    approvals = load_approvals(paths.quote_approvals)
    stored = StoredTables(paths.clean)
    wanted = {name: stored[name] for name in ("quotes", "interviews") if name in stored}
    quotes = [_quote(row, approvals) for row in all_quotes(wanted).to_dict("records")]
    return [*quotes, *_texts(paths, approvals)]


def _quote(row: Mapping[Any, Any], approvals: Approvals) -> Sentence:
    obstacle = NO_CONSENT if not row["is_consented"] else "" if row["role_class"] else UNKNOWN_ROLE
    about = ", ".join(filter(None, (row["role_class"], row["entity"]))) + f"; for {', '.join(row['audiences'])}"
    state = obstacle or refusal(row, approvals) or APPROVED
    return Sentence(row["quote_id"], row["text_fr"], about, quote_digest(row), state, obstacle)


def _texts(paths: CohortPaths, approvals: Approvals) -> Iterator[Sentence]:
    """Each text once, with the tables that it stands in."""
    places: dict[str, list[str]] = {}
    for folder in paths.all_estimates:
        tables = {**read_tables(folder / "tables"), **read_tables(folder, without=NOT_RELEASED)}
        for name in sorted(tables.keys() - NOT_RELEASED):
            for text in telling_texts([tables[name]]):
                places.setdefault(text, []).append(name)
    for text, names in sorted(places.items()):
        digest = text_digest(text)
        state = APPROVED if digest in approvals.text_digests else f"personal data, and {UNAPPROVED}"
        about = f"table {', '.join(names)}"
        yield Sentence(f"{TEXT_ID}{digest[:SHOWN_OF_DIGEST]}", text, about, digest, state, is_quote=False)


def shown(found: Sequence[Sentence]) -> str:
    """Each sentence with its state and what was detected in it, for the eyes of the team."""
    blocks = [
        f"{each.id}: {each.state}\n  {marked(each.text)}\n  ({each.about})"
        + (f"\n  personal data: {', '.join(each.kinds)}" if each.kinds else "")
        for each in found
    ]
    counts = f"{len(found)} sentences, {sum(each.state == APPROVED for each in found)} approved, "
    counts += f"{sum(bool(each.kinds) for each in found)} with personal data detected."
    return "\n".join([*blocks, counts])


def marked(text: str) -> str:
    """The text with what was detected between brackets."""
    said, end = [], 0
    for trace in sorted(personal_traces(text), key=lambda trace: (trace.start, -trace.end)):
        if trace.start >= end:
            said += [text[end : trace.start], OPEN, text[trace.start : trace.end], CLOSE]
            end = trace.end
    return "".join([*said, text[end:]])


def approve(
    paths: CohortPaths, ids: Sequence[str], *, by: str, on: str, note: str = "", despite: str = ""
) -> list[str]:
    """Record that these sentences may be published as they are; their ids. None is recorded if one is refused.

    Raises:
        RetexError: a sentence is unknown, may not be approved, or holds personal data and `despite` says nothing.
    """
    found = {each.id: each for each in sentences(paths)}
    if problems := list(_obstacles(ids, found, by, on, despite)):
        raise RetexError("\n".join([*problems, "Nothing was approved."]))
    approvals, day = load_approvals(paths.quote_approvals), dt.date.fromisoformat(on)
    quotes, texts = list(approvals.quotes), list(approvals.texts)
    for each in (found[one] for one in ids):
        reason = despite if each.kinds else ""
        approval = Approval(id=each.id, sha256=each.digest, by=by, on=day, note=note, despite=reason)
        if each.is_quote:
            quotes = with_approval(quotes, approval)
        else:
            texts = with_approval(texts, approval)
    write_approvals(paths.quote_approvals, Approvals(quotes=quotes, texts=texts))
    return list(ids)


def withdraw(paths: CohortPaths, ids: Sequence[str]) -> list[str]:
    """Take approvals back; the ids that had one.

    Raises:
        RetexError: one of them has no approval.
    """
    approvals = load_approvals(paths.quote_approvals)
    known = {each.id for each in (*approvals.quotes, *approvals.texts)}
    if unknown := [one for one in ids if one not in known]:
        raise RetexError(f"{paths.quote_approvals} holds no approval of {', '.join(unknown)}. Nothing was withdrawn.")
    quotes, texts = ([each for each in found if each.id not in ids] for found in (approvals.quotes, approvals.texts))
    write_approvals(paths.quote_approvals, Approvals(quotes=quotes, texts=texts))
    return list(ids)


def _obstacles(ids: Iterable[str], found: Mapping[str, Sentence], by: str, on: str, despite: str) -> Iterator[str]:
    """Why these sentences may not be approved. What they say is not repeated: this may end in a log."""
    if not _is_day(on):
        yield "Say on which day: --on YYYY-MM-DD."
    if not by:
        yield "Say who approves: --by ROLE (a role, no name: the record is in git)."
    elif kinds_in(f"{by}\n{despite}"):
        yield "--by and --despite are kept in git: name a role, not a person."
    for one in ids:
        each = found.get(one)
        if each is None:
            yield f"No sentence is called « {one} »."
        elif each.obstacle:
            yield f"{one} cannot be approved: {each.obstacle}."
        elif each.kinds and not despite:
            yield f'{one} holds personal data ({", ".join(each.kinds)}): say --despite "why it may be printed".'


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
