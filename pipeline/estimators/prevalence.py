"""Which subjects the text attaches to which entity, and how many entities each category names."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.interviews.codings import entities, general, named
from pipeline.params import EstimateParams

REQUIRES = ("coding", "dimensions", "interviews", "statement_codes")
"""With `statement_codes` what is coded is a published text; the interviews of a programme are another matter."""

CATEGORY = ["dimension_id", "code"]
SHARED_BY = 3
"""A category enters the entity × category figure when it names at least so many entities; fewer make no pattern."""

NOT_NAMED = "Une collectivité que le texte ne nomme pas peut être concernée aussi."
CHOSEN_NOT_DRAWN = f"Collectivités choisies, non tirées au sort : cette part ne vaut que pour elles. {NOT_NAMED}"
NAMED_ONLY = "affirmations générales (force G) exclues"


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Counts of categories by entity and dimension, and the prevalence of each category among the entities met."""
    coding, dimensions = tables["coding"], tables["dimensions"]
    studied = entities(tables["interviews"])
    naming = named(coding).loc[lambda rows: rows["entity"].isin(studied)]
    named_in = [_entity_fact(entity, naming, dimensions) for entity in studied]
    matrix, matrix_facts = dimensions_by_entity(naming, dimensions, studied)
    categories, category_facts = prevalence(naming, dimensions, len(studied))
    return Estimates(
        [*totals(coding, naming, studied), *named_in, *matrix_facts, *category_facts],
        {
            "prevalence_entities": pd.DataFrame({"entity": studied, "named_fact": [fact.fact_id for fact in named_in]}),
            "prevalence_matrix": matrix,
            "prevalence_categories": categories,
            "prevalence_presence": presence(naming, categories, studied),
            "prevalence_profiles": profiles(naming, categories, studied),
        },
    )


def totals(coding: pd.DataFrame, naming: pd.DataFrame, studied: list[str]) -> list[Fact]:
    """How much was coded, how much of it names an entity, and how many categories name one entity only."""
    per_category = naming.groupby(CATEGORY)["entity"].nunique()
    counts = (
        ("segments", "Segments codés", "Coded segments", len(coding)),
        ("named", "Segments qui nomment une collectivité", "Segments naming an authority", len(naming)),
        ("general", "Segments issus d’une affirmation générale", "General segments", len(general(coding))),
        ("entities", "Collectivités étudiées", "Authorities studied", len(studied)),
        ("categories", "Catégories attribuées à une collectivité nommée", "Categories", len(per_category)),
        ("singletons", "Catégories qui ne nomment qu’une collectivité", "Singletons", int(per_category.eq(1).sum())),
        (
            "shared",
            f"Catégories qui nomment au moins {SHARED_BY} collectivités",
            "Shared",
            int(per_category.ge(SHARED_BY).sum()),
        ),
    )
    return [_count("totals", what, (label_fr, label_en), value, coding) for what, label_fr, label_en, value in counts]


def dimensions_by_entity(
    naming: pd.DataFrame, dimensions: pd.DataFrame, studied: list[str]
) -> tuple[pd.DataFrame, list[Fact]]:
    """How many distinct categories each entity has in each dimension: one row a dimension, one column an entity."""
    cells = naming.groupby(["dimension_id", "entity"])
    wide = naming.pivot_table(index="dimension_id", columns="entity", values="code", aggfunc="nunique")
    counts = wide.reindex(index=dimensions["dimension_id"], columns=studied)
    labels = _labels(dimensions)
    facts = [
        _count(
            "dimensions_by_entity",
            f"cell-{slug(str(dimension_id))}-{slug(str(entity))}",
            (
                f"Catégories codées pour {entity}, dimension «{NARROW}{labels[str(dimension_id)]}{NARROW}»",
                "Categories coded",
            ),
            rows["code"].nunique(),
            rows,
        )
        for (dimension_id, entity), rows in cells
    ]
    matrix = counts.fillna(0).astype("int64").rename_axis(columns=None).reset_index()
    names = [labels[str(dimension_id)] for dimension_id in matrix["dimension_id"]]
    return matrix.assign(label_fr=names, row_fr=names), facts


def _entity_fact(entity: str, naming: pd.DataFrame, dimensions: pd.DataFrame) -> Fact:
    own = naming.loc[naming["entity"].eq(entity)]
    label = (f"Dimensions où {entity} est nommée", f"Dimensions naming {entity}")
    counts = {"numerator": float(own["dimension_id"].nunique()), "denominator": float(len(dimensions))}
    value = own["dimension_id"].nunique()
    return _count("estimate", f"entity-{slug(entity)}", label, value, naming, **counts)


