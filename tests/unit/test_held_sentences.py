"""A sentence with conditions is said by the cohorts of which they hold, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.frame.held_sentences import held_sentences
from pipeline.errors import FactError
from pipeline.released import Release
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release

FILE = Path("chapters/sample.qmd")
TOLD = 'Un. [Deux {{< var sample-interviews >}}.]{when="%s"} Trois.'


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return framed_release(tmp_path, {"sample": [COUNT, SHARE, FEW]})


@pytest.mark.parametrize(
    ("conditions", "is_said"),
    [
        ("sample-interviews", True),
        ("sample-interviews > 14, sample-agents < sample-interviews", True),
        ("sample-interviews > 14, sample-agents > 0.9", False),
        ("sample-absent", False),
        ("sample-absent > 0", False),
        ("sample-few", False),
    ],
)
def test_a_sentence_is_kept_where_all_its_conditions_hold(release: Release, conditions: str, is_said: bool) -> None:
    said = "Un. Deux {{< var sample-interviews >}}. Trois." if is_said else "Un. Trois."
    assert held_sentences(TOLD % conditions, release, FILE) == said


@pytest.mark.parametrize("hidden", ["sample-few", "sample-absent"])
def test_a_sentence_that_prints_what_readers_may_not_see_is_left_out(release: Release, hidden: str) -> None:
    text = f'[Deux {{{{< var {hidden} >}}}}.]{{when="sample-interviews"}}'
    assert held_sentences(text, release, FILE) == ""


def test_a_list_without_an_action_left_says_nothing(release: Release) -> None:
    assert held_sentences('- [**Faites.** Cela.]{when="sample-absent"}\n', release, FILE) == ""
    assert held_sentences("- **Faites.**\n", release, FILE) == "- **Faites.**\n"


def test_a_slip_in_a_condition_is_told_with_its_file(release: Release) -> None:
    with pytest.raises(
        FactError, match=r"^chapters/sample\.qmd: « sample-interviews => 3 » is not a condition on a fact"
    ):
        held_sentences(TOLD % "sample-interviews => 3", release, FILE)


@pytest.mark.parametrize(("condition", "is_said"), [("collected", True), ("made up", False)])
def test_a_sentence_may_hold_of_collected_or_of_made_up_facts_only(
    release: Release, condition: str, *, is_said: bool
) -> None:
    said = "Un. Deux {{< var sample-interviews >}}. Trois." if is_said else "Un. Trois."
    assert held_sentences(TOLD % f"{condition} sample-interviews", release, FILE) == said
    assert held_sentences(TOLD % f"{condition} sample-few", release, FILE) == "Un. Trois."
