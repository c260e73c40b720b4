"""Which projects an edition has, and which applications it received: drawn one attribute at a time, counts fixed.

Every count is a target (`pipeline.synthetic.targets`); chance only says which project has which trait. Nothing here
comes from a real firm: names and identifiers are those of `pipeline.synthetic.editions`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.targets import Targets
from pipeline.tables import LIST_SEPARATOR

T = TypeVar("T")

ILE_DE_FRANCE, ABROAD = "Île-de-France", "Hors de France"
OTHER_REGIONS = (
    "Auvergne-Rhône-Alpes",
    "Occitanie",
    "Nouvelle-Aquitaine",
    "Hauts-de-France",
    "Bretagne",
    "Grand Est",
    "Pays de la Loire",
    "Provence-Alpes-Côte d’Azur",
)
FOREIGN = ("BE", "DE", "CH", "ES")
DIGITAL_TAG, MATURE_TAG = "numerique-avance", "maturite-avancee"
FORM_TAGS = ("equipement", "mobilier-urbain", "service", "materiau")
DEPLOYED, SELECTED, DROPPED_OUT = "deployed", "selected", "dropped_out"

YOUNG_DAYS = (120, 3 * 365 - 30)
OLDER_DAYS = (3 * 365 + 60, 14 * 365)
"""Age at selection of projects of less than three years, and of the others: clear of the limit on both sides."""

MATURE_ODDS = {DEPLOYED: 3.0, SELECTED: 1.0, DROPPED_OUT: 0.0}
"""A commercially mature solution is deployed more often; one that dropped out is counted by nobody."""


def projects(edition: Edition, targets: Targets, rng: Generator) -> pd.DataFrame:
    """The register of projects, in the order of their identifiers.

    Drawn: holder type, theme, seat, age, public target, tags, outcome; all by dealing the target's counts at random.
    Calibrated on the published shares of the first edition's 30 projects, and on its four communes' deployment.
    """
    n = edition.n_projects
    status = outcomes(edition, targets, rng)
    regions, countries = seats(n, targets, rng)
    holder_types: list[str] = dealt(rng, targets.holder_types)
    themes: list[str] = dealt(rng, targets.themes)
    is_young = dealt(rng, {True: targets.young, False: n - targets.young})
    return pd.DataFrame(
        {
            "project_id": edition.project_ids,
            "name": edition.project_names,
            "holder": [f"Porteur {number:02d}" for number in range(1, n + 1)],
            "holder_type": holder_types,
            "founded_on": [founded_on(edition.selected_on, young, rng) for young in is_young],
            "hq_region": regions,
            "hq_country": countries,
            "theme": themes,
            "tags": tags(status, targets, rng),
            "commune_insee": [edition.commune_of_project[project] for project in edition.project_ids],
            "targets_public_sector": dealt(rng, {True: targets.public, False: n - targets.public}),
            "status": status,
        }
    )


def dealt(rng: Generator, counts: Mapping[T, int]) -> list[T]:
    """Each value as often as counted, in random order."""
    values: list[T] = [value for value, count in counts.items() for _ in range(count)]
    return [values[position] for position in rng.permutation(len(values))]


def chosen(rng: Generator, values: Sequence[T], count: int, odds: Sequence[float] | None = None) -> set[T]:
    """That many of the values; `odds` weigh them, a value with odds of 0 is never chosen."""
    weights = None if odds is None else [each / sum(odds) for each in odds]
    return {values[position] for position in rng.choice(len(values), size=count, replace=False, p=weights)}


def outcomes(edition: Edition, targets: Targets, rng: Generator) -> list[str]:
    """What became of each project: deployed as often as its commune's target, dropped out among the others."""
    status = dict.fromkeys(edition.project_ids, SELECTED)
    for commune, count in zip(edition.communes, targets.deployed, strict=True):
        hosted = [project for project, code in edition.commune_of_project.items() if code == commune]
        status |= dict.fromkeys(chosen(rng, hosted, count), DEPLOYED)
    waiting = [project for project, state in status.items() if state == SELECTED]
    status |= dict.fromkeys(chosen(rng, waiting, targets.dropped_out), DROPPED_OUT)
    return list(status.values())


def seats(n: int, targets: Targets, rng: Generator) -> tuple[list[str], list[str]]:
    """Region and country of each holder's seat."""
    elsewhere = n - targets.in_ile_de_france - targets.abroad
    kinds = dealt(rng, {ILE_DE_FRANCE: targets.in_ile_de_france, ABROAD: targets.abroad, "": elsewhere})
    regions = [kind or str(rng.choice(OTHER_REGIONS)) for kind in kinds]
    return regions, [str(rng.choice(FOREIGN)) if region == ABROAD else "FR" for region in regions]


def founded_on(selected_on: dt.date, is_young: bool, rng: Generator) -> dt.date:
    """A founding day that makes the project younger than three years at selection, or not."""
    return selected_on - dt.timedelta(days=int(rng.integers(*(YOUNG_DAYS if is_young else OLDER_DAYS))))


def tags(status: Sequence[str], targets: Targets, rng: Generator) -> list[str]:
    """A form for each project, then the marks of advanced digital and of commercially mature solutions."""
    everyone = range(len(status))
    digital = chosen(rng, everyone, targets.digital)
    mature = chosen(rng, everyone, targets.mature, [MATURE_ODDS[state] for state in status])
    forms = [str(form) for form in rng.choice(FORM_TAGS, size=len(status))]
    return [
        joined([forms[i], *([DIGITAL_TAG] if i in digital else []), *([MATURE_TAG] if i in mature else [])])
        for i in everyone
    ]


def joined(values: Iterable[str]) -> str:
    """A list as a cell of `data/raw` holds it."""
    return LIST_SEPARATOR.join(values)


def applications(edition: Edition, targets: Targets, projects: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Applications of solutions, those of the projects among them, then those of communes.

    Drawn: which applications were selected, given how many projects each theme has, and the commune aimed at.
    Calibrated on the printed shares of three themes among 168 applications, and on 6 candidate towns of which 4 joined.
    A commune that was not selected is not named: it has no code.
    """
    rows = [
        (theme, "solution", commune is not None, commune or str(rng.choice(edition.communes)))
        for theme, count in targets.application_themes.items()
        for commune in _hosts(projects, theme, count)
    ]
    solutions = [rows[position] for position in rng.permutation(len(rows))]
    refused = targets.n_commune_applications - len(edition.communes)
    communes = [("", "commune", True, code) for code in edition.communes] + [("", "commune", False, "")] * refused
    made = pd.DataFrame([*solutions, *communes], columns=["theme", "kind", "is_selected", "commune_insee"])
    made.insert(0, "application_id", [f"C{edition.cohort[-1]}-{number:03d}" for number in range(1, len(made) + 1)])
    return made


def _hosts(projects: pd.DataFrame, theme: str, count: int) -> list[str | None]:
    """The communes of the theme's projects, then None for each application that was not selected."""
    hosts: list[str | None] = list(projects.loc[projects["theme"].eq(theme), "commune_insee"])
    return hosts + [None] * (count - len(hosts))
