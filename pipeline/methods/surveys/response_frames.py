"""Who was asked to answer a survey, who did, and what the registers say of each: one row an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.estimates import Tables

REGISTERS = {"project_id": "projects", "commune_insee": "communes"}
"""What an invitation may stand for, and the register that lists it."""

UNIT = "project_id"
"""What a survey addressed to its unit is addressed to: one invitation a project, as a rule."""

GROUPS: dict[str, tuple[str, ...]] = {
    "projects": ("status", "holder_type", "theme", "commune_insee"),
    "communes": ("commune_insee",),
}
"""Columns of a register by which response is told."""

CROSSED = " | "
"""Between the values of several columns that make one group."""

MADE_HERE = (
    "respondent_id",
    "has_answered",
    "is_complete",
    "submitted_on",
    "response_row",
    "invited_on",
    "reminded_on",
)


@dataclass(frozen=True)
class Frame:
    """One survey. `invited` has one row an invited person (`has_answered`, `is_complete`, `submitted_on`, the row of
    the response that counts, and the register's columns).

    `key` and `register` say what invitations stand for, where a register lists it. `received` are all responses,
    `repeated` further ones of the same person, `uninvited` those of nobody invited. `is_linked` is false when responses
    do not say whose they are: then nothing is known of who is missing.
    """

    survey: str
    invited: pd.DataFrame
    responses: pd.DataFrame
    key: str | None
    register: pd.DataFrame | None
    received: int
    repeated: int
    uninvited: int
    is_linked: bool

    @property
    def audience(self) -> str:
        """`startups`, `communes` or `institutions`, as fact ids have it."""
        return self.survey.removeprefix("survey_")

    @property
    def register_name(self) -> str:
        """The table that lists what invitations stand for; empty without one."""
        return "" if self.key is None else REGISTERS[self.key]

    @property
    def registered(self) -> pd.DataFrame | None:
        """The register of projects, where invitations stand for projects: several people may share a commune."""
        if self.key != UNIT or self.register is None:
            return None
        return self.register.drop_duplicates(self.key)

    @property
    def answered(self) -> int:
        """People who answered, each once; all responses where they do not say whose they are."""
        return int(self.invited["has_answered"].sum()) if self.is_linked else self.received

    @property
    def groups(self) -> tuple[str, ...]:
        """Columns of the register by which response can be told."""
        if self.key is None or not self.is_linked:
            return ()
        return tuple(column for column in GROUPS[self.register_name] if column in self.invited)


def frames(tables: Tables) -> list[Frame]:
    """The surveys that have invitations, in the order of the questionnaires."""
    invitations = tables["invitations"]
    told = list(dict.fromkeys(tables["questions"]["survey"])) if "questions" in tables else []
    order = [*told, *sorted(set(invitations["survey"]) - set(told))]
    return [frame(tables, survey) for survey in order if invitations["survey"].eq(survey).any()]


def frame(tables: Tables, survey: str) -> Frame:
    """The invitations to one survey, with its responses and the register joined; an empty frame without invitation."""
    rows = tables["invitations"]
    asked = rows[rows["survey"].eq(survey)].drop_duplicates("respondent_id", ignore_index=True)
    responses = tables.get(survey, pd.DataFrame())
    is_linked = responses.empty or "respondent_id" in responses
    kept = _that_count(responses) if is_linked else pd.DataFrame()
    key = _key(asked, tables)
    register = None if key is None else tables[REGISTERS[key]]
    invited = _with_register(_with_responses(asked, kept), key, register)
    known = kept["respondent_id"].isin(asked["respondent_id"]) if len(kept) else pd.Series(dtype=bool)
    repeated = len(responses) - len(kept) if is_linked else 0
    return Frame(
        survey, invited, responses, key, register, len(responses), repeated, int((~known).sum()), bool(is_linked)
    )


def _that_count(responses: pd.DataFrame) -> pd.DataFrame:
    """One response a person: a complete one rather than not, then the latest. What a tool does not say is complete."""
    if responses.empty:
        return pd.DataFrame(columns=["respondent_id", "response_row", "is_complete", "submitted_on"])
    told = pd.DataFrame(
        {
            "respondent_id": responses["respondent_id"],
            "response_row": responses.index,
            "is_complete": _column(responses, "is_complete", True).astype("boolean").fillna(value=True).astype(bool),
            "submitted_on": pd.to_datetime(_column(responses, "submitted_on", pd.NaT)),
            "response_id": _column(responses, "response_id", "").astype(str),
        }
    )
    order = told.sort_values(["is_complete", "submitted_on", "response_id"], na_position="first", kind="stable")
    last = order.drop_duplicates("respondent_id", keep="last")
    return last.drop(columns="response_id").sort_values("response_row")


def _column(rows: pd.DataFrame, name: str, otherwise: object) -> pd.Series:
    return rows[name] if name in rows else pd.Series([otherwise] * len(rows), index=rows.index)


def _with_responses(asked: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    joined = asked.merge(kept, on="respondent_id", how="left") if len(kept) else asked.assign(response_row=None)
    has_answered = joined["response_row"].notna().to_numpy()
    complete = _column(joined, "is_complete", False).astype("boolean").fillna(False).astype(bool)
    return joined.assign(
        has_answered=has_answered,
        is_complete=complete.to_numpy() & has_answered,
        submitted_on=pd.to_datetime(_column(joined, "submitted_on", pd.NaT)),
        reminded_on=pd.to_datetime(_column(joined, "reminded_on", pd.NaT)),
    )


def _key(asked: pd.DataFrame, tables: Tables) -> str | None:
    """What every invitation names and a register lists."""
    for key, register in REGISTERS.items():
        if register in tables and key in asked and len(asked) and asked[key].notna().all():
            return key
    return None


def _with_register(invited: pd.DataFrame, key: str | None, register: pd.DataFrame | None) -> pd.DataFrame:
    """The register's columns beside each invitation; those that invitations have themselves are the register's."""
    if key is None or register is None:
        return invited
    own = [column for column in register if column not in (*MADE_HERE, "source_file", "source_row", "survey")]
    beside = invited.drop(columns=[column for column in own if column in invited and column != key])
    return beside.merge(register[own].drop_duplicates(key), on=key, how="left")


def labels(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """The values of one column, or of several joined, as text; a missing value is an empty text."""
    texts = [rows[column].astype("string").fillna("").astype(object) for column in columns]
    joined = texts[0]
    for text in texts[1:]:
        joined = joined + CROSSED + text
    return joined.astype(str)
