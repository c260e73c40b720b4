"""Recommendations: made only while their finding holds, each to its readers, no number of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.booklet.chapters import recommendations_exhibits as exhibits
from pipeline.estimates import Estimates
from pipeline.estimators.recommendations import conclude
from pipeline.methods.programme.conditions import printed_facts, read_condition
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.knowledge import table
from tests.fixtures.released import written_release
from tests.unit.project_examples import SETTINGS, plain, values
from tests.unit.test_programme_methods import fact

HEAD = "recommendation_id,addressee,horizon,text_fr,text_en,because_fr,because_en,findings,conditions"
TABLES = {
    "recommendations": table(
        "recommendations",
        f"""
{HEAD}
A1,porteurs,now,Mesurez.,Measure.,Part mesurée : {{other-share}}.,Share: {{other-share}}.,other-share,other-share < 0.7
A2,communes,within_year,Achetez.,Buy.,Part : {{other-share}}.,Share: {{other-share}}.,other-share,other-share >= 0.7
A3,agence,next_edition,Suivez.,Follow.,Voir {{other-missing}}.,See {{other-missing}}.,other-share,other-share < 0.7
A4,communes,now,Informez.,Inform.,Part : {{other-share}}.,Share: {{other-share}}.,other-share,other-share < 0.7
""",
    )
}
INTERVAL = table(
    "recommendations",
    f"{HEAD}\nA1,porteurs,now,Mesurez.,Measure.,Part : {{other-share}}.,Share: {{other-share}}.,"
    "other-share,other-share.high < 0.7",
)
OTHERS = {"other-share": fact(0.6, fact_id="other-share", numerator=6.0, denominator=10.0)}


def released(folder: Path, audience: str, min_count: int = 1) -> Release:
    made = conclude(TABLES, SETTINGS, OTHERS)
    folder.mkdir(exist_ok=True)
    written_release(folder, "recommendations", Estimates([*made.facts, *OTHERS.values()], made.tables), min_count)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), "utf-8")
    return Release(folder)


def test_verdicts_and_counts() -> None:
    made = conclude(TABLES, SETTINGS, OTHERS)
    assert list(made.tables["recommendations_held"]["verdict"]) == ["holds", "fails", "unknown", "holds"]
    found = values(made)
    assert (found["recommendations-written"], found["recommendations-supported"]) == (4, 2)
    assert (found["recommendations-to-communes"], found["recommendations-to-institutions"]) == (1, 0)


def test_without_the_facts_nothing_is_recommended() -> None:
    made = conclude(TABLES, SETTINGS, {})
    assert set(made.tables["recommendations_held"]["verdict"]) == {"unknown"}
    assert values(made)["recommendations-supported"] == 0


def test_each_audience_reads_its_own_with_the_finding(tmp_path: Path) -> None:
    said = plain(exhibits.recommended(released(tmp_path, "startups")))
    assert said == (
        "**Dès maintenant**\n\n- **Mesurez.** Part mesurée\u00a0: 60\u202f% (6\u00a0sur\u00a010). "
        "La règle demande moins de 70\u202f%."
    )
    made = exhibits.recommended(released(tmp_path, "startups")).markdown
    assert "#fait-other-share" in made
    assert "#fait-recommendations-a1-limit" in made


def test_institutions_read_all_of_them_by_addressee(tmp_path: Path) -> None:
    said = plain(exhibits.recommended(released(tmp_path, "institutions")))
    assert said.index("Aux porteurs de projet") < said.index("Aux communes")
    assert "Achetez" not in said
    assert "À l’agence" not in said


def test_what_is_set_aside_says_why_and_what_was_found(tmp_path: Path) -> None:
    said = plain(exhibits.set_aside(released(tmp_path, "institutions"))).split("\n")
    assert said == [
        "- *Aux communes.* **Achetez.** Part\u00a0: 60\u202f% (6\u00a0sur\u00a010). "
        "La règle demande au moins 70\u202f%.",
        "- *À l’agence qui anime le programme.* **Suivez.** L’édition n’a pas de quoi établir le constat.",
    ]


@pytest.mark.parametrize(
    ("bounds", "verdict", "said"),
    [
        ((0.4, 0.65), "holds", "L’intervalle va de 40\u202f% à 65\u202f%"),
        ((0.4, 0.75), "fails", "L’intervalle va de 40\u202f% à 75\u202f%"),
        ((0.4, 0.698), "holds", "L’intervalle va de 40,0\u202f% à 69,8\u202f%"),
        (None, "unknown", "Il y a trop peu de réponses pour un intervalle"),
    ],
)
def test_a_share_of_some_is_judged_by_its_interval(
    bounds: tuple[float, float] | None, verdict: str, said: str, tmp_path: Path
) -> None:
    ends = {"low": bounds[0], "high": bounds[1], "interval_method": "exact"} if bounds else {}
    facts = {"other-share": replace(OTHERS["other-share"], design="sample", **ends)}  # type: ignore[arg-type]
    made = conclude({"recommendations": INTERVAL}, SETTINGS, facts)
    assert list(made.tables["recommendations_held"]["verdict"]) == [verdict]
    written_release(tmp_path, "recommendations", Estimates([*made.facts, *facts.values()], made.tables), 1)
    (tmp_path / "release.json").write_text(json.dumps({"audience": "institutions"}), "utf-8")
    shown = exhibits.recommended if verdict == "holds" else exhibits.set_aside
    assert f"{said}\u202f; la règle demande qu’il soit tout entier au-dessous de 70\u202f%." in plain(
        shown(Release(tmp_path))
    )


def test_a_finding_that_readers_may_not_see_recommends_nothing(tmp_path: Path) -> None:
    release = released(tmp_path, "startups", min_count=20)
    assert plain(exhibits.recommended(release)) == exhibits.NONE_FR
    assert "60" not in plain(exhibits.set_aside(release))


def test_when_all_hold_the_list_says_so(tmp_path: Path) -> None:
    assert plain(exhibits.set_aside(released(tmp_path, "startups"))) == exhibits.ALL_HOLD_FR


def test_delivered_recommendations_print_and_test_only_facts_that_they_cite_or_count() -> None:
    rows = table("recommendations", (ROOT / "data/raw/recommendations.csv").read_text("utf-8"))
    for row in rows.itertuples():
        assert set(printed_facts(row.because_fr)) == set(printed_facts(row.because_en)) <= set(row.findings)
        asked = [read_condition(text) for text in row.conditions]
        assert {each.fact for each in asked if each.threshold} <= set(printed_facts(row.because_fr))
