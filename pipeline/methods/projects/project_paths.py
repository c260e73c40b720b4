"""How far each project of a register got: the date of each step, and whether it was deployed, bought or stopped."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.chapters.register_words import commune_names, value_words
from pipeline.booklet.slugs import slug
from pipeline.capitals import capitalised
from pipeline.estimates import Tables
from pipeline.methods.projects.register_facts import Words

STEPS: dict[str, Words] = {
    "selection": ("sélection", "selection"),
    "framing": ("cadrage", "framing"),
    "site_validated": ("validation du site", "site validation"),
    "deployed": ("déploiement", "deployment"),
    "measured": ("mesure", "measurement"),
    "closed": ("clôture", "closing"),
}
"""The milestones of a project, in order."""

FROM_FR = {
    "selection": "de la sélection",
    "framing": "du cadrage",
    "site_validated": "de la validation du site",
    "deployed": "du déploiement",
    "measured": "de la mesure",
}
TO_FR = {
    "framing": "au cadrage",
    "site_validated": "à la validation du site",
    "deployed": "au déploiement",
    "measured": "à la mesure",
    "closed": "à la clôture",
}
DROPPED_OUT, CLOSED, DEPLOYED = "dropped_out", "closed", "deployed"
DAYS_PER_MONTH = 365.25 / 12
UNKNOWN_THEME = "inconnu"


def project_paths(tables: Tables) -> pd.DataFrame:
    """One row a project of `projects`, in the order of the register.

    Adds `theme_fr`, `commune` (its name), one date column a step (missing when the step is not in `milestones`),
    `is_deployed` (a dated deployment, or the status says so), `is_measured`, `is_bought` (a row of `purchases`),
    `is_stopped` (dropped out or closed without deployment) and `is_waiting` (neither deployed nor stopped).
    """
    projects = tables["projects"]
    paths = projects.merge(_dates(tables.get("milestones")), how="left", left_on="project_id", right_index=True)
    is_deployed = paths["deployed"].notna() | paths["status"].eq(DEPLOYED).fillna(False)
    is_over = paths["status"].isin([DROPPED_OUT, CLOSED])
    names = commune_names(tables.get("communes"))
    return paths.assign(
        theme=paths["theme"].fillna(UNKNOWN_THEME),
        theme_fr=[capitalised(value_words("" if pd.isna(code) else str(code), {})[0]) for code in paths["theme"]],
        commune=[value_words(str(code), names)[0] for code in paths["commune_insee"]],
        is_deployed=is_deployed.astype(bool),
        is_measured=paths["measured"].notna(),
        is_bought=paths["project_id"].isin(_bought(tables.get("purchases"))),
        is_stopped=(is_over & ~is_deployed).astype(bool),
        is_waiting=(~is_over & ~is_deployed).astype(bool),
    )


def _dates(milestones: pd.DataFrame | None) -> pd.DataFrame:
    """One row a project, one column a step; a step dated twice counts from its first date."""
    if milestones is None or milestones.empty:
        return pd.DataFrame(columns=list(STEPS), index=pd.Index([], dtype="string"), dtype="datetime64[us]")
    wide = milestones.pivot_table(index="project_id", columns="step", values="date", aggfunc="min")
    return wide.reindex(columns=list(STEPS)).astype("datetime64[us]").rename_axis(columns=None)


def _bought(purchases: pd.DataFrame | None) -> list[str]:
    return [] if purchases is None else list(purchases["project_id"].astype(str))


def months(start: pd.Series, end: pd.Series) -> pd.Series:
    """Months of 30.44 days from one date to the other; missing where one of them is."""
    return (end - start).dt.days / DAYS_PER_MONTH


def last_step(path: pd.Series) -> str:
    """The last step that a project is dated at, its selection when none is."""
    dated = [step for step in STEPS if pd.notna(path[step])]
    return dated[-1] if dated else "selection"


def in_order(names: pd.Series) -> list[str]:
    """Each name once, in the order of the alphabet."""
    return sorted(set(names.astype(str)), key=slug)
