"""Advice by moment and reader; the cohort's facts stand beside it where there are any."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.booklet.chapters import advice_exhibits as exhibits
from pipeline.booklet.chapters.fact_sentences import told
from pipeline.booklet.chapters.told_facts import is_told
from pipeline.estimates import Estimates
from pipeline.estimators.advice import estimate
from pipeline.facts import Fact, Rows
from pipeline.params import EstimateParams
from pipeline.released import Release
from tests.fixtures.knowledge import delivered
from tests.fixtures.released import written_release

PARAMS = EstimateParams(confidence_level=0.95, percent_base_min=10)
MOMENTS = ("before", "framing", "deployment", "after")


def fact(fact_id: str, value: float) -> Fact:
    return Fact(
        fact_id=fact_id,
        label_fr="De quoi manquait-il ? D'un terrain",
        unit="count",
        value=value,
        method="",
        computed_by="pipeline.estimators.survey:estimate",
        source_table="survey_startups",
        design="sample",
        rows=Rows.of(("survey.csv", 2)),
    )


def release(folder: Path, audience: str, *others: Fact, min_count: int = 1) -> Release:
    found = estimate({"good_practices": delivered("good_practices")}, PARAMS)
    written_release(folder, "advice", Estimates([*found.facts, *others], found.tables), min_count)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), "utf-8")
    return Release(folder)


def test_every_piece_of_advice_is_shown_once_at_its_moment_to_its_readers(tmp_path: Path) -> None:
    given = delivered("good_practices")
    for audience, whom in exhibits.FOR_WHOM.items():
        (folder := tmp_path / audience).mkdir()
        shown = [exhibits.moment(release(folder, audience), each).markdown for each in MOMENTS]
        assert sum(text.count("- **") for text in shown) == given["audience"].eq(whom).sum()


def test_institutions_read_all_of_it_and_to_whom_it_is(tmp_path: Path) -> None:
    shown = [exhibits.moment(release(tmp_path, "institutions"), each).markdown for each in MOMENTS]
    assert sum(text.count("- **") for text in shown) == len(delivered("good_practices"))
    assert "(aux communes).**" in shown[0]


def test_a_moment_without_advice_says_nothing_so_that_its_section_is_left_out(tmp_path: Path) -> None:
    assert exhibits.moment(release(tmp_path, "communes"), "after").markdown == ""


def test_a_fact_of_the_cohort_stands_beside_its_advice_in_a_sentence(tmp_path: Path) -> None:
    lacking = replace(fact("survey-startups-needs-site-access", 0.5), unit="share", numerator=7.0, denominator=14.0)
    shown = exhibits.moment(release(tmp_path, "startups", lacking), "framing").markdown.replace("\\", "")
    link = "[7](#fait-survey-startups-needs-site-access)"
    assert f"*Dans cette édition\u00a0:* {link} des 14 porteurs qui ont répondu manquaient, à leur entrée" in shown
    assert shown.count("Dans cette édition") == 1


def test_each_figure_beside_advice_has_its_sentence() -> None:
    told = estimate({"good_practices": delivered("good_practices")}, PARAMS).tables["advice_practices"]
    assert told["evidence"].map(len).tolist() == told["said"].map(len).tolist()
    assert all(said.count("{}") == 1 for row in told["said"] for said in row)


def test_without_its_fact_advice_stands_alone(tmp_path: Path) -> None:
    assert "Dans cette édition" not in exhibits.moment(release(tmp_path, "startups"), "framing").markdown


@pytest.mark.parametrize(("value", "is_shown"), [(0, True), (1, False), (3, True)])
def test_a_hidden_fact_is_passed_over(value: float, is_shown: bool, tmp_path: Path) -> None:
    found = release(tmp_path, "startups", fact("survey-x", value), min_count=3)
    assert is_told(found, "survey-x") is is_shown
    assert bool(told(found, ["survey-x", "survey-y"])) is is_shown


def test_nothing_is_told_of_no_fact(tmp_path: Path) -> None:
    assert told(release(tmp_path, "startups"), None) == []


def test_sources_count_what_its_readers_see(tmp_path: Path) -> None:
    assert "[4](#fait-advice-for-commune)" in exhibits.sources(release(tmp_path, "communes")).markdown


def test_evidence_may_be_missing_altogether() -> None:
    found = estimate({"good_practices": delivered("good_practices").drop(columns="evidence")}, PARAMS)
    assert found.tables["advice_practices"]["evidence"].map(len).sum() == 0
