"""Whatever was answered, and in whatever order a tool wrote it, reading an export gives the answers back."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.values import normalise
from pipeline.tables import PROVENANCE
from tests.fixtures.exports.survey import EXPORTS, QUESTIONS, TEXTS, Exported, clean_answers, records
from tests.fixtures.exports.writers import WRITERS, Rows, Said, written

LETTERS = "wxyz"
"""No label can be made of these, so that what stands under « Autre » is never a choice."""

FREE_TEXT = st.text(LETTERS + ",; é'", max_size=12).map(lambda inside: f"w{inside}z")
SIGNS = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]) | st.just("\n")


def is_plainly_typed(text: str) -> bool:
    """Whether no tool writes such a text of its own, so that it can only have been typed."""
    said = text.strip()
    return said.casefold() not in ("n/a", "") and not said.startswith(("'=", "#")) and not said.endswith("]")


COMMENT = st.text(SIGNS, max_size=30).filter(is_plainly_typed)
THEMES = ("mobilite", "eau", "donnees", "ville", "ville_durable", "autre")
LEVELS = st.sampled_from(["", "beaucoup", "peu", "pas"])


@st.composite
def answers(draw: st.DrawFn, agents: int) -> Said:
    role = draw(st.sampled_from(["dirigeant", "salarie", "autre"]))
    themes = tuple(name for name in THEMES if draw(st.booleans()))
    return Said(
        role=role,
        role_autre=draw(FREE_TEXT) if role == "autre" else "",
        themes=themes,
        themes_autre=draw(FREE_TEXT) if "autre" in themes else "",
        satisfaction=draw(st.sampled_from(["", "nsp", *map(str, range(11))])),
        agents=agents,
        comment=draw(st.just("") | COMMENT),
        started_on=draw(st.just("") | st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)).map(str)),
        would_redo=draw(st.booleans()),
        help_commune=draw(LEVELS),
        help_state=draw(LEVELS),
    )


@st.composite
def surveys(draw: st.DrawFn) -> list[Said]:
    return [draw(answers(number)) for number in range(draw(st.integers(1, 5)))]


def as_clean(said: Said) -> dict[str, Any]:
    """What the clean table must hold of one respondent."""
    empty = {name: None if value == "" else value for name, value in vars(said).items()}
    comment = normalise(said.comment)
    return {
        **empty,
        "themes": list(said.themes) or None,
        "comment": comment or None,
        "started_on": pd.Timestamp(said.started_on) if said.started_on else None,
    }


def as_read(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for row in records(frame.sort_values("agents")[list(QUESTIONS)]):
        rows.append(
            {name: value if isinstance(value, list) or pd.notna(value) else None for name, value in row.items()}
        )
    return rows


@pytest.mark.parametrize("name", sorted(WRITERS))
@settings(max_examples=12, deadline=None)
@given(people=surveys())
def test_what_a_tool_writes_is_read_back(name: str, people: list[Said]) -> None:
    exported = EXPORTS[name]
    frame, problems = clean_answers(exported, written(WRITERS[name](people), exported))
    assert [problem.code for problem in problems] == []
    assert as_read(frame) == [as_clean(said) for said in people]


@pytest.mark.parametrize("name", sorted(EXPORTS))
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_and_columns_changes_nothing(name: str, data: st.DataObject) -> None:
    exported = EXPORTS[name]
    with exported.path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=exported.delimiter))
    top = exported.reader.header_rows
    blocks = data.draw(st.permutations(blocks_of(rows, exported)), label="columns")
    order = [position for block in blocks for position in block]
    shuffled = [*rows[:top], *data.draw(st.permutations(rows[top:]), label="rows")]
    rewritten, _ = clean_answers(
        exported, written([[row[position] for position in order] for row in shuffled], exported)
    )
    as_received, _ = clean_answers(exported)
    pd.testing.assert_frame_equal(comparable(rewritten), comparable(as_received))


def blocks_of(rows: Rows, exported: Exported) -> list[list[int]]:
    """Columns that a tool never takes apart: Framaforms writes a question once, above the first of its columns."""
    if exported.tool != "framaforms":
        return [[position] for position in range(len(rows[0]))]
    alone = {*TEXTS.values(), "Numéro", "SID", "Date et heure", "Brouillon", "Adresse IP", "UID", "Nom d’utilisateur"}
    blocks: list[list[int]] = []
    for position, header in enumerate(rows[2]):
        if rows[1][position] or (header in alone and header not in ("La commune", "L’État")):
            blocks.append([position])
        else:
            blocks[-1].append(position)
    return blocks


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=list(PROVENANCE)).sort_values("response_id", ignore_index=True)
