"""One page a solution that was deployed or measured, and the tables that lead to them: the volume of solutions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.booklet.chapters import project_results
from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.frame.synthetic_labels import PARTLY, WHOLLY, data_label
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.booklet.sheets import project_parts as parts
from pipeline.booklet.sheets.other_projects import by_state
from pipeline.booklet.sheets.pictograms import PICTOGRAMS, pictogram
from pipeline.booklet.sheets.project_parts import Part, beside, project_slug
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes, hides_renewals
from pipeline.booklet.sheets.sheet_words import (
    NO_RESULT_FR,
    NO_SCORE_FR,
    NOTHING_MORE_FR,
    purchase_sentence,
)
from pipeline.booklet.wording import NO_BREAK
from pipeline.files import write_text
from pipeline.released import Release

INDEX, PAGES = Path("generated") / "solution_index.qmd", Path("generated") / "solution_pages.qmd"

NONE_FR = "Aucune solution n’est encore déployée ni mesurée à la dernière date du registre."
WITHOUT_FR = f"Les autres projets du registre n’ont pas de page, faute d’essai{NO_BREAK}:"
ALL_FR = "Toutes les solutions sélectionnées ont une page."
EVEN_FR = "Aucun n’est plus faible que les autres"
NOT_SCORED_FR = "Non notées"
QUOTES = "interviews_quotes"
INVENTED_FR = {
    WHOLLY: "Données inventées pour la démonstration.",
    PARTLY: "Données inventées, au moins en partie, pour la démonstration.",
}
"""What the head of a page says of its data, for each label of a booklet."""


def stage_solutions(release: Release, project: Path) -> None:
    """Write the pages and what leads to them into `generated/` of the staged `project`, with their drawings."""
    shown = with_page(release)
    write_text(project / INDEX, index(release, shown))
    pages = []
    for row in shown.itertuples():
        text, drawings = page(release, row, project / PICTOGRAMS)
        pages.append(text)
        for name, svg in drawings.items():
            write_text(project / PAGES.parent / f"{project_slug(str(row.project_id))}-{name}", svg)
    write_text(project / PAGES, "\n\n".join(pages or [str(escape(NONE_FR))]) + "\n")


def with_page(release: Release) -> pd.DataFrame:
    """The projects that get a page: deployed, or measured before and after; by theme, then as the register has them.

    Where what became of a commune's projects is hidden, all of them get one: a missing page would tell.
    """
    projects = release.optional_table(PROJECTS)
    if projects.empty:
        return projects
    measured = set(release.optional_table(project_results.CHANGES, ("project_id",))["project_id"].astype(str))
    hidden = projects["commune"].map(lambda commune: hides_outcomes(release, commune)).astype(bool)
    is_deployed = projects["is_deployed"].fillna(False).astype(bool)
    kept = projects[hidden | is_deployed | projects["project_id"].astype(str).isin(measured)]
    return kept.sort_values("theme_fr", kind="stable", key=_alphabetical).reset_index(drop=True)


def _alphabetical(names: pd.Series) -> pd.Series:
    """« Économie » stands beside « Emploi »."""
    return names.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.lower()


def index(release: Release, shown: pd.DataFrame) -> str:
    """The solutions by theme, by commune and by weakest criterion, then the projects that have no page."""
    if shown.empty:
        return str(escape(NONE_FR)) + "\n"
    criteria = [_weakest(release, str(row.project_id)) for row in shown.itertuples()]
    tables = [
        _table("Famille", [[name] for name in shown["theme_fr"]], shown),
        _table("Commune", [[name] for name in shown["commune"]], shown, order=sorted),
        *(
            [_table("Critère à renforcer", criteria, shown)]
            if any(each != [NOT_SCORED_FR] for each in criteria)
            else []
        ),
    ]
    return "\n\n".join(["::: {.index}", *tables, ":::", _without_page(release, shown)]) + "\n"


def _weakest(release: Release, project_id: str) -> list[str]:
    found = parts.profile(release, project_id)
    return [NOT_SCORED_FR] if found is None else list(found.weakest) or [EVEN_FR]


def _table(
    head: str, names: Sequence[Sequence[str]], shown: pd.DataFrame, order: Callable[[Iterable[str]], list[str]] = list
) -> str:
    """One row a name, with links to the solutions that go by it; a solution may go by several."""
    links: dict[str, list[str]] = {}
    for row, mine in zip(shown.itertuples(), names, strict=True):
        for name in mine:
            links.setdefault(name, []).append(f"[{escape(str(row.project))}](#{_section(row)})")
    told = [Markdown(", ".join(links[name])) for name in order(links)]
    return pipe_table({head: order(links), "Solutions": told}, widths=(26, 74))


def _section(row: Any) -> str:
    return f"sec-solution-{project_slug(row.project_id)}"


def _without_page(release: Release, shown: pd.DataFrame) -> str:
    projects = release.table(PROJECTS)
    others = projects[~projects["project_id"].isin(shown["project_id"])]
    if others.empty:
        return str(escape(ALL_FR))
    return by_state(release, others, WITHOUT_FR)


def page(release: Release, row: Any, pictograms: Path) -> tuple[str, Mapping[str, str]]:
    """The page of one project, and its drawings by the names that it shows them by, without what stands before."""
    is_hidden = hides_outcomes(release, row.commune)
    at = f"../{PAGES.parent}/{project_slug(row.project_id)}-"
    profile = parts.profile(release, row.project_id)
    shape, path = parts.profile_part(profile, release, at), parts.path(release, row, is_hidden=is_hidden, at=at)
    quotes = release.optional_table(QUOTES, ("entity", "text_fr", "role_class"))
    results = project_results.results(release, row.project_id)
    left = [
        _titled(row, "Quand", "parcours", _stacked(path)),
        _titled(row, "L’achat", "achat", _purchase(release, row, is_hidden=is_hidden)),
        _titled(row, "Ce que cet essai apprend", "lecons", parts.lessons(release, row, is_hidden=is_hidden)),
    ]
    right = [
        _titled(row, "Réplicabilité", "profil", _stacked(shape) or str(escape(NO_SCORE_FR))),
        _titled(row, "Ce qu’il faudrait ailleurs", "ailleurs", _needs(release, row, profile)),
        _titled(row, "Ce qu’on en dit sur place", "paroles", parts.voices(release, quotes, str(row.project))),
    ]
    blocks = [
        "::::: {.solution}",
        _head(release, row, pictograms, is_hidden=is_hidden),
        parts.key_figures(release, row, is_hidden=is_hidden),
        _titled(row, "Ce qui a été mesuré", "mesures", results or str(escape(NO_RESULT_FR))),
        beside("\n\n".join(filter(None, left)), "\n\n".join(filter(None, right)), "solution-halves"),
        ":::::",
    ]
    return "\n\n".join(filter(None, blocks)), {**path.drawings, **shape.drawings}


def _needs(release: Release, row: Any, profile: parts.Profile | None) -> str:
    return parts.elsewhere(release, row, [] if profile is None else profile.weakest) or str(escape(NOTHING_MORE_FR))


def _titled(row: Any, title: str, key: str, text: str) -> str:
    return f"### {title} {{#{_section(row)}-{key}}}\n\n{text}" if text else ""


def _stacked(part: Part) -> str:
    return "\n\n".join(filter(None, [part.image, part.table, part.words]))


def _head(release: Release, row: Any, pictograms: Path, *, is_hidden: bool) -> str:
    """Pictogram, name and commune, then theme, state, what the solution is, what was tested, and whether it is real."""
    status = HIDDEN_FR if is_hidden else row.status_fr
    tested = parts.tested(release, row.project_id)
    said = [
        f"**{escape(row.theme_fr)}**{NO_BREAK}: {escape(status)}.",
        str(escape(parts.described(release, row))),
        str(escape(f"Mis à l’épreuve{NO_BREAK}: {tested}.")) if tested else "",
        str(escape(INVENTED_FR[label])) if (label := data_label(release.summary)) else "",
    ]
    drawing = pictogram(str(row.theme), row.theme_fr, pictograms, "1.5cm")
    words = f"## {escape(f'{row.project}, {row.commune}')} {{#{_section(row)}}}\n\n{' '.join(filter(None, said))}"
    return f":::: {{.solution-head}}\n::: {{.half}}\n{drawing}\n:::\n\n::: {{.half}}\n{words}\n:::\n::::"


def _purchase(release: Release, row: Any, *, is_hidden: bool) -> str:
    """Whether a commune bought the solution, when, and whether it did so again; no amount: it would tell a holder's."""
    date = release.link(row.bought_fact) if isinstance(row.bought_fact, str) else ""
    return str(
        purchase_sentence(
            date,
            is_known=not is_hidden and not pd.isna(row.is_bought),
            is_hidden=is_hidden,
            is_renewed=None if pd.isna(row.is_renewed) or hides_renewals(release) else bool(row.is_renewed),
        )
    )
