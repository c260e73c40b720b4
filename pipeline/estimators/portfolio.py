"""The portfolio: how many projects by theme, commune and tag, and the catalogue. Facts only: no project has a score."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.params import EstimateParams

REQUIRES = ("catalogue", "communes")

COMPUTED_BY = "pipeline.estimators.portfolio:estimate"
PROJECTS = "portfolio-projects"
TOTAL_FR = "Ensemble"
LIMIT = "Projets décrits au catalogue publié ; un projet sélectionné puis retiré n’y figure pas."
TAG_LIMIT = f"{LIMIT} Mots-clés tels que publiés, variantes comprises ; un projet peut en porter plusieurs."


def estimate(tables: Tables, params: EstimateParams) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Counts of projects.

    Tables: `portfolio_themes` and `portfolio_tags` (`name`, `count`, `count_fact`, most first),
    `portfolio_matrix` (themes × communes, with `<commune>_fact` columns; the last row and column are the totals)
    and `portfolio_catalogue`.
    """
    projects = _with_commune_names(tables["catalogue"], tables["communes"])
    tagged = projects.explode("tags").dropna(subset="tags").rename(columns={"tags": "tag"})
    theme_facts, themes = _counts(projects, "theme", "Projets de la famille « {} »")
    commune_facts, communes = _counts(projects, "commune", "Projets accueillis par la commune ({})")
    tag_facts, tags = _counts(tagged, "tag", "Projets portant le mot-clé « {} »")
    cell_facts, matrix = _matrix(projects, list(themes["name"]), sorted(communes["name"], key=slug))
    matrix = _with_totals(matrix, themes, communes)
    return Estimates(
        [*_totals(projects, themes, communes, tags), *theme_facts, *commune_facts, *tag_facts, *cell_facts],
        {
            "portfolio_themes": themes,
            "portfolio_tags": tags,
            "portfolio_matrix": matrix,
            "portfolio_catalogue": _catalogue(projects, list(themes["name"])),
        },
    )


def _with_commune_names(projects: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Communes named as in the register, so that one place has one name; themes and tags with French typography."""
    names = communes.set_index("commune_insee")["name"]
    return projects.assign(
        commune=projects["commune_insee"].map(names).fillna(projects["commune"]),
        theme=projects["theme"].map(french),
        tags=projects["tags"].map(lambda tags: [] if tags is None else [french(tag) for tag in tags]),
    )


def _counts(projects: pd.DataFrame, column: str, label_fr: str) -> tuple[list[Fact], pd.DataFrame]:
    found = {str(name): rows for name, rows in projects.groupby(column, sort=True)}
    names = sorted(found, key=lambda name: (-len(found[name]), slug(name)))
    facts = [_count(f"{column}-{slug(name)}", label_fr.format(name), found[name], column) for name in names]
    records = [(name, len(found[name]), fact.fact_id) for name, fact in zip(names, facts, strict=True)]
    return facts, pd.DataFrame(records, columns=["name", "count", "count_fact"])


def _count(what: str, label_fr: str, rows: pd.DataFrame, by: str = "") -> Fact:
    return Fact(
        fact_id=f"portfolio-{what}",
        label_fr=label_fr,
        label_en=f"Projects: {what}",
        unit="count",
        value=float(len(rows)),
        method="Dénombrement du catalogue",
        computed_by=COMPUTED_BY,
        source_table="catalogue",
        design="document",
        limits_fr=TAG_LIMIT if by == "tag" else LIMIT,
        rows=provenance(rows),
    )


def _totals(projects: pd.DataFrame, themes: pd.DataFrame, communes: pd.DataFrame, tags: pd.DataFrame) -> Iterator[Fact]:
    yield _count("projects", "Projets décrits au catalogue", projects)
    for what, label_fr, number in (
        ("themes", "Familles de projets du catalogue", len(themes)),
        ("communes", "Communes qui accueillent un projet du catalogue", len(communes)),
        ("tags", "Mots-clés employés au catalogue", len(tags)),
        ("fewest-per-commune", "Nombre de projets de la commune qui en accueille le moins", communes["count"].min()),
        ("most-per-commune", "Nombre de projets de la commune qui en accueille le plus", communes["count"].max()),
    ):
        yield Fact(
            fact_id=f"portfolio-{what}",
            label_fr=label_fr,
            label_en=f"Catalogue: {what}",
            unit="count",
            value=float(number),
            method="Dénombrement du catalogue",
            computed_by=COMPUTED_BY,
            source_table="catalogue",
            design="document",
            limits_fr=LIMIT,
            rows=provenance(projects),
        )


def _matrix(projects: pd.DataFrame, themes: list[str], communes: list[str]) -> tuple[list[Fact], pd.DataFrame]:
    """Themes × communes; a pair without project has no fact and an empty cell."""
    facts, records = [], []
    for theme in themes:
        record: dict[str, object] = {"theme": theme}
        for commune in communes:
            rows = projects[projects["theme"].eq(theme) & projects["commune"].eq(commune)]
            record[commune] = len(rows)
            record[f"{commune}_fact"] = f"portfolio-{slug(theme)}-{slug(commune)}" if len(rows) else None
            if len(rows):
                facts.append(
                    _count(
                        f"{slug(theme)}-{slug(commune)}",
                        f"Projets « {theme} » accueillis par la commune ({commune})",
                        rows,
                    )
                )
        records.append(record)
    return facts, pd.DataFrame(records)


def _with_totals(matrix: pd.DataFrame, themes: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """The matrix with one more row and one more column, both named `TOTAL_FR`."""
    last: dict[str, object] = {"theme": TOTAL_FR, TOTAL_FR: themes["count"].sum(), f"{TOTAL_FR}_fact": PROJECTS}
    for name, count, fact_id in communes.itertuples(index=False):
        last |= {name: count, f"{name}_fact": fact_id}
    wider = matrix.assign(**{TOTAL_FR: themes["count"], f"{TOTAL_FR}_fact": themes["count_fact"]})
    return pd.concat([wider, pd.DataFrame([last])], ignore_index=True)


def _catalogue(projects: pd.DataFrame, themes: list[str]) -> pd.DataFrame:
    """Projects by theme, the largest theme first, then by name."""
    rank = projects["theme"].map({theme: position for position, theme in enumerate(themes)})
    ordered = projects.assign(rank=rank).sort_values(["rank", "name"], ignore_index=True)
    return pd.DataFrame(
        {
            "theme": ordered["theme"],
            "theme_fact": [f"portfolio-theme-{slug(theme)}" for theme in ordered["theme"]],
            "name": ordered["name"].map(french),
            "commune": ordered["commune"],
            "description_fr": ordered["description_fr"].map(french),
        }
    )
