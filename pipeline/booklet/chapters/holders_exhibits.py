"""What a booklet shows of project holders: their profile, and the selection by family."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline import figures
from pipeline.booklet.chapters.holders_words import (
    NO_AGE_FR,
    NO_COUNTRY_FR,
    NO_PROFILE_FR,
    NO_SELECTION_FR,
    age_sentence,
    public_sentence,
    seat_sentence,
    selection_sentence,
)
from pipeline.booklet.chapters.rounded_parts import rounding_note
from pipeline.booklet.chapters.told_facts import told_alike
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.figures.telling import with_note
from pipeline.released import Release

FRANCE, UNKNOWN = "France", "Non renseigné"
PROJECTS = "holders-projects"
NONE_KEPT_FR = "Aucune solution n’a été retenue."
NOTHING = Text(Markdown(""))


def profile_figure(release: Release, traits: Sequence[str], caption_fr: str) -> Figure | Text:
    """One panel for each of these traits of the holders (see `PANELS` of the estimator), one bar a category."""
    rows = release.table("holders_profile")
    rows = rows[rows["panel"].isin(traits)]
    if rows.empty:
        return Text(escape(NO_PROFILE_FR))
    panels = {str(title): _bars(release, panel) for title, panel in rows.groupby("panel_fr", sort=False)}
    return figures.bar_panels(panels, "projets", caption_fr)


def _bars(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    facts = [release.fact(fact_id) for fact_id in rows["count_fact"]]
    return pd.DataFrame(
        {
            "label": list(rows["label_fr"]),
            "value": [fact["value"] for fact in facts],
            "shown": [str(fact["display_fr"]) for fact in facts],
            "link": release.links(rows["count_fact"]),
        }
    )


def ages(release: Release) -> Text:
    """How old the holders were at selection, in a sentence."""
    if not release.has_fact("holders-age-median"):
        return Text(escape(NO_AGE_FR))
    names, young = ("median", "low-quarter", "high-quarter"), "holders-young"
    median, low, high = told_alike(release, [f"holders-age-{name}" for name in names])
    return Text(age_sentence(median, low, high, release.link(young), _is_of_all(release, young)))


def _is_of_all(release: Release, share: str) -> bool:
    """Whether a share has every project of the register for its base."""
    return bool(release.fact(share)["denominator"] == release.fact("holders-projects")["value"])


def seats(release: Release) -> Text:
    """Which countries the seats are in, and how many projects are meant for public buyers, in two sentences."""
    told = [_seats(release)]
    if release.has_fact("holders-public"):
        public = "holders-public"
        told.append(public_sentence(release.link(public), _is_of_all(release, public)))
    return Text(Markdown(" ".join(told)))


def _seats(release: Release) -> Markdown:
    rows = release.table("holders_profile")
    countries = rows[rows["panel"].eq("country")]
    if countries.empty:
        return Markdown(NO_COUNTRY_FR)
    abroad = countries[~countries["label_fr"].isin([FRANCE, UNKNOWN])]
    pairs = list(zip(abroad["label_fr"], release.links(abroad["count_fact"]), strict=True))
    return seat_sentence(pairs, has_unknown=bool(countries["label_fr"].eq(UNKNOWN).any()))


def selection(release: Release) -> Text:
    """How many applications of each kind were kept, in a sentence."""
    ids = {kind: f"holders-selected-{kind}" for kind in ("solution", "commune")}
    shown = {kind: release.link(fact_id) if release.has_fact(fact_id) else "" for kind, fact_id in ids.items()}
    if not any(shown.values()):
        return Text(escape(NO_SELECTION_FR))
    kept = float(release.fact(ids["solution"])["numerator"]) if shown["solution"] else 0.0
    projects = float(release.fact(PROJECTS)["value"]) if release.has_fact(PROJECTS) else 0.0
    total = release.link(PROJECTS) if projects else "aucun"
    return Text(selection_sentence(shown["solution"], shown["commune"], kept, projects, total))


def selection_table(release: Release, caption_fr: str) -> Table | Text:
    """Each family with its shares of the applications and of the selected, and how many of its own were selected."""
    rows = release.table("holders_selection")
    if rows.empty:
        return Text(escape(NONE_KEPT_FR)) if release.has_fact("holders-selected-solution") else NOTHING
    return Table(
        {
            "Famille": list(rows["theme_fr"]),
            "Part des candidatures": release.links(rows["applied_fact"]),
            "Part des retenues": release.links(rows["kept_fact"]),
            "Retenues parmi ses candidates": release.links(rows["rate_fact"]),
        },
        with_note(caption_fr, rounding_note(release, [rows["applied_fact"], rows["kept_fact"]])),
        align="lrrr",
        widths=(28, 24, 24, 24),
    )
