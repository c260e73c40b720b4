"""What a booklet shows of recommendations: those addressed to its readers whose finding holds, and those set aside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.fact_sentences import told
from pipeline.booklet.chapters.told_facts import filled, is_told
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NO_BREAK
from pipeline.methods.programme.conditions import PLACEHOLDER, Verdict, printed_facts
from pipeline.methods.projects.knowledge_facts import rows_of
from pipeline.released import Release

TO = {"startups": "porteurs", "communes": "communes"}
"""Whose recommendations an audience reads; another audience reads all of them."""

HORIZONS_FR = {
    "now": "Dès maintenant",
    "within_year": "Dans l’année",
    "next_edition": "Avant la prochaine édition",
}
TITLES_FR = {
    "porteurs": "Aux porteurs de projet",
    "communes": "Aux communes",
    "institutions": "Aux institutions",
    "agence": "À l’agence qui anime le programme",
}
NONE_FR = "Aucune recommandation ne tient sur un constat de cette édition."
ALL_HOLD_FR = "Toutes les recommandations écrites tiennent sur un constat de cette édition."
REASONS_FR = {
    Verdict.FAILS.value: "le constat sur lequel elle reposait n’a pas pu être établi",
    Verdict.UNKNOWN.value: "l’édition n’a pas de quoi établir le constat",
}


def recommended(release: Release) -> Text:
    """The recommendations that hold, by addressee and by when to follow them; one audience's own have no title."""
    rows = _own(release)
    rows = rows[[_is_held(release, row) for row in rows_of(rows)]]
    if rows.empty:
        return Text(escape(NONE_FR))
    groups = {str(to): _by_horizon(release, mine) for to, mine in rows.groupby("addressee", sort=False)}
    if len(groups) == 1:
        return Text(Markdown(*groups.values()))
    titled = (f"**{escape(TITLES_FR.get(to, to))}**\n\n{pieces}" for to, pieces in groups.items())
    return Text(Markdown("\n\n".join(titled)))


def _by_horizon(release: Release, rows: pd.DataFrame) -> str:
    """« *Dès maintenant* », then what is to be done now as a list; and so on, the nearest first."""
    parts = []
    for horizon, words in HORIZONS_FR.items():
        pieces = [_piece(release, row) for row in rows_of(rows[rows["horizon"].eq(horizon)])]
        parts += [f"*{escape(words)}*\n\n{bullets(pieces, NONE_FR).markdown}"] if pieces else []
    return "\n\n".join(parts)


def set_aside(release: Release) -> Text:
    """The recommendations that were written and are not made, with the reason and the finding as it is."""
    rows = _own(release)
    items = [_set_aside(release, row) for row in rows_of(rows) if not _is_held(release, row)]
    return bullets(items, ALL_HOLD_FR)


def _own(release: Release) -> pd.DataFrame:
    rows = release.table("recommendations_held")
    wanted = TO.get(str(release.summary["audience"]))
    return rows if wanted is None else rows[rows["addressee"].eq(wanted)]


def _is_held(release: Release, row: Any) -> bool:
    """Whether it is made: its condition holds, and readers may see every fact that its words print."""
    printed = printed_facts(f"{row.text_fr} {row.because_fr}")
    return bool(row.verdict == Verdict.HOLDS.value) and all(is_told(release, fact_id) for fact_id in printed)


def _piece(release: Release, row: Any) -> Markdown:
    """« **Recommendation.** Finding. »"""
    return Markdown(f"**{filled(release, row.text_fr)}** {filled(release, row.because_fr)}")


def _set_aside(release: Release, row: Any) -> Markdown:
    lines = told(release, row.findings)
    reason = REASONS_FR.get(row.verdict, REASONS_FR[Verdict.UNKNOWN.value])
    return Markdown(f"{_filled_plain(row.text_fr)}{NO_BREAK}: {' '.join([f'{escape(reason)}.', *lines])}")


def _filled_plain(text: str) -> str:
    """A text that is not made, as a title: no number is printed in it."""
    return str(escape(PLACEHOLDER.sub("…", text).rstrip(".")))
