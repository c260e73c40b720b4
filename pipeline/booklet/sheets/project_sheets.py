"""The evaluation sheet of each project: what was planned, tried, measured, said, and what it would take elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.chapters import project_results
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.exhibits import Table
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import escape
from pipeline.booklet.sheets import project_parts as parts
from pipeline.booklet.sheets.project_parts import Part, beside, commune_slug, project_slug
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheet_words import RETAIN_FR, quoted, silence
from pipeline.booklet.sheets.sheets import Sheet, public_quotes
from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised
from pipeline.released import Release


def project_sheets(releases: Sequence[Release]) -> list[Sheet]:
    """One sheet a project of the register, in its order; none where no register was released.

    `releases` are those of every audience: a sheet is for all, so it quotes what all may read.
    """
    release, *_ = releases
    projects, quotes = release.optional_table(PROJECTS), public_quotes(releases)
    return [_sheet(release, row, quotes) for row in projects.itertuples()]


def _sheet(release: Release, row: Any, quotes: pd.DataFrame) -> Sheet:
    """One project's sheet: what it is, what was tried and measured, what it would take elsewhere, what is not known."""
    is_hidden = hides_outcomes(release, row.commune)
    profile = parts.profile(release, row.project_id)
    weakest = [] if profile is None else profile.weakest
    shape, path = parts.profile_part(profile, release), parts.path(release, row, is_hidden=is_hidden)
    told = {
        "protocole": project_results.protocol(release, row.project_id),
        "resultats": project_results.results(release, row.project_id),
        "paroles": parts.voices(release, quotes, row.project),
        "profil": _drawn(shape),
    }
    status = HIDDEN_FR if is_hidden else row.status_fr
    return Sheet(
        kind="project",
        slug=project_slug(row.project_id),
        title=row.project,
        subtitle=f"{row.theme_fr}, {row.commune}",
        about=f"Fiche d’évaluation de {row.project}, thème {quoted(row.theme_fr)}, commune{NO_BREAK}: {row.commune}.",
        parts={
            "identite": _identity(release, row, status),
            "chiffres": parts.key_figures(release, row, is_hidden=is_hidden),
            "parcours": _drawn(path),
            **told,
            "ailleurs": parts.elsewhere(release, row, weakest),
            **_lessons(release, row, is_hidden=is_hidden),
            "silences": str(escape(silence([part for part, text in told.items() if not text]))),
        },
        drawings={**shape.drawings, **path.drawings},
        facets=_facets(row, weakest, is_hidden=is_hidden),
        mentions=(commune_slug(row.commune),),
    )


def _facets(row: Any, weakest: Sequence[str], *, is_hidden: bool) -> dict[str, list[str]]:
    """What the catalogue filters the project by, as codes; an empty one for a state that is hidden."""
    return {
        "theme": [slug(row.theme_fr)],
        "commune": [slug(row.commune)],
        "status": ["" if is_hidden else slug(row.status_fr)],
        "weakest": [slug(name) for name in weakest],
    }


def _identity(release: Release, row: Any, status: str) -> str:
    """What the project is, as a row of labelled values."""
    columns = {
        "Thème": [row.theme_fr],
        "Commune": [row.commune],
        "État": [status],
        "Sélection": [release.link(row.selection_fact)],
    }
    return Table(columns, "Identité", widths=(30, 26, 20, 24)).markdown()


def _lessons(release: Release, row: Any, *, is_hidden: bool) -> dict[str, str]:
    """What a project teaches: first of all why it stopped or still waits, where it was never deployed."""
    is_halted = not is_hidden and bool(row.is_stopped or row.is_waiting)
    if not is_halted:
        return {"arret": "", "attente": "", "lecons": parts.lessons(release, row, is_hidden=is_hidden)}
    told, _, retained = parts.fate(row, is_hidden=False).partition(RETAIN_FR)
    why = f'{escape(told.strip())}\n\n::: {{.callout-tip title="À retenir"}}\n{escape(capitalised(retained))}\n:::'
    measured = bullets(project_results.lessons(release, row.project_id), "").markdown
    return {"arret": why if row.is_stopped else "", "attente": "" if row.is_stopped else why, "lecons": str(measured)}


def _drawn(part: Part) -> str:
    """The drawing beside its table, then what it amounts to."""
    shown = beside(part.image, part.table) if part.image else part.table
    return "\n\n".join(filter(None, [shown, part.words]))
