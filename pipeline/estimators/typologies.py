"""Who stands in which class: typologies that claim to place every entity, once, checked against the coding."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.booklet.wording import NARROW
from pipeline.estimates import Estimates, Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.interviews.codings import classes_by_entity, entities, general, in_dimension, named
from pipeline.params import EstimateParams

REQUIRES = ("coding", "dimensions", "interviews", "statement_codes")
"""With `statement_codes` what is coded is a published text; the interviews of a programme are another matter."""

FIRST, SECOND = "-synthese", "-chapitre2"
"""Ends of the slugs of two dimensions that give one typology in two places of the text."""

AGREE, DISAGREE, FIRST_ONLY, SECOND_ONLY, NEITHER = (
    "même classe",
    "classes différentes",
    "classée par la synthèse seule",
    "classée par le chapitre seul",
    "non classée",
)
VERSION_COLUMNS = ("typology_fr", "entity", "first_fr", "second_fr", "verdict_fr")
UNNAMED = "Non classée veut dire que le texte ne la nomme pas, non qu’elle est hors de toute classe."


def estimate(tables: Tables, _params: EstimateParams) -> Estimates:
    """Classified, unclassified and doubly classified entities of each typology; agreement of its two versions."""
    coding, dimensions = tables["coding"], tables["dimensions"]
    studied = entities(tables["interviews"])
    coding = coding.loc[coding["entity"].isin(studied)]
    kept = dimensions.loc[~dimensions["is_multi_label"].astype(bool) | dimensions["is_exhaustive"].astype(bool)]
    coverage, coverage_facts = covering(coding, kept, studied)
    versions, agreement, version_facts = comparing(coding, dimensions, studied)
    totals = [
        _fact("covering", "dimensions", ("Typologies examinées", "Typologies"), kept, unit="count", value=len(kept))
    ]
    return Estimates(
        [*totals, *coverage_facts, *version_facts],
        {
            "typologies_coverage": coverage,
            "typologies_classes": class_lines(coding, kept, studied),
            "typologies_agreement": agreement,
            "typologies_versions": versions,
        },
    )


COVERAGE_LABELS = {
    "classified": "Collectivités nommées dans une classe",
    "unclassified": "Collectivités nommées dans aucune classe",
    "several": "Collectivités placées dans plusieurs classes qui s’excluent",
}


def covering(coding: pd.DataFrame, kept: pd.DataFrame, studied: list[str]) -> tuple[pd.DataFrame, list[Fact]]:
    """For each typology: entities it names in a class, nowhere, and in several where one class excludes another."""
    facts: list[Fact] = []
    lines = []
    for dimension in kept.itertuples():
        segments = in_dimension(coding, str(dimension.dimension_id))
        found = _coverage_facts(dimension, segments, studied)
        facts += found.values()
        ids = {f"{what}_fact": found[what].fact_id if what in found else None for what in COVERAGE_LABELS}
        kind = {"is_exclusive": not dimension.is_multi_label, "is_exhaustive": bool(dimension.is_exhaustive)}
        lines.append(
            {"dimension_id": dimension.dimension_id, "label_fr": french(str(dimension.label_fr)), **kind, **ids}
        )
    return pd.DataFrame(lines), facts


def _coverage_facts(dimension: Any, segments: pd.DataFrame, studied: list[str]) -> dict[str, Fact]:
    classes = classes_by_entity(named(segments))
    counts = {"classified": len(classes), "unclassified": len(studied) - len(classes)}
    if not dimension.is_multi_label:
        counts["several"] = sum(len(found) > 1 for found in classes.values())
    return {
        what: _fact(
            "covering",
            f"{slug(dimension.dimension_id)}-{what}",
            (f"{COVERAGE_LABELS[what]} («{NARROW}{french(dimension.label_fr)}{NARROW}»)", f"{dimension.slug}: {what}"),
            segments,
            unit="count",
            value=k,
            numerator=k,
            denominator=len(studied),
        )
        for what, k in counts.items()
    }


def class_lines(coding: pd.DataFrame, kept: pd.DataFrame, studied: list[str]) -> pd.DataFrame:
    """One row a class with the entities it names, then one row with those the typology names nowhere.

    `is_general` marks the row of a statement about all entities: it names none.
    """
    lines = []
    for dimension in kept.itertuples():
        segments = in_dimension(coding, str(dimension.dimension_id))
        title = {"dimension_id": dimension.dimension_id, "label_fr": french(str(dimension.label_fr))}
        naming = named(segments)
        for code_fr, rows in naming.groupby("code_fr", sort=False):
            lines.append({**title, "class_fr": french(str(code_fr)), "entities": entities(rows), "is_general": False})
        for code_fr in general(segments)["code_fr"].unique():
            lines.append({**title, "class_fr": french(str(code_fr)), "entities": [], "is_general": True})
        absent = [entity for entity in studied if entity not in set(naming["entity"])]
        lines.append({**title, "class_fr": NEITHER, "entities": absent, "is_general": False})
    return pd.DataFrame(lines)


def paired(dimensions: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """(stem, label, first dimension, second dimension) of each typology that the text gives twice."""
    ids = {str(row.slug): (str(row.dimension_id), french(str(row.label_fr))) for row in dimensions.itertuples()}
    stems = [name.removesuffix(FIRST) for name in ids if name.endswith(FIRST)]
    return [
        (stem, ids[stem + FIRST][1].partition(",")[0], ids[stem + FIRST][0], ids[stem + SECOND][0])
        for stem in stems
        if stem + SECOND in ids
    ]


def compare_classes(first: list[str], second: list[str]) -> str:
    """Whether two versions agree on an entity: every class of the first is among those of the second."""
    if not first or not second:
        return {(True, False): FIRST_ONLY, (False, True): SECOND_ONLY}.get((bool(first), bool(second)), NEITHER)
    return AGREE if set(first) <= set(second) else DISAGREE


def comparing(
    coding: pd.DataFrame, dimensions: pd.DataFrame, studied: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Fact]]:
    """Entity by entity, the classes of both versions of a typology, and on how many entities they agree."""
    versions, agreement = [pd.DataFrame(columns=list(VERSION_COLUMNS))], []
    facts: list[Fact] = []
    for stem, typology_fr, first_id, second_id in paired(dimensions):
        first, second = (named(in_dimension(coding, dimension_id)) for dimension_id in (first_id, second_id))
        before, after = classes_by_entity(first), classes_by_entity(second)
        lines = [
            _version_line(typology_fr, entity, before.get(entity, []), after.get(entity, [])) for entity in studied
        ]
        table = pd.DataFrame(lines, columns=list(VERSION_COLUMNS))
        found = _agreement_facts(stem, typology_fr, table["verdict_fr"], pd.concat([first, second]))
        differing = list(table.loc[table["verdict_fr"].eq(DISAGREE), "entity"])
        ids = {f"{what}_fact": fact.fact_id for what, fact in found.items()}
        agreement.append({"typology_fr": typology_fr, "differing": differing, **ids})
        versions.append(table)
        facts += found.values()
    return pd.concat(versions, ignore_index=True), pd.DataFrame(agreement), facts


def _version_line(typology_fr: str, entity: str, first: list[str], second: list[str]) -> tuple[Any, ...]:
    return typology_fr, entity, list(map(french, first)), list(map(french, second)), compare_classes(first, second)


def _agreement_facts(stem: str, typology_fr: str, verdicts: pd.Series, rows: pd.DataFrame) -> dict[str, Fact]:
    """How many entities both versions place, and on how many of these they agree."""
    compared = int(verdicts.isin([AGREE, DISAGREE]).sum())
    counts = (
        ("compared", "Collectivités classées par les deux versions", [AGREE, DISAGREE], len(verdicts)),
        ("agreeing", "Collectivités dont les deux versions donnent la même classe", [AGREE], compared),
        ("once", "Collectivités classées par une seule des deux versions", [FIRST_ONLY, SECOND_ONLY], len(verdicts)),
        ("never", "Collectivités qu’aucune des deux versions ne classe", [NEITHER], len(verdicts)),
    )
    return {
        what: _fact(
            "comparing",
            f"{slug(stem)}-{what}",
            (f"{label_fr} («{NARROW}{typology_fr}{NARROW}»)", f"{stem}: {what}"),
            rows,
            unit="count",
            value=int(verdicts.isin(which).sum()),
            numerator=int(verdicts.isin(which).sum()),
            denominator=n,
        )
        for what, label_fr, which, n in counts
    }


def _fact(function: str, what: str, label: tuple[str, str], rows: pd.DataFrame, **fields: Any) -> Fact:
    return Fact(
        fact_id=f"typologies-{what}",
        label_fr=label[0],
        label_en=label[1],
        method="Dénombrement sans doublon",
        filter="affirmations générales (force G) exclues",
        limits_fr=UNNAMED,
        computed_by=f"pipeline.estimators.typologies:{function}",
        source_table="coding",
        design="coding",
        rows=provenance(rows),
        **fields,
    )
