"""The joint check of a breakdown: do its shares suit one base, and do they add up to a whole?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.facts import Fact, provenance
from pipeline.methods.printed import arithmetic
from pipeline.methods.printed.printed_facts import labels_fr, numbers_fr
from pipeline.methods.printed.printed_figures import Check, reading

NONE_FR, UNKNOWN_FR = "aucune", "inconnue"
WHOLE_FR = "un tout, aux arrondis près"
PARTIAL_FR = "le reste n’est pas publié"
MULTIPLE_FR = "plusieurs réponses possibles"


def breakdowns(shares: pd.DataFrame, checks: Mapping[str, Check]) -> tuple[list[Fact], pd.DataFrame]:
    """Facts and one row a breakdown (`breakdown`, `labels_fr`, `sum_fact`, `common_fact`, `sum_fr`).

    `shares` are the checked rows of `published` in unit share; a breakdown has two of them or more.
    """
    facts: list[Fact] = []
    records = []
    for name, members in shares[shares["breakdown"].fillna("").ne("")].groupby("breakdown", sort=True):
        if len(members) < 2:
            continue
        total, common = _total(str(name), members), _common(str(name), members, checks)
        facts += [total, common]
        records.append((name, labels_fr(members), total.fact_id, common.fact_id, _reading_of_sum(members)))
    columns = ["breakdown", "labels_fr", "sum_fact", "common_fact", "sum_fr"]
    return facts, pd.DataFrame(records, columns=columns)


def _sum(members: pd.DataFrame) -> Fraction:
    return sum((reading(figure).value for figure in members.itertuples()), Fraction(0))


def _reading_of_sum(members: pd.DataFrame) -> str:
    slack = sum((reading(figure).step for figure in members.itertuples()), Fraction(0)) / 2
    gap = _sum(members) - 1
    if abs(gap) <= slack:
        return WHOLE_FR
    return MULTIPLE_FR if gap > 0 else PARTIAL_FR


def _total(name: str, members: pd.DataFrame) -> Fact:
    return Fact(
        fact_id=f"published-{slug(name)}-sum",
        label_fr=f"Total des parts publiées : {labels_fr(members)}",
        label_en=f"Sum of the printed shares: {name}",
        unit="share",
        value=float(_sum(members)),
        method="Somme des parts telles que publiées",
        computed_by="pipeline.methods.printed.breakdowns:breakdowns",
        source_table="published",
        design="document",
        limits_fr="Chaque part est arrondie ; le total l’est aussi.",
        rows=provenance(members),
    )


def _common(name: str, members: pd.DataFrame, checks: Mapping[str, Check]) -> Fact:
    found = [checks[figure_id] for figure_id in members["figure_id"]]
    common = arithmetic.common_bases(check.possible for check in found)
    known = numbers_fr(common) if common else NONE_FR
    return Fact(
        fact_id=f"published-{slug(name)}-common",
        label_fr=f"Bases qui conviennent à la fois à : {labels_fr(members)}",
        label_en=f"Bases common to the breakdown: {name}",
        unit="text",
        value_text=known if all(check.bases for check in found) else UNKNOWN_FR,
        method="Intersection des bases possibles de chaque part",
        computed_by="pipeline.methods.printed.breakdowns:breakdowns",
        source_table="published",
        design="document",
        limits_fr="Suppose que toutes les parts portent sur les mêmes réponses.",
        rows=provenance(members),
    )
