"""Whether the parts that a document prints fit in the total it prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.methods.printed.consistency import span

EQUAL = "la somme égale le total"
WITHIN = "les parties tiennent dans le total"
EXCEEDED = "les parties dépassent le total"
NO_TOTAL = "total non publié"
OTHER_UNIT = "unités différentes"
VERDICTS = (EQUAL, WITHIN, EXCEEDED, NO_TOTAL, OTHER_UNIT)

SHARES = ("share", "share_change")
SAME_PLACE = ("block", "note", "source")
"""Where a city prints several totals of one name, the part belongs to the one nearest to it in the document."""


@dataclass(frozen=True)
class Breakdown:
    """Parts (rows of key figures) and the total they belong to, None when it is not printed."""

    total: pd.Series | None
    parts: pd.DataFrame

    @property
    def sum(self) -> float:
        """The parts together, a range counted at its low end."""
        return float(self.parts["value"].fillna(self.parts["value_min"]).sum())

    @cached_property
    def verdict(self) -> str:
        """Whether the parts can be true together with the total; hedges count in their favour."""
        if self.total is None:
            return NO_TOTAL
        if not self.parts["unit"].eq(self.total["unit"]).all():
            return OTHER_UNIT
        if sum(span(part).low for part in self.parts.itertuples()) > span(self.total).high:
            return EXCEEDED
        return EQUAL if self.sum == self.total["value"] else WITHIN


def breakdowns(figures: pd.DataFrame) -> list[Breakdown]:
    """The parts of each printed total, in the document's order; a share of a total is not a part of it.

    Only parts of one place in the document are added up: elsewhere the same units may be counted again.
    """
    parts = figures[figures["part_of"].ne("") & ~figures["unit"].isin(SHARES)]
    totals = {position: _total(part, figures) for position, part in parts.iterrows()}
    keys = [_key(part, totals[position]) for position, part in parts.iterrows()]
    groups = parts.groupby(pd.Series(keys, index=parts.index, dtype="object"), sort=False)
    return [Breakdown(totals[group.index[0]], group) for _, group in groups]


def _key(part: pd.Series, total: pd.Series | None) -> str:
    where = [part["entity"], part["part_of"]] if total is None else [total["key_figure_id"]]
    return "|".join([*where, part["block"]])


def shares_outside(figures: pd.DataFrame) -> pd.DataFrame:
    """The shares that are below 0 or above 1 (a change may be either)."""
    shares = figures[figures["unit"].eq("share")]
    low, high = (shares["value"].fillna(shares[bound]) for bound in ("value_min", "value_max"))
    return shares[low.lt(0) | high.gt(1)]


def _total(part: pd.Series, figures: pd.DataFrame) -> pd.Series | None:
    """The total that a part announces: same body and indicator, then as near in the document as there is one."""
    is_total = figures["indicator_id"].eq(part["part_of"]) & figures["entity"].eq(part["entity"])
    candidates = figures[is_total & (figures["value"].notna() | figures["value_min"].notna())]
    for column in SAME_PLACE:
        nearer = candidates[candidates[column].eq(part[column])]
        candidates = nearer if len(nearer) else candidates
    return candidates.iloc[0] if len(candidates) else None
