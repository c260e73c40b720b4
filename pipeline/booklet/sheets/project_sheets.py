"""The evaluation sheet of each project: what was planned, tried, measured, said, and what it would take elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters import project_results
from pipeline.booklet.exhibits import Table
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheet_figures import profile_drawing, steps_drawing
from pipeline.booklet.sheets.sheet_words import (
    HIDDEN_FR,
    HIDDEN_PATH_FR,
    INDICATORS_FR,
    MONTHS_FR,
    NO_FAILURE_FR,
    NO_QUOTE_FR,
    NO_SCORE_FR,
    NO_STEP_FR,
    NOTHING_MORE_FR,
    SINGLE_RATER_FR,
    fate_lesson,
    indicators_words,
    quoted,
    weakest_sentence,
)
from pipeline.booklet.sheets.sheets import Sheet, public_quotes
from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.methods.projects.project_paths import STEPS, capitalised
from pipeline.released import Release

SPOKEN_FR = {"levier": "levier cité", "frein": "frein cité", "suite": "suite envisagée"}
"""Dimensions of the coding that say what a next site should expect, and how an entity's code is introduced."""


def project_slug(project_id: str) -> str:
    """The name of a project's files."""
    return f"projet-{slug(project_id)}"


def commune_slug(commune: str) -> str:
    """The name of a commune's files."""
    return f"commune-{slug(commune)}"


def project_sheets(releases: Sequence[Release]) -> list[Sheet]:
    """One sheet a project of the register, in its order; none where no register was released.

    `releases` are those of every audience: a sheet is for all, so it quotes what all may read.
    """
    release, *_ = releases
    projects, quotes = release.optional_table(PROJECTS), public_quotes(releases)
    return [_sheet(release, row, quotes) for row in projects.itertuples()]


def _sheet(release: Release, row: Any, quotes: pd.DataFrame) -> Sheet:
    is_hidden = hides_outcomes(release, row.commune)
    profile, weakest, drawings = _profile(release, row.project_id)
    path, path_drawings = _path(release, row, is_hidden=is_hidden)
    status = HIDDEN_FR if is_hidden else row.status_fr
    return Sheet(
        kind="project",
        slug=project_slug(row.project_id),
        title=row.project,
        subtitle=f"{row.theme_fr}, {row.commune}",
        about=f"Fiche d’évaluation de {row.project}, thème {quoted(row.theme_fr)}, commune de {row.commune}.",
        parts={
            "identite": _identity(release, row, status),
            "chiffres": _key_figures(release, row, is_hidden=is_hidden),
            "protocole": project_results.protocol(release, row.project_id),
            "parcours": path,
            "resultats": project_results.results(release, row.project_id),
            "paroles": _voices(quotes, row.project),
            "profil": profile,
            "ailleurs": _elsewhere(release, row, weakest),
            "lecons": _lessons(release, row, is_hidden=is_hidden),
        },
        drawings={**drawings, **path_drawings},
        facets={
            "theme": [slug(row.theme_fr)],
            "commune": [slug(row.commune)],
            "status": ["" if is_hidden else slug(row.status_fr)],
            "weakest": [slug(name) for name in weakest],
        },
        mentions=(commune_slug(row.commune),),
    )


def _identity(release: Release, row: Any, status: str) -> str:
    """What the project is, as a row of labelled values."""
    columns = {
        "Thème": [row.theme_fr],
        "Commune": [row.commune],
        "État": [status],
        "Sélection": [release.link(row.selection_fact)],
    }
    return Table(columns, "Identité", widths=(30, 26, 20, 24)).markdown()


def _key_figures(release: Release, row: Any, *, is_hidden: bool) -> str:
    """The large numbers: time to deployment, indicators measured, going the wanted way, on target."""
    counts = release.optional_table("indicators_projects", ("project_id",))
    mine = next(counts[counts["project_id"].astype(str).eq(row.project_id)].itertuples(), None)
    told: list[tuple[str, str]] = []
    if not is_hidden and isinstance(row.months_fact, str):
        told.append((row.months_fact, ""))
    if mine is not None:
        told += [(getattr(mine, f"{kind}_fact"), kind) for kind in INDICATORS_FR]
    if not told:
        return ""
    said = [indicators_words(kind, release.fact(fact)["value"]) if kind else MONTHS_FR for fact, kind in told]
    lines = "\n".join(
        f"- **{release.link(fact)}** {escape(words)}" for (fact, _), words in zip(told, said, strict=True)
    )
    return f"::: {{.key-figures}}\n{lines}\n:::"


def _path(release: Release, row: Any, *, is_hidden: bool) -> tuple[str, Mapping[str, str]]:
    """The steps with their dates, and their drawing beside them."""
    if is_hidden:
        return str(escape(HIDDEN_PATH_FR)), {}
    dated = {step: getattr(row, f"{step}_fact") for step in STEPS if isinstance(getattr(row, f"{step}_fact"), str)}
    if not dated:
        return str(escape(NO_STEP_FR)), {}
    names = [capitalised(STEPS[step][0]) for step in dated]
    steps, dates = list(names), release.links(pd.Series(list(dated.values())))
    if isinstance(row.bought_fact, str):
        steps.append("Premier achat")
        dates.append(release.link(row.bought_fact))
    days = [pd.Timestamp(release.fact(fact)["value_text"]) for fact in dated.values()]
    drawing = steps_drawing(list(zip(names, days, strict=True)))
    table = Table({"Étape": steps, "Date": dates}, "Étapes", widths=(56, 44)).markdown()
    return _beside(f'![](etapes.svg){{fig-alt="{escape(drawing.alt_fr)}"}}', table), {"etapes.svg": drawing.svg}


