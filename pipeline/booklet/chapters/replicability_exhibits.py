"""What a booklet shows of replicability: the scale, agreement, profiles, weakest criteria, and how sure an index is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline import figures
from pipeline.booklet import wording
from pipeline.booklet.chapters.agreement_words import cautions_of_alpha, coefficient, reading_told, with_range
from pipeline.booklet.chapters.register_words import value_words
from pipeline.booklet.chapters.replicability_words import (
    NO_SCORES_FR,
    NO_SCORES_MORE_FR,
    agreement_sentence,
    next_words,
    single_rater_sentence,
    weakest_sentence,
)
from pipeline.booklet.chapters.told_facts import count_of, is_told
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.lists import bullets, labelled, line
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised, uncapitalised
from pipeline.figures.radars import PER_PAGE
from pipeline.methods.replicability.score_agreement import ONE_SIDED_FR, ONE_WAY
from pipeline.released import Release

NOTHING = Text(Markdown(""))
"""What an exhibit shows where another of its section has already said that there are no scores."""

ALL, ALL_FR = "all", "Tous critères réunis"
PROFILE_PAGES = 3
MOST_COMPOSITES = 30
"""Projects on one figure of the index: more would take a page to themselves, and leave the one before half empty."""
NO_APART_FR = "Nulle part deux évaluateurs ne sont séparés de deux niveaux ou plus."
NO_STEPS_FR = "Aucun projet n’a de critère plus faible que les autres."
NO_DRIVERS_FR = "Ni les poids ni les évaluateurs ne font bouger l’indice."
TOO_MANY_FR = (
    "Les projets notés sont trop nombreux pour un profil chacun\u00a0; le tableau plus bas donne leur point faible."
)
SINGLE_FR = " (une seule personne)"
INCOMPLETE_FR = " (noté en partie)"
ALPHA_FR = "Accord corrigé du hasard, un pour un accord complet, zéro pour le hasard"
ALIKE_FR = "notes presque toutes égales"


def anchors_table(release: Release, caption_fr: str) -> Table:
    """Each criterion and the wording of each of its levels."""
    anchors = release.table("replicability_anchors")
    levels = {name: f"Niveau {name.removeprefix('level_')}" for name in anchors.columns if name.startswith("level_")}
    columns = {"Critère": list(anchors["criterion_fr"])} | {
        label: list(anchors[name]) for name, label in levels.items()
    }
    return Table(columns, caption_fr, widths=(24, *(20 for _ in levels)))


def totals_figure(release: Release, caption_fr: str) -> Figure:
    """How many profiles share each total."""
    totals = release.table("replicability_totals")
    labels = [f"total {total}" for total in totals["total"]]
    shown = labelled(labels, totals["count_fact"].map(release.display))
    links = release.links(totals["count_fact"])
    alt = f"Barres horizontales, une par total, en nombre de profils\u00a0: {shown}."
    return figures.bars(
        labels, list(totals["count"]), "profils possibles", caption_fr, alt, head_fr="Total", links=links
    )


def scored(release: Release) -> Text:
    """How many projects were scored and by whom; or that none was."""
    if is_unscored(release):
        return Text(escape(NO_SCORES_FR))
    single = float(release.fact("replicability-single-rater")["value"])
    raters = float(release.fact("replicability-raters")["value"])
    by = {"Projets notés": "projects", "Évaluateurs": "raters"}
    by |= {"Projets notés par une seule personne": "single-rater"} if single else {}
    lines = [line(label, release.link(f"replicability-{name}")) for label, name in by.items()]
    return Text(Markdown(f"{bullets(lines, '').markdown}\n\n{escape(single_rater_sentence(single, raters))}"))


def agreement_text(release: Release) -> Text:
    """How far raters agree over all criteria, what that allows, and on which criterion they agree least."""
    if is_unscored(release):
        return Text(escape(NO_SCORES_MORE_FR))
    rows = release.table("replicability_agreement")
    whole, each = rows[rows["criterion_id"].eq(ALL)].iloc[0], rows[rows["criterion_id"].ne(ALL)]
    said = [line("Notes identiques", release.link(whole["same_fact"])), _alpha_line(release, whole["alpha_fact"])]
    shown = [each for each in said if each]
    known = each.dropna(subset=["alpha"])
    named = _least_agreed(release, known[known["alpha"].eq(known["alpha"].min())], len(known))
    sentence = f"{escape(agreement_sentence(coefficient(whole['alpha'])))} {named}".strip()
    more = f"{cautions_of_alpha(rows)}{_one_sided(release, rows)}"
    return Text(Markdown(f"{bullets(shown, '').markdown}\n\n{sentence}{more}"))


def _least_agreed(release: Release, least: pd.DataFrame, known: int) -> Markdown:
    """The criteria of the lowest alpha with it; nothing where all those `known` have the same."""
    if not len(least) or len(least) == known:
        return Markdown("")
    fact_id = str(least["alpha_fact"].iloc[0])
    alpha = release.link(fact_id) if is_told(release, fact_id) else ""
    return weakest_sentence(list(least["criterion_fr"]), alpha)


def _one_sided(release: Release, rows: pd.DataFrame) -> str:
    """That one rater is higher in most cases, and in how many: over all criteria, else on those where it is so."""
    tilted = rows[[ONE_SIDED_FR in str(said).split("\n") for said in rows["cautions_fr"]]]
    over_all = tilted[tilted["criterion_id"].eq(ALL)]
    told = [_tilted(release, row) for row in (tilted if over_all.empty else over_all).itertuples()]
    return f"\n\n{' '.join(told)}" if told else ""


def _tilted(release: Release, row: Any) -> str:
    """« Sur « Prix », un évaluateur note plus haut que l’autre dans la plupart des cas où ils diffèrent : 7 sur 8. »"""
    said = ONE_SIDED_FR.rstrip(".")
    if row.criterion_id != ALL:
        said = f"Sur « {row.criterion_fr} », {uncapitalised(said)}"
    fact_id = f"replicability-{slug(row.criterion_id)}-{ONE_WAY}"
    counted = f"{NO_BREAK}: {release.link(fact_id)}" if is_told(release, fact_id) else ""
    return f"{escape(french(said))}{counted}."


def agreement_table(release: Release, caption_fr: str) -> Table | Text:
    """Each criterion: identical scores, agreement beyond chance with its range, weighted kappa, and how to read it."""
    rows = release.table("replicability_agreement")
    if rows.empty:
        return NOTHING
    return Table(
        {
            "Critère": [ALL_FR if row.criterion_id == ALL else row.criterion_fr for row in rows.itertuples()],
            "Notes identiques": release.links(rows["same_fact"]),
            "Accord (alpha)": [with_range(release, fact) for fact in rows["alpha_fact"]],
            "Kappa pondéré": release.links(rows["kappa_fact"]),
            "Lecture": [reading_told(release, row, ALIKE_FR) for row in rows.itertuples()],
        },
        caption_fr,
        widths=(28, 20, 22, 12, 18),
    )


def apart_table(release: Release, caption_fr: str) -> Table | Text:
    """Where raters are far apart, project by project; or that they nowhere are."""
    rows = release.table("replicability_apart")
    if rows.empty:
        return NOTHING if is_unscored(release) else Text(escape(NO_APART_FR))
    columns = {
        "Projet": list(rows["project"]),
        "Critère": list(rows["criterion_fr"]),
        "Note la plus basse": release.links(rows["low_fact"]),
        "Note la plus haute": release.links(rows["high_fact"]),
    }
    return Table(columns, caption_fr, widths=(34, 34, 16, 16))


def profile_pages(release: Release, caption_fr: str) -> list[Figure | Text]:
    """The radars of all projects as registered, on `PROFILE_PAGES` exhibits; those not needed are empty."""
    rows, anchors = release.table("replicability_profiles"), release.table("replicability_anchors")
    nothing: list[Figure | Text] = [NOTHING] * (PROFILE_PAGES - 1)
    if rows.empty:
        return [Text(escape(NO_SCORES_MORE_FR)), *nothing]
    if len(rows) > PROFILE_PAGES * PER_PAGE:
        return [Text(escape(TOO_MANY_FR)), *nothing]
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    levels = [float(name.removeprefix("level_")) for name in anchors.columns if name.startswith("level_")]
    drawn = {"label": rows["project"]} | {fr: rows[f"level_{criterion}"] for criterion, fr in names.items()}
    return figures.radar_pages(pd.DataFrame(drawn), caption_fr, sorted(levels), PROFILE_PAGES)


def weakest_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Of how many projects each criterion is the weakest."""
    rows = release.table("replicability_weakest")
    if rows.empty:
        return Text(escape(NO_SCORES_MORE_FR if is_unscored(release) else NO_STEPS_FR))
    names, counts = list(rows["criterion_fr"]), [count_of(release, fact_id) for fact_id in rows["count_fact"]]
    alt = f"Barres horizontales, une par critère, en nombre de projets\u00a0: {labelled(names, counts)}."
    links = [release.link(fact_id, shown) for fact_id, shown in zip(rows["count_fact"], counts, strict=True)]
    unit = "projets dont c’est le point faible"
    return figures.bars(names, list(rows["count"]), unit, caption_fr, alt, head_fr="Critère", links=links)


