"""When sheets and the site must not tell what became of single projects: they could be counted."""

from __future__ import annotations

from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

PROJECTS = "deployment_projects"
"""The released register, one row a project."""

OUTCOMES = ("deployed", "measured", "bought", "waiting", "stopped")


def hides_outcomes(release: Release, commune: str) -> bool:
    """Whether the commune's projects are so few in some outcome that the fate of each must not be told."""
    projects = release.optional_table(PROJECTS, ("is_deployed",))
    if projects["is_deployed"].isna().any():  # disclosure control hid what became of each
        return True
    rows = release.optional_table("deployment_commune", ("label_fr",))
    facts = [
        getattr(row, f"{outcome}_fact", None)
        for row in rows[rows["label_fr"].eq(commune)].itertuples()
        for outcome in OUTCOMES
    ]
    return any(release.fact(fact)["status"] == SUPPRESSED for fact in facts if isinstance(fact, str))


def hides_renewals(release: Release) -> bool:
    """Whether counts of purchases are hidden: then which project's purchase was renewed must not be told."""
    is_hidden = release.column("status").eq(SUPPRESSED)
    return bool((release.column("theme").eq("purchases") & is_hidden).any())
