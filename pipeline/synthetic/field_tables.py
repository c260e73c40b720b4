"""Every made-up register and measurement of one edition, each drawn from its own random numbers, in order of need."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.synthetic.codebook import dimensions
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.interviews import coding, interviews
from pipeline.synthetic.measures import Indicator, measurements, protocols
from pipeline.synthetic.progress import milestones
from pipeline.synthetic.purchases import purchases
from pipeline.synthetic.quotes import quotes
from pipeline.synthetic.ratings import scores
from pipeline.synthetic.registers import applications, projects
from pipeline.synthetic.sensors import sensors
from pipeline.synthetic.targets import targets_of

INDICATORS = Path("data/raw/indicators.csv")
SCALE = Path("data/raw/qmi-1/replicability_scale.csv")


def field_tables(edition: Edition, root: Path) -> dict[str, pd.DataFrame]:
    """Tables by name. Units come from the indicator library, criteria from the published scale, both below `root`."""
    targets, chance = targets_of(edition, root), edition.chance
    library = _library(root)
    projects_ = projects(edition, targets, chance("projects"))
    milestones_ = milestones(edition, targets, projects_, chance("milestones"))
    protocols_ = protocols(edition, projects_, milestones_, library, chance("protocols"))
    purchases_ = purchases(edition, targets, projects_, milestones_, chance("purchases"))
    interviews_ = interviews(edition, projects_, chance("interviews"))
    readings = {"sensors": sensors(edition, projects_, milestones_, chance("sensors"))} if edition.has_sensors else {}
    return {
        **readings,
        "projects": projects_,
        "applications": applications(edition, targets, projects_, chance("applications")),
        "milestones": milestones_,
        "protocols": protocols_,
        "measurements": measurements(edition, protocols_, milestones_, library, chance("measurements")),
        "scores": scores(edition, projects_, _criteria(root), chance("scores")),
        "interviews": interviews_,
        "dimensions": dimensions(),
        "coding": coding(interviews_, _bought(projects_, purchases_), chance("coding")),
        "quotes": quotes(edition, interviews_, chance("quotes")),
        "purchases": purchases_,
    }


def _bought(projects_: pd.DataFrame, purchases_: pd.DataFrame) -> set[str]:
    """Names of the projects that the register of purchases holds: what interviews tell of them must agree with it."""
    return set(projects_.loc[projects_["project_id"].isin(purchases_["project_id"]), "name"])


def _library(root: Path) -> dict[str, Indicator]:
    """The indicator library by identifier."""
    rows = pd.read_csv(root / INDICATORS, dtype=str, keep_default_na=False)[list(Indicator._fields)]
    return {row[0]: Indicator(*row) for row in rows.itertuples(index=False)}


def _criteria(root: Path) -> list[str]:
    """The criteria of the published scale, in its order."""
    return list(pd.read_csv(root / SCALE, dtype=str)["criterion_id"].unique())
