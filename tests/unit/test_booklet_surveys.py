"""What booklets show of surveys, on the facts of a small one."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters import survey_answers, survey_groups, survey_marks, surveys
from pipeline.booklet.chapters.rounded_parts import BOTH_FR, LESS_FR, MORE_FR, with_rounding_note
from pipeline.booklet.chapters.survey_wording import (
    AS_MANY_FR,
    CENSUS_FR,
    MORE_DETRACTORS_FR,
    MORE_PROMOTERS_FR,
    NO_INTERVAL_FR,
    UNDECIDED_FR,
    interval_fr,
    mean_sentence,
    score_sentence,
    score_verdict,
)
from pipeline.booklet.display import display_fr
from pipeline.booklet.exhibits import Figure, Table, Text
from pipeline.booklet.markdown import Markdown, escape
from pipeline.disclosure.masking import apply_rules
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.params import DisclosureRules
from pipeline.plan import Settings
from pipeline.released import Release
from tests.unit.test_survey import INVITED, estimates, many, scale

ANSWERS = many(
    status=["startup"] * 7 + ["association"] * 5,
    helps=[["site", "press"], ["site"]] * 6,
    mark=["7", "8", "9", "nsp"] * 3,
    staff=range(1, 13),
    told=[10, 9, 9, 7, 7, 8, 10, 10, 6, 3, 9, 9],
    work=["very_good", "good", "fair", "nc"] * 3,
    wants=[["a", "b", "c"], ["a", "b", "d"]] * 6,
)


def released(folder: Path, audience: str, answers: pd.DataFrame = ANSWERS, min_count: int = 1) -> Release:
    settings: Settings = scale("mark", "told")
    found = estimates(settings, survey_startups=answers, invitations=INVITED)
    facts = apply_rules(facts_frame({"survey": found.facts}), DisclosureRules(min_count=min_count, reason="essai"))
    shown = [display_fr(fact, settings.percent_base_min) for fact in facts.itertuples()]
    write_tables(folder, {"facts": facts.assign(display_fr=shown)})
    write_tables(folder / "tables", found.tables)
    (folder / "release.json").write_text(json.dumps({"audience": audience}), encoding="utf-8")
    return Release(folder)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return released(tmp_path, "institutions")


@pytest.fixture
def other(tmp_path: Path) -> Release:
    return released(tmp_path / "other", "communes")


def test_a_booklet_shows_the_survey_of_its_readers(release: Release, other: Release) -> None:
    assert set(surveys.shown(release, "survey_answers")["survey"]) == {"survey_startups"}
    assert surveys.shown(other, "survey_answers").empty


def test_the_essential_is_told_in_sentences_that_lead_to_their_evidence(release: Release) -> None:
    text = surveys.essentials(release).markdown
    assert "**Porteurs de projet**" in text
    assert "le score est de [42](#fait-survey-startups-told-score)" in text
    assert MORE_PROMOTERS_FR in text
    assert "», la moyenne est de" in text
    assert "](#fait-survey-startups-work-n-top)" in text


def test_a_scale_shows_its_bounds_and_a_free_number_the_interval_of_its_median(release: Release) -> None:
    table = survey_marks.scales_table(release, "Notes")
    assert isinstance(table, Table)
    rows = dict(zip(table.columns["Question"], table.columns["Intervalle"], strict=True))
    assert rows["Note (de 0 à 10)"].startswith("de ")
    assert rows["Effectif (nombre libre)"].startswith("médiane\u00a0: de ")
    assert "sans avis" in "".join(table.columns["Base"])


def test_figures_come_with_their_data(release: Release) -> None:
    for figure, rows in (
        (survey_marks.scales_figure(release, "Notes"), 2),
        (survey_answers.likert_figure(release, "Jugements"), 1),
    ):
        assert isinstance(figure, Figure)
        twin = figure.twin()
        assert isinstance(twin, Table)
        assert {len(cells) for cells in twin.columns.values()} == {rows}


def test_ordered_answers_run_from_the_worst_to_the_best(release: Release) -> None:
    figure = survey_answers.likert_figure(release, "Jugements")
    assert list(figure.twin().columns)[1:5] == ["Poor", "Fair", "Good", "Very_Good"]  # type: ignore[union-attr]
    assert "et 3 sans avis" in figure.alt_fr  # type: ignore[union-attr]
    assert isinstance(survey_answers.likert_figure(release, "Autres", 1), Text)


def test_a_hidden_count_is_never_drawn_nor_told(tmp_path: Path) -> None:
    release = released(tmp_path, "startups", min_count=4)
    figure = survey_answers.likert_figure(release, "Jugements")
    assert "réponses non publiées" in figure.alt_fr  # type: ignore[union-attr]
    assert "secret statistique" in survey_answers.answer_tables(release).markdown


def test_each_question_heads_its_answers_with_those_outside_its_base_last(release: Release) -> None:
    text = survey_answers.answer_tables(release).markdown
    assert "](#fait-survey-startups-helps-site)" in text
    assert "\\[" not in text
    assert "| Sans avis | [3](#fait-survey-startups-work-n-apart) |" in text
    assert text.startswith("::: {.answers}") and text.endswith(":::")


def test_the_survey_is_a_column_only_where_there_are_several(tmp_path: Path) -> None:
    release = released(tmp_path, "institutions")
    alone = survey_marks.scales_table(release, "Notes")
    rows = release.table("survey_scales")
    rows = pd.concat([rows, rows.assign(survey="survey_communes")])
    write_tables(tmp_path / "tables", {"survey_scales": rows})
    both = survey_marks.scales_table(Release(tmp_path), "Notes")
    assert isinstance(alone, Table) and isinstance(both, Table)
    assert "Enquête" not in alone.columns and len(alone.widths) == len(alone.columns)
    assert set(both.columns["Enquête"]) == {"Porteurs de projet", "Agents des communes"}


def test_each_podium_has_its_question_for_head_and_its_doubts_beside_each_answer(release: Release) -> None:
    text = survey_answers.podium_tables(release).markdown
    assert "| Envies | Part | Rang moyen | Chances de rester parmi les trois premières |" in text
    assert "| 1\\. A |" in text
    assert "| 3e ex æquo\\. C |" in text
    assert "](#fait-survey-startups-wants-c-top)" in text
    assert "](#fait-survey-startups-wants-c-rank)" in text


def test_groups_stand_in_columns_with_counts_and_means(release: Release) -> None:
    text = survey_groups.group_tables(release).markdown
    assert "| Question | Startup | Association |" in text
    assert ": Réponses par groupe\\, selon «\u202fStatut\u202f» {#tbl-survey-groups-1}" in text
    assert (
        "](#fait-survey-startups-told-by-status-startup-mean) ([7](#fait-survey-startups-told-by-status-startup-n))"
        in text
    )
    assert "mark-by-status-association-mean" not in text


def test_a_group_too_small_for_any_number_has_no_column(tmp_path: Path) -> None:
    few = ANSWERS.assign(status=["startup"] * 6 + ["association"] * 5 + ["school"])
    text = survey_groups.group_tables(released(tmp_path, "startups", few)).markdown
    assert "| Startup | Association |" in text
    assert "School" not in text


def test_a_question_that_leaves_one_group_is_named_and_compares_nothing(tmp_path: Path) -> None:
    one = ANSWERS.assign(status=["startup"] * 11 + ["association"])
    text = survey_groups.group_tables(released(tmp_path, "startups", one)).markdown
    assert text.replace("\\", "") == survey_groups.NO_GROUPS_FR


def test_reliability_says_what_forbids_to_conclude(release: Release) -> None:
    table = survey_marks.reliability_table(release, "Ensemble")
    assert isinstance(table, Table)
    assert "Deux items seulement" in table.columns["À savoir"][0]


def test_without_answers_each_exhibit_says_so(other: Release) -> None:
    shown = (
        surveys.essentials(other),
        survey_marks.scales_figure(other, "x"),
        survey_marks.scales_table(other, "x"),
        survey_marks.promoters_table(other, "x"),
        survey_groups.group_tables(other),
        survey_answers.yes_figure(other, "x"),
        survey_answers.likert_figure(other, "x"),
        survey_answers.podium_tables(other),
        survey_answers.answer_tables(other),
    )
    for exhibit in shown:
        assert isinstance(exhibit, Text)
        assert exhibit.markdown.strip()


def test_without_questions_taken_together_nothing_is_said_so_that_the_section_is_left_out(other: Release) -> None:
    assert survey_marks.reliability_table(other, "x") == Text(Markdown(""))


def a_fact(**fields: object) -> pd.Series:
    usual = {"status": "released", "interval_method": "x", "design": "sample", "unit": "number", "decimals": 0.0}
    return pd.Series({**usual, "value": 0.0, "low": -5.0, "high": 5.0, **fields})


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"value": 3.0}, UNDECIDED_FR),
        ({"value": 3.0, "low": 0.0}, UNDECIDED_FR),
        ({"value": 3.0, "low": 1.0}, MORE_PROMOTERS_FR),
        ({"value": -3.0, "high": -1.0}, MORE_DETRACTORS_FR),
        ({"value": 3.0, "interval_method": "", "design": "census"}, MORE_PROMOTERS_FR),
        ({"value": -3.0, "interval_method": "", "design": "census"}, MORE_DETRACTORS_FR),
        ({"value": 0.0, "interval_method": "", "design": "census"}, AS_MANY_FR),
        ({"value": 80.0, "interval_method": ""}, UNDECIDED_FR),
    ],
)
def test_who_prevails_is_said_as_far_as_the_interval_tells(fields: dict[str, object], verdict: str) -> None:
    assert score_verdict(a_fact(**fields)) == verdict


def test_an_interval_is_told_or_why_there_is_none() -> None:
    assert interval_fr(a_fact()) == "l’intervalle va de −5 à 5"
    assert interval_fr(a_fact(interval_method="", design="census")) == CENSUS_FR
    assert interval_fr(a_fact(interval_method="")) == NO_INTERVAL_FR
    assert interval_fr(a_fact(status="suppressed")) == ""


def test_a_hidden_number_is_told_without_interval_or_verdict() -> None:
    hidden = Markdown("secret statistique")
    assert (
        mean_sentence("Note ?", hidden, a_fact(status="suppressed"))
        == "À la question «\u202fNote \\?\u202f», la moyenne est de secret statistique."
    )
    shown = mean_sentence("Note ?", Markdown("3,8"), a_fact(), "de 1 à 5")
    assert "la moyenne est de 3,8 sur une échelle de 1 à 5\u202f; l’intervalle" in shown
    told = score_sentence("Score ?", hidden, a_fact(status="suppressed"))
    assert UNDECIDED_FR not in told
    assert "secret statistique" in told


THIRDS = ["very_good", "good", "fair"] * 4
FIRST = [["a", "b", "c"]] * 5 + [["b", "a", "c"]] * 5 + [["c", "a", "b"]] * 2


@pytest.mark.parametrize(
    ("changed", "min_count", "said"),
    [
        ({}, 1, ""),
        ({"work": THIRDS}, 1, f"totaliser {LESS_FR}."),  # 33 %, 33 % and 33 %
        ({"wants": FIRST}, 1, f"totaliser {MORE_FR}."),  # 42 %, 42 % and 17 % in the first place
        ({"work": THIRDS, "wants": FIRST}, 1, f"totaliser {BOTH_FR}."),
        ({"work": THIRDS}, 5, ""),  # four of twelve are hidden, and the note would tell of them
    ],
)
def test_rounding_is_told_only_where_printed_parts_do_not_add_up(
    tmp_path: Path, changed: dict[str, list[object]], min_count: int, said: str
) -> None:
    note = survey_answers.rounding_note(released(tmp_path, "startups", ANSWERS.assign(**changed), min_count)).markdown
    assert note.endswith(escape(said)) and bool(note) == bool(said)


def test_the_caption_of_promoters_tells_of_their_rounding(tmp_path: Path) -> None:
    uneven = ANSWERS.assign(told=[10] * 5 + [7] * 5 + [3] * 2)
    for answers, said in ((ANSWERS, "x"), (uneven, f"totaliser {MORE_FR}.")):
        table = survey_marks.promoters_table(released(tmp_path / said, "startups", answers), "x")
        assert isinstance(table, Table)
        assert table.caption_fr.endswith(said)


def test_a_text_is_followed_by_the_note_where_it_shows_uneven_parts(tmp_path: Path) -> None:
    release = released(tmp_path, "startups", ANSWERS.assign(work=THIRDS))
    of = {name: rows["share_fact"] for name, rows in release.table("survey_answers").groupby("question")}
    lines = Text(Markdown("- a"))
    assert with_rounding_note(release, lines, [of["status"], of["helps"]]) == lines
    noted = with_rounding_note(release, lines, [of["work"]]).markdown
    assert noted.startswith("- a\n\nChaque") and noted.endswith(escape(f"{LESS_FR}."))
    part_of_it = [of["work"].iloc[:2]]
    assert with_rounding_note(release, lines, part_of_it) == lines


def test_labels_name_their_survey_where_several_are_mixed() -> None:
    alone = surveys.with_survey(["Oui ?", "Non ?"], ["survey_startups", "survey_startups"])
    assert alone == ["Oui ?", "Non ?"]
    mixed = surveys.with_survey(["Oui ?", "Non ?"], ["survey_startups", "survey_institutions"])
    assert mixed == ["Porteurs de projet\u00a0: Oui ?", "Partenaires\u00a0: Non ?"]


@pytest.mark.parametrize(("groups", "question"), [(2, 55), (3, 52), (6, 34)])
def test_a_question_takes_the_width_that_its_groups_leave(groups: int, question: int) -> None:
    widths = survey_groups.widths(groups)
    assert (widths[0], len(widths)) == (question, groups + 1) and sum(widths) <= 100
