"""One column an answer, ticked or not: which answers did each respondent tick?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import text_series
from pipeline.intake.readers.drafts import Draft
from pipeline.intake.values import Fault
from pipeline.tables import LIST_SEPARATOR, Choice


@dataclass(frozen=True)
class Marks:
    """How a tool writes that an answer was ticked, or was not."""

    ticked: Collection[str]
    unticked: Collection[str]

    @property
    def fault(self) -> Fault:
        """What to say of a cell that is neither."""
        return Fault(
            "OUT-004",
            "Cette cellule ne dit pas si la réponse a été cochée.",
            f"une cellule vide, ou parmi : {' ; '.join([*self.ticked, *self.unticked])}",
        )


@dataclass(frozen=True)
class Option:
    """The column of one answer; of free text (`is_free_text`), where anything written means ticked."""

    choice: Choice
    header: str
    cells: pd.Series
    is_free_text: bool = False


def ticks(draft: Draft, option: Option, marks: Marks) -> np.ndarray:
    """Which respondents ticked this answer; what is neither ticked nor not is told."""
    codes, different = pd.factorize(option.cells)
    if option.is_free_text:
        return np.array([bool(text.strip()) for text in different], dtype=bool)[codes]
    texts = [folded(text) for text in different]
    known = {"", *marks.ticked, *marks.unticked}
    for place in np.flatnonzero(np.isin(codes, [code for code, text in enumerate(texts) if text not in known])):
        draft.tell(marks.fault, option.header, int(place), different[codes[place]])
    return np.array([text in marks.ticked for text in texts], dtype=bool)[codes]


def merged(draft: Draft, options: Sequence[Option], marks: Marks) -> pd.Series:
    """The ticked answers of each respondent as one list, as the delivery announces answers."""
    if not len(draft.grid.rows):
        return text_series([])
    ticked = np.column_stack([ticks(draft, option, marks) for option in options])
    patterns, codes = np.unique(ticked, axis=0, return_inverse=True)
    written = [draft.export.shown(option.choice) for option in options]
    lists = [LIST_SEPARATOR.join(dict.fromkeys(np.array(written, dtype=object)[pattern])) for pattern in patterns]
    return text_series(lists).take(codes.ravel()).reset_index(drop=True)


def tell_unknown_option(draft: Draft, header: str, question: str, choices: Sequence[Choice]) -> None:
    """Tell that a column is named after an answer that its question does not propose."""
    draft.findings.block(
        "OUT-002",
        "Cette colonne porte une réponse que la question ne propose pas.",
        row=draft.grid.header_row,
        column=header,
        found=header,
        expected_fr=f"une colonne pour chaque réponse de « {question} » : "
        + " ; ".join(draft.export.shown(choice) for choice in choices),
    )
