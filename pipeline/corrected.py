"""Which corrections changed which rows: identifiers of corrections across editions."""

from __future__ import annotations

import pandas as pd

from pipeline.facts import Row


def correction_ids(corrections: pd.DataFrame) -> list[str]:
    """The id of each correction; `<cohort>/<id>` where it is another edition's, as its table is `<cohort>/<table>`."""
    if "correction" not in corrections:
        return [""] * len(corrections)
    return [
        f"{_edition(table)}{each}" for table, each in zip(corrections["table"], corrections["correction"], strict=True)
    ]


def corrections_counted(named: object) -> int:
    """How many corrections a fact names in `corrections`; none where disclosure control hides which."""
    return len([each for each in named.split("|") if each]) if isinstance(named, str) else 0


def corrected_rows(corrections: pd.DataFrame) -> dict[Row, list[str]]:
    """The ids of the corrections that changed each row, by (source_file, source_row).

    Corrections of another edition changed rows of its files (`<cohort>/<file>`).
    """
    found: dict[Row, list[str]] = {}
    for each, named in zip(corrections.to_dict("records"), correction_ids(corrections), strict=True):
        for row in filter(None, str(each.get("touched", "")).split("\n")):
            file, _, number = row.rpartition(":")
            found.setdefault((f"{_edition(each['table'])}{file}", int(number)), []).append(named)
    return found


def _edition(table: object) -> str:
    cohort, mark, _ = str(table).rpartition("/")
    return f"{cohort}{mark}"
