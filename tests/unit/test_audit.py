"""The audit: figures that cannot be right are found and graded; figures that agree, or differ in object, are not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.estimators import audit, themes_with_data
from pipeline.methods.printed.audit_findings import CONTRADICTORY, IMPOSSIBLE, UNEXPLAINED
from pipeline.plan import Plan, Settings

SETTINGS = Settings(confidence_level=0.95, percent_base_min=10)
FRAME = {"population": "projets", "frame_max": 30, "other_frames": None, "origin_fr": "registre"}
NO_TWINS = pd.DataFrame(
    columns=["pair_id", "figure_id", "quantity_fr", "where_fr", "register", "source_file", "source_row"]
)


def figure(name: str, value: float, **fields: Any) -> dict[str, Any]:
    usual = {
        "figure_id": name,
        "label_fr": f"Part {name}",
        "printed": f"{value:.0%}",
        "value": value,
        "value_min": None,
        "value_max": None,
        "qualifier": "=",
        "unit": "share",
        "precision": 0.01,
        "population": "projets",
        "n_printed": None,
        "breakdown": "",
        "scope": "edition 1",
        "source": "livret",
        "section": "",
        "line": 1,
    }
    return {**usual, **fields}


def published(*figures: dict[str, Any], twins: pd.DataFrame = NO_TWINS) -> dict[str, pd.DataFrame]:
    rows = pd.DataFrame(list(figures)).assign(source_file="published.csv", source_row=range(2, len(figures) + 2))
    numbers = ["value", "value_min", "value_max", "precision", "n_printed"]
    frames = pd.DataFrame([FRAME]).assign(source_file="frames.csv", source_row=2)
    return {"published": rows.astype(dict.fromkeys(numbers, "float64")), "frames": frames, "twins": twins}


def twins(*names: str) -> pd.DataFrame:
    rows = [{"pair_id": "p", "figure_id": name, "quantity_fr": "Projets", "where_fr": f"l. {name}"} for name in names]
    return pd.DataFrame(rows).assign(register=None, source_file="twins.csv", source_row=range(2, len(rows) + 2))


def found(tables: dict[str, pd.DataFrame]) -> list[tuple[str, str]]:
    findings = audit.estimate(tables, SETTINGS).tables["audit_findings"]
    return list(findings[["check", "severity"]].itertuples(index=False, name=None))


def test_figures_that_a_full_base_gives_have_no_finding() -> None:
    assert found(published(figure("a", 0.7), figure("b", 0.3), figure("c", 0.5))) == []


def test_a_share_that_no_base_gives_cannot_be_right() -> None:
    assert found(published(figure("a", 0.801, precision=0.001))) == [("arithmetic", IMPOSSIBLE)]


def test_a_share_that_only_a_part_gives_is_to_be_explained() -> None:
    assert found(published(figure("a", 0.84))) == [("arithmetic", UNEXPLAINED)]


def test_shares_whose_denominators_differ_are_to_be_explained() -> None:
    """84 % asks for 19 or 25 answers, 6 % for 16 to 18: each is possible, no base gives both."""
    assert ("joint", UNEXPLAINED) in found(published(figure("a", 0.84), figure("b", 0.06)))


@pytest.mark.parametrize("apart", [{"scope": "edition 2"}, {"population": "communes"}, {"n_printed": 17}])
def test_shares_of_other_people_or_with_a_base_of_their_own_need_not_share_one(apart: dict[str, Any]) -> None:
    tables = published(figure("a", 0.84), figure("b", 0.06, **apart))
    assert ("joint", UNEXPLAINED) not in found(tables)


def test_an_impossible_share_does_not_make_its_neighbours_doubtful() -> None:
    tables = published(figure("a", 0.801, precision=0.001), figure("b", 0.7), figure("c", 0.3))
    assert found(tables) == [("arithmetic", IMPOSSIBLE)]


@pytest.mark.parametrize(("second", "findings"), [(30, []), (28, [("repeated", CONTRADICTORY)])])
def test_a_quantity_printed_twice(second: int, findings: list[tuple[str, str]]) -> None:
    counts = [figure(name, n, unit="count", precision=1) for name, n in (("a", 30), ("b", second))]
    assert found(published(*counts, twins=twins("a", "b"))) == findings


def test_an_approximate_count_agrees_with_what_is_near() -> None:
    counts = [figure("a", 30, unit="count"), figure("b", 28, unit="count", qualifier="~")]
    assert found(published(*counts, twins=twins("a", "b"))) == []


def test_the_gravest_findings_come_first_and_are_counted() -> None:
    tables = published(figure("a", 0.84), figure("b", 0.801, precision=0.001))
    estimates = audit.estimate(tables, SETTINGS)
    assert [severity for _, severity in found(tables)] == [IMPOSSIBLE, UNEXPLAINED]
    counts = {fact.fact_id: fact.value for fact in estimates.facts}
    assert (counts["audit-findings"], counts["audit-impossible"], counts["audit-unexplained"]) == (2, 1, 1)
    assert counts["audit-arithmetic-examined"] == 2


def test_the_audit_needs_the_tables_of_one_check_not_of_all() -> None:
    assert "audit" in themes_with_data(published(figure("a", 0.7)), Plan())
    assert "audit" not in themes_with_data({"published": pd.DataFrame()}, Plan())


INTERVIEW_STUDY = {
    "interviews": pd.DataFrame(
        {
            "interview_id": ["I1", "I2", "I3"],
            "entity": ["Brest", "Lyon", "Nice"],
            "role_class": "élu",
            "date": "2015-12-22",
            "mode": "téléphone",
            "place": None,
            "source_file": "register.csv",
            "source_row": [2, 3, 4],
        }
    ),
    "statement_codes": pd.DataFrame({"topic": ["mer"], "topic_fr": "La mer", "dimension_id": None, "code": None}),
}


def miscounted(entities: tuple[str, ...]) -> list[list[str]]:
    """What the findings on a study that says two of everything, twice, are said of."""
    interviews = INTERVIEW_STUDY["interviews"].assign(entity=entities)
    said = [("Collectivités", "collectivités interrogées", "Synthèse"), ("Entretiens", "entretiens", "Chapitre I")]
    rows = [
        figure(f"f{line}", 2, unit="count", label_fr=label, population=population, section=section, line=line)
        for line, (label, population, section) in enumerate([*said, said[0]])
    ]
    tables = {**published(*rows), **INTERVIEW_STUDY, "interviews": interviews}
    findings = audit.estimate(tables, SETTINGS).tables["audit_findings"]
    return [list(said) for said in findings.loc[findings["check"].eq("register"), "said"]]


def test_a_count_repeated_or_said_of_interviews_one_for_each_entity_is_one_finding() -> None:
    assert miscounted(("Brest", "Lyon", "Nice")) == [["sample-said-f0", "sample-said-f1", "sample-said-f2"]]


def test_interviews_are_another_count_where_an_entity_has_several() -> None:
    assert miscounted(("Brest", "Nice", "Nice")) == [["sample-said-f1"]]


def test_severities_without_findings_are_not_told() -> None:
    facts = {fact.fact_id: fact for fact in audit.estimate(published(figure("a", 0.84)), SETTINGS).facts}
    assert facts["audit-told"].value_text == "1\u00a0chiffre à vérifier"
    nothing = {fact.fact_id: fact for fact in audit.estimate(published(figure("a", 0.7)), SETTINGS).facts}
    assert nothing["audit-told"].value_text == "rien à signaler"
