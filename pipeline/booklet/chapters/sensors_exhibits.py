"""What a booklet shows of sensors: what arrived, what can be read, and whether a series breaks at the deployment."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet import wording
from pipeline.booklet.chapters.change_words import signed
from pipeline.booklet.chapters.design_wording import result_fr
from pipeline.booklet.chapters.told_facts import counted, large_counts
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK
from pipeline.methods.indicators.design_strength import Strength
from pipeline.released import Release

NONE_FR = "Aucun capteur n’a envoyé de lecture."
NO_OTHER_FR = "Aucune autre série à montrer."
NOT_SOUGHT_FR = (
    "Aucun changement n’a été cherché sans connaître cette date, faute de jours ou parce que chaque jour"
    " ressemble trop au précédent."
)
NOT_COMPARED_FR = "Aucune série ne se lit avant et après la mise en service."
DEPLOYED_FR = "mise en service"
STATES_FR = {
    "usable": "lisible",
    "sparse": "lisible avec prudence, plus d’un quart des lectures manque",
    "stuck": "illisible, le capteur répète une même valeur",
}
LARGE_FR = (
    ("sensors-series", "série de capteurs", "séries de capteurs"),
    ("sensors-readings", "lecture reçue", "lectures reçues"),
    (
        "sensors-compared",
        "série lue avant et après la mise en service",
        "séries lues avant et après la mise en service",
    ),
    (
        "sensors-apart",
        "série qui change nettement de niveau ce jour-là",
        "séries qui changent nettement de niveau ce jour-là",
    ),
)
OTHERS_FR = (
    (
        "sensors-stuck",
        "série est illisible, une même valeur y revenant pendant des jours",
        "séries sont illisibles, une même valeur y revenant pendant des jours",
    ),
    (
        "sensors-sparse",
        "série a perdu plus d’un quart de ses lectures",
        "séries ont perdu plus d’un quart de leurs lectures",
    ),
)


def summary(release: Release) -> Text:
    """The main totals in large print, the others in one line; or that nothing was sent."""
    if release.table("sensors_series").empty:
        return Text(escape(NONE_FR))
    others = [said for fact, one, several in OTHERS_FR if (said := counted(release, fact, (one, several)))]
    said = f"\n\n{f'{NARROW}; '.join(others)}." if others else ""
    return Text(Markdown(f"{large_counts(release, LARGE_FR)}{said}"))


def received_table(release: Release, caption_fr: str) -> Table | Text:
    """Each series: how many readings arrived, of how many expected, the longest silence, and whether it can be read."""
    rows = release.table("sensors_series")
    if rows.empty:
        return Text(escape(NONE_FR))
    return Table(
        {
            "Série": [_name(row) for row in rows.itertuples()],
            "Reçu sur attendu": release.links(rows["coverage_fact"]),
            "Plus long silence (heures)": release.links(rows["gap_fact"]),
            "Lecture": [STATES_FR[state] for state in rows["state"]],
        },
        caption_fr,
        widths=(34, 26, 16, 24),
    )


def changes_table(release: Release, caption_fr: str) -> Table | Text:
    """Each series that can be compared: median before and after, jump at the deployment with its interval."""
    rows = release.table("sensors_series")
    compared = rows[rows["jump_fact"].notna()]
    if compared.empty:
        return Text(escape(NOT_COMPARED_FR))
    return Table(
        {
            "Série": [f"{_name(row)} ({kept_together(str(row.unit_fr))})" for row in compared.itertuples()],
            "Médiane avant": release.links(compared["before_fact"]),
            "Médiane après": release.links(compared["after_fact"]),
            "Saut à la mise en service": [signed(release, fact) for fact in compared["jump_fact"]],
            "Changement de pente, en un mois": [signed(release, fact) for fact in compared["slope_fact"]],
        },
        caption_fr,
        widths=(32, 13, 13, 21, 21),
    )


def verdicts(release: Release) -> Text:
    """One sentence a series: what happens at the deployment, and where its sharpest break lies."""
    rows = release.table("sensors_series")
    return bullets([_verdict(release, row) for row in rows.itertuples()], NONE_FR)


def _verdict(release: Release, row: Any) -> Markdown:
    head = f"{escape(_name(row))}{NO_BREAK}: "
    if row.state == "stuck":
        run = release.link(row.run_fact)
        return Markdown(f"{head}le capteur répète une même valeur pendant {run} heures{NARROW}; rien n’en est conclu.")
    if pd.isna(row.changed_on):
        return Markdown(f"{head}le jour de la mise en service n’est pas connu, donc ni avant ni après.")
    if not isinstance(row.jump_fact, str):
        return Markdown(f"{head}trop peu de jours lisibles avant ou après la mise en service.")
    return Markdown(f"{head}{_jump(release, row)}. {_found(release, row)}")


def _jump(release: Release, row: Any) -> str:
    """What happens on the day of deployment, in the words that a series without another site allows."""
    jump = f"{NO_BREAK}: {signed(release, row.jump_fact)} {escape(kept_together(row.unit_fr))}"
    if row.sense == "unchanged":
        return f"le saut à la mise en service reste dans la marge{jump}"
    return f"à la mise en service, {result_fr(Strength(row.strength), row.sense)}{jump}"


def _found(release: Release, row: Any) -> str:
    """Where the sharpest break lies when it is looked for without the date; or why none was looked for."""
    if not isinstance(row.found_p_fact, str):
        return NOT_SOUGHT_FR
    if not row.is_found:
        none = release.link(row.found_p_fact, "aucun changement")
        return f"Si l’on cherche sans connaître cette date, {none} ne se distingue du hasard."
    found = release.link(row.found_fact)
    days = float(release.fact(row.found_days_fact)["value"])
    where = release.link(row.found_days_fact, _apart_fr(days))
    return f"Si l’on cherche sans connaître cette date, le changement le plus net tombe le {found}, {where}."


def kept_together(unit_fr: str) -> str:
    """A unit that stays on one line: « µg par m³ »."""
    return unit_fr.replace(" ", NO_BREAK)


def _apart_fr(days: float) -> str:
    """« le jour même », « 3 jours après la mise en service »."""
    if not days:
        return f"le jour même de la {DEPLOYED_FR}"
    return f"{wording.plural(abs(days), 'jour')} {'après' if days > 0 else 'avant'} la {DEPLOYED_FR}"


def series_figure(release: Release, position: int, caption_fr: str) -> Figure | Text:
    """The weekly medians of one series (the first is 0), with the band of its days and the day of deployment."""
    rows = release.table("sensors_series")
    if position >= len(rows):
        return Text(escape(NO_OTHER_FR if len(rows) else NONE_FR))
    row = rows.iloc[position]
    weekly = release.table("sensors_weekly")
    own = weekly[weekly["project_id"].eq(row["project_id"]) & weekly["indicator_id"].eq(row["indicator_id"])]
    if own.empty:
        return Text(escape(NOT_COMPARED_FR))
    name = _name(row)
    changes = [] if pd.isna(row["changed_on"]) else [(row["changed_on"].date(), DEPLOYED_FR)]
    frame = own[["when", "value", "low", "high"]].assign(label=name)
    said = f"{caption_fr}{NO_BREAK}: {name}"
    return figures.series(frame, said, str(row["unit_fr"]), changes, band_fr="étendue")


def _name(row: Any) -> str:
    return wording.bound(f"{row.name_fr}, {row.project}")
