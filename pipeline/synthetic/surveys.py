"""The three made-up surveys of one edition, and who was invited to them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.synthetic import surveys_communes, surveys_institutions, surveys_startups
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.field_tables import field_tables
from pipeline.synthetic.survey_targets import survey_targets


def surveys(edition: Edition, root: Path) -> dict[str, pd.DataFrame]:
    """Tables by name. What holders say of their project is what the made-up registers say of it."""
    targets, registers = survey_targets(edition, root), field_tables(edition, root)
    startups = surveys_startups.survey_startups(edition, targets, registers)
    communes = surveys_communes.survey_communes(edition, targets, registers)
    institutions = surveys_institutions.survey_institutions(edition)
    return {
        "invitations": pd.concat([each[0] for each in (startups, communes, institutions)], ignore_index=True),
        surveys_startups.SURVEY: startups[1],
        surveys_communes.SURVEY: communes[1],
        surveys_institutions.SURVEY: institutions[1],
    }
