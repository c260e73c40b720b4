"""What a sheet shows of one project's indicators: what was planned, what was found, what it teaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters.change_words import MISSING_FR, bracketed, signed, told_verdict, with_unit
from pipeline.booklet.chapters.design_wording import SENSES_FR, UNCHANGED_FR, design_fr, missing_fr, result_fr
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.exhibits import Table
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.sheet_words import NO_RESULT_FR, lesson
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import capitalised, uncapitalised
from pipeline.methods.indicators.design_strength import Strength
from pipeline.released import Release

PROTOCOLS, CHANGES, GAPS = "indicators_protocols", "indicators_changes", "indicators_missing"
TARGETS_FR = {
    "reached": "cible atteinte",
    "met_before": "cible atteinte dès le départ",
    "approached": "cible approchée, non atteinte",
    "barely_approached": "cible à peine approchée",
    "not_approached": "cible non approchée",
    "lost": "cible atteinte au départ, perdue ensuite",
    "moved_away": "cible plus éloignée qu’au départ",
    "": f"cible{NO_BREAK}: {HIDDEN_FR}",
}
NOT_COMPARED_FR = {
    "nothing": "rien n’a été mesuré",
    "before_only": "mesuré avant l’essai seulement, valeur non donnée faute de comparaison",
    "after_only": "mesuré après l’essai seulement, valeur non donnée faute de comparaison",
    "unreadable": f"mesuré, mais {MISSING_FR['unreadable']}",
}
"""What is said of an indicator that cannot be compared, by what its measurements lack."""
TAKEN_FR = "relevé"
"""In the place of a level that is not printed, since nothing is there to compare it with."""
HERE_FR = {
    "favourable": "sur le site de l’essai, évolution favorable",
    "unfavourable": "sur le site de l’essai, évolution défavorable",
    "unchanged": f"sur le site de l’essai, {UNCHANGED_FR}",
}
"""What is said of the site of the trial alone, where the gap to the other site goes another way."""
IN_MARGIN_FR = f"Dans la marge{NO_BREAK}: l’intervalle comprend zéro, le sens n’est donc pas assuré."
WAYS = ("favourable", "unfavourable")
MISSED = ("approached", "not_approached", "moved_away")


def protocol(release: Release, project_id: str) -> str:
    """What the project meant to measure: each indicator with its hypothesis, its method, its dates and its plan B.

    Nothing without a protocol.
    """
    rows = _of(release, PROTOCOLS, project_id)
    if rows.empty:
        return ""
    columns = {
        "Hypothèse": [row.hypothesis_fr or row.name_fr for row in rows.itertuples()],
        "Méthode": list(rows["method_fr"]),
        "Première mesure prévue": release.links(rows["baseline_on_fact"]),
        "Dernière mesure prévue": release.links(rows["end_on_fact"]),
        "Solution de repli": list(rows["plan_b_fr"]),
    }
    return Table(columns, "Protocole", widths=(30, 24, 14, 14, 18)).markdown()


def results(release: Release, project_id: str) -> str:
    """What was found, one row a planned or measured indicator; then what would have to be measured to say more.

    Nothing where no indicator was planned nor measured.
    """
    planned, changes = _of(release, PROTOCOLS, project_id), _of(release, CHANGES, project_id)
    gaps = _of(release, GAPS, project_id)
    if planned.empty and changes.empty:
        return ""
    lines = [
        _line(release, indicator, planned, changes, gaps)
        for indicator in dict.fromkeys([*planned["indicator_id"], *changes["indicator_id"]])
    ]
    columns = {name: [line[name] for line in lines] for name in lines[0]}
    table = Table(columns, "Résultats", align="lrrrrl", widths=(25, 11, 8, 11, 16, 29)).markdown()
    return f"{table}\n\n{_limits(changes)}"


def _of(release: Release, name: str, project_id: str) -> pd.DataFrame:
    table = release.optional_table(name, ("project_id", "indicator_id", "name_fr"))
    return table[table["project_id"].astype(str).eq(project_id)]


def _row(rows: pd.DataFrame, indicator: str) -> Any:
    """The row of one indicator as a named tuple; None when there is none."""
    return next(rows[rows["indicator_id"].eq(indicator)].itertuples(), None)


def _line(
    release: Release, indicator: str, planned: pd.DataFrame, changes: pd.DataFrame, gaps: pd.DataFrame
) -> dict[str, Markdown]:
    plan, found, gap = (_row(rows, indicator) for rows in (planned, changes, gaps))
    known = found if found is not None else plan
    fact = {name: None if found is None else getattr(found, f"{name}_fact") for name in ("before", "after", "change")}
    lone = None if found is not None or gap is None else gap.missing
    return {
        "Indicateur": escape(with_unit(known.name_fr, known.unit_fr)),
        "Avant": escape(TAKEN_FR) if lone == "before_only" else release.link(fact["before"]),
        "Cible": release.link(None if plan is None else plan.target_fact),
        "Après": escape(TAKEN_FR) if lone == "after_only" else release.link(fact["after"]),
        "Évolution": signed(release, fact["change"]),
        "Ce qu’on peut en dire": _reading(release, found, gap),
    }


def _reading(release: Release, found: Any, gap: Any) -> Markdown:
    """The words that the design has earned, and what became of the target; or what is missing."""
    if found is None:
        return escape(NOT_COMPARED_FR["nothing" if gap is None else gap.missing])
    strength = Strength(int(found.strength))
    said = [_result_fr(strength, found), *_here(found)]
    if isinstance(found.verdict, str):
        said.append(TARGETS_FR[told_verdict(found)])
    beyond = f"{NO_BREAK}{bracketed(release, found.gap_fact)}" if isinstance(found.gap_fact, str) else ""
    return Markdown(f"{escape(said[0])}{beyond}{''.join(f'{NARROW}; {escape(more)}' for more in said[1:])}")


def _here(found: Any) -> list[str]:
    """How the site of the trial alone moved, where the gap to the other site is told and goes another way."""
    return [HERE_FR[found.sense]] if found.told_sense in WAYS and found.sense != found.told_sense else []


def _result_fr(strength: Strength, found: Any) -> str:
    """What a result is called, with its sense; also the way of a change in its margin, where no other site was."""
    is_small = found.told_sense == "in_margin" and strength < Strength.COMPARISON and found.sense in WAYS
    return (
        f"{result_fr(strength, found.sense)}, {SENSES_FR['in_margin']}"
        if is_small
        else result_fr(strength, found.told_sense)
    )


def _limits(changes: pd.DataFrame) -> str:
    """By design, the weakest first: what the results are called after, and what would let one say more.

    Then what « dans la marge » means, where a result is.
    """
    if changes.empty:
        return str(escape(NO_RESULT_FR))
    strengths = sorted({Strength(int(each)) for each in changes["strength"]})
    said = [f"{design_fr(each)}{NARROW}; il manque {missing_fr(each)} pour en dire davantage" for each in strengths]
    first, *others = said
    lines = [f"Force de la preuve{NO_BREAK}: {first}.", *(f"{capitalised(each)}." for each in others)]
    return str(escape(" ".join([*lines, *([IN_MARGIN_FR] if changes["told_sense"].eq("in_margin").any() else [])])))


def lessons(release: Release, project_id: str) -> list[str]:
    """What failed of the measurements, told as lessons, in the order of `LESSONS_FR`; none when nothing did.

    Nothing is learnt from the sense of a result that its margin may explain; its target was missed all the same.
    """
    changes, gaps = _of(release, CHANGES, project_id), _of(release, GAPS, project_id)
    senses, verdicts = (changes.get(name, pd.Series(dtype=object)) for name in ("told_sense", "verdict"))
    told = senses.isin(["unfavourable", "unchanged"])
    failures = (
        ("unfavourable", changes[senses.eq("unfavourable")]),
        ("unchanged", changes[senses.eq("unchanged")]),
        ("missed", changes[verdicts.isin(MISSED) & ~told]),
        ("lost", changes[verdicts.eq("lost") & ~told]),
        ("met_before", changes[verdicts.eq("met_before")]),
        ("missing", gaps),
    )
    return [said for kind, rows in failures if (said := lesson(kind, list(rows["name_fr"])))]


def measured_elsewhere(release: Release, project_id: str) -> str:
    """Which indicators a next site should count in the same way; empty when none was planned."""
    names: Sequence[str] = list(_of(release, PROTOCOLS, project_id)["name_fr"])
    if not names:
        return ""
    counted = enumeration([uncapitalised(name) for name in names])
    return f"compter de la même façon, avant puis après{NO_BREAK}: {counted}"
