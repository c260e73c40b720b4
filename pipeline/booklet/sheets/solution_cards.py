"""Solution cards: each project of the register in a few lines, with the shape of its replicability profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.booklet.chapters.told_facts import counted
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.other_projects import by_state
from pipeline.booklet.sheets.pictograms import PICTOGRAMS, pictogram
from pipeline.booklet.sheets.project_parts import Profile, described, profile, project_slug, scale_of, tested
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheet_figures import profile_words
from pipeline.booklet.sheets.sheet_words import quoted
from pipeline.booklet.sheets.solution_stars import star
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.files import write_text
from pipeline.released import Release

NOTHING_MEASURED_FR = "aucun indicateur mesuré avant et après l’essai"
MEASURED_FR = ("indicateur mesuré avant et après", "indicateurs mesurés avant et après")
SENSES_FR = {
    "favourable": ("évolution favorable", "évolutions favorables"),
    "unfavourable": ("évolution défavorable", "évolutions défavorables"),
    "unchanged": ("sans évolution mesurable", "sans évolution mesurable"),
}
UNSURE_FR = (
    "peut s’expliquer par le hasard ou le site témoin",
    "peuvent s’expliquer par le hasard ou le site témoin",
)
REACHED_FR = ("cible atteinte pendant l’essai", "cibles atteintes pendant l’essai")
"""What is said of a count, of one and of several; a count of nothing is not told."""

NOTHING_PLANNED_FR = "aucun protocole de mesure n’a été remis"
WITHOUT_FR = f"Faute de protocole et de mesure, ces projets n’ont pas de carte{NO_BREAK}:"
NOT_SCORED_FR = "non noté"
NONE_WEAKER_FR = "aucun, tous les critères sont au même niveau"
ALL_BUT_ONE_FR = "tous les critères sauf {}, au même niveau"
NO_CARD_FR = "Aucun projet n’est inscrit au registre de cette édition."


def stage_cards(release: Release, project: Path, document: Path) -> None:
    """Write the cards to `document` of the staged `project`, and beside it the star that each card shows."""
    for name, svg in stars(release).items():
        write_text(project / document.parent / name, svg)
    write_text(project / document, cards(release, project / PICTOGRAMS))


def cards(release: Release, pictograms: Path) -> str:
    """The cards as Markdown, in the order of the register, after what the corners of a star stand for."""
    projects = release.optional_table(PROJECTS)
    if projects.empty:
        return str(escape(NO_CARD_FR)) + "\n"
    has_card = [_has_card(release, str(row.project_id)) for row in projects.itertuples()]
    shown = [_card(release, row, pictograms) for row in projects[has_card].itertuples()]
    drawn = [*_corners_told(release), "::::: {.cards}", *shown, ":::::"] if shown else []
    others = projects[[not each for each in has_card]]
    return "\n\n".join([*drawn, *([by_state(release, others, WITHOUT_FR)] if len(others) else [])]) + "\n"


def _has_card(release: Release, project_id: str) -> bool:
    """Whether a project planned or measured something: of another a card would only say what it has not."""
    return bool(tested(release, project_id)) or _counts(release, project_id) is not None


def stars(release: Release) -> dict[str, str]:
    """The star of each scored project as SVG, by the name of its file."""
    anchors = release.optional_table("replicability_anchors")
    rows = release.optional_table("replicability_profiles", ("project_id",)).to_dict("records")
    if anchors.empty:
        return {}
    criteria, scale = list(anchors["criterion_id"]), scale_of(anchors)
    return {
        _star_name(str(row["project_id"])): star(
            [float(row[f"level_{criterion}"]) for criterion in criteria],
            scale,
            [position for position, criterion in enumerate(criteria) if criterion in row["weakest"]],
        )
        for row in rows
    }


def _star_name(project_id: str) -> str:
    return f"etoile-{project_slug(project_id)}.svg"


def _corners_told(release: Release) -> list[str]:
    anchors = release.optional_table("replicability_anchors")
    if anchors.empty:
        return []
    names = enumeration([quoted(name) for name in anchors["criterion_fr"]])
    order = "depuis le haut et dans le sens des aiguilles d’une montre"
    return [str(escape(f"Les branches de l’étoile sont, {order}{NO_BREAK}: {names}."))]


def _card(release: Release, row: Any, pictograms: Path) -> str:
    found = profile(release, row.project_id)
    drawings = [pictogram(str(row.theme), row.theme_fr, pictograms, "1cm")]
    if found is not None:
        drawn = escape(profile_words(found.levels, found.weakest))
        drawings.append(f'![](../generated/{_star_name(row.project_id)}){{fig-alt="{drawn}" width="1.8cm"}}')
    where = escape(f"{row.theme_fr}, {row.commune}")
    lines = f"**{escape(row.project)}** {where}\n\n{_told(release, row, found)}"
    sides = (f"::: {{.half}}\n{text}\n:::" for text in ("\n\n".join(drawings), lines))
    return "\n\n".join([":::: {.card}", *sides, "::::"])


def _told(release: Release, row: Any, found: Profile | None) -> str:
    """« État : … », « Mis à l’épreuve : … », « Résultat : … », « Point faible : … », one item each."""
    said = {
        "Solution": escape(described(release, row)),
        "État": _status(release, row),
        "Achat": _bought(release, row),
        "Mis à l’épreuve": escape(tested(release, row.project_id) or NOTHING_PLANNED_FR),
        "Résultat": _result(release, row.project_id),
        "Point faible": escape(_weakest(found)),
    }
    return "\n".join(f"- *{escape(name)}*{NO_BREAK}: {text}" for name, text in said.items() if text)


def _weakest(found: Profile | None) -> str:
    """The weakest criteria; where all but one are, that one."""
    if found is None:
        return NOT_SCORED_FR
    others = [name for name in found.levels.index if name not in found.weakest]
    if len(others) == 1 and len(found.weakest) > 2:
        return ALL_BUT_ONE_FR.format(quoted(str(others[0])))
    return enumeration(list(found.weakest)) or NONE_WEAKER_FR


def _bought(release: Release, row: Any) -> Markdown:
    """When a commune bought it; nothing where none did, or where it would let outcomes be counted."""
    if hides_outcomes(release, row.commune) or not isinstance(row.bought_fact, str):
        return Markdown("")
    bought_on = release.display(row.bought_fact).replace(" ", NO_BREAK)
    return Markdown(f"premier achat par une commune le {release.link(row.bought_fact, bought_on)}")


def _status(release: Release, row: Any) -> Markdown:
    """The state, and how long it took to deploy; neither where it would let outcomes be counted."""
    if hides_outcomes(release, row.commune):
        return escape(HIDDEN_FR)
    months = release.link(row.months_fact) if isinstance(row.months_fact, str) else ""
    return Markdown(f"{escape(row.status_fr)}{f' en {months}' if months else ''}")


def _counts(release: Release, project_id: str) -> Any:
    """The counts of a project that measured something before and after; None for another."""
    counts = release.optional_table("indicators_projects", ("project_id",))
    mine = next(counts[counts["project_id"].astype(str).eq(str(project_id))].itertuples(), None)
    return None if mine is None or release.fact(str(mine.measured_fact))["value"] == 0 else mine


def _result(release: Release, project_id: str) -> Markdown:
    """« 3 indicateurs mesurés avant et après : 2 évolutions favorables et 1 évolution défavorable ; 1 cible atteinte ».

    The ways are those of the chapter; how many of them the margin or the other site does not confirm comes after.
    """
    mine = _counts(release, project_id)
    if mine is None:
        return escape(NOTHING_MEASURED_FR)
    measured = counted(release, str(mine.measured_fact), MEASURED_FR, NO_BREAK)
    ways = [counted(release, str(getattr(mine, f"{kind}_fact")), words, NO_BREAK) for kind, words in SENSES_FR.items()]
    others = ((mine.unsure_fact, UNSURE_FR), (mine.reached_fact, REACHED_FR))
    more = [counted(release, str(fact), words, NO_BREAK) for fact, words in others]
    said = [f"{measured}{NO_BREAK}: {enumeration([way for way in ways if way])}", *filter(None, more)]
    return Markdown(f"{NARROW}; ".join(said))
