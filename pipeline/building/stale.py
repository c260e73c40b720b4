"""What a build would run now."""

from __future__ import annotations

from pipeline.building.descriptions import asked_for
from pipeline.building.freshness import Freshness
from pipeline.building.plan import opened, plan
from pipeline.imported_code import edited_since
from pipeline.paths import code

APPROVALS, CODE = "approvals@", "code"


def stale_stages(cohort: str) -> list[str]:
    """The stages of one cohort that are out of date; its approvals, which no content depends on, left out."""
    with opened() as repo:
        stages = plan(repo, asked_for([cohort]).targets).stages
        freshness = Freshness()
        stale = [name for name, each in stages.items() if not each.always_changed and not freshness.is_up_to_date(each)]
    return [name for name in stale if not name.startswith(APPROVALS)]


def stale_up_to(stage: str) -> list[str]:
    """The stages that are out of date among this one and those that it rests on.

    Instead of the stage `code`, which any edit makes stale, those count that run what was edited since it was listed.
    """
    with opened() as repo:
        stages = {name: each for name, each in plan(repo, [stage]).stages.items() if name != CODE}
        freshness = Freshness()
        return [name for name, each in stages.items() if _is_edited(name) or not freshness.is_up_to_date(each)]


def _is_edited(name: str) -> bool:
    return bool(edited_since(code(name.partition("@")[0])))
