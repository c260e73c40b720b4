"""What sheets show of each project cannot be hidden as a count: nothing is released then, and why is said."""

from __future__ import annotations

import pytest

from pipeline.disclosure.counts_on_sheets import refuse_counts_on_sheets
from pipeline.errors import DisclosureError
from pipeline.facts import facts_frame
from tests.unit.test_facts import a_fact

COUNTS = {
    "deployment-commune-ville-projects": "projects",
    "deployment-commune-ville-measured": "projects",
    "portfolio-commune-ville": "catalogue",
    "deployment-projects": "projects",
    "deployment-commune-ville-deployed": "projects",
    "survey-startups-status": "survey_startups",
}
FACTS = facts_frame({"t": [a_fact(fact_id=fact, source_table=table) for fact, table in COUNTS.items()]})


def test_hidden_counts_of_projects_are_refused_with_the_registers_to_declare() -> None:
    with pytest.raises(DisclosureError) as refused:
        refuse_counts_on_sheets(FACTS, set(COUNTS), "essai")
    assert "cohort.yml of essai: its thresholds hide 4 counts of projects" in str(refused.value)
    assert "`public: [catalogue, projects]`" in str(refused.value)
    assert "deployed" not in str(refused.value)


def test_outcomes_may_be_hidden() -> None:
    refuse_counts_on_sheets(FACTS, {"deployment-commune-ville-deployed", "survey-startups-status"}, "essai")
