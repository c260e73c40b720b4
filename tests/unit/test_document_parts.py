"""A document is read and written part by part, and is the same as if it had been done in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.renderer import embedded
from pipeline.renderer.annexes import cut
from pipeline.renderer.embedded import copy_templates, write_as, write_by_parts
from pipeline.renderer.numbers import numbered, used
from pipeline.renderer.pandoc import pandoc, parse, parse_parts
from pipeline.renderer.parts import parted
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
    return write_as(project, project, tree, form, {})


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

    def seen(arguments: list[str], document: str, folder: Path) -> str:
        handed.append(document)
        return pandoc(arguments, document, folder)

    monkeypatch.setattr(embedded, "pandoc", seen)
    edited = parse(annex("un", "trois"))
    found = by_parts(project, edited, form)
    assert not any("fait-un-59" in document for document in handed)
    assert any("fait-trois-59" in document for document in handed)
    assert found == whole(project, edited, form)


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


TABLE = """
| a | b |
|---|---|
| 1 | {cell} |

: Des nombres {{#tbl-{name}}}
"""


def chapter(name: str, words: str = "Mots.") -> str:
    filling = "De 12 à 34, Projet 12. " * 100
    return f"# Chapitre {name} {{#sec-{name}}}\n\n{words}\n\n## Partie {name}\n\n{filling}\n" + TABLE.format(
        name=name, cell=name
    )


DRAWN = "\n::: {.figure-data}\n" + TABLE.format(name="drawn", cell="3") + "\n:::\n"
FIGURE = '\n![Un dessin](theme/logo.svg){#fig-dessin fig-alt="Un dessin."}\n\n'
REFERENCES = "Voir @tbl-un, @tbl-drawn, @sec-deux et @sec-trois."
ANNEX = '\n::: {.figure-annex title="Données"}\n\nMots.\n\n:::\n\n'
BOOK = chapter("un", REFERENCES) + DRAWN + chapter("deux") + ANNEX + chapter("trois")


@pytest.mark.parametrize("form", ["typst", "html"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOOK, id="chapters"),
        pytest.param("Avant.\n\n" + BOOK, id="words before"),
        pytest.param(BOOK + "\n[note]^[Une note.] et^[une autre.]\n", id="notes"),
        pytest.param(
            chapter("un") + "\n::: {.solution}\n\n## Dans un bloc {#sec-bloc}\n\nMots.\n\n:::\n", id="in a block"
        ),
        pytest.param(chapter("un") * 2, id="twice the same"),
        pytest.param(chapter("un") + FIGURE + chapter("deux") + FIGURE + "\nSous la figure.\n\n", id="figures"),
    ],
)
def test_a_document_written_by_chapter_is_the_document_written_whole(project: Path, form: str, text: str) -> None:
    tree = parse(text)
    assert by_parts(project, tree, form) == whole(project, tree, form)
    assert by_parts(project, tree, form) == whole(project, tree, form), "as it was written before"


@pytest.mark.parametrize("form", ["typst", "html"])
def test_chapters_whose_numbers_moved_are_written_again_and_no_others(
    project: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, others = chapter("un", "Premier."), chapter("deux", "Deuxième.") + chapter("trois", "Voir @tbl-deux.")
    by_parts(project, parse(first + others), form)
    handed: list[str] = []

    def seen(arguments: list[str], document: str, folder: Path) -> str:
        handed.append(document)
        return pandoc(arguments, document, folder)

    monkeypatch.setattr(embedded, "pandoc", seen)
    edited = parse(first + chapter("nouveau") + others)
    found = by_parts(project, edited, form)
    assert {said: any(said in document for document in handed) for said in ("Premier", "Deuxième", "Voir")} == {
        "Premier": False,
        "Deuxième": True,
        "Voir": True,
    }
    assert found == whole(project, edited, form)


def test_what_is_drawn_is_numbered_last_and_its_annex_is_a_chapter_on_paper() -> None:
    blocks = parse(BOOK)["blocks"]
    on_paper, on_screen = numbered(blocks, "typst"), numbered(blocks, "html")
    tables = {"tbl-un": "1", "tbl-deux": "2", "tbl-trois": "3", "tbl-drawn": "4"}
    assert {name: on_paper[name] for name in tables} == {name: on_screen[name] for name in tables} == tables
    assert (on_paper["sec-trois"], on_screen["sec-trois"]) == ("4", "3")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"t": "Header", "c": [1, ["sec-un", [], []], []]}', "sec-un"),
        ('{"t": "Cite", "c": [[{"citationId": "fig-deux"}], []]}', "fig-deux"),
        ('{"t": "Cite", "c": [[{"citationId": "Fig-deux"}], []]}', "fig-deux"),
        ('{"t": "Link", "c": [["", [], []], [], ["#tbl-trois", ""]]}', "tbl-trois"),
        ('{"t": "Str", "c": "fig-deux-bis"}', ""),
    ],
)
def test_a_part_hangs_on_the_numbers_of_what_it_holds_or_refers_to(text: str, told: str) -> None:
    numbers = {"sec-un": "1", "fig-deux": "2", "tbl-trois": "3"}
    assert set(used(numbers, text)) == {told} - {""}
