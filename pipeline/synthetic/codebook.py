"""The codes that made-up interviews are coded with: five dimensions, one code a passage in each."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd


class Dimension(NamedTuple):
    """One question put to a passage, and the codes that may answer it, with their labels."""

    dimension_id: str
    slug: str
    label_fr: str
    codes: tuple[tuple[str, str], ...]


CODEBOOK = (
    Dimension(
        "E01",
        "frein",
        "Principal frein",
        (
            ("financement", "financement"),
            ("delais", "délais administratifs"),
            ("technique", "mise au point technique"),
            ("adhesion", "adhésion des habitants"),
            ("disponibilite", "disponibilité des agents"),
        ),
    ),
    Dimension(
        "E02",
        "levier",
        "Principal levier",
        (
            ("portage-politique", "portage politique"),
            ("referent", "référent dans la commune"),
            ("accompagnement", "accompagnement du programme"),
            ("pairs", "échanges entre porteurs"),
        ),
    ),
    Dimension(
        "E03",
        "relation",
        "Relation entre porteur et commune",
        (("confiance", "de confiance"), ("distante", "distante"), ("tendue", "tendue")),
    ),
    Dimension(
        "E04",
        "suite",
        "Suite envisagée",
        (
            ("achat", "achat"),
            ("autre-site", "essai sur un autre site"),
            ("attente", "attente d’une décision"),
            ("arret", "arrêt"),
        ),
    ),
    Dimension(
        "E05",
        "preuve",
        "Valeur des mesures",
        (("suffisante", "suffisante pour décider"), ("partielle", "partielle"), ("absente", "absente")),
    ),
)


def dimensions() -> pd.DataFrame:
    """The codebook as the table of dimensions: codes exclude one another and cover every passage."""
    rows = [(each.dimension_id, each.slug, each.label_fr, False, True) for each in CODEBOOK]
    return pd.DataFrame(rows, columns=["dimension_id", "slug", "label_fr", "is_multi_label", "is_exhaustive"])
