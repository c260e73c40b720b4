from __future__ import annotations

import pytest

from pipeline.booklet.chapters.design_wording import unearned
from pipeline.booklet.sheets import sheet_words as words
from pipeline.methods.indicators.design_strength import Strength

B, N = "\u00a0", "\u202f"


@pytest.mark.parametrize("kind", words.LESSONS_FR)
def test_lessons_agree_with_how_many_failed(kind: str) -> None:
    assert words.lesson(kind, []) == ""
    one, several = words.lesson(kind, ["Tri"]), words.lesson(kind, ["Tri", "Bus"])
    assert one.startswith(f"«{N}Tri{N}» {words.LESSONS_FR[kind][0]}.")
    assert several.startswith(f"«{N}Tri{N}» et «{N}Bus{N}» {words.LESSONS_FR[kind][1]}.")
    assert all(f"À retenir{B}: " in said and said.endswith(".") for said in (one, several))


@pytest.mark.parametrize("kind", words.LESSONS_FR)
def test_no_lesson_says_more_than_a_before_and_after_allows(kind: str) -> None:
    assert unearned(words.lesson(kind, ["Tri"]), Strength.BEFORE_AFTER) == []


def fate(**flags: bool) -> str:
    usual = dict.fromkeys(("is_stopped", "is_waiting", "is_deployed", "is_bought"), False)
    return words.fate_lesson("cadrage", **{**usual, **flags})


def test_the_path_of_a_project_teaches_when_it_did_not_end_in_a_purchase() -> None:
    assert f"après l’étape «{N}cadrage{N}»" in fate(is_stopped=True)
    assert f"Après l’étape «{N}cadrage{N}»" in fate(is_waiting=True)
    assert fate(is_waiting=True).endswith(f"{words.RETAIN_FR}{words.WAITING_RETAIN_FR}")
    assert fate(is_deployed=True) == words.NOT_BOUGHT_FR
    assert fate(is_deployed=True, is_bought=True) == ""


def test_the_weakest_criterion_is_named_or_said_not_to_be() -> None:
    assert words.weakest_sentence([]) == words.SAME_LEVEL_FR
    assert words.weakest_sentence(["Prix"]) == f"Son critère le plus faible est «{N}Prix{N}»."
    assert words.weakest_sentence(["Prix", "Suivi"]).startswith("Ses critères les plus faibles, à égalité,")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "évolution"), (1, "évolution"), (2, "évolutions"), (float("nan"), "évolutions")]
)
def test_words_after_a_count_agree_with_it(count: float, said: str) -> None:
    assert said in words.indicators_words("favourable", count).split()


@pytest.mark.parametrize(
    ("bought", "said"),
    [(0, "Aucun achat à la dernière date du registre"), (1, "Les montants"), (float("nan"), "secret statistique")],
)
def test_purchases_are_told_as_far_as_their_count_is_published(bought: float, said: str) -> None:
    assert said in words.purchases_sentence(bought)


def test_raising_a_criterion_is_told_from_its_level_to_the_next_one() -> None:
    said = words.next_level_sentence("Traction", "Un peu", "Forte")
    assert said.startswith(f"Le critère «{N}Traction{N}» reste à relever{B}: ")
    assert said.endswith(f"il est noté «{N}Un peu{N}», et le niveau suivant de l’échelle demande «{N}Forte{N}».")
