"""What an estimator gives back: facts, and tidy tables whose cells point to facts by their id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.facts import Fact

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Estimates:
    """Facts and tables of one theme.

    A table's columns named `fact` or ending in `_fact` hold fact ids, so that a reader can follow every number.
    """

    facts: list[Fact] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
