"""What the audit says of earlier publications: the arithmetic of each figure, their common base, their repetitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.booklet.slugs import slug
from pipeline.booklet.typography import french
from pipeline.estimates import Tables
from pipeline.facts import Fact, provenance
from pipeline.methods.printed import printed_figures, twins
from pipeline.methods.printed.audit_findings import CONTRADICTORY, IMPOSSIBLE, UNEXPLAINED, Examined, Finding
from pipeline.methods.printed.joint_bases import Joint, joint_bases
from pipeline.methods.printed.printed_facts import fact_id, labels_fr, numbers_fr, scope_fr
from pipeline.methods.printed.printed_figures import check, is_checkable

VERDICTS_FR = {
    printed_figures.IMPOSSIBLE: (IMPOSSIBLE, "aucun nombre de réponses connu ne peut donner ce chiffre"),
    printed_figures.PART: (
        UNEXPLAINED,
        "ce chiffre n’est possible que sur une base plus petite que l’effectif complet ; base qui convient",
    ),
}
NO_BASE_FR = "chacune est possible, mais leurs dénominateurs diffèrent ; base commune à toutes"
NO_COMPLETE_BASE_FR = "chacune est possible sur une base complète, mais aucune base complète ne convient à toutes"
REPEATED_FR = "les valeurs publiées ne s’accordent pas"
COMMON_LIMIT = "Suppose que les mêmes réponses fondent toutes ces parts, ce que les documents ne publient pas."


def audited_published(found: Mapping[str, pd.DataFrame], tables: Tables) -> Iterator[Examined]:
    """The checks of `published`: `found` are the tables of that theme, `tables` those of the cohort."""
    published = tables["published"]
    checks = found["published_checks"]
    yield Examined("arithmetic", len(checks), published, tuple(_arithmetic(checks)))
    yield _joint(tables)
    pairs = found["published_twins"]
    yield Examined("repeated", pairs["pair_id"].nunique(), published, tuple(_repeated(pairs)))


def _arithmetic(checks: pd.DataFrame) -> Iterator[Finding]:
    for row in checks[checks["verdict"].isin(list(VERDICTS_FR))].itertuples():
        severity, reason = VERDICTS_FR[str(row.verdict)]
        yield Finding("arithmetic", severity, str(row.label_fr), reason, (str(row.value_fact),), (str(row.bases_fact),))


def _joint(tables: Tables) -> Examined:
    published = tables["published"]
    checkable = [is_checkable(figure) for figure in published.itertuples()]
    checked = published.loc[pd.Series(checkable, published.index, dtype=bool)]
    checks = {str(figure.figure_id): check(figure, tables["frames"]) for figure in checked.itertuples()}
    joints = list(joint_bases(checked, checks))
    facts = [_common_fact(joint) for joint in joints]
    findings = [
        Finding("joint", UNEXPLAINED, _subject(joint), reason, _said(joint), (fact.fact_id,))
        for joint, fact in zip(joints, facts, strict=True)
        if (reason := _reason(joint, checks))
    ]
    rows = pd.concat([joint.figures for joint in joints]) if joints else published
    return Examined("joint", len(joints), rows, tuple(findings), tuple(facts))


def _reason(joint: Joint, checks: Mapping[str, printed_figures.Check]) -> str:
    """Why the shares of one population cannot share a base; empty where they can, or where one alone explains it."""
    if not joint.is_shared:
        return NO_BASE_FR
    each_complete = all(checks[figure_id].complete for figure_id in joint.figures["figure_id"])
    return NO_COMPLETE_BASE_FR if each_complete and not joint.is_complete else ""


def _said(joint: Joint) -> tuple[str, ...]:
    return tuple(fact_id(figure_id) for figure_id in joint.figures["figure_id"])


def _subject(joint: Joint) -> str:
    return french(f"Parts publiées de la population « {joint.population} » ({scope_fr(joint.scope)})")


def _common_fact(joint: Joint) -> Fact:
    return Fact(
        fact_id=f"audit-joint-{slug(f'{joint.population} {joint.scope}')}",
        label_fr=f"Bases qui conviennent à la fois à : {labels_fr(joint.figures)}",
        label_en=f"Bases that suit every printed share of: {joint.population}, {joint.scope}",
        unit="text",
        value_text=numbers_fr(joint.common) if joint.common else "aucune",
        method="Intersection des bases possibles de chaque part",
        computed_by="pipeline.methods.printed.joint_bases:joint_bases",
        source_table="published",
        design="document",
        limits_fr=COMMON_LIMIT,
        rows=provenance(joint.figures),
    )


def _repeated(pairs: pd.DataFrame) -> Iterator[Finding]:
    for _, places in pairs[pairs["agreement"].eq(twins.DIFFERENT)].groupby("pair_id", sort=True):
        said = tuple(str(fact) for fact in places["value_fact"])
        yield Finding("repeated", CONTRADICTORY, str(places["quantity_fr"].iloc[0]), REPEATED_FR, said)
