from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.booklet.english.door import FRENCH_DOOR
from pipeline.booklet.frame.synthetic_labels import PARTLY, SOME_FR, WHOLLY, data_label, label_synthetic, with_note
from pipeline.released import Release

INCLUDE = "{{< include ../generated/synthetic.qmd >}}"


def staged(tmp_path: Path, summary: dict[str, object]) -> Path:
    reports, target, folder = tmp_path / "reports", tmp_path / "project", tmp_path / "release"
    for path in (reports, target / "chapters", target / "generated", folder):
        path.mkdir(parents=True)
    for note in ("synthetic", "synthetic-again"):
        (reports / f"{note}.qmd").write_text("Inventés\u00a0: {made-up}.\n", encoding="utf-8")
    for theme in ("survey", "indicators", "programme"):
        (target / "chapters" / f"{theme}.qmd").write_text(f"# {theme} {{#sec-{theme}}}\n\nTexte.\n", encoding="utf-8")
    (folder / "release.json").write_text(json.dumps(summary), encoding="utf-8")
    label_synthetic(reports, Release(folder), ["survey", "indicators", "programme"], FRENCH_DOOR, target)
    return target


@pytest.mark.parametrize(
    ("is_synthetic", "themes", "label"), [(True, [], WHOLLY), (False, ["survey"], PARTLY), (False, [], "")]
)
def test_every_page_says_how_much_was_made_up(is_synthetic: bool, themes: list[str], label: str) -> None:
    assert data_label({"is_synthetic": is_synthetic, "synthetic_themes": themes}) == label


def test_the_note_stands_at_the_head_of_the_chapters_that_rest_on_made_up_data(tmp_path: Path) -> None:
    target = staged(tmp_path, {"is_synthetic": False, "synthetic_themes": ["survey"]})
    lines = (target / "chapters/survey.qmd").read_text(encoding="utf-8").splitlines()
    assert lines[:5] == ["# survey {#sec-survey}", "", "Texte.", "", "{{< include ../generated/synthetic.qmd >}}"]
    assert "synthetic.qmd" not in (target / "chapters/programme.qmd").read_text(encoding="utf-8")
    assert PARTLY in (target / "generated/data-label.qmd").read_text(encoding="utf-8")


def test_the_note_is_said_at_length_once(tmp_path: Path) -> None:
    target = staged(tmp_path, {"is_synthetic": True, "synthetic_themes": ["survey", "indicators", "programme"]})
    assert INCLUDE in (target / "chapters/survey.qmd").read_text(encoding="utf-8")
    for theme, what in (("indicators", "les mesures"), ("programme", SOME_FR)):
        later = (target / f"chapters/{theme}.qmd").read_text(encoding="utf-8")
        assert f"synthetic-{theme}.qmd" in later and INCLUDE not in later
        assert (target / f"generated/synthetic-{theme}.qmd").read_text("utf-8") == f"Inventés\u00a0: {what}.\n"


@pytest.mark.parametrize(
    "first", ["::: {.notice}", "{{< embed ../notebooks/a.ipynb#b >}}", "## Partie", "- un", "| a |"]
)
def test_the_note_comes_first_where_no_paragraph_opens_the_chapter(first: str) -> None:
    assert with_note(f"# Titre\n\n{first}\n").splitlines()[:3] == ["# Titre", "", INCLUDE]


def test_a_paragraph_of_several_lines_stays_whole_above_the_note() -> None:
    assert with_note("# Titre\n\nUn\ndeux.\n\n## Partie").split("\n")[2:6] == ["Un", "deux.", "", INCLUDE]


def test_a_cohort_of_real_data_has_no_label(tmp_path: Path) -> None:
    target = staged(tmp_path, {"is_synthetic": False, "synthetic_themes": []})
    assert (target / "generated/data-label.qmd").read_text(encoding="utf-8") == ""
