"""What a booklet shows of the projects' progress: steps, durations, waiting time, outcomes, calendars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.deployment_words import (
    NO_CURVE_FR,
    NO_DURATION_FR,
    NO_PROJECT_FR,
    half_sentence,
    stopped_sentence,
    waiting_sentence,
)
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

PHASES_FR = {
    "framing": "Cadrage",
    "site_validated": "Choix du site",
    "deployed": "Installation",
    "measured": "Essai et mesure",
    "closed": "Jusqu’à la clôture",
}
"""What goes on until each step."""
SELECTION_FR = "Sélection"
OUTCOMES_FR = {
    "projects": "Sélectionnés",
    "deployed": "Déployés",
    "measured": "Mesurés",
    "bought": "Achetés",
    "waiting": "En attente",
    "stopped": "Arrêtés",
}
HOSTS = "communes"
"""The audience whose booklet shows the calendar of each commune."""
MOST_CALENDARS = 8
NOTHING = Text(Markdown(""))


def steps_figure(release: Release, caption_fr: str) -> Figure | Text:
    """How many projects reached each step, in the order of the programme."""
    rows = release.table("deployment_steps")
    if rows.empty:
        return Text(escape(NO_PROJECT_FR))
    values = [release.fact(fact_id)["value"] for fact_id in rows["reached_fact"]]
    return figures.bars(list(rows["label_fr"]), values, "", caption_fr, head_fr="Étape", counted_fr="Projets")


def durations_table(release: Release, caption_fr: str) -> Table | Text:
    """Quartiles of the months from each step to the next, for the projects that passed both."""
    rows = release.table("deployment_durations")
    if rows.empty:
        return Text(escape(NO_DURATION_FR))
    return Table(
        {
            "Durée": list(rows["label_fr"]),
            "Projets": release.links(rows["passed_fact"]),
            "Un quart en moins de": release.links(rows["low_fact"]),
            "La moitié en moins de": release.links(rows["median_fact"]),
            "Trois quarts en moins de": release.links(rows["high_fact"]),
        },
        caption_fr,
        align="lrrrr",
        widths=(36, 12, 17, 17, 18),
    )


def curve_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The share of all selected projects that were deployed, month by month, with those that wait."""
    rows = release.table("deployment_curve")
    if rows.empty:
        return Text(escape(NO_CURVE_FR))
    facts = [release.fact(fact_id) for fact_id in rows["deployed_fact"]]
    if all(fact["status"] == SUPPRESSED for fact in facts):
        return Text(escape(HIDDEN_FR))
    frame = pd.DataFrame(
        {
            "month": list(rows["month"]),
            "value": [fact["value"] for fact in facts],
            "shown": [str(fact["display_fr"]) for fact in facts],
            "link": release.links(rows["deployed_fact"]),
            "waiting": [release.fact(fact_id)["value"] for fact_id in rows["waiting_fact"]],
        }
    )
    return figures.waiting(frame, caption_fr, "projets déployés, parmi tous les sélectionnés", "projets non déployés")


def half(release: Release) -> Text:
    """When half of the projects were deployed, then how many still wait."""
    if not release.has_fact("deployment-projects"):
        return Text(escape(NO_PROJECT_FR))
    fact_id = "deployment-half-deployed"
    shown = release.link(fact_id) if release.has_fact(fact_id) else ""
    told = half_sentence(shown, _part(release, "deployed"))
    waiting = waiting_sentence(_part(release, "waiting"), _counted(release, "deployment-waiting"))
    return Text(Markdown(f"{told} {waiting}"))


def _part(release: Release, what: str) -> float:
    """The count behind a share; NaN, which reads as « several », where it is withheld."""
    return float(release.fact(f"deployment-{what}")["numerator"])


def _counted(release: Release, fact_id: str) -> Markdown:
    """The count of a share alone, linked: « 7 »; the whole display where it is withheld."""
    fact = release.fact(fact_id)
    return release.link(fact_id, None if fact["status"] == SUPPRESSED else f"{fact['numerator']:.0f}")


def stopped(release: Release) -> Text:
    """Which projects stopped, when, and what it teaches."""
    if not release.has_fact("deployment-projects"):
        return NOTHING
    rows = release.table("deployment_stopped")
    values = [float(release.fact(fact_id)["value"]) for fact_id in rows["count_fact"]]
    stops = list(zip(rows["step"], rows["label_fr"], values, release.links(rows["count_fact"]), strict=True))
    after = release.fact("deployment-stopped-after")
    total, after_shown = _counted(release, "deployment-stopped"), release.link("deployment-stopped-after")
    return Text(stopped_sentence(stops, total, float(after["value"]), after_shown))


def outcomes_table(release: Release, by: str, head_fr: str, caption_fr: str) -> Table | Text:
    """Each theme or commune (`by`) with its projects by outcome, in the order of the alphabet."""
    rows = release.table(f"deployment_{by}")
    if rows.empty:
        return Text(escape(NO_PROJECT_FR))
    told = {name: f"{what}_fact" for what, name in OUTCOMES_FR.items() if f"{what}_fact" in rows}
    cells = {name: release.links(rows[column]) for name, column in told.items()}
    widths = (25, *(13 for _ in cells))
    return Table({head_fr: list(rows["label_fr"]), **cells}, caption_fr, align="l" + "r" * len(cells), widths=widths)


def calendar(release: Release, position: int, caption_fr: str) -> Figure | Text:
    """The calendar of one commune (the first is 0), in the booklet of communes; nothing where there is no such one."""
    communes = list(dict.fromkeys(release.table("deployment_dates")["commune"]))
    if not release.is_for(HOSTS) or position >= min(len(communes), MOST_CALENDARS):
        return NOTHING
    return commune_calendar(release, communes[position], caption_fr)


def commune_calendar(release: Release, commune: str, caption_fr: str) -> Figure | Text:
    """What each project of one commune did when; nothing where its number of projects is withheld."""
    dates = release.table("deployment_dates")
    mine = dates[dates["commune"].eq(commune)]
    frame = pd.DataFrame(_phases(mine), columns=["label", "step", "start", "end"])
    if frame.empty or release.fact(mine["commune_fact"].iloc[0])["status"] == SUPPRESSED:
        return NOTHING
    order = [SELECTION_FR, *PHASES_FR.values()]
    frame = frame.sort_values("step", key=lambda steps: steps.map(order.index), kind="stable", ignore_index=True)
    return figures.timeline(frame, f"{caption_fr}{NO_BREAK}: {commune}")


def _phases(projects: pd.DataFrame) -> Iterator[tuple[str, str, Any, Any]]:
    """A mark at the selection of each project, then one row a phase between two dated steps."""
    for _, project in projects.iterrows():
        dated = [step for step in ("selection", *PHASES_FR) if pd.notna(project[step])]
        if "selection" in dated:
            yield project["project"], SELECTION_FR, project["selection"], pd.NaT
        for start, end in pairwise(dated):
            yield project["project"], PHASES_FR[end], project[start], project[end]
