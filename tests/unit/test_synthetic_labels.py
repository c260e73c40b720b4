from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.booklet.english.door import FRENCH_DOOR
from pipeline.booklet.frame.synthetic_labels import (
    AGAIN,
    BORROWED_FR,
    MADE_UP_FR,
    NAMED_FR,
    NOTES,
    ORIGIN_FR,
    PARTLY,
    SOME_FR,
    WHOLLY,
    data_label,
    data_origin,
    label_summary,
    label_synthetic,
    made_up_words,
    with_note,
)
from pipeline.facts import Fact, Rows
from pipeline.released import Release
from tests.fixtures.framed import framed_release
from tests.unit.test_facts import a_fact

MADE = "made.csv"
INCLUDE = "{{< include ../generated/synthetic-survey.qmd >}}"


def made_up(fact_id: str) -> Fact:
    return a_fact(fact_id=fact_id, rows=Rows.of((MADE, 2)))


def released(folder: Path, themes: Mapping[str, Sequence[Fact]]) -> Release:
    return framed_release(folder, themes, made_up=[MADE])


def staged(tmp_path: Path, release: Release, printed: Mapping[str, Sequence[str]]) -> Path:
    reports, target = tmp_path / "reports", tmp_path / "project"
    for path in (reports, target / "chapters", target / "generated"):
        path.mkdir(parents=True)
    for note in NOTES:
        (reports / note).write_text("Inventés\u00a0: {made-up}.\n", encoding="utf-8")
    for theme in printed:
        (target / "chapters" / f"{theme}.qmd").write_text(f"# {theme} {{#sec-{theme}}}\n\nTexte.\n", encoding="utf-8")
    label_synthetic(reports, release, printed, FRENCH_DOOR, target)
    return target


@pytest.mark.parametrize(
    ("is_synthetic", "themes", "label"), [(True, [], WHOLLY), (False, ["survey"], PARTLY), (False, [], "")]
)
def test_every_page_says_how_much_was_made_up(is_synthetic: bool, themes: list[str], label: str) -> None:
    assert data_label({"is_synthetic": is_synthetic, "synthetic_themes": themes}) == label


def test_only_a_cohort_with_made_up_data_says_that_its_chapters_name_them() -> None:
    real = {"is_synthetic": False, "synthetic_themes": [], "notice_fr": "Un document publié."}
    made_up = {**real, "synthetic_themes": ["survey"]}
    assert data_origin(real, has_chapters=True) == "Un document publié."
    assert data_origin(made_up, has_chapters=True) == f"{ORIGIN_FR} {NAMED_FR}"
    assert data_origin(made_up, has_chapters=False) == ORIGIN_FR


def test_the_note_stands_at_the_head_of_the_chapters_that_rest_on_made_up_data(tmp_path: Path) -> None:
    release = released(tmp_path / "release", {"survey": [made_up("survey-a")], "portfolio": [a_fact()]})
    target = staged(tmp_path, release, {"survey": ["survey-a"], "portfolio": ["sample-interviews"]})
    lines = (target / "chapters/survey.qmd").read_text(encoding="utf-8").splitlines()
    assert lines[:5] == ["# survey {#sec-survey}", "", "Texte.", "", INCLUDE]
    assert (target / "generated/synthetic-survey.qmd").read_text("utf-8") == "Inventés\u00a0: les réponses.\n"
    assert "synthetic" not in (target / "chapters/portfolio.qmd").read_text(encoding="utf-8")
    assert PARTLY in (target / "generated/data-label.qmd").read_text(encoding="utf-8")


def test_a_chapter_says_what_it_prints_that_was_made_up_in_its_own_theme_or_another(tmp_path: Path) -> None:
    facts = {"survey": [made_up("survey-a")], "purchases": [made_up("purchases-a")], "needs": [a_fact()]}
    release = released(tmp_path, facts | {"other": [made_up("other-a")]})
    assert made_up_words(release, {"needs": ["sample-interviews"]}) == {}
    both = ["purchases-a", "survey-a"]
    assert made_up_words(release, {"needs": both})["needs"] == [MADE_UP_FR["purchases"], MADE_UP_FR["survey"]]
    assert made_up_words(release, {"survey": both})["survey"] == [MADE_UP_FR["survey"]]
    assert made_up_words(release, {"advice": both})["advice"] == [BORROWED_FR["advice"]]
    assert made_up_words(release, {"other": ["other-a"]})["other"] == [SOME_FR]
    assert made_up_words(release, {"purchases": []})["purchases"] == [MADE_UP_FR["purchases"]], "only drawn"


@pytest.mark.parametrize(
    "first", ["::: {.notice}", "{{< embed ../notebooks/a.ipynb#b >}}", "## Partie", "- un", "| a |"]
)
def test_the_note_comes_first_where_no_paragraph_opens_the_chapter(first: str) -> None:
    assert with_note(f"# Titre\n\n{first}\n", "synthetic-survey.qmd").splitlines()[:3] == ["# Titre", "", INCLUDE]


def test_a_paragraph_of_several_lines_stays_whole_above_the_note() -> None:
    assert with_note("# Titre\n\nUn\ndeux.\n\n## Partie", "synthetic-survey.qmd").split("\n")[2:6] == [
        "Un",
        "deux.",
        "",
        INCLUDE,
    ]


def test_a_cohort_of_real_data_has_no_label(tmp_path: Path) -> None:
    target = staged(tmp_path, released(tmp_path / "release", {"survey": [a_fact()]}), {"survey": ["sample-interviews"]})
    assert (target / "generated/data-label.qmd").read_text(encoding="utf-8") == ""


def test_the_summary_says_at_its_end_what_it_prints_that_was_made_up(tmp_path: Path) -> None:
    facts = {"survey": [made_up("survey-a")], "purchases": [made_up("purchases-a")], "advice": [made_up("advice-a")]}
    release, page = released(tmp_path / "release", facts), ":::: {.summary}\n\nUn.\n\n::::\n\nSaut."
    (tmp_path / AGAIN).write_text("*Inventés\u00a0: {made-up}.*\n", encoding="utf-8")
    for folder in ("generated", "monday"):
        (tmp_path / folder).mkdir()
    (tmp_path / "monday/a.qmd").write_text("{{< var purchases-a >}} {{< var advice-a >}}", encoding="utf-8")
    summary = tmp_path / "generated/summary.qmd"
    summary.write_text(f"[1](#fait-survey-a)\n\n{page}", encoding="utf-8")
    label_summary(tmp_path, release, ["survey", "purchases", "advice"], FRENCH_DOOR, tmp_path)
    assert summary.read_text("utf-8").endswith("Un.\n\n*Inventés\u00a0: les réponses, les achats.*\n\n::::\n\nSaut.")


def test_a_summary_of_real_data_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated/summary.qmd").write_text("{{< var sample-interviews >}}\n\n::::\n", encoding="utf-8")
    label_summary(tmp_path, released(tmp_path / "release", {"survey": [a_fact()]}), ["survey"], FRENCH_DOOR, tmp_path)
    assert (tmp_path / "generated/summary.qmd").read_text("utf-8") == "{{< var sample-interviews >}}\n\n::::\n"
