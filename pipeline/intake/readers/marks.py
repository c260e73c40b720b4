"""Which survey tool wrote this file? Told by headers that one tool adds of its own and no other has."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.intake.choice_values import folded
from pipeline.intake.grids import Grid
from pipeline.intake.readers.drafts import headers

TOOLS_FR: Mapping[str, str] = {
    "kobo": "KoboToolbox ou ODK",
    "limesurvey": "LimeSurvey",
    "google-forms": "Google Forms",
    "microsoft-forms": "Microsoft Forms",
    "framaforms": "Framaforms",
    "grist": "Grist",
}
MARKS: Mapping[str, frozenset[str]] = {
    "kobo": headers(
        *("_uuid", "_submission_time", "__version__", "_validation_status", "_xform_id_string", "_submission__id"),
        *("_parent_index", "SubmissionDate", "PARENT_KEY", "FormVersion", "meta-instanceID", "meta/instanceID"),
    ),
    "limesurvey": headers(
        *("submitdate", "lastpage", "startlanguage", "Dernière page", "Last page", "Langue de départ"),
        "Start language",
    ),
    "google-forms": headers("Horodateur", "Timestamp"),
    "microsoft-forms": headers("Start time", "Completion time", "Heure de début", "Heure de fin"),
    "framaforms": headers("Détails de la soumission", "Détail de la soumission", "Submission Details"),
    "grist": headers("manualSort"),
}


def other_tool(grid: Grid, announced: str) -> str:
    """What the tool is called that wrote the file, where it bears marks of one and none of the announced tool.

    Empty where nothing tells, and for a plain file, which any tool may have written.
    """
    written = headers(*grid.headers, *(cell for row in grid.above for cell in row)) - {folded("")}
    if announced not in MARKS or written & MARKS[announced]:
        return ""
    return next((TOOLS_FR[tool] for tool, marks in MARKS.items() if written & marks), "")
