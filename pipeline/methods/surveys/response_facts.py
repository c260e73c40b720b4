"""The facts of response to a survey: all are named, counted and sourced alike."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.facts import Fact, provenance
from pipeline.methods.surveys.response_frames import Frame

COUNTED = "Dénombrement"
LIMIT = "Compte qui a répondu ; ne dit pas ce que les autres auraient répondu."


def fact_id(frame: Frame, what: str) -> str:
    """« response-startups-rate »."""
    return f"response-{frame.audience}-{what}"


def response_fact(frame: Frame, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    """One fact of one survey, a count unless `fields` say else; `rows` are invitations and responses."""
    usual = {
        "unit": "count",
        "method": COUNTED,
        "design": "census",
        "source_table": "invitations",
        "limits_fr": LIMIT,
    }
    return Fact(
        fact_id=fact_id(frame, what),
        label_fr=french(label[0]),
        label_en=label[1],
        rows=provenance(rows),
        **{**usual, **fields},
    )


def evidence(frame: Frame, invited: pd.DataFrame | None = None) -> pd.DataFrame:
    """The invitations (all, or those given) and the responses, as contributing rows."""
    asked = frame.invited if invited is None else invited
    parts = [part[["source_file", "source_row"]] for part in (asked, frame.responses) if len(part)]
    return pd.concat(parts) if parts else frame.invited[["source_file", "source_row"]]