def _beside(left: str, right: str) -> str:
    return f":::: {{.halves}}\n::: {{.half}}\n{left}\n:::\n\n::: {{.half}}\n{right}\n:::\n::::"


def _voices(quotes: pd.DataFrame, entity: str) -> str:
    """What people said of the project, with their role, as block quotes."""
    mine = quotes[quotes["entity"].eq(entity)]
    if mine.empty:
        return str(escape(NO_QUOTE_FR))
    return "\n\n".join(
        f"> {escape(quoted(str(row.text_fr)))} {escape(_role(str(row.role_class)))}" for row in mine.itertuples()
    )


def _role(role: str) -> str:
    return f"({role})" if role else ""


def _profile(release: Release, project_id: str) -> tuple[str, list[str], Mapping[str, str]]:
    """(radar and levels as Markdown, French names of the weakest criteria, the drawing)."""
    rows = release.optional_table("replicability_profiles", ("project_id",))
    mine = next((row for row in rows.to_dict("records") if str(row["project_id"]) == project_id), None)
    anchors = release.optional_table("replicability_anchors")
    if mine is None or anchors.empty:
        return str(escape(NO_SCORE_FR)), [], {}
    names = dict(zip(anchors["criterion_id"], anchors["criterion_fr"], strict=True))
    weakest = [names[criterion] for criterion in mine["weakest"]]
    levels = pd.Series({fr: mine[f"level_{criterion}"] for criterion, fr in names.items()}, dtype="float64")
    scale = sorted(int(name.removeprefix("level_")) for name in anchors.columns if name.startswith("level_"))
    drawing = profile_drawing(levels, scale, weakest)
    table = Table(
        {
            "Critère": [_marked(name, weakest) for name in names.values()],
            "Niveau": release.links(pd.Series([mine[f"{criterion}_fact"] for criterion in names], dtype="object")),
        },
        "Profil",
        align="lr",
        widths=(72, 28),
    ).markdown()
    said = [weakest_sentence(weakest), *([SINGLE_RATER_FR] if mine["raters"] == 1 else [])]
    image = f'![](profil.svg){{fig-alt="{escape(drawing.alt_fr)}"}}'
    return f"{_beside(image, table)}\n\n{escape(' '.join(said))}", weakest, {"profil.svg": drawing.svg}


def _marked(name: str, weakest: Sequence[str]) -> Markdown:
    return Markdown(f"**{escape(f'{name} (le plus faible)')}**") if name in weakest else escape(name)


def _elsewhere(release: Release, row: Any, weakest: Sequence[str]) -> str:
    """What another site would need: the next anchor of each weak criterion, what people named, what to count."""
    needs = [*_next_anchors(release, row.project_id, weakest), *_spoken(release, row.project)]
    counted = project_results.measured_elsewhere(release, row.project_id)
    lines = [*needs, *([escape(capitalised(counted) + ".")] if counted else [])]
    return str(bullets(lines, NOTHING_MORE_FR).markdown)


def _next_anchors(release: Release, project_id: str, weakest: Sequence[str]) -> list[Markdown]:
    anchors = release.optional_table("replicability_anchors")
    if anchors.empty or not weakest:
        return []
    rows = release.table("replicability_profiles")
    mine = rows[rows["project_id"].astype(str).eq(project_id)].iloc[0]
    found = []
    for anchor in anchors[anchors["criterion_fr"].isin(weakest)].to_dict("records"):
        reached = int(mine[f"level_{anchor['criterion_id']}"])
        asked = anchor.get(f"level_{reached + 1}")
        if isinstance(asked, str):
            name = quoted(anchor["criterion_fr"])
            found.append(
                escape(f"Pour relever {name}, l’échelle demande, au niveau suivant{NO_BREAK}: {quoted(asked)}.")
            )
    return found


def _spoken(release: Release, entity: str) -> list[Markdown]:
    """What the people met about this project named, dimension by dimension, where they agreed to its publication."""
    presence, codes = (
        release.optional_table("interviews_presence", ("entity",)),
        release.optional_table("interviews_codes"),
    )
    mine = presence[presence["entity"].eq(entity)]
    if mine.empty or codes.empty:
        return []
    told = []
    for dimension, introduction in SPOKEN_FR.items():
        given = codes[codes["code"].str.startswith(f"{dimension}:")]
        names = [str(row.code_fr) for row in given.itertuples() if mine[str(row.code)].iloc[0]]
        if names:
            told.append(escape(f"En entretien, {introduction}{NO_BREAK}: {enumeration(names)}."))
    return told


def _lessons(release: Release, row: Any, *, is_hidden: bool) -> str:
    dated = [step for step in STEPS if isinstance(getattr(row, f"{step}_fact"), str)] or ["selection"]
    fate = "" if is_hidden else fate_lesson(
        STEPS[dated[-1]][0],
        is_stopped=bool(row.is_stopped), is_waiting=bool(row.is_waiting),
        is_deployed=bool(row.is_deployed), is_bought=bool(pd.isna(row.is_bought) or row.is_bought),
    )  # fmt: skip
    return str(
        bullets([*filter(None, [fate]), *project_results.lessons(release, row.project_id)], NO_FAILURE_FR).markdown
    )
