"""How coefficients of agreement are written: their range, how to read them, why some have no interval."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.chapters.replicability_words import reading
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.methods.replicability.score_agreement import ONE_SIDED_FR, SAME_PROJECTS, WITHHELD
from pipeline.released import Release

OF_OTHER_COEFFICIENTS = frozenset(caution.said_fr for caution in (*WITHHELD, SAME_PROJECTS))
"""What is said of coefficients that only the table of all of them shows."""


def with_range(release: Release, fact_id: Any, opening: str = "") -> Markdown:
    """« 0,75 (0,51 à 0,89) », both linked to the evidence; the number alone without an interval.

    `opening` (« intervalle : de ») says what the bracket holds, where no head or caption does.
    """
    link = release.link(fact_id)
    if fact_id is None or fact_id != fact_id or not release.fact(fact_id)["interval_method"]:
        return link
    fact = release.fact(fact_id)
    decimals = int(fact["decimals"])
    text = f"{wording.number(fact['low'], decimals)} à {wording.number(fact['high'], decimals)}"
    return Markdown(f"{link} ({opening}{release.link(fact_id, text)})")


def reading_told(release: Release, row: Any, alike_fr: str) -> Markdown:
    """How to read an agreement; where nearly all is `alike_fr`, the coefficient that this does not disturb."""
    low = release.fact(row.alpha_fact)["low"] if isinstance(row.alpha_fact, str) else None
    said = escape(reading(coefficient(row.alpha), low))
    if row.gwet_fact is None or row.gwet_fact != row.gwet_fact:
        return said
    return Markdown(f"{said}{NARROW}; {alike_fr}, coefficient de Gwet {release.link(row.gwet_fact)}")


def coefficient(alpha: Any) -> float | None:
    """A coefficient of a table, which has no None for those that cannot be computed."""
    return None if alpha is None or pd.isna(alpha) else float(alpha)


def cautions(rows: pd.DataFrame) -> Markdown:
    """A paragraph of what the coefficients of a table call for, each said once; may be empty."""
    return _paragraph(_lines(rows))


def cautions_of_alpha(rows: pd.DataFrame) -> Markdown:
    """The same where no other coefficient than alpha is shown; of raters of unequal habits, a chapter says more."""
    return _paragraph([line for line in _lines(rows) if line not in {*OF_OTHER_COEFFICIENTS, ONE_SIDED_FR}])


def _lines(rows: pd.DataFrame) -> list[str]:
    """The cautions of all rows (column `cautions_fr`, one a line), each once."""
    told = (line for told in rows["cautions_fr"].dropna() for line in str(told).split("\n") if line)
    return list(dict.fromkeys(told))


def _paragraph(lines: list[str]) -> Markdown:
    return Markdown(f"\n\n{escape(french(' '.join(lines)))}" if lines else "")
