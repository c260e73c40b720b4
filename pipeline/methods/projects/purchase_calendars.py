"""By when a purchase must be decided to be in a commune's next budget: its own dates, less declared working times.

The working times (`lead_months`) are the team's and stand in the table of factors, where a commune replaces them by its
own; no document and no law prints them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.facts import Fact
from pipeline.methods.projects.knowledge_facts import Teller, is_given, one_by_one

COMPUTED_BY = "pipeline.methods.projects.purchase_calendars"
COUNCIL = "council"
EVENTS_FR = {"budget_vote": "vote du budget", "council": "conseil municipal", "election": "élection"}
LEAD_LIMIT = (
    "Délai de travail proposé par l’équipe, qu’aucun document ne publie\u00a0; à remplacer par celui de la commune."
)
COLUMNS = ("commune", "event_fr", "event_fact", "decide_fact", "council_fact", "ready_fact")


def factors(calendar: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """One row a factor as the guide prints it, with the working time before its event as a fact."""
    tell = Teller("procurement", f"{COMPUTED_BY}:factors", "purchase_calendar")
    facts, lines = [], []
    for factor, row in one_by_one(calendar):
        line = {"factor_fr": french(factor.factor_fr), "advice_fr": french(factor.advice_fr), "lead_fact": None}
        if is_given(factor.event):
            said = EVENTS_FR.get(factor.event, factor.event)
            label = (f"Délai de travail avant l’événement ({said})", f"Working time before: {factor.event}")
            more = {"unit": "months", "method": "Déclaré par l’équipe", "limits_fr": LEAD_LIMIT}
            months = float(factor.lead_months)
            facts.append(tell.fact(f"lead-{slug(factor.event)}", label, row, value=months, **more))
            line["lead_fact"] = facts[-1].fact_id
        lines.append(line)
    return pd.DataFrame(lines, columns=["factor_fr", "advice_fr", "lead_fact"]), facts


def commune_calendar(
    dates: pd.DataFrame, calendar: pd.DataFrame, names: dict[str, str]
) -> tuple[pd.DataFrame, list[Fact]]:
    """One row an event of a commune other than a council, by commune then date.

    From the event backward: the day by which to decide, the last council until then, the day by which its file must be
    ready. A cell is missing where the commune delivered no council early enough.
    """
    leads = {str(row.event): int(row.lead_months) for row, _ in one_by_one(calendar) if is_given(row.event)}
    facts: list[Fact] = []
    events = dates[dates["event"].isin(set(leads) - {COUNCIL})].copy()
    events["commune"] = [names.get(code, code) for code in events["commune_insee"]]
    lines = [
        _chain(event, row, dates, calendar, leads, facts)
        for event, row in one_by_one(events.sort_values(["commune", "date", "event"], ignore_index=True))
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS)), facts


def _chain(
    event: Any,
    row: pd.DataFrame,
    dates: pd.DataFrame,
    calendar: pd.DataFrame,
    leads: dict[str, int],
    facts: list[Fact],
) -> dict[str, Any]:
    """The row of one event; its facts are added to `facts`."""
    day = pd.Timestamp(event.date)
    decide = day - pd.DateOffset(months=leads[event.event])
    council = _last_council(dates, event.commune_insee, decide)
    said = EVENTS_FR.get(event.event, event.event)
    evidence = [row, calendar[calendar["event"].isin([event.event, COUNCIL])]]
    found: dict[str, Any] = {"commune": event.commune, "event_fr": said}
    steps: list[tuple[str, str, Any, list[pd.DataFrame]]] = [
        ("event", said, day, [row]),
        ("decide", f"décider avant, pour {said}", decide, evidence),
    ]
    if council is not None:
        evidence = [*evidence, council]
        council_day = pd.Timestamp(council["date"].iloc[0])
        steps.append(("council", "dernier conseil à temps", council_day, [council]))
        if COUNCIL in leads:
            ready = council_day - pd.DateOffset(months=leads[COUNCIL])
            steps.append(("ready", "dossier prêt", ready, evidence))
    for what, label_fr, when, rows in steps:
        facts.append(_day(event, what, label_fr, when, rows))
        found[f"{what}_fact"] = facts[-1].fact_id
    return found


def _last_council(dates: pd.DataFrame, commune: str, until: pd.Timestamp) -> pd.DataFrame | None:
    when = pd.to_datetime(dates["date"])
    held = dates[dates["event"].eq(COUNCIL) & dates["commune_insee"].eq(commune) & when.le(until)]
    return None if held.empty else held.loc[[pd.to_datetime(held["date"]).idxmax()]]


def _day(event: Any, what: str, label_fr: str, when: Any, rows: list[pd.DataFrame]) -> Fact:
    tell = Teller("procurement", f"{COMPUTED_BY}:commune_calendar", "commune_dates")
    is_told = what in ("event", "council")
    method = "Date transmise par la commune" if is_told else "Date de la commune moins le délai de travail"
    name = f"calendar-{slug(event.commune)}-{slug(event.event)}-{pd.Timestamp(event.date):%Y%m%d}-{what}"
    return tell.day(
        name,
        (f"{french(event.commune)}\u00a0: {label_fr}", f"{event.commune}: {what}"),
        when,
        rows,
        method=method,
        limits_fr="Date prévue, qui peut changer." if is_told else LEAD_LIMIT,
    )
