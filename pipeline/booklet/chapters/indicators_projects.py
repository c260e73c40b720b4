"""What a booklet says of indicators over several projects, and of what was planned and not measured."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.chapters.change_words import MISSING_FR, signed, with_unit
from pipeline.booklet.chapters.indicators_exhibits import NONE_FR, NOT_SHARED_FR
from pipeline.booklet.chapters.rounded_parts import with_rounding_note
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import uncapitalised
from pipeline.disclosure import SUPPRESSED
from pipeline.released import Release

NOT_COMPARED_FR = "Aucun indicateur n’a été comparé à un site témoin par assez de projets pour en dire un écart moyen."
NO_CONTRAST_FR = "Face aux sites témoins, rien n’est établi\u00a0: l’intervalle de chaque écart moyen comprend zéro."
ALL_CONTRASTS_FR = "Face aux sites témoins, chaque écart moyen est établi\u00a0: son intervalle ne comprend pas zéro."
SOME_CONTRASTS_FR = (
    "Face aux sites témoins, seuls sont établis les écarts moyens dont l’intervalle ne comprend pas zéro."
)
NO_PLAN_FR = "Les protocoles livrés ne disent pas quand mesurer."
EARLY_FR = (
    "C’est une limite de premier rang. Ces essais ont été jugés sur une durée plus courte que celle qu’ils avaient"
    " prévue\u00a0: une évolution a eu moins de temps pour apparaître, ou pour s’éteindre."
)
COMPLETE_FR = "Chaque indicateur prévu a été mesuré avant et après."

FORWARD_FR = {
    "forward": "La part des projets qui ont plus d’indicateurs en progrès qu’en recul est de",
    "way": "La part des projets qui se rapprochent de leurs cibles, en médiane de leurs indicateurs, est de",
    "ahead": "La part des projets qui ont plus d’indicateurs en avance sur le site témoin qu’en retard est de",
}
BACK_FR = {
    "forward": "celle des projets qui en ont plus en recul qu’en progrès, de",
    "way": "celle des projets qui s’en éloignent, de",
    "ahead": "celle des projets qui en ont plus en retard qu’en avance, de",
}
NO_TEST_FR = "Avec si peu de projets, même un résultat unanime ne prouverait rien."
UNANIMOUS_FR = "Ce résultat est unanime, mais sur si peu de projets il ne prouve rien."
SIZES = ("way",)
"""Questions whose test weighs how far each project went, not only which way."""
SIZES_FR = "D’après un test qui tient compte aussi de l’ampleur de chaque évolution, un résultat aussi net serait"
SIGNS_FR = "Si chaque sens était aussi probable, un résultat aussi net serait"
RARE_FR, FREQUENT_FR = "rare", "fréquent"
NEEDED_FR = ("Il en fallait", "au moins dans ce sens pour conclure.")
STILL_FR = "Le reste ne penche d’aucun côté."


def tests_text(release: Release) -> Text:
    """One line a question put to all projects, with the exact test, or why there is none; then the other sites."""
    rows = release.table("indicators_tests")
    beyond = [escape(said)] if (said := _contrasts_sentence(release)) else []
    lines = bullets([*(_test(release, row) for row in rows.itertuples()), *beyond], NONE_FR)
    return with_rounding_note(release, lines, rows[["forward_fact", "back_fact"]].to_numpy())


def _test(release: Release, row: Any) -> Markdown:
    counted = f"{escape(FORWARD_FR[row.question])} {release.link(row.forward_fact)}"
    back = f"{escape(BACK_FR[row.question])} {release.link(row.back_fact)}"
    still = f" {escape(STILL_FR)}" if _some_are_still(release, row) else ""
    return Markdown(f"{counted}{NARROW}; {back}.{still} {_decision(release, row)}")


def _some_are_still(release: Release, row: Any) -> bool:
    """Whether projects went neither way; not told where disclosure control hides a count."""
    forward, back = release.fact(row.forward_fact), release.fact(row.back_fact)
    return bool(forward["numerator"] + back["numerator"] < forward["denominator"])


def _is_unanimous(release: Release, row: Any) -> bool:
    """Whether all projects went one way; not told where disclosure control hides a count."""
    ways = (release.fact(row.forward_fact), release.fact(row.back_fact))
    return any(way["numerator"] == way["denominator"] and way["status"] != SUPPRESSED for way in ways)


def _decision(release: Release, row: Any) -> str:
    """What the test decides, its p-value behind the word that tells it, and how many projects it would have taken."""
    if not isinstance(row.p_fact, str):
        return escape(UNANIMOUS_FR if _is_unanimous(release, row) else NO_TEST_FR)
    if pd.isna(row.is_decided):
        return f"p{NO_BREAK}: {release.link(row.p_fact)}."
    asked = SIZES_FR if row.question in SIZES else SIGNS_FR
    said = f"{escape(asked)} {release.link(row.p_fact, RARE_FR if row.is_decided else FREQUENT_FR)}."
    if not isinstance(row.needed_fact, str):
        return said
    before, after = map(escape, NEEDED_FR)
    return f"{said} {before} {release.link(row.needed_fact)} {after}"


def pooled_table(release: Release, caption_fr: str) -> Table | Text:
    """Each indicator counted by several projects: the mean change, and where one more project would lie."""
    rows = release.table("indicators_pooled")
    if rows.empty:
        return Text(escape(NOT_SHARED_FR))
    return Table(
        {
            "Indicateur": list(rows["name_fr"]),
            "Évolution observée moyenne": [signed(release, fact) for fact in rows["pooled_fact"]],
            "Bornes pour un projet de plus": release.links(rows["range_fact"]),
        },
        caption_fr,
        widths=(36, 34, 30),
    )


def contrasts_table(release: Release, caption_fr: str) -> Table | Text:
    """Each indicator compared with another site by several projects: how much more it changed on theirs."""
    rows = release.table("indicators_contrasts")
    if rows.empty:
        return Text(escape(NOT_COMPARED_FR))
    columns: dict[str, list[Any]] = {
        "Indicateur": [with_unit(str(row.name_fr), str(row.unit_fr)) for row in rows.itertuples()],
        "Écart moyen au site témoin": [signed(release, fact) for fact in rows["contrast_fact"]],
    }
    if rows["p_fact"].isna().all():  # too few projects for any test: a column of dashes would say nothing
        return Table(columns, caption_fr, widths=(52, 48))
    columns["p"] = [release.link(fact) if isinstance(fact, str) else release.link(None) for fact in rows["p_fact"]]
    return Table(columns, caption_fr, widths=(44, 42, 14))


def _contrasts_sentence(release: Release) -> str:
    """Whether any mean difference from other sites is established: whether its interval leaves zero out."""
    rows = release.table("indicators_contrasts")
    facts = [release.fact(fact) for fact in rows["contrast_fact"]]
    told = [fact for fact in facts if fact["interval_method"] and fact["status"] != SUPPRESSED]
    if not told:
        return ""
    apart = [not fact["low"] <= 0 <= fact["high"] for fact in told]
    if not any(apart):
        return NO_CONTRAST_FR
    return ALL_CONTRASTS_FR if all(apart) else SOME_CONTRASTS_FR


def missing_table(release: Release, caption_fr: str) -> Table | Text:
    """What was planned without both phases: by project, which indicators, what is there, and the plan B."""
    rows = release.table("indicators_missing")
    if rows.empty:
        return Text(escape(COMPLETE_FR))
    groups = [group for _, group in rows.groupby(["project_id", "missing"], sort=False)]
    return Table(
        {
            "Projet": [group["project"].iloc[0] for group in groups],
            "Indicateurs": [_named(group["name_fr"]) for group in groups],
            "Mesuré": [MISSING_FR[group["missing"].iloc[0]] for group in groups],
            "Solution de repli": [_plans(group["plan_b"]) for group in groups],
        },
        caption_fr,
        widths=(14, 40, 16, 30),
        has_phrases=True,
    )


def _named(names: pd.Series) -> str:
    """The names in one sentence: « Fréquentation et occupation »."""
    first, *others = names
    return enumeration([first, *(uncapitalised(name) for name in others)])


def _plans(plans: pd.Series) -> str:
    """The different plans B of one project; an en dash where there is none."""
    return f"{NARROW}; ".join(sorted({plan for plan in plans if plan}))


def timing_table(release: Release, caption_fr: str) -> Table | Text:
    """How many first and last measurements came earlier, on time or later than planned."""
    rows = release.table("indicators_timing")
    if rows.empty:
        return Text(escape(NO_PLAN_FR))
    return Table(
        {
            "Mesure": list(rows["name"]),
            "Plus tôt": release.links(rows["earlier_fact"]),
            "À la date prévue": release.links(rows["on_time_fact"]),
            "Plus tard": release.links(rows["later_fact"]),
            "Écart médian": release.links(rows["days_fact"]),
        },
        caption_fr,
        align="lrrrr",
        widths=(28, 16, 20, 16, 20),
    )


def timing_text(release: Release) -> Text:
    """How many last measurements came before their date, and by how much half of them did; nothing when none did."""
    rows = release.table("indicators_timing").set_index("moment")
    if "end" not in rows.index:
        return Text(Markdown(""))
    earlier, median = (str(rows.loc["end", f"{name}_fact"]) for name in ("earlier", "days"))
    count = float(release.fact(earlier)["value"])
    if not count > 0:
        return Text(Markdown(""))
    taken = "mesures de fin ont été prises" if count > 1 else "mesure de fin a été prise"
    said = f"{release.link(earlier)} {taken} plus d’une semaine avant la date du protocole."
    return Text(Markdown(f"{said}{_early(release, median)}"))


def _early(release: Release, median: str) -> str:
    """By how much half of the last measurements came early; empty when less than half did."""
    days = float(release.fact(median)["value"])
    if not days < 0:
        return ""
    by = release.link(median, wording.quantity(-days, "days"))
    return f" La moitié des mesures de fin l’ont été avec {by} d’avance ou davantage. {escape(EARLY_FR)}"