def prevalence(naming: pd.DataFrame, dimensions: pd.DataFrame, n: int) -> tuple[pd.DataFrame, list[Fact]]:
    """Each category with the k of `n` entities it names, the most frequent first.

    No share has an interval: the entities of an interview study are chosen, so that no draw makes it vary.
    """
    labels = _labels(dimensions)
    groups = list(naming.groupby(CATEGORY))
    facts = [_prevalence_fact(rows, labels, n) for _, rows in groups]
    frame = pd.DataFrame(
        {
            "dimension_id": [dimension_id for (dimension_id, _), _ in groups],
            "dimension_fr": [labels[str(dimension_id)] for (dimension_id, _), _ in groups],
            "code": [code for (_, code), _ in groups],
            "code_fr": [french(str(rows["code_fr"].iloc[0])) for _, rows in groups],
            "count": [fact.numerator for fact in facts],
            "is_shared": [(fact.numerator or 0) >= SHARED_BY for fact in facts],
            "share_fact": [fact.fact_id for fact in facts],
        }
    )
    frame["row_fr"] = _row_names(frame)
    order = ["count", "dimension_id", "code"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True), facts


def _row_names(categories: pd.DataFrame) -> pd.Series:
    """A category as the row of a figure: its name, and its dimension where another shared category has that name."""
    names = categories["code_fr"]
    twice = names.isin(names[categories["is_shared"] & names.duplicated(keep=False)])
    return names.mask(twice, names + " (" + categories["dimension_fr"] + ")")


def _prevalence_fact(rows: pd.DataFrame, labels: dict[str, str], n: int) -> Fact:
    first, k = rows.iloc[0], rows["entity"].nunique()
    code_fr, dimension_fr = french(str(first["code_fr"])), labels[first["dimension_id"]]
    return _fact(
        "prevalence",
        f"{slug(first['dimension_id'])}-{slug(first['code'])}",
        (f"Collectivités nommées pour «{NARROW}{code_fr}{NARROW}» ({dimension_fr})", f"Prevalence of {first['code']}"),
        rows,
        unit="share",
        limits_fr=CHOSEN_NOT_DRAWN,
        value=k / n,
        numerator=k,
        denominator=n,
    )


def presence(naming: pd.DataFrame, categories: pd.DataFrame, studied: list[str]) -> pd.DataFrame:
    """1 where a category names an entity: one row a category shared by several entities, one column an entity."""
    shared = categories.loc[categories["is_shared"]].sort_values(CATEGORY, ignore_index=True)
    wide = naming.assign(is_named=1).pivot_table(index=CATEGORY, columns="entity", values="is_named", aggfunc="max")
    rows = wide.reindex(index=pd.MultiIndex.from_frame(shared[CATEGORY]), columns=studied).fillna(0).astype("int64")
    return rows.rename_axis(columns=None).reset_index(drop=True).assign(row_fr=shared["row_fr"])


def profiles(naming: pd.DataFrame, categories: pd.DataFrame, studied: list[str]) -> pd.DataFrame:
    """All that the text attaches to each entity: one row an entity and category, with the others that it names there.

    `lines` are where the text says it, as far as the coding tells.
    """
    shown = ["dimension_fr", "code_fr", "share_fact"]
    known = categories.set_index(CATEGORY)[shown].to_dict("index")
    who = naming.groupby(CATEGORY)["entity"].agg(set).to_dict()
    told = []
    for (entity, dimension, code), own in naming.groupby(["entity", *CATEGORY]):
        others = [name for name in studied if name != entity and name in who[dimension, code]]
        lines = sorted(set(own["line"].dropna().astype(int))) if "line" in own else []
        told.append({"entity": entity, **known[dimension, code], "others": others, "lines": lines})
    return pd.DataFrame(told, columns=["entity", *shown, "others", "lines"])


def _labels(dimensions: pd.DataFrame) -> dict[str, str]:
    pairs = zip(dimensions["dimension_id"], dimensions["label_fr"], strict=True)
    return {str(dimension_id): french(str(label_fr)) for dimension_id, label_fr in pairs}


def _count(function: str, what: str, label: tuple[str, str], value: int, rows: pd.DataFrame, **more: float) -> Fact:
    return _fact(function, what, label, rows, unit="count", value=float(value), **more)


def _fact(function: str, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    usual = {"method": "Dénombrement sans doublon", "filter": NAMED_ONLY, "limits_fr": NOT_NAMED}
    return Fact(
        fact_id=f"prevalence-{what}",
        label_fr=label[0],
        label_en=label[1],
        computed_by=f"pipeline.estimators.prevalence:{function}",
        source_table="coding",
        design="coding",
        rows=provenance(rows),
        **{**usual, **fields},
    )
