"""What must be said beside coefficients of agreement: why some have no interval, and when they are hard to read."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french


def cautions(rows: pd.DataFrame) -> Markdown:
    """A paragraph of what the coefficients of a table call for (column `cautions_fr`, one a line), each said once."""
    lines = [line for told in rows["cautions_fr"].dropna() for line in str(told).split("\n") if line]
    said = " ".join(dict.fromkeys(lines))
    return Markdown(f"\n\n{escape(french(said))}" if said else "")
