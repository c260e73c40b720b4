"""One module a survey tool: from the habits of its exports to a plain grid, one column a question.

A reader has `reshape(grid, export, findings) -> Grid`. It renames nothing that `delivery.yml` can map; it undoes what
no mapping can: header rows, answers spread over 0/1 columns, separators, local timestamps. docs/readers.md lists what
each tool writes and which test shows it read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.intake.grids import Grid
from pipeline.intake.problems import Findings
from pipeline.intake.readers import framaforms, google_forms, grist, kobo, limesurvey, microsoft_forms
from pipeline.intake.readers.exports import Export

Reshape = Callable[[Grid, Export, Findings], Grid]

READERS: Mapping[str, Reshape] = {
    "plain": lambda grid, _export, _findings: grid,
    "kobo": kobo.reshape,
    "limesurvey": limesurvey.reshape,
    "google-forms": google_forms.reshape,
    "microsoft-forms": microsoft_forms.reshape,
    "framaforms": framaforms.reshape,
    "grist": grist.reshape,
}


def reshaped(grid: Grid, export: Export, findings: Findings) -> Grid:
    """The grid without the habits of the tool that exported it; what is ambiguous is told."""
    return READERS[export.reader.tool](grid, export, findings)
