"""What a booklet says of indicators over several projects, and of what was planned and not measured."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.chapters.change_words import MISSING_FR, signed, with_unit
from pipeline.booklet.chapters.indicators_exhibits import NONE_FR, NOT_SHARED_FR
from pipeline.booklet.chapters.rounded_parts import with_rounding_note
from pipeline.booklet.exhibits import Table, Text
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.released import Release

NOT_COMPARED_FR = "Aucun indicateur n’a été comparé à un site témoin par assez de projets pour en dire un écart moyen."
NO_PLAN_FR = "Les protocoles livrés ne disent pas quand mesurer."
COMPLETE_FR = "Chaque indicateur prévu a été mesuré avant et après."

FORWARD_FR = {
    "forward": "projets qui avancent sur plus d’indicateurs qu’ils ne reculent",
    "way": "projets qui se rapprochent de leurs cibles, en médiane de leurs indicateurs",
    "ahead": "projets qui devancent leur site témoin sur plus d’indicateurs que l’inverse",
}
NO_TEST_FR = "Aucun test n’est fait : même si tous allaient dans le même sens, il ne pourrait rien décider."
SMALL_FR = "Un résultat aussi net serait rare si chaque sens était aussi probable"
LARGE_FR = "Le hasard seul donnerait souvent un résultat aussi net"
NEEDED_FR = "Nombre de projets, parmi ceux qui bougent, qu’il fallait dans ce sens pour que le test tranche"
STILL_FR = "Le reste ne penche d’aucun côté."


def tests_text(release: Release) -> Text:
    """One line a question put to all projects, with the exact test, or why there is none."""
    rows = release.table("indicators_tests")
    lines = bullets([_test(release, row) for row in rows.itertuples()], NONE_FR)
    return with_rounding_note(release, lines, rows[["forward_fact", "back_fact"]].to_numpy())


def _test(release: Release, row: Any) -> Markdown:
    counted = f"{escape(FORWARD_FR[row.question])}{NO_BREAK}: {release.link(row.forward_fact)}"
    back = f"le contraire{NO_BREAK}: {release.link(row.back_fact)}"
    still = f" {escape(STILL_FR)}" if _some_are_still(release, row) else ""
    return Markdown(f"{counted}{NARROW}; {back}.{still} {_decision(release, row)}")


def _some_are_still(release: Release, row: Any) -> bool:
    """Whether projects went neither way; not told where disclosure control hides a count."""
    forward, back = release.fact(row.forward_fact), release.fact(row.back_fact)
    return bool(forward["numerator"] + back["numerator"] < forward["denominator"])


def _decision(release: Release, row: Any) -> str:
    """What the test decides, and how many projects it would have taken."""
    if not isinstance(row.p_fact, str):
        return escape(NO_TEST_FR)
    if pd.isna(row.is_decided):
        return f"p{NO_BREAK}: {release.link(row.p_fact)}."
    said = f"{escape(SMALL_FR if row.is_decided else LARGE_FR)} (p = {release.link(row.p_fact)})."
    if not isinstance(row.needed_fact, str):
        return said
    return f"{said} {escape(NEEDED_FR)}{NO_BREAK}: {release.link(row.needed_fact)}."


def pooled_table(release: Release, caption_fr: str) -> Table | Text:
    """Each indicator counted by several projects: the mean change, and where one more project would lie."""
    rows = release.table("indicators_pooled")
    if rows.empty:
        return Text(escape(NOT_SHARED_FR))
    return Table(
        {
            "Indicateur": list(rows["name_fr"]),
            "Évolution observée moyenne": [signed(release, fact) for fact in rows["pooled_fact"]],
            "Pour un projet de plus": release.links(rows["range_fact"]),
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
        "Écart différencié moyen": [signed(release, fact) for fact in rows["contrast_fact"]],
    }
    if rows["p_fact"].isna().all():  # too few projects for any test: a column of dashes would say nothing
        return Table(columns, caption_fr, widths=(52, 48))
    columns["p"] = [release.link(fact) if isinstance(fact, str) else release.link(None) for fact in rows["p_fact"]]
    return Table(columns, caption_fr, widths=(44, 42, 14))


def missing_table(release: Release, caption_fr: str) -> Table | Text:
    """What was planned without both phases: by project, which indicators, what is there, and the plan B."""
    rows = release.table("indicators_missing")
    if rows.empty:
        return Text(escape(COMPLETE_FR))
    groups = [group for _, group in rows.groupby(["project_id", "missing"], sort=False)]
    return Table(
        {
            "Projet": [group["project"].iloc[0] for group in groups],
            "Indicateurs": [enumeration(list(group["name_fr"])) for group in groups],
            "Mesuré": [MISSING_FR[group["missing"].iloc[0]] for group in groups],
            "Plan B du protocole": [_plans(group["plan_b"]) for group in groups],
        },
        caption_fr,
        widths=(14, 40, 16, 30),
    )


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
