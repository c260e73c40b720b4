from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RenderError
from pipeline.renderer.metadata import lookup, read_metadata, split_front_matter

DOCUMENT = Path("booklets/a.qmd")


def write(project: Path, **files: str) -> Path:
    (project / "booklets").mkdir()
    for name, text in files.items():
        place = {"quarto": "_quarto.yml", "folder": "booklets/_metadata.yml", "document": str(DOCUMENT)}[name]
        (project / place).write_text(text, encoding="utf-8")
    return project


def test_the_nearer_file_wins_and_mappings_are_merged(tmp_path: Path) -> None:
    project = write(
        tmp_path,
        quarto="lang: fr-FR\ntitle: a\nformat: {html: {css: x}, typst: {a: 1}}\n",
        folder="title: b\nedition: ici\n",
        document="---\ntitle: c\nformat: {typst: {b: 2}}\n---\n\n# T\n",
    )
    assert read_metadata(project, DOCUMENT) == {
        "lang": "fr-FR",
        "title": "c",
        "edition": "ici",
        "format": {"html": {"css": "x"}, "typst": {"a": 1, "b": 2}},
    }


def test_values_are_found_by_name_or_path() -> None:
    values = {"a.b": "flat", "a": {"c": {"d": 3}}, "empty": None, "list": [1]}
    assert [lookup(values, name) for name in ("a.b", "a.c.d", "a.c", "empty", "list", "z", "a.z")] == [
        "flat",
        "3",
        *[None] * 5,
    ]


def test_front_matter_counts_its_lines() -> None:
    assert split_front_matter("---\na: 1\nb: 2\n---\ntexte\n") == ("a: 1\nb: 2", 4)
    assert split_front_matter("texte\n---\n") == ("", 0)


def test_bad_yaml_is_a_sentence_with_its_line(tmp_path: Path) -> None:
    project = write(tmp_path, quarto="a: 1\nb: [\n", document="# T\n")
    with pytest.raises(RenderError, match=r"_quarto\.yml, line 3: "):
        read_metadata(project, DOCUMENT)
    (project / "_quarto.yml").write_text("- 1\n")
    with pytest.raises(RenderError, match="found a list, expected a mapping"):
        read_metadata(project, DOCUMENT)
