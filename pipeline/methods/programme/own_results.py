"""Results of the programme that no other theme counts: its communes, its fewest projects, its longest deployment."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.estimates import Tables
from pipeline.facts import Fact
from pipeline.methods.projects.project_paths import months, project_paths
from pipeline.methods.projects.register_facts import Register

LIMIT = "Registre des projets et de leurs jalons, tel que le programme le tient."
LONGEST_FR = "Plus longue durée entre deux dates du registre, en mois de 30,44 jours"


def own_results(tables: Tables) -> list[Fact]:
    """Facts of theme `outcomes` on the register of projects; none without projects."""
    return list(_results(tables)) if len(tables.get("projects", ())) else []


def _results(tables: Tables) -> Iterator[Fact]:
    paths = project_paths(tables)
    register = Register("outcomes", "projects", paths, LIMIT)
    hosted = paths["commune_insee"].dropna().value_counts()
    if len(hosted):
        label = ("Communes qui accueillent un projet", "Communes that host a project")
        yield register.count("communes", label, paths, value=len(hosted))
        fewest = ("Projets de la commune qui en accueille le moins", "Projects of the commune that hosts fewest")
        yield register.count("fewest-per-commune", fewest, paths, value=int(hosted.min()))
    deployed = paths[paths["is_deployed"]]
    if len(deployed):
        label = ("Projets déployés qui ont été mesurés", "Deployed projects that were measured")
        yield register.share("measured-of-deployed", label, int(deployed["is_measured"].sum()), len(deployed), deployed)
    took = months(paths["selection"], paths["deployed"]).dropna()
    if len(took):
        label = ("Plus longue attente de la sélection au déploiement", "Longest time from selection to deployment")
        yield register.measure(
            "longest-deployment", label, float(took.max()), paths.loc[took.index], "months", LONGEST_FR
        )
