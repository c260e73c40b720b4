"""Criteria: which facts answer, how much stands behind, what is unknown; the word impact only where it is earned."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.chapters import criteria_exhibits as exhibits
from pipeline.booklet.chapters import criteria_words as words
from pipeline.estimates import Estimates
from pipeline.estimators.criteria import conclude
from pipeline.methods.programme.evidence_strength import DEMANDING
from pipeline.released import Release
from tests.fixtures.knowledge import delivered, table
from tests.fixtures.released import written_release
from tests.unit.project_examples import SETTINGS, plain, values
from tests.unit.test_programme_methods import fact

TABLES = {
    "evaluation_criteria": table(
        "evaluation_criteria",
        """
criterion_id,framework,name_fr,name_en,question_fr,question_en,evidence,unknown_fr,unknown_en
impact,oecd,Impact,Impact,Pourquoi ?,Why?,other-one|other-two|other-missing,Le reste.,The rest.
own,programme,Tenue,Hold,Tient-il ?,Does it?,other-missing,Tout.,All.
""",
    )
}
OTHERS = {
    "other-one": fact(1.0, fact_id="other-one", unit="count"),
    "other-two": fact(2.0, fact_id="other-two", unit="count", design="before_after"),
}


def released(folder: Path, *more: tuple[str, float]) -> Release:
    made = conclude(TABLES, SETTINGS, OTHERS)
    extra = [fact(value, fact_id=fact_id, unit="count") for fact_id, value in more]
    return written_release(folder, "criteria", Estimates([*made.facts, *OTHERS.values(), *extra], made.tables))


def test_facts_that_answer_are_counted_with_their_most_demanding_design() -> None:
    made = conclude(TABLES, SETTINGS, OTHERS)
    answers = made.tables["criteria_answers"].set_index("criterion_id")
    assert answers.loc["impact", "evidence"] == ["other-one", "other-two"]
    assert answers["strongest"].to_dict() == {"impact": "before_after", "own": ""}
    counted = {each.fact_id: (each.numerator, each.denominator) for each in made.facts if each.unit == "share"}
    assert counted == {"criteria-impact-facts": (2, 3), "criteria-own-facts": (0, 1)}
    assert (values(made)["criteria-criteria"], values(made)["criteria-unanswered"]) == (2, 1)


def test_a_criterion_shows_what_answers_and_what_is_unknown(tmp_path: Path) -> None:
    said = plain(exhibits.criteria(released(tmp_path), "oecd"))
    assert "Un résultat\u00a0: 1" in said
    assert "*Preuve la plus forte.* Une mesure avant et après." in said
    assert "*Ce qu’on ne sait pas.* Le reste." in said


def test_a_criterion_without_facts_says_so(tmp_path: Path) -> None:
    said = plain(exhibits.criteria(released(tmp_path), "programme"))
    assert words.NO_FACT_FR in said
    assert "repose sur" not in said
    assert plain(exhibits.criteria(released(tmp_path), "other")) == exhibits.NONE_FR


@pytest.mark.parametrize(
    ("measured", "drawn", "said"),
    [
        (None, None, words.NOTHING_MEASURED_FR),
        (0.0, 0.0, words.NOTHING_MEASURED_FR),
        (1.0, None, words.NOT_EARNED_FR),
        (2.0, 0.0, words.NOT_EARNED_FR),
        (2.0, 1.0, words.EARNED_FR),
    ],
)
def test_the_word_impact_is_earned_by_sites_drawn_by_lot(
    measured: float | None, drawn: float | None, said: str
) -> None:
    assert words.impact_caution(measured, drawn) == said


def test_the_caution_reads_the_facts_of_the_edition(tmp_path: Path) -> None:
    assert exhibits.caution(released(tmp_path)) == words.NOTHING_MEASURED_FR
    (other := tmp_path / "other").mkdir()
    assert exhibits.caution(released(other, ("indicators-measured", 3.0))) == words.NOT_EARNED_FR


def test_every_design_has_words() -> None:
    assert set(words.DESIGNS_FR) == set(DEMANDING)


def test_the_delivered_criteria_are_the_six_and_the_three_of_the_programme() -> None:
    frameworks = delivered("evaluation_criteria")["framework"].value_counts().to_dict()
    assert frameworks == {"oecd": 6, "programme": 3}
