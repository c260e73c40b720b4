"""Advice: what documents advise holders and communes, by moment of an experiment, and which facts speak to it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.typography import french
from pipeline.estimates import Estimates, Tables
from pipeline.methods.projects.knowledge_facts import Teller
from pipeline.params import EstimateParams

REQUIRES = ("good_practices",)

LIMIT = (
    "Conseils choisis et publiés par les documents\u00a0; leur moment est lu par l’équipe, aucun essai ne les compare."
)
AUDIENCES_EN = {"porteur": "holders", "commune": "communes"}


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Counts of pieces of advice; table `advice_practices`, one row a piece in the order printed.

    `evidence` holds ids of facts of any theme that speak to a piece of advice; those the cohort has are shown with it,
    each in the sentence that `said` has at its place.
    """
    given = tables["good_practices"]
    tell = Teller("advice", "pipeline.estimators.advice:estimate", "good_practices")
    facts = [tell.count("practices", ("Conseils relevés", "Pieces of advice"), len(given), given, limits_fr=LIMIT)]
    for audience, rows in given.groupby("audience", sort=True):
        label = (
            f"Conseils relevés pour\u00a0: {audience}",
            f"Pieces of advice to {AUDIENCES_EN.get(str(audience), audience)}",
        )
        facts.append(tell.count(f"for-{audience}", label, len(rows), rows, limits_fr=LIMIT))
    texts = {name: given[name].map(lambda text: french(str(text))) for name in ("advice_fr", "detail_fr")}
    evidence, said = _lists(given, "evidence"), _lists(given, "said_fr")
    kept = given[["practice_id", "audience", "moment", "source", "line"]].reset_index(drop=True)
    sentences = [[french(each) for each in row] for row in said]
    told = pd.DataFrame(
        {**{name: list(found) for name, found in texts.items()}, "evidence": evidence, "said": sentences}
    )
    return Estimates(facts, {"advice_practices": pd.concat([kept, told], axis="columns")})


def _lists(given: pd.DataFrame, column: str) -> list[list[str]]:
    """A column of lists, each empty where the documents' readers gave nothing."""
    return [_cell(each) for each in given[column]] if column in given else [[] for _ in range(len(given))]


def _cell(cell: Any) -> list[str]:
    return [] if cell is None or isinstance(cell, float) else [str(each) for each in cell]
