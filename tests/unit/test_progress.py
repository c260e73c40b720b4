"""How long a build may still take."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.building.progress import Durations, in_words


def test_a_stage_takes_what_it_took_else_what_its_kind_takes() -> None:
    durations = Durations({"render@a": 4.0, "render@b": 8.0, "clean@a": 1.0})
    assert durations.expected("render@b") == 8.0
    assert durations.expected("render@new") == 6.0
    assert durations.expected("texts@a") == pytest.approx(13 / 3)


def test_a_first_build_knows_which_stages_usually_take_long() -> None:
    durations = Durations({"clean@a": 1.0})
    assert durations.expected("render@a") > durations.expected("release@a") > 0
    assert durations.expected("texts@a") == 1.0
    assert Durations({}).expected("texts@a") == 0.0
    assert durations.expected("render@qmi-1-technical") > durations.expected("render@qmi-1-communes")
    durations.note({"render@b": 0.5})
    assert durations.expected("render@a") == 0.5


def test_what_is_left_is_shared_by_the_cores_but_never_shorter_than_the_longest_stage() -> None:
    durations = Durations({"a": 10.0, "b": 10.0, "c": 40.0})
    assert durations.remaining(["a", "b"], {}, 2) == 10.0
    assert durations.remaining(["a"], {"c": 5.0}, 2) == 35.0
    assert durations.remaining([], {"a": 12.0}, 2) == 0.0


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, ""), (2, "about 5 s"), (31, "about 30 s"), (59, "about 60 s"), (100, "about 2 min")]
)
def test_it_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert said in in_words(seconds)
    assert (in_words(seconds) == "") == (said == "")


def test_durations_are_left_to_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    durations = Durations.of_former_builds()
    durations.note({"render@a": 1.234})
    durations.keep()
    assert Durations.of_former_builds().expected("render@a") == 1.23
