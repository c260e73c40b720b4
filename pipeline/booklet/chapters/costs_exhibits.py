"""What a booklet shows of costs: the budget by item and by funder, what others put in, the mean a tried project."""

from __future__ import annotations

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.fact_sentences import fact_sentence
from pipeline.booklet.chapters.rounded_parts import with_rounding_note
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.booklet.exhibits import Figure, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW
from pipeline.released import Release

PANELS_FR = {"item": "Par poste", "funder": "Par financeur"}
NO_BUDGET_FR = "Aucune ligne du budget n’a été remise."
NO_PROJECT_FR = "Aucun projet n’a été essayé sur le terrain\u00a0: il n’y a pas de coût par projet à donner."
NOBODY_FR = "Aucune autre dépense n’a été déclarée."
BESIDES = (
    ("costs-time", "costs-time-days"),
    ("costs-own-funds", ""),
)
"""What is spent beside the budget, and what it was counted from."""

SAID = (
    ("survey-communes-days-per-month-mean", "jours par mois"),
    ("survey-institutions-days-spent-mean", "jours"),
)
"""What people said of their time, and in what."""


def budget_figure(release: Release, caption_fr: str) -> Figure | Text:
    """The budget of the programme, one panel by item and one by funder, the largest first."""
    rows = release.table("costs_panels")
    if rows.empty:
        return Text(escape(NO_BUDGET_FR))
    panels = {PANELS_FR[str(panel)]: _bars(release, lines) for panel, lines in rows.groupby("panel", sort=False)}
    return figures.bar_panels(panels, "euros", caption_fr)


def _bars(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": list(rows["label_fr"]),
            "value": [release.fact(fact_id)["value"] for fact_id in rows["amount_fact"]],
            "shown": [release.display(fact_id) for fact_id in rows["amount_fact"]],
            "link": release.links(rows["amount_fact"]),
        }
    )


def funders(release: Release) -> Text:
    """Which share of the budget each funder pays, one bullet a funder."""
    rows = release.table("costs_panels")
    rows = rows[rows["panel"].eq("funder")]
    shares = zip(rows["label_fr"], release.links(rows["share_fact"]), strict=True)
    lines = bullets([_funded(label, share) for label, share in shares], NO_BUDGET_FR)
    return with_rounding_note(release, lines, [rows["share_fact"]])


def _funded(label: str, share: Markdown) -> Markdown:
    return Markdown(f"«{NARROW}{escape(label)}{NARROW}» en apporte {share}.")


def besides(release: Release) -> Text:
    """What the budget does not hold: days counted at a rate, own funds; one bullet each, with what it comes from."""
    items = []
    for fact_id, origin in BESIDES:
        if is_told(release, fact_id):
            days = [fact_sentence(release, origin)] if origin and is_told(release, origin) else []
            items.append(Markdown(" ".join([fact_sentence(release, fact_id), *days])))
    return bullets(items, NOBODY_FR)


def per_project(release: Release) -> Text:
    """The mean cost a tried project, of the budget then of all that was spent, with how many projects were tried."""
    if not is_told(release, "costs-per-project"):
        return Text(escape(NO_PROJECT_FR))
    budget, everything, tried = (
        release.link(f"costs-{what}") for what in ("per-project", "per-project-everything", "tried")
    )
    return Text(
        Markdown(
            f"Rapporté aux projets essayés sur le terrain (il y en a eu {tried}), le budget revient à {budget} par "
            f"projet. En ajoutant le temps valorisé et les fonds propres, la dépense revient à {everything} par projet."
        )
    )


def said_in_surveys(release: Release) -> Text:
    """What people said of their time, beside the days that were counted."""
    lines = [fact_sentence(release, fact_id, unit_fr) for fact_id, unit_fr in SAID if is_told(release, fact_id)]
    return bullets(lines, NOBODY_FR)
