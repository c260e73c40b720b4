"""The record of approvals: strict, with sentences; no file approves nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.editions.approvals import Approval, Approvals, load_approvals, record_path, write_approvals
from pipeline.errors import ParamsError

DAY = dt.date(2026, 11, 26)


def approval(edition: str, **contents: str) -> Approval:
    return Approval(edition=edition, by="Comité de relecture", on=DAY, why="Relu", contents=contents)


def approvals(edition: str, **contents: str) -> Approvals:
    return Approvals(editions=[approval(edition, **contents)])


def test_without_a_record_nothing_is_approved(tmp_path: Path) -> None:
    assert load_approvals("essai", tmp_path) == Approvals()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    both = Approvals(editions=[approval("1", site="a" * 64), approval("2", site="b" * 64, communes="c" * 64)])
    write_approvals("essai", both, tmp_path)
    assert load_approvals("essai", tmp_path) == both
    assert record_path("essai", tmp_path).read_text(encoding="utf-8").startswith("# Approved editions")


def test_a_content_approved_twice_belongs_to_the_latest_edition() -> None:
    both = Approvals(editions=[approval("1", site="a" * 64), approval("2", site="a" * 64)])
    found = both.of("site", "a" * 64)
    assert found is not None
    assert found.edition == "2"
    assert both.of("site", "b" * 64) is None


ENTRY = "editions:\n- {{edition: '1', by: {by}, on: {on}, why: Relu, contents: {{site: {digest}}}}}\n"
GOOD = {"by": "Comité", "on": "2026-11-26", "digest": "a" * 64}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("editions:\n- {edition: '1', contents: {}}\n", r"essai\.yml, line 2: missing key « editions\.0\.by »"),
        (ENTRY.format(**{**GOOD, "digest": "abc"}), r"line 2: « editions\.0\.contents\.site » is 'abc'"),
        (ENTRY.format(**{**GOOD, "on": "2026-11-31"}), r"« editions\.0\.on » is '2026-11-31'"),
        (ENTRY.format(**{**GOOD, "by": '" "'}), r"« editions\.0\.by » is ' '"),
        (ENTRY.format(**{**GOOD, "by": '"a\\nb"'}), r"« editions\.0\.by »"),
        (ENTRY.format(**GOOD) + ENTRY.format(**GOOD).split("\n", 1)[1], "edition « 1 » is listed twice"),
        ("approved: []\n", "unknown key « approved »"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = record_path("essai", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParamsError, match=sentence):
        load_approvals("essai", tmp_path)
