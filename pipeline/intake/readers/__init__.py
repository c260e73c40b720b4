"""One module a survey tool: from the habits of its exports to a plain grid, one column a question.

A reader has `reshape(grid, questionnaire, reader, findings) -> Grid`. It renames nothing that `delivery.yml` can map;
it undoes what no mapping can: header rows, answers spread over 0/1 columns, separators, local timestamps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.intake.deliveries import Reader
from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings
from pipeline.intake.questionnaires import Questionnaire

Reshape = Callable[[Grid, Questionnaire | None, Reader, Findings], Grid]

READERS: Mapping[str, Reshape] = {"plain": lambda grid, _questionnaire, _reader, _findings: grid}


def reshaped(grid: Grid, reader: Reader, questionnaire: Questionnaire | None, findings: Findings) -> Grid:
    """The grid without the habits of the tool that exported it."""
    return READERS[reader.tool](grid, questionnaire, reader, findings)
