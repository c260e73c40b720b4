"""What must be said beside coefficients of agreement: why some have no interval, and when they are hard to read."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.methods.replicability.score_agreement import SAME_PROJECTS, WITHHELD

OF_OTHER_COEFFICIENTS = frozenset(caution.said_fr for caution in (*WITHHELD, SAME_PROJECTS))
"""What is said of coefficients that only the table of all of them shows."""


def cautions(rows: pd.DataFrame) -> Markdown:
    """A paragraph of what the coefficients of a table call for, each said once; may be empty."""
    return _paragraph(_lines(rows))


def cautions_of_alpha(rows: pd.DataFrame) -> Markdown:
    """The same where no other coefficient than alpha is shown."""
    return _paragraph([line for line in _lines(rows) if line not in OF_OTHER_COEFFICIENTS])


def _lines(rows: pd.DataFrame) -> list[str]:
    """The cautions of all rows (column `cautions_fr`, one a line), each once."""
    told = (line for told in rows["cautions_fr"].dropna() for line in str(told).split("\n") if line)
    return list(dict.fromkeys(told))


def _paragraph(lines: list[str]) -> Markdown:
    return Markdown(f"\n\n{escape(french(' '.join(lines)))}" if lines else "")
