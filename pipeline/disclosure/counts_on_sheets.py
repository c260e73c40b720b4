"""Counts that sheets show, whatever is hidden: each project has one, which says its commune and what it measured."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase

import pandas as pd

from pipeline.errors import DisclosureError

COUNTED_ON_SHEETS = (
    *("deployment-projects", "holders-projects", "portfolio-commune-*"),
    *("deployment-commune-*-projects", "deployment-commune-*-measured"),
)
"""How many projects there are, how many a commune has, and how many of them were measured."""

SHOWN = 3


def on_sheets(facts: Collection[str]) -> list[str]:
    """Those of these facts that are counted again in sheets, in order."""
    return sorted(fact for fact in facts if any(fnmatchcase(fact, pattern) for pattern in COUNTED_ON_SHEETS))


def refuse_counts_on_sheets(facts: pd.DataFrame, hidden: Collection[str], cohort: str) -> None:
    """Refuse to hide what anybody counts again.

    Raises:
        DisclosureError: naming the counts, and the registers that say by name what they count.
    """
    if not (counts := on_sheets(hidden)):
        return
    registers = sorted(set(facts.loc[facts["fact_id"].isin(counts), "source_table"]))
    few = ", ".join(counts[:SHOWN]) + (", …" if len(counts) > SHOWN else "")
    raise DisclosureError(
        f"cohort.yml of {cohort}: its thresholds hide {len(counts)} counts of projects ({few}) that anybody can count "
        f"again in their sheets, which name each project and its commune. If the registers of projects were published, "
        f"declare so under `disclosure`: `public: [{', '.join(registers)}]`. If not, this cohort cannot have sheets."
    )
