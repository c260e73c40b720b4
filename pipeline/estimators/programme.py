"""The programme: its steps, the communes of the network and those that host this edition, and how many live there."""

from __future__ import annotations

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NO_BREAK, enumeration
from pipeline.capitals import capitalised
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.printed.registers import first_edition
from pipeline.params import EstimateParams

REQUIRES = ("steps", "communes")

COMPUTED_BY = "pipeline.estimators.programme:estimate"
REGISTER_LIMIT = "Registre reconstitué à partir des documents publiés et du découpage administratif en vigueur."
POPULATION_LIMIT = "Population de toute la commune, non du quartier où se tient l’expérimentation."


def estimate(tables: Tables, params: EstimateParams) -> Estimates:  # noqa: ARG001 - every estimator is called alike
    """Counts of steps, communes, départements and EPT; register populations.

    The communes that host a project of this edition are counted where the register of projects was delivered.

    Tables: `programme_steps` (one row a step) and `programme_communes` (one row a commune, the most populous first).
    """
    steps, communes = tables["steps"], tables["communes"]
    first = first_edition(communes)
    facts = [
        _count("steps", "Étapes du programme", "Programme steps", len(steps), steps, "steps"),
        *_territory("edition-1", "de la première édition", "first edition", first),
        *_hosts(communes, tables.get("projects")),
        *_territory("network", "du réseau, toutes éditions", "network", communes),
        _population_year(communes),
        *(_population(row) for _, row in communes.groupby("commune_insee", sort=True)),
    ]
    return Estimates(facts, {"programme_steps": _steps(steps), "programme_communes": _communes(communes)})


def _hosts(communes: pd.DataFrame, projects: pd.DataFrame | None) -> list[Fact]:
    """Of the communes of the register that host a project of this edition; nothing where none does."""
    hosts = communes if projects is None else communes[communes["commune_insee"].isin(projects["commune_insee"])]
    if projects is None or hosts.empty:
        return []
    return _territory("hosts", "qui accueillent un projet de l’édition", "hosting a project of this edition", hosts)


def _territory(what: str, of_whom_fr: str, of_whom_en: str, communes: pd.DataFrame) -> list[Fact]:
    departments, epts = communes["department_code"].nunique(), communes["ept"].nunique()
    ept_fr = f"Établissements publics territoriaux {of_whom_fr}"
    return [
        _count(f"communes-{what}", f"Communes {of_whom_fr}", f"Communes, {of_whom_en}", len(communes), communes),
        _count(
            f"departments-{what}", f"Départements {of_whom_fr}", f"Departments, {of_whom_en}", departments, communes
        ),
        _count(f"epts-{what}", ept_fr, f"EPT, {of_whom_en}", epts, communes),
        _inhabitants(
            f"population-{what}", f"Habitants des communes {of_whom_fr}", f"Population, {of_whom_en}", communes
        ),
    ]


def _count(what: str, label_fr: str, label_en: str, count: int, rows: pd.DataFrame, table: str = "communes") -> Fact:
    return Fact(
        fact_id=f"programme-{what}",
        label_fr=label_fr,
        label_en=label_en,
        unit="count",
        value=float(count),
        method="Dénombrement du registre",
        computed_by=COMPUTED_BY,
        source_table=table,
        design="document",
        limits_fr=REGISTER_LIMIT,
        rows=provenance(rows),
    )


def _inhabitants(what: str, label_fr: str, label_en: str, rows: pd.DataFrame) -> Fact:
    return Fact(
        fact_id=f"programme-{what}",
        label_fr=label_fr,
        label_en=label_en,
        unit="count",
        value=float(rows["population"].sum()),
        method="Somme des populations de référence inscrites au registre",
        computed_by=COMPUTED_BY,
        source_table="communes",
        design="census",
        filter=f"populations de référence {enumeration(_years(rows))}",
        limits_fr=POPULATION_LIMIT,
        rows=provenance(rows),
    )


def _population(row: pd.DataFrame) -> Fact:
    name = str(row["name"].iloc[0])
    return _inhabitants(f"population-{slug(name)}", f"Habitants de la commune ({name})", f"Population of {name}", row)


def _years(communes: pd.DataFrame) -> list[str]:
    return [str(year) for year in sorted(set(communes["population_year"].astype(int)))]


def _population_year(communes: pd.DataFrame) -> Fact:
    return Fact(
        fact_id="programme-population-year",
        label_fr="Année de référence des populations",
        label_en="Reference year of the populations",
        unit="text",
        value_text=enumeration(_years(communes)),
        method="Relevé du registre",
        computed_by=COMPUTED_BY,
        source_table="communes",
        design="document",
        limits_fr="Année déduite de la version du découpage administratif, qui ne l’indique pas.",
        rows=provenance(communes),
    )


def _steps(steps: pd.DataFrame) -> pd.DataFrame:
    ordered = steps.sort_values("step", ignore_index=True)
    return pd.DataFrame(
        {
            "step": ordered["step"].astype(int),
            "title_fr": ordered["title_fr"].map(french),
            "description_fr": ordered["description_fr"].map(french),
            "actors_fr": [
                "" if actors is None else capitalised(enumeration([french(actor) for actor in actors]))
                for actors in ordered["actors"]
            ],
        }
    )


def _edition_fr(edition: int) -> str:
    return f"{edition}{'re' if edition == 1 else 'e'}{NO_BREAK}édition"


def _communes(communes: pd.DataFrame) -> pd.DataFrame:
    ordered = communes.sort_values(["population", "name"], ascending=[False, True], ignore_index=True)
    return pd.DataFrame(
        {
            "name": ordered["name"],
            "edition_fr": [_edition_fr(edition) for edition in ordered["edition"].astype(int)],
            "department": ordered["department"].map(french),
            "ept": ordered["ept"].map(french),
            "edition": ordered["edition"].astype(int),
            "population": ordered["population"].astype(int),
            "lat": ordered["lat"] if "lat" in ordered else float("nan"),
            "lon": ordered["lon"] if "lon" in ordered else float("nan"),
            "population_fact": [f"programme-population-{slug(name)}" for name in ordered["name"]],
        }
    )
