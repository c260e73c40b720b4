"""How far those agreed who judged the same things, as the method annex tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.booklet.markdown import Markdown, pipe_table
from pipeline.booklet.typography import french
from pipeline.released import Release

AGREEMENT_CAPTION_FR = "Accord entre ceux qui jugent les mêmes choses"
AGREEMENTS = {
    "replicability": ("criterion_fr", "Évaluateurs"),
    "interviews": ("dimension_fr", "Codeurs"),
}
"""Themes with a table of the agreement of two people or more: the column that says what they judged, who they are."""

AGREEMENT_TITLES_FR: Mapping[tuple[str, ...], str] = {
    ("replicability",): "L’accord entre ceux qui notent",
    ("interviews",): "L’accord entre ceux qui codent",
}
BOTH_AGREE_FR = "L’accord entre ceux qui notent et codent"
"""How the agreement is headed, by whose it is."""


def agreement_section(release: Release, used: Collection[str]) -> str:
    """A row a thing judged: the coefficient of agreement, as a link to its fact."""
    judged: list[tuple[str, Markdown, Markdown]] = [
        (_judged(who, row[column]), release.link(row["same_fact"]), release.link(row["alpha_fact"]))
        for theme, (column, who) in AGREEMENTS.items()
        if theme in used
        for _, row in release.optional_table(f"{theme}_agreement").iterrows()
    ]
    if not judged:
        return ""
    names, same, alphas = zip(*judged, strict=True)
    table = pipe_table(
        {"Ce qui est jugé": names, "Jugé de même": same, "Alpha de Krippendorff": alphas}, widths=(56, 24, 20)
    )
    return (
        "Plusieurs personnes ont jugé séparément les mêmes choses. L’alpha vaut un quand elles sont toujours d’accord, "
        f"zéro quand elles ne le sont pas plus que par hasard.\n\n{table}\n\n"
        f": {AGREEMENT_CAPTION_FR} {{#tbl-methode-accord}}"
    )


def agreement_title(used: Collection[str]) -> str:
    """Whose agreement it is: a booklet without coders names none."""
    return AGREEMENT_TITLES_FR.get(tuple(theme for theme in AGREEMENTS if theme in used), BOTH_AGREE_FR)


def _judged(who: str, what: object) -> str:
    """« Codeurs, « Principal frein » »; all things together where the row names none."""
    name = "" if what is None or what != what else str(what).strip()
    return french(f"{who}, « {name} »") if name else f"{who}, tout ensemble"
