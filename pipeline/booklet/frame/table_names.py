"""What readers call the tables that deliveries are cleaned into."""

from __future__ import annotations

from pipeline.intake.xlsform import TITLES_FR
from pipeline.tables import TABLES

REPEAT = "__"
"""Between a survey and a group of questions that it asks several times: both in the name of a table."""


def table_name(table: str) -> str:
    """« jalons des projets »; the table of a group asked several times goes by the name of its survey."""
    if table in TABLES:
        return TABLES[table].label_fr
    return TITLES_FR.get(table.partition(REPEAT)[0], table)
