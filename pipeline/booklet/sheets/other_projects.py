"""The projects of the register that a volume leaves out, named by the state that they are in."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.sheet_disclosure import hides_outcomes
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.released import Release


def by_state(release: Release, projects: pd.DataFrame, heading_fr: str) -> str:
    """The heading, then one line a state; the state is hidden where it would let outcomes be counted."""
    is_hidden = projects["commune"].map(lambda commune: hides_outcomes(release, commune)).astype(bool)
    told = projects.assign(state=projects["status_fr"].astype(object).where(~is_hidden, HIDDEN_FR))
    lines = [
        Markdown(f"**{escape(_in_state(state))}**{NO_BREAK}: {escape(_named(rows))}")
        for state, rows in told.groupby("state", sort=False)
    ]
    return f"{escape(heading_fr)}\n\n{bullets(lines, '').markdown}"


def _in_state(state: object) -> str:
    """What heads the projects in one state, one or several."""
    return f"État «{NARROW}{state}{NARROW}»"


def _named(rows: pd.DataFrame) -> str:
    return enumeration([f"{row.project} ({row.commune})" for row in rows.itertuples()])
