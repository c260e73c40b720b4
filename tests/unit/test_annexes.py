"""An annex is read and written group by group, and is the same as if it had been done in one go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.renderer import embedded
from pipeline.renderer.annexes import cut, parted
from pipeline.renderer.embedded import copy_templates, write_as, write_by_parts
from pipeline.renderer.pandoc import parse, parse_parts
from tests.fixtures.renderer.staged import stage

ENTRY = "- [**{number}**]{{#fait-{name}-{number}}} de [M1](#methode-1), de 12 à 34, Projet 12\u00a0: « = un »\n"
OPENING = "# Annexe {#sec-annexe}\n\nQuelques mots.\n\n::::: {.evidence}\n\n"


def entries(name: str) -> str:
    return "".join(ENTRY.format(name=name, number=number) for number in range(60))


def group(name: str) -> str:
    return f'### {name} {{#sec-{name}}}\n\n::: {{.evidence-group summary="60 nombres"}}\n\n{entries(name)}\n:::\n\n'


def annex(*names: str) -> str:
    groups = "".join(map(group, names))
    introduced = f"## Fichiers {{#sec-fichiers}}\n\nQuelques mots.\n\n{entries('fichiers')}\n"
    return f"{OPENING}## Nombres {{#sec-nombres}}\n\n{groups}{introduced}\n:::::\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    project = stage(tmp_path / "project")
    copy_templates(project)
    return project


def by_parts(project: Path, tree: dict[str, Any], form: str) -> str:
    return write_by_parts(project, project, tree, form, {})


def whole(project: Path, tree: dict[str, Any], form: str) -> str:
    return write_as(project, project, json.dumps(tree), form, {})


@pytest.mark.usefixtures("project")
def test_an_annex_read_by_group_is_the_annex_read_whole() -> None:
    text = annex("un", "deux")
    assert len(cut(text)) > 2
    assert parse_parts(["# Avant {#sec-avant}\n\nMots.\n\n", text]) == parse(
        f"# Avant {{#sec-avant}}\n\nMots.\n\n{text}"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Un chapitre\n\nDes mots.\n", id="no annex"),
        pytest.param(annex("un") + "\n# Après {#sec-apres}\n", id="something follows"),
        pytest.param(
            annex("un").replace(" de ", " de[^1] ", 1).replace(":::::\n", "[^1]: Une note.\n\n:::::\n"), id="note"
        ),
    ],
)
def test_what_is_no_last_annex_is_read_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize("form", ["typst", "html"])
def test_an_annex_written_by_group_is_the_annex_written_whole(project: Path, form: str) -> None:
    tree = parse(annex("un", "deux"))
    assert len(parted(tree["blocks"], form).lists) == 2
    assert by_parts(project, tree, form) == whole(project, tree, form)


@pytest.mark.parametrize("form", ["typst", "html"])
def test_a_group_that_did_not_change_is_not_written_again(
    project: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_parts(project, parse(annex("un", "deux")), form)
    handed: list[str] = []

    def seen(*arguments: Any, **how: Any) -> str:
        handed.append(arguments[2])
        return write_as(*arguments, **how)

    monkeypatch.setattr(embedded, "write_as", seen)
    edited = parse(annex("un", "trois"))
    assert by_parts(project, edited, form) == whole(project, edited, form)
    assert not any("fait-un-59" in document for document in handed)
    assert any("fait-trois-59" in document for document in handed)


@pytest.mark.parametrize("form", ["typst", "html"])
def test_another_theme_writes_all_of_it_again(project: Path, form: str) -> None:
    tree = parse(annex("un"))
    before = by_parts(project, tree, form)
    filters = project / "theme" / "inert.lua"
    filters.write_text('return { { Strong = function(element) return pandoc.Str("X") end } }', encoding="utf-8")
    assert by_parts(project, tree, form) == whole(project, tree, form) != before


def test_a_list_below_words_or_with_a_reference_stays_in_the_document(project: Path) -> None:
    cited = annex("un").replace(" de ", " (@sec-fichiers) de ", 1)
    assert not parted(parse(cited)["blocks"], "typst").lists
    assert by_parts(project, parse(cited), "typst") == whole(project, parse(cited), "typst")
