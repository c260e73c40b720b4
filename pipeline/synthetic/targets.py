"""How many projects, applications and purchases of an edition have each trait: printed for the first, made up after."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.synthetic.calibration import Target, fit
from pipeline.synthetic.editions import Edition

PUBLISHED = Path("data/raw/qmi-1/qmi1_published_figures.csv")


@dataclass(frozen=True)
class Targets:
    """The counts an edition's registers come out with. `deployed` goes by commune, in the edition’s order.

    `delay_months` is the mean time from selection to deployment; `n_commune_applications` how many communes applied.
    """

    holder_types: Mapping[str, int]
    themes: Mapping[str, int]
    application_themes: Mapping[str, int]
    n_commune_applications: int
    in_ile_de_france: int
    abroad: int
    young: int
    public: int
    digital: int
    mature: int
    dropped_out: int
    deployed: tuple[int, ...]
    delay_months: float
    evaluated: int
    bought: int


def targets_of(edition: Edition, root: Path) -> Targets:
    """The first edition's targets follow from what was published, the second's are made up to differ from it."""
    if edition.cohort == "qmi-2":
        return SECOND
    with (root / PUBLISHED).open(encoding="utf-8", newline="") as lines:
        published = {row["figure_id"]: row for row in csv.DictReader(lines)}
    return first_edition(published, edition.n_projects, edition.n_applications)


def first_edition(published: Mapping[str, Mapping[str, str]], n: int, n_applications: int) -> Targets:
    """Each printed share of the projects as a count of them; what the print leaves open is dealt to the rest.

    Two counts are impossible on 30 projects, and are the nearest: 25 for 84 % (prints 83 %), 2 for 6 % (prints 7 %).
    Those who dropped out are the difference between the 30 projects of the livret and the 28 of the guide.
    """

    def share(figure_id: str, base: int = n) -> int:
        return fit(Target.of(published[figure_id]), [base]).numerator

    def number(figure_id: str) -> int:
        return int(published[figure_id]["value"])

    themes = {theme: share(f"theme-projets-{theme}") for theme in PRINTED_THEMES}
    applications = {theme: share(f"theme-candidatures-{printed}", n_applications) for theme, printed in MOST_APPLIED}
    holders = {kind: share(f"porteurs-{printed}") for kind, printed in PRINTED_HOLDERS}
    return Targets(
        holder_types=rest_dealt(holders, n, {"sme": 1, "cooperative": 1}),
        themes=rest_dealt(themes, n, {"energie": 1, "inclusion": 1}),
        application_themes=rest_dealt(applications, n_applications, OTHER_APPLICATIONS),
        n_commune_applications=number("candidatures-villes"),
        in_ile_de_france=share("siege-ile-de-france"),
        abroad=share("siege-international"),
        young=share("projets-moins-3-ans"),
        public=share("cible-publique-profil"),
        digital=share("projets-numerique-avance"),
        mature=number("guide-solutions-matures"),
        dropped_out=n - number("guide-projets-edition1"),
        deployed=FIRST_DEPLOYED,
        delay_months=float(number("delai-deploiement")),
        evaluated=number("fiches-evaluation"),
        bought=share("guide-solutions-achetees"),
    )


def rest_dealt(counts: Mapping[str, int], total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The counts, and what is missing from the total shared out by weight, the remainder to the first.

    Raises:
        ValueError: the counts exceed the total.
    """
    rest = total - sum(counts.values())
    if rest < 0:
        raise ValueError(f"{sum(counts.values())} counted of {total}.")
    shares = {name: rest * weight // sum(weights.values()) for name, weight in weights.items()}
    first = next(iter(weights))
    return {**counts, **shares, first: shares[first] + rest - sum(shares.values())}


PRINTED_THEMES = ("espaces-publics", "climat", "chantiers", "mobilites", "economie-circulaire")
MOST_APPLIED = (
    ("mobilites", "mobilites"),
    ("espaces-publics", "services-urbains"),
    ("economie-circulaire", "economie-circulaire"),
)
OTHER_APPLICATIONS = {"climat": 23, "chantiers": 21, "energie": 20, "inclusion": 16}
PRINTED_HOLDERS = (("startup", "startups"), ("association", "associations"), ("independent", "independants"))
FIRST_DEPLOYED = (7, 6, 4, 4)
"""Of 8, 8, 8 and 6 projects: 21 of 30 print 70 %, and so does the mean of the four communes' rates."""

SECOND = Targets(
    holder_types={"startup": 33, "association": 6, "independent": 3, "sme": 3, "cooperative": 1, "research": 1},
    themes={
        "climat": 11,
        "mobilites": 8,
        "economie-circulaire": 8,
        "espaces-publics": 7,
        "energie": 6,
        "chantiers": 4,
        "inclusion": 3,
    },
    application_themes={
        "climat": 41,
        "mobilites": 33,
        "economie-circulaire": 29,
        "espaces-publics": 28,
        "energie": 26,
        "chantiers": 19,
        "inclusion": 14,
    },
    n_commune_applications=11,
    in_ile_de_france=27,
    abroad=4,
    young=25,
    public=41,
    digital=21,
    mature=26,
    dropped_out=5,
    deployed=(7, 4, 6, 5, 6, 3),
    delay_months=9.5,
    evaluated=25,
    bought=12,
)
"""Against the first edition: more climate, fewer worksites, faster deployment, a lower rate of it, more drop-outs."""