def themes_figure(release: Release, caption_fr: str) -> Figure | Text:
    """Weakest criteria by theme of the register, as a table of counts."""
    rows, anchors = release.table("replicability_weakest_themes"), release.table("replicability_anchors")
    if rows.empty:
        return NOTHING
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    matrix = rows.set_index(rows["theme"].map(lambda theme: capitalised(value_words(str(theme), {})[0])))[list(names)]
    return figures.heatmap(matrix.rename(columns=names).rename_axis("Thème"), caption_fr, head_fr="Thème")


def steps_table(release: Release, caption_fr: str) -> Table | Text:
    """For each weakest criterion and level: how many projects stand there, and what the next level asks for."""
    rows = release.table("replicability_steps")
    if rows.empty:
        return NOTHING
    highest = float(release.fact("replicability-highest-level")["value"])
    columns = {
        "Critère le plus faible": list(rows["criterion_fr"]),
        "Niveau": release.links(rows["level_fact"]),
        "Projets": release.links(rows["count_fact"]),
        "Ce que dit le niveau suivant": [
            next_words(float(release.fact(str(fact))["value"]), highest, str(words))
            for fact, words in zip(rows["level_fact"], rows["next_fr"], strict=True)
        ],
    }
    return Table(columns, caption_fr, align="lrrl", widths=(30, 10, 10, 50), has_phrases=True)


