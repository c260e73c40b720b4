"""What a build of one cohort would run now."""

from __future__ import annotations

from pipeline.building.descriptions import asked_for
from pipeline.building.freshness import Freshness
from pipeline.building.plan import opened, plan

APPROVALS = "approvals@"


def stale_stages(cohort: str) -> list[str]:
    """The stages of one cohort that are out of date; its approvals, which no content depends on, left out."""
    with opened() as repo:
        stages = plan(repo, asked_for([cohort]).targets).stages
        freshness = Freshness()
        stale = [name for name, each in stages.items() if not each.always_changed and not freshness.is_up_to_date(each)]
    return [name for name in stale if not name.startswith(APPROVALS)]
