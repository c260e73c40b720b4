"""Solution cards: each project of the register in a few lines, with the shape of its replicability profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.project_parts import Profile, profile, project_slug, scale_of, tested
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheet_figures import profile_words
from pipeline.booklet.sheets.sheet_words import quoted
from pipeline.booklet.sheets.solution_stars import star
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.files import write_text
from pipeline.released import Release

PICTOGRAMS = Path("theme") / "pictograms"
ANY_FAMILY = "tiles"
"""The pictogram of a family for which none is drawn."""

NOTHING_MEASURED_FR = "aucun indicateur mesuré avant et après l’essai"
RESULTS_FR = {
    "measured": ("indicateur mesuré avant et après", "indicateurs mesurés avant et après"),
    "favourable": ("dans le sens attendu", "dans le sens attendu"),
    "reached": ("cible atteinte pendant l’essai", "cibles atteintes pendant l’essai"),
}
"""What is said after a count, of one (or none) and of several."""

NOTHING_PLANNED_FR = "aucun protocole de mesure n’a été remis"
NOT_SCORED_FR = "non noté"
NONE_WEAKER_FR = "aucun, tous les critères sont au même niveau"
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
    shown = [_card(release, row, pictograms) for row in projects.itertuples()]
    return "\n\n".join([*_corners_told(release), "::::: {.cards}", *shown, ":::::"]) + "\n"


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
    return [
        str(escape(f"Les branches de l’étoile sont, depuis le haut et dans le sens des aiguilles{NO_BREAK}: {names}."))
    ]


def _card(release: Release, row: Any, pictograms: Path) -> str:
    found = profile(release, row.project_id)
    family = str(row.theme) if (pictograms / f"{row.theme}.svg").is_file() else ANY_FAMILY
    alt = escape(f"Pictogramme du thème {quoted(row.theme_fr)}.")
    drawings = [f'![](../{PICTOGRAMS.as_posix()}/{family}.svg){{fig-alt="{alt}" width="1cm"}}']
    if found is not None:
        drawn = escape(profile_words(found.levels, found.weakest))
        drawings.append(f'![](../generated/{_star_name(row.project_id)}){{fig-alt="{drawn}" width="1.8cm"}}')
    where = escape(f"{row.theme_fr}, {row.commune} (fiche {project_slug(row.project_id)})")
    lines = f"**{escape(row.project)}** {where}\n\n{_told(release, row, found)}"
    sides = (f"::: {{.half}}\n{text}\n:::" for text in ("\n\n".join(drawings), lines))
    return "\n\n".join([":::: {.card}", *sides, "::::"])


def _told(release: Release, row: Any, found: Profile | None) -> str:
    """« État : … », « Mis à l’épreuve : … », « Résultat : … », « Point faible : … », one item each."""
    weakest = NOT_SCORED_FR if found is None else enumeration(list(found.weakest)) or NONE_WEAKER_FR
    said = {
        "État": _status(release, row),
        "Mis à l’épreuve": escape(tested(release, row.project_id) or NOTHING_PLANNED_FR),
        "Résultat": _result(release, row.project_id),
        "Point faible": escape(weakest),
    }
    return "\n".join(f"- *{escape(name)}*{NO_BREAK}: {text}" for name, text in said.items())


def _status(release: Release, row: Any) -> Markdown:
    """The state, and how long it took to deploy; neither where it would let outcomes be counted."""
    if hides_outcomes(release, row.commune):
        return escape(HIDDEN_FR)
    months = release.link(row.months_fact) if isinstance(row.months_fact, str) else ""
    return Markdown(f"{escape(row.status_fr)}{f' en {months}' if months else ''}")


def _result(release: Release, project_id: str) -> Markdown:
    """« 3 indicateurs mesurés avant et après, 2 dans le sens attendu, 1 cible atteinte »."""
    counts = release.optional_table("indicators_projects", ("project_id",))
    mine = next(counts[counts["project_id"].astype(str).eq(str(project_id))].itertuples(), None)
    if mine is None or release.fact(str(mine.measured_fact))["value"] == 0:
        return escape(NOTHING_MEASURED_FR)
    facts = {kind: str(getattr(mine, f"{kind}_fact")) for kind in RESULTS_FR}
    said = (
        f"{release.link(fact)} {escape(one if abs(release.fact(fact)['value']) < 2 else several)}"
        for fact, (one, several) in zip(facts.values(), RESULTS_FR.values(), strict=True)
    )
    return Markdown(", ".join(said))
