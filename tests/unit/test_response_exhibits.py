"""What a booklet says of response, with results and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.booklet.chapters import response_exhibits as exhibits
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import escape
from pipeline.estimates import Estimates
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.params import Cohort
from pipeline.plan import Plan
from pipeline.release import released_facts
from pipeline.released import Release
from tests.fixtures.small_cohort import COHORT
from tests.unit.test_response import CROSSED, FOUR, RAKED, estimates, responses


def released(folder: Path, found: Estimates, audience: str = "startups") -> Release:
    facts = released_facts(facts_frame({"response": found.facts}), Cohort.model_validate(COHORT), 10)
    write_tables(folder, {"facts": facts})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), encoding="utf-8")
    return Release(folder)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return released(tmp_path, estimates(FOUR, Plan(weighting=[CROSSED])))


def test_each_exhibit_shows_its_results(release: Release) -> None:
    for show in (
        exhibits.surveys_table,
        exhibits.reminders_table,
        exhibits.missing_table,
        exhibits.weights_table,
        exhibits.scales_table,
    ):
        shown = show(release, "Légende")
        assert isinstance(shown, Table)
        assert "](#fait-response-startups-" in str(shown.markdown())


def test_small_groups_are_told_in_counts(release: Release) -> None:
    text = str(exhibits.groups(release).markdown).replace("\u00a0", " ")
    assert "[3 sur 4]" in text
    assert text.count("%") == text.count("4 sur 10") == 1


def test_the_figure_says_its_numbers_and_has_no_interval_for_a_count(release: Release) -> None:
    figure = exhibits.rates_figure(release, "Réponses")
    assert isinstance(figure, Figure)
    assert "Aulnay" in figure.alt_fr
    assert "sans intervalle" in figure.alt_fr


def test_another_audience_sees_nothing_of_this_survey(tmp_path: Path) -> None:
    other = released(tmp_path, estimates(FOUR, Plan(weighting=[CROSSED])), "communes")
    assert isinstance(exhibits.surveys_table(other, "Légende"), Text)
    assert isinstance(exhibits.rates_figure(other, "Légende"), Text)
    assert exhibits.silent_groups(other).markdown == ""


def test_what_cannot_be_said_is_said(tmp_path: Path) -> None:
    nothing = released(tmp_path, estimates(responses("R1")))
    table = exhibits.missing_table(nothing, "Légende")
    assert isinstance(table, Table)
    assert {str(cell).split("\u00a0")[0] for cell in table.columns["Ce que l’on peut dire"]} == {
        "aucune décision possible"
    }
    assert isinstance(exhibits.weights_table(nothing, "Légende"), Text)
    assert exhibits.other_responses(nothing).markdown.startswith("Aucune réponse en double")


def test_groups_without_voice_are_named(tmp_path: Path) -> None:
    silent = released(tmp_path, estimates(responses("R1", "R2", "R4"), Plan(weighting=[RAKED])))
    assert "énergie" in exhibits.silent_groups(silent).markdown


def test_repeated_and_strange_answers_are_listed(tmp_path: Path) -> None:
    odd = released(tmp_path, estimates(responses("R1", "R1", "X9")))
    listed = exhibits.other_responses(odd).markdown
    assert "réponses en double" in listed
    assert "non invitées" in listed


def test_means_with_weights_of_one_are_not_set_beside_those_without(tmp_path: Path) -> None:
    alike = released(tmp_path, estimates(responses("R1", "R2", "R4"), Plan(weighting=[CROSSED])))
    assert isinstance(exhibits.scales_table(alike, "Légende"), Text)
    assert escape(exhibits.ALL_ONE_FR) in exhibits.silent_groups(alike).markdown