def composites_figures(release: Release, caption_fr: str) -> list[Figure | Text]:
    """The index of each project as registered, with the range it moves in, on two exhibits; one not needed is empty."""
    rows = release.table("replicability_composites")
    if rows.empty:
        return [Text(escape(NO_SCORES_MORE_FR)), NOTHING]
    shown = rows["arithmetic_fact"].map(release.display)
    drawn = rows[["low", "high"]].assign(label=rows["project"], value=rows["arithmetic"], shown=shown)
    return figures.interval_pages(
        drawn, caption_fr, "indice, sur l’échelle des niveaux", most=MOST_COMPOSITES, head_fr="Projet"
    )


def projects_table(release: Release, caption_fr: str) -> Table | Text:
    """One row a project as registered: weakest criteria with their level, both means, and the top group."""
    rows = release.table("replicability_composites").merge(
        release.table("replicability_profiles"), on=["project_id", "project"], how="left"
    )
    if rows.empty:
        return NOTHING
    anchors = release.table("replicability_anchors")
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    columns: dict[str, Sequence[Any]] = {
        "Projet": [_project(row) for row in rows.itertuples()],
        "Point faible": [_weakest(row, names) for row in rows.itertuples()],
        "Indice": release.links(rows["arithmetic_fact"]),
        "Sans compensation": release.links(rows["geometric_fact"]),
        "Tirages en tête": release.links(rows["top_fact"]),
    }
    return Table(columns, caption_fr, align="llrrr", widths=(16, 44, 10, 16, 14))


def index_text(release: Release) -> Text:
    """What an index is worth: who stays in the top group whatever is drawn, how far it moves, and what moves it."""
    if is_unscored(release):
        return NOTHING
    lines = [
        ("Taille du groupe de tête", "replicability-top-size"),
        ("Projets qui y sont dans presque tous les tirages", "replicability-top-in"),
        ("Projets qui n’y sont presque jamais", "replicability-top-out"),
        ("Projets dont la place dépend des poids et de la personne qui note", "replicability-top-between"),
        ("Paires de projets qui gardent le même ordre quels que soient les poids", "replicability-pairs"),
        ("Largeur médiane de la fourchette, en niveaux", "replicability-range-width"),
        ("Projets qu’un critère au niveau le plus bas ramène à zéro sans compensation", "replicability-zero"),
        ("Part des variations de l’indice due aux poids seuls", "replicability-variance-weights"),
        ("Part due à la personne qui note, seule", "replicability-variance-raters"),
    ]
    told = [line(label, release.link(fact)) for label, fact in lines if release.has_fact(fact)]
    return bullets(told, NO_SCORES_MORE_FR)


def drivers_table(release: Release, caption_fr: str) -> Table | Text:
    """Each criterion: the share of the variations due to its weight alone, and to its raters alone."""
    rows = release.table("replicability_drivers")
    if rows.empty:
        return NOTHING if is_unscored(release) else Text(escape(NO_DRIVERS_FR))
    columns = {
        "Critère": list(rows["criterion_fr"]),
        "Son poids": release.links(rows["weight_fact"]),
        "Ses évaluateurs": release.links(rows["raters_fact"]),
    }
    return Table(columns, caption_fr, align="lrr", widths=(50, 25, 25))


def is_unscored(release: Release) -> bool:
    """Whether no project of the cohort was scored."""
    return release.table("replicability_profiles").empty


def _alpha_line(release: Release, fact_id: str | None) -> Markdown:
    if fact_id is None or fact_id != fact_id:
        return Markdown("")
    return line(ALPHA_FR, with_range(release, fact_id, f"intervalle{NO_BREAK}: de "))


def _project(row: Any) -> str:
    return f"{row.project}{SINGLE_FR if row.raters == 1 else ''}{'' if row.is_complete else INCOMPLETE_FR}"


def _weakest(row: Any, names: dict[str, str]) -> str:
    """The weakest criteria by name; levels stand in the profiles."""
    found = [names[criterion] for criterion in row.weakest]
    return wording.enumeration(found) if found else "aucun, tous au même niveau"
