"""Disclosure control: which numbers may leave the team, and which must be hidden so that those stay hidden."""

import pandas as pd

from pipeline.knowledge_tables import KNOWLEDGE
from pipeline.params import DisclosureRules

RELEASED, SUPPRESSED = "released", "suppressed"
"""What `status` says of a fact."""


ABOUT_NOBODY = ("indicators", *(name for name, *_ in KNOWLEDGE))
HIDDEN = ("value", "numerator", "denominator", "n_answered", "n_missing", "low", "high", "printed_percent")


def apply_rules(facts: pd.DataFrame, rules: DisclosureRules) -> pd.DataFrame:
    """The facts with `status` and `reason`; a count, or the count behind a share, that is above 0 and below the
    cohort's `min_count` loses its numbers. Zero is not a disclosure; a total of documents has `min_count` 1; a count
    of the indicator library discloses nobody.
    """
    counts = facts["numerator"].where(facts["numerator"].notna(), facts["value"].where(facts["unit"].eq("count")))
    is_small = counts.gt(0) & counts.lt(rules.min_count) & ~facts["source_table"].isin(ABOUT_NOBODY)
    released = facts.assign(status=is_small.map({True: SUPPRESSED, False: RELEASED}), reason="")
    released.loc[is_small, list(HIDDEN)] = float("nan")
    released.loc[is_small, "value_text"] = ""
    released.loc[is_small, "reason"] = f"effectif inférieur à {rules.min_count}"
    return released
