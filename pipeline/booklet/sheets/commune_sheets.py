"""The sheet of each commune: its projects, the time of each step, what was measured and bought there, who answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.exhibits import Table
from pipeline.booklet.frame.agreement import FIRST_PLURAL
from pipeline.booklet.lists import bullets
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.sheets.project_parts import commune_slug, project_slug
from pipeline.booklet.sheets.sheet_disclosure import PROJECTS, hides_outcomes
from pipeline.booklet.sheets.sheet_words import (
    FEW_PASSED_FR,
    NO_ANSWER_FR,
    NO_DELAY_FR,
    NO_PURCHASE_FR,
    NO_RESULT_HERE_FR,
    UNSURE_FR,
    purchases_sentence,
)
from pipeline.booklet.sheets.sheets import Sheet
from pipeline.booklet.slugs import slug
from pipeline.booklet.wording import NO_BREAK
from pipeline.capitals import capitalised
from pipeline.released import Release

LARGE_FR = (
    ("projects", "projet accueilli", "projets accueillis"),
    ("deployed", "déployé", "déployés"),
    ("measured", "mesuré", "mesurés"),
    ("bought", "acheté", "achetés"),
)
"""What is told in large print, and what is said after one (or none) and after several."""
OTHERS_FR = (("waiting", "en attente de déploiement"), ("stopped", "arrêtés avant le déploiement"))
"""What follows as a line."""

PROJECT_WIDTHS = (18, 28, 18, 18, 18)
"""Of the columns of its projects, the last ones left out where they are not published or not known."""

SURVEYS_FR = {
    "survey_communes": "Agents et élus de la commune",
    "survey_startups": "Porteurs de projet qui y ont travaillé",
    "survey_institutions": "Partenaires",
}
MEASURED_FR = {
    "planned": "Prévus",
    "measured": "Mesurés",
    "favourable": "Évolution favorable",
    "unfavourable": "Évolution défavorable",
    "unsure": "Non confirmée",
    "reached": "Cible atteinte pendant l’essai",
}


def commune_sheets(releases: Sequence[Release]) -> list[Sheet]:
    """One sheet a commune that hosts a project, in the order of the alphabet; none where no register was released."""
    release, *_ = releases
    projects = release.optional_table(PROJECTS, ("commune",))
    communes = sorted(set(projects["commune"].astype(str)), key=slug)
    return [_sheet(release, commune, projects[projects["commune"].eq(commune)]) for commune in communes]


def _sheet(release: Release, commune: str, projects: pd.DataFrame) -> Sheet:
    is_hidden = hides_outcomes(release, commune)
    return Sheet(
        kind="commune",
        slug=commune_slug(commune),
        title=commune,
        subtitle=_place(release, commune),
        about=f"Fiche de commune, {commune}{NO_BREAK}: ses projets, leurs délais, leurs mesures et ses achats.",
        parts={
            "identite": _identity(release, commune),
            "chiffres": _outcomes(release, commune),
            "projets": _projects(release, projects, is_hidden=is_hidden),
            "delais": _delays(release, commune),
            "resultats": _results(release, projects),
            "achats": _purchases(release, commune),
            "repondants": _answers(release, projects),
        },
        facets={"theme": sorted({slug(theme) for theme in projects["theme_fr"]}), "commune": [slug(commune)]},
        mentions=[project_slug(project) for project in projects["project_id"]],
    )


def _one(release: Release, name: str, column: str, value: str) -> Any:
    """The row of a table whose `column` is `value`, as a named tuple; None without such a row."""
    table = release.optional_table(name, (column,))
    return next(table[table[column].eq(value)].itertuples(), None)


def _place(release: Release, commune: str) -> str:
    row = _one(release, "programme_communes", "name", commune)
    return "Commune qui a accueilli des projets" if row is None else f"{row.department}, {row.ept}"


def _identity(release: Release, commune: str) -> str:
    row = _one(release, "programme_communes", "name", commune)
    if row is None:
        return ""
    columns = {
        "Département": [row.department],
        "Établissement public territorial": [row.ept],
        "Habitants": [release.link(row.population_fact)],
    }
    return Table(columns, "Identité", widths=(30, 46, 24)).markdown()


def _outcomes(release: Release, commune: str) -> str:
    """What became of its projects, as released: a count too small to be published reads as such."""
    row = _one(release, "deployment_commune", "label_fr", commune)
    if row is None:
        return ""
    large = "\n".join(
        f"- **{release.link(fact)}** {escape(one if abs(release.fact(fact)['value']) < FIRST_PLURAL else several)}"
        for what, one, several in LARGE_FR
        if (fact := getattr(row, f"{what}_fact", None))
    )
    others = ", ".join(
        f"{escape(words)}{NO_BREAK}: {release.link(getattr(row, f'{what}_fact'))}"
        for what, words in OTHERS_FR
        if hasattr(row, f"{what}_fact")
    )
    return f"::: {{.key-figures}}\n{large}\n:::\n\n{capitalised(others)}."


def _projects(release: Release, projects: pd.DataFrame, *, is_hidden: bool) -> str:
    """Its projects with theme, state and date of deployment; without state nor date where those are not published."""
    columns: dict[str, list[Any]] = {"Projet": list(projects["project"]), "Thème": list(projects["theme_fr"])}
    if is_hidden:
        columns["État"] = [HIDDEN_FR] * len(projects)
    else:
        columns["État"] = list(projects["status_fr"])
        columns["Déploiement"] = release.links(projects["deployed_fact"])
        if projects["is_bought"].notna().any():
            columns["Premier achat"] = release.links(projects["bought_fact"])
    return Table(columns, "Projets", widths=PROJECT_WIDTHS[: len(columns)]).markdown()


def _delays(release: Release, commune: str) -> str:
    """How many projects passed from each step to the next, and the median of their months."""
    spans = release.optional_table("deployment_commune_spans", ("commune",))
    mine = spans[spans["commune"].eq(commune)]
    if mine.empty:
        return str(escape(NO_DELAY_FR))
    columns = {
        "Étape": list(mine["label_fr"]),
        "Projets passés": release.links(mine["passed_fact"]),
        "Durée médiane": release.links(mine["median_fact"]),
    }
    table = Table(columns, "Délais", align="lrr", widths=(54, 22, 24)).markdown()
    return table if mine["median_fact"].notna().all() else f"{table}\n\n{escape(FEW_PASSED_FR)}"


def _results(release: Release, projects: pd.DataFrame) -> str:
    """How many indicators each of its projects measured, and which way they went."""
    counts = release.optional_table("indicators_projects", ("project_id",))
    mine = counts[counts["project_id"].isin(projects["project_id"])]
    if mine.empty:
        return str(escape(NO_RESULT_HERE_FR))
    columns = {"Projet": list(mine["project"])} | {
        head: release.links(mine[f"{what}_fact"]) for what, head in MEASURED_FR.items()
    }
    table = Table(columns, "Indicateurs", align="lrrrrrr", widths=(17, 11, 12, 15, 16, 15, 14)).markdown()
    return f"{table}\n\n{escape(UNSURE_FR)}"


def _purchases(release: Release, commune: str) -> str:
    row = _one(release, "purchases_communes", "label_fr", commune)
    if row is None:
        return str(escape(NO_PURCHASE_FR))
    bought = release.fact(row.bought_fact)
    lines = [
        Markdown(f"Projets achetés{NO_BREAK}: {release.link(row.bought_fact)}"),
        Markdown(f"Achats renouvelés{NO_BREAK}: {release.link(row.renewed_fact)}"),
    ]
    return f"{bullets(lines, '').markdown}\n\n{escape(purchases_sentence(bought['value']))}"


def _answers(release: Release, projects: pd.DataFrame) -> str:
    """For each survey that knows the commune of those invited: how many of them answered."""
    groups = release.optional_table("response_groups", ("survey", "column", "value", "rate_fact"))
    codes = set(projects["commune_insee"].astype(str))
    mine = groups[groups["column"].eq("commune_insee") & groups["value"].astype(str).isin(codes)]
    lines = [
        Markdown(
            f"{escape(SURVEYS_FR.get(str(row.survey), str(row.survey)))}{NO_BREAK}: {release.link(str(row.rate_fact))}"
        )
        for row in mine.itertuples()
    ]
    return str(bullets(lines, NO_ANSWER_FR).markdown)
