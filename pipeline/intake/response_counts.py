"""How many people a survey invited and how many answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

INVITATIONS = "invitations"


@dataclass(frozen=True)
class ResponseCounts:
    """One survey's counts: rows invited, rows answered, and those of them that were answered to the end."""

    invited: int
    answered: int
    complete: int

    @property
    def rate(self) -> float | None:
        """Complete answers among invitations; None when nobody is known to be invited."""
        return self.complete / self.invited if self.invited else None


def is_survey(table: str) -> bool:
    """Whether the table holds the answers of a survey: not one of its repeated groups."""
    return table.startswith("survey_") and "__" not in table


def complete(answers: pd.DataFrame) -> pd.Series:
    """Whether each answer was given to the end; where the delivery does not say so, every answer was."""
    if "is_complete" not in answers.columns:
        return pd.Series(data=True, index=answers.index)
    return answers["is_complete"].fillna(value=True).astype(bool)


def response_counts(survey: str, tables: Mapping[str, pd.DataFrame]) -> ResponseCounts:
    """The counts of one survey among a cohort's typed tables."""
    answers = tables[survey]
    invitations = tables.get(INVITATIONS)
    invited = 0
    if invitations is not None and "survey" in invitations.columns:
        invited = int((invitations["survey"] == survey).sum())
    return ResponseCounts(invited, len(answers), int(complete(answers).sum()))
