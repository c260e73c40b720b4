"""How the columns and codes of the registers read in French and in English."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.booklet.typography import french

COLUMNS: dict[str, tuple[str, str]] = {
    "status": ("État du projet", "Status of the project"),
    "holder_type": ("Type de porteur", "Type of holder"),
    "theme": ("Thème", "Theme"),
    "commune_insee": ("Commune", "Commune"),
    "hq_region": ("Région du siège", "Region of the seat"),
    "hq_country": ("Pays du siège", "Country of the seat"),
    "targets_public_sector": ("S’adresse au secteur public", "Targets the public sector"),
    "founded_on": ("Date de création", "Date of foundation"),
    "department": ("Département", "Department"),
    "edition": ("Édition", "Edition"),
}
CODES: dict[str, tuple[str, str]] = {
    "startup": ("startup", "start-up"),
    "sme": ("petite ou moyenne entreprise", "small or medium firm"),
    "large_company": ("grande entreprise", "large company"),
    "association": ("association", "association"),
    "independent": ("indépendant", "independent"),
    "cooperative": ("coopérative", "cooperative"),
    "public": ("organisme public", "public body"),
    "research": ("laboratoire", "laboratory"),
    "selected": ("en attente", "waiting"),
    "deployed": ("déployé", "deployed"),
    "closed": ("clos", "closed"),
    "dropped_out": ("arrêté", "stopped"),
    "economie-circulaire": ("économie circulaire", "circular economy"),
    "energie": ("énergie", "energy"),
    "espaces-publics": ("espaces publics", "public spaces"),
    "mobilites": ("mobilités", "mobility"),
    "materiau": ("matériau", "material"),
    "equipement": ("équipement", "equipment"),
    "mobilier-urbain": ("mobilier urbain", "street furniture"),
    "numerique-avance": ("numérique avancé", "advanced digital technology"),
    "maturite-avancee": ("maturité avancée", "advanced maturity"),
    "FR": ("France", "France"),
    "BE": ("Belgique", "Belgium"),
    "CH": ("Suisse", "Switzerland"),
    "DE": ("Allemagne", "Germany"),
    "ES": ("Espagne", "Spain"),
    "GB": ("Royaume-Uni", "United Kingdom"),
    "IT": ("Italie", "Italy"),
    "LU": ("Luxembourg", "Luxembourg"),
    "NL": ("Pays-Bas", "Netherlands"),
    "PT": ("Portugal", "Portugal"),
    "True": ("oui", "yes"),
    "False": ("non", "no"),
}
UNKNOWN = ("non renseigné", "unknown")


def column_words(column: str) -> tuple[str, str]:
    """The name of a register's column; a column without one is called by its own name."""
    return COLUMNS.get(column, (french(column), column))


def value_words(value: str, names: Mapping[str, str]) -> tuple[str, str]:
    """One value of a register's column; `names` are the names of communes by their code. Empty text: unknown."""
    if not value:
        return UNKNOWN
    if value in names:
        return french(names[value]), names[value]
    return CODES.get(value, (french(value), value))


def commune_names(communes: pd.DataFrame | None) -> dict[str, str]:
    """The name of each commune of the register by its code; none without a register."""
    if communes is None:
        return {}
    return dict(zip(communes["commune_insee"].astype(str), communes["name"].astype(str), strict=True))
