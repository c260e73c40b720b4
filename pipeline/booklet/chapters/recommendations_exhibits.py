"""What a booklet shows of recommendations: those addressed to its readers whose finding holds, and those set aside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.survey_wording import interval_fr
from pipeline.booklet.chapters.told_facts import filled, is_told
from pipeline.booklet.display import decimals_of
from pipeline.booklet.exhibits import Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW
from pipeline.capitals import capitalised
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
    Verdict.HOLDS.value: "Un des nombres qui la fondent n’est pas publié.",
    Verdict.FAILS.value: "Le constat qui la fonderait ne se vérifie pas.",
    Verdict.UNKNOWN.value: "L’édition n’a pas de quoi établir le constat.",
}
"""Why one is set aside, where its rule compares with no number."""

FEW_FR = "il y a trop peu de réponses pour un intervalle"
LIMITS_FR = {">=": "au moins", ">": "plus de", "<": "moins de", "<=": "au plus"}
SIDES_FR = {"low": "au-dessus", "high": "au-dessous"}


def recommended(release: Release) -> Text:
    """The recommendations that hold, by addressee and by when to follow them; one audience's own have no title."""
    rows = _own(release)
    rows = rows[[_is_held(release, row) for row in rows_of(rows)]]
    if rows.empty:
        return Text(escape(NONE_FR))
    groups = {str(to): mine for to, mine in rows.groupby("addressee", sort=False)}
    if len(groups) == 1:
        return Text(Markdown(_by_horizon(release, rows, "**")))
    titled = (
        f"**{escape(TITLES_FR.get(to, to))}**\n\n{_by_horizon(release, mine, '*')}" for to, mine in groups.items()
    )
    return Text(Markdown("\n\n".join(titled)))


def _by_horizon(release: Release, rows: pd.DataFrame, mark: str) -> str:
    """« *Dès maintenant* », then what is to be done now as a list; and so on, the nearest first.

    `mark` sets the words off: strong where no title stands above them.
    """
    parts = []
    for horizon, words in HORIZONS_FR.items():
        pieces = [_piece(release, row) for row in rows_of(rows[rows["horizon"].eq(horizon)])]
        parts += [f"{mark}{escape(words)}{mark}\n\n{bullets(pieces, NONE_FR).markdown}"] if pieces else []
    return "\n\n".join(parts)


def set_aside(release: Release) -> Text:
    """The recommendations that were written and are not made, with the reason and the finding as it is.

    Each begins with whom it was for where several readers are addressed: two may say nearly the same.
    """
    rows = _own(release)
    several = len(set(rows["addressee"])) > 1
    items = [
        Markdown(f"{_for_whom(row) if several else ''}{_set_aside(release, row)}")
        for row in rows_of(rows)
        if not _is_held(release, row)
    ]
    return bullets(items, ALL_HOLD_FR)


def _for_whom(row: Any) -> str:
    """« *Aux communes.* », before what follows."""
    return f"*{escape(TITLES_FR.get(row.addressee, row.addressee))}.* "


def _own(release: Release) -> pd.DataFrame:
    rows = release.table("recommendations_held")
    wanted = TO.get(str(release.summary["audience"]))
    return rows if wanted is None else rows[rows["addressee"].eq(wanted)]


def _is_held(release: Release, row: Any) -> bool:
    """Whether it is made: its condition holds, and readers may see every fact that its words print."""
    printed = printed_facts(f"{row.text_fr} {row.because_fr}")
    return bool(row.verdict == Verdict.HOLDS.value) and all(is_told(release, fact_id) for fact_id in printed)


def _piece(release: Release, row: Any) -> Markdown:
    """« **Recommendation.** Finding. La règle demande au moins 3 mois. »"""
    said = [f"**{filled(release, row.text_fr)}**", filled(release, row.because_fr), rule_fr(release, row)]
    return Markdown(" ".join(filter(None, said)))


def _set_aside(release: Release, row: Any) -> Markdown:
    """« **Recommendation.** Finding, as far as readers may see it. » Then its rule, or why it is not made."""
    printed = printed_facts(row.because_fr)
    is_shown = bool(printed) and all(is_told(release, fact_id) for fact_id in printed)
    rule = rule_fr(release, row) if is_shown and row.verdict != Verdict.HOLDS.value else ""
    found = filled(release, row.because_fr) if is_shown else ""
    return Markdown(
        " ".join(filter(None, [_filled_plain(row.text_fr), found, rule or escape(REASONS_FR[row.verdict])]))
    )


def rule_fr(release: Release, row: Any) -> str:
    """« L’intervalle va de 30 % à 78 % ; la règle demande qu’il soit tout entier au-dessus de 25 %. »

    Without an end of an interval, « La règle demande au moins 3 mois. »; nothing where it compares with no number.
    """
    if not row.tested_fact:
        return ""
    limit, fact = release.link(row.limit_fact), release.fact(row.tested_fact)
    if not row.end or (fact["design"] == "census" and not fact["interval_method"]):
        return f"La règle demande {LIMITS_FR[row.sign]} {limit}."
    said = _interval_beside(fact, release.display(row.limit_fact)) if fact["interval_method"] else FEW_FR
    asked = f"la règle demande qu’il soit tout entier {SIDES_FR[row.end]} de {limit}."
    return f"{escape(capitalised(said))}{NARROW}; {asked}"


def _interval_beside(fact: pd.Series, limit: str) -> str:
    """The interval; with a decimal more where rounding writes an end of it like the limit that it must not touch."""
    said = interval_fr(fact)
    if limit not in said.split(" "):
        return said
    return interval_fr(pd.Series({**fact, "decimals": (decimals_of(fact) or 0) + 1}))


def _filled_plain(text: str) -> str:
    """A text that is not made, as a title: no number is printed in it."""
    return f"**{escape(PLACEHOLDER.sub('…', text))}**"
