from __future__ import annotations

import dataclasses
from pathlib import Path

from pipeline.booklet.frame.reading_example import MADE_UP_FR, SCORED_FACT, SCORED_FR, reading_example
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release
from tests.unit.test_facts import a_fact

PLAIN = dataclasses.replace(
    SHARE, fact_id="sample-plain", low=None, high=None, level=None, interval_method="", design="census", limits_fr=""
)
PRINTED = ("sample-agents", "sample-plain", "sample-interviews", "sample-few", "sample-a", "sample-b")


def test_a_share_with_an_interval_teaches_most(tmp_path: Path) -> None:
    text = reading_example(framed_release(tmp_path, {"sample": [COUNT, PLAIN, SHARE]}), ["sample"], PRINTED)
    for words in ("(#fait-sample-agents)", "compte 10 sur une base de 15", "95\u202f\\% va de 41", "à 85"):
        assert words in text
    assert "Une partie seulement des personnes invitées a répondu" in text
    assert "les réponses reçues à cette question" in text and "ne dit rien de ceux" not in text
    assert "Lecture prudente." in text


def test_without_interval_a_share_then_a_count(tmp_path: Path) -> None:
    text = reading_example(framed_release(tmp_path / "a", {"sample": [COUNT, PLAIN]}), ["sample"], PRINTED)
    assert "(#fait-sample-plain)" in text
    assert "intervalle" not in text
    text = reading_example(framed_release(tmp_path / "b", {"sample": [COUNT, FEW]}), ["sample"], PRINTED)
    assert "(#fait-sample-interviews)" in text
    assert "une base" not in text


def test_a_short_plain_label_is_preferred(tmp_path: Path) -> None:
    quoting = a_fact(fact_id="sample-a", label_fr="« X »")
    long = a_fact(fact_id="sample-b", label_fr="Un libellé bien plus long que l’autre")
    release = framed_release(tmp_path, {"sample": [quoting, long, COUNT]})
    assert "(#fait-sample-interviews)" in reading_example(release, ["sample"], PRINTED)


def test_a_share_of_all_is_preferred_to_one_of_a_group(tmp_path: Path) -> None:
    half = dataclasses.replace(SHARE, fact_id="editions-a-yes", label_fr="X")
    release = framed_release(tmp_path, {"sample": [SHARE], "editions": [half]})
    text = reading_example(release, ["sample", "editions"], (*PRINTED, "editions-a-yes"))
    assert "(#fait-sample-agents)" in text


def test_how_many_say_yes_is_told_as_an_answer_to_its_question(tmp_path: Path) -> None:
    said = dataclasses.replace(SHARE, fact_id="sample-said-yes", label_fr="Le referiez-vous, en tout point\u202f? Oui")
    printed = (*PRINTED, "sample-said-yes")
    text = reading_example(framed_release(tmp_path, {"sample": [COUNT, SHARE, said]}), ["sample"], printed)
    assert "À la question «\u202fLe referiez\\-vous\\, en tout point\u202f\\?\u202f», [" in text
    assert "ont répondu «\u202fOui\u202f»." in text


def test_without_any_number_of_these_chapters_there_is_no_example(tmp_path: Path) -> None:
    hidden = framed_release(tmp_path / "hidden", {"sample": [FEW]})
    assert reading_example(hidden, ["sample"], PRINTED) == ""
    assert reading_example(framed_release(tmp_path / "other", {"other": [COUNT]}), ["sample"], PRINTED) == ""
    assert reading_example(framed_release(tmp_path / "none", {}), ["sample"], PRINTED) == ""


def test_the_example_is_a_number_that_the_booklet_prints(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, PLAIN, SHARE]})
    assert "(#fait-sample-plain)" in reading_example(release, ["sample"], ["sample-plain", "sample-interviews"])
    assert reading_example(release, ["sample"], []) == ""


def test_how_many_projects_were_scored_is_no_opinion(tmp_path: Path) -> None:
    limits = "Une autre personne aurait pu noter autrement."
    scored = dataclasses.replace(PLAIN, fact_id=SCORED_FACT, design="expert_score", limits_fr=limits)
    text = reading_example(framed_release(tmp_path, {"sample": [scored]}), ["sample"], [SCORED_FACT])
    assert SCORED_FR in text
    assert "avis" not in text and "noter autrement" not in text


def test_an_example_on_made_up_data_says_so(tmp_path: Path) -> None:
    real = framed_release(tmp_path / "real", {"sample": [COUNT]})
    drawn = framed_release(tmp_path / "drawn", {"sample": [COUNT]}, made_up=list(COUNT.rows.numbers))
    assert MADE_UP_FR not in reading_example(real, ["sample"], PRINTED)
    assert MADE_UP_FR in reading_example(drawn, ["sample"], PRINTED)
