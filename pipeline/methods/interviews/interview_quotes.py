"""Which quotes of interviews may be published: those whose speaker agreed, and for whom. Approval is for release."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.booklet.typography import french

COLUMNS = ("quote_id", "entity", "role_class", "text_fr", "audiences")
CONSENT = "is_consented"


def consented_quotes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a quote that may be published, in order of id, with `COLUMNS`; `audiences` lists for whom it may be.

    A quote needs its own consent, an audience it was given for, and no refusal in the interview that it comes from:
    consent that nobody wrote down was not given. `release` keeps, for each audience, the approved quotes that name it.
    """
    quotes = all_quotes(tables)
    return quotes.loc[quotes["is_consented"], list(COLUMNS)].reset_index(drop=True)


def all_quotes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a delivered quote, in order of id, with `COLUMNS` and `is_consented`."""
    quotes = tables.get("quotes")
    if quotes is None or quotes.empty or "has_consent" not in quotes:
        return pd.DataFrame(columns=[*COLUMNS, CONSENT]).astype({CONSENT: "bool"})
    named = [[] if audiences is None else [str(audience) for audience in audiences] for audiences in quotes["audience"]]
    is_consented = quotes["has_consent"].fillna(False).astype(bool) & pd.Series(map(bool, named), index=quotes.index)
    is_refused = quotes.get("interview_id", pd.Series(index=quotes.index, dtype="object")).isin(_refused(tables))
    told = pd.DataFrame(
        {
            "quote_id": quotes["quote_id"].astype(str),
            "entity": quotes["entity"].fillna("").astype(str),
            "role_class": quotes["role_class"].fillna("").astype(str),
            "text_fr": [french(str(text)) for text in quotes["text"]],
            "audiences": named,
            CONSENT: is_consented & ~is_refused,
        }
    )
    return told.sort_values("quote_id", ignore_index=True)


def _refused(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Interviews of the register whose consent was refused or not written down."""
    interviews = tables.get("interviews")
    if interviews is None or "has_consent" not in interviews:
        return set()
    agreed = interviews["has_consent"].fillna(False).astype(bool)
    return set(interviews.loc[~agreed, "interview_id"].astype(str))
