"""What a booklet shows of skills: topics, what agents say they gained and still want, the people and days it took."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.skills_words import (
    NO_TIME_FR,
    NOT_ASKED_FR,
    days_sentence,
    said_by_agents,
    staff_sentence,
    training_sentence,
)
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.frame.agreement import agreed
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import EMPTY, Markdown, escape
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

GENERAL = {
    "survey-communes-skills-gained-yes": "que le programme a accru leurs compétences",
    "survey-communes-collaborates-better-yes": "mieux travailler qu’avant avec de jeunes entreprises",
    "survey-communes-attended-training-yes": "avoir suivi les journées de formation proposées",
}
"""What agents say by answering yes, by the fact that counts them."""
DAYS, ANSWERS = "survey-communes-days-per-month-median", "survey-communes-days-per-month-base"
STAFF, ASKED, TYPICAL = "skills-staff-total", "skills-staff-communes", "survey-communes-staff-mobilised-median"
PANELS = {"gained": "A progressé", "wanted": "Veut encore se former"}
YES_FR = "oui"


def gained_text(release: Release) -> Text:
    """How many agents say that the programme increased their skills, work better with firms, attended training."""
    told = [(fact_id, said) for fact_id, said in GENERAL.items() if is_told(release, fact_id)]
    if not told:
        return Text(escape(NOT_ASKED_FR))
    shares = [(release.link(fact_id), agreed(release, "dit/disent", fact_id), said) for fact_id, said in told]
    return Text(said_by_agents(shares))


def topics_table(release: Release, caption_fr: str) -> Table:
    """One row a topic, in the order printed: what it covers, gained, still wanted, training the document asks for."""
    rows = release.table("skills_topics")
    columns: dict[str, list[Any]] = {
        "Sujet": [Markdown(f"**{escape(row.topic_fr)}.** {escape(row.description_fr)}") for row in rows_of(rows)],
        **{PANELS[what]: [_link(release, fact_id) for fact_id in rows[what]] for what in PANELS},
        "Formation à poursuivre, selon le document": [
            YES_FR if needed else EMPTY for needed in rows["is_training_needed"]
        ],
    }
    return Table(columns, caption_fr, align="lrrl", widths=(46, 18, 18, 18))


def topics_figure(release: Release, caption_fr: str) -> Figure | Text:
    """What agents say they gained and still want, by topic in the order printed, with intervals where there are any."""
    rows = release.table("skills_topics")
    drawn = [
        _drawn(release, row.topic_fr, getattr(row, what), panel)
        for what, panel in PANELS.items()
        for row in rows_of(rows)
        if is_told(release, getattr(row, what))
    ]
    if not drawn:
        return Text(escape(NOT_ASKED_FR))
    return figures.intervals(pd.DataFrame(drawn), caption_fr, "part des agents", unit="share", head_fr="Sujet")


def printed_text(release: Release) -> Text:
    """On which topics the document wants training to go on."""
    rows = release.table("skills_topics")
    return Text(escape(training_sentence(list(rows.loc[rows["is_training_needed"], "topic_fr"]))))


def staff_text(release: Release) -> Text:
    """The people and days that communes put into it."""
    items = []
    if is_told(release, DAYS) and is_told(release, ANSWERS):
        items.append(days_sentence(release.link(DAYS), agreed(release, "jour/jours", DAYS), release.link(ANSWERS)))
    if is_told(release, STAFF) and is_told(release, ASKED):
        typical = release.link(TYPICAL) if is_told(release, TYPICAL) else ""
        communes = agreed(release, "commune/communes", ASKED)
        items.append(staff_sentence(release.link(STAFF), release.link(ASKED), communes, typical))
    return bullets(items, NO_TIME_FR)


def _link(release: Release, fact_id: str) -> Markdown:
    return release.link(fact_id) if is_told(release, fact_id) else Markdown(EMPTY)


def _drawn(release: Release, topic: str, fact_id: str, panel: str) -> dict[str, Any]:
    fact = release.fact(fact_id)
    bounds = {name: fact[name] for name in ("value", "low", "high")}
    return {"label": topic, **bounds, "shown": release.display(fact_id), "link": release.link(fact_id), "group": panel}
