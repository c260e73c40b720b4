"""What the surveys of an edition come out with: printed figures for the first edition, made-up ones for the second."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd

from pipeline.synthetic.calibration import Target
from pipeline.synthetic.editions import Edition
from pipeline.synthetic.targets import PUBLISHED

PERCENT, TENTH = Fraction(1, 100), Fraction(1, 10)


def survey_targets(edition: Edition, root: Path) -> Mapping[str, Target]:
    """Targets by the identifier of the published figure, or of what would be the same figure two years later."""
    if edition.cohort == "qmi-2":
        return SECOND
    published = pd.read_csv(root / PUBLISHED, dtype=str, keep_default_na=False)
    rows = {str(row["figure_id"]): row for row in published.to_dict("records")}
    return {figure_id: Target.of({str(name): cell for name, cell in rows[figure_id].items()}) for figure_id in SECOND}


def _share(percent: int) -> Target:
    return Target(Fraction(percent, 100), PERCENT)


SECOND: Mapping[str, Target] = {
    "satisfaction": Target(Fraction(38, 10), TENTH, top=5),
    "recommandation": Target(Fraction(74, 10), TENTH, top=10),
    "frein-financement": Target(Fraction(68, 10), TENTH, top=10),
    "projets-moins-3-ans": _share(55),
    "projets-numerique-avance": _share(45),
    "siege-ile-de-france": _share(58),
    "siege-international": _share(8),
    "cible-publique-suite": _share(88),
    "guide-solutions-achetees": _share(27),
    "guide-part-matures": _share(58),
    "motif-porter-innovations": _share(75),
    "motif-valorisation": _share(25),
    "motif-gratuite": _share(50),
    "communes-enjeux-juridiques": _share(75),
    "communes-montee-competences": _share(100),
    "guide-communes-perennisation": _share(75),
    "guide-agents-competences": _share(92),
    "personnes-formees": Target(Fraction(12), Fraction(1), top=100),
    "guide-communes-acheteuses": Target(Fraction(1), Fraction(1), top=100),
}
"""Against the first edition: satisfaction on a scale to 5, a lower recommendation, funding a stronger brake, younger
firms fewer, public customers aimed at more often, fewer purchases, communes less drawn by visibility.
"""

STAFF_RANGE: Mapping[str, tuple[int, int]] = {"qmi-1": (10, 30), "qmi-2": (6, 24)}
"""People assigned by the communes, the fewest and the most; printed « 10 à 30 » for the first edition."""
