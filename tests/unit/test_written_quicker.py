"""What makes pandoc quicker changes nothing that it writes: filters in one Lua state, definitions put in afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.renderer import embedded
from pipeline.renderer.embedded import copy_templates, write_as
from pipeline.renderer.numbers import as_metadata, numbered
from pipeline.renderer.pandoc import pandoc, parse
from tests.fixtures.renderer.staged import stage

TEXT = """# Un chapitre {#sec-un}

Voir @tbl-un, « 12 projets », **34 %** et `code`.

| Nom | Nombre |
|:----|-------:|
| un  |     12 |

: Des nombres {#tbl-un}

::: {.callout-note title="À savoir"}
Mots.
:::

::: {.evidence-group summary="2 nombres"}

- [**12**]{#fait-un} de 12 à 34

:::
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = stage(tmp_path / "project")
    copy_templates(project)
    return project


@pytest.mark.parametrize("form", ["typst", "html"])
def test_filters_in_one_state_write_what_each_in_its_own_does(project: Path, form: str) -> None:
    tree = parse(TEXT)
    together = write_as(project, project, tree, form, {}, is_whole=False)
    asked = project / embedded.TEMPLATES / f"{project.name}-{form}.yaml"
    defaults = json.loads(asked.read_text("utf-8"))
    ours = [embedded.HERE / "filters" / f"{name}.lua" for name in embedded.FILTERS]
    theme = [project / "theme" / f"{name}.lua" for name in embedded.THEME_FILTERS]
    asked.write_text(json.dumps({**defaults, "filters": [str(path.resolve()) for path in [*ours, *theme]]}))
    tree["meta"] |= as_metadata(numbered(tree["blocks"], form))
    one_by_one = pandoc(["--defaults", str(asked.resolve())], json.dumps(tree), project)
    assert together == one_by_one
    assert together != pandoc(["-f", "json", "-t", embedded.WRITERS[form]], json.dumps(tree), project)


def test_globals_of_one_filter_are_not_seen_by_another(project: Path) -> None:
    first = "seen = 1\nfunction Str(word) return pandoc.Str(word.text .. 'a') end\n"
    second = (
        "if seen then error('seen') end\nreturn { { Str = function(word) return pandoc.Str(word.text .. 'b') end } }"
    )
    for name, code in {"bound_numbers": first, "inert": second}.items():
        (project / "theme" / f"{name}.lua").write_text(code, encoding="utf-8")
    assert "Motab" in write_as(project, project, parse("Mot"), "html", {}, is_whole=False)


def test_a_filter_that_returns_functions_and_no_list_of_them_is_run(project: Path) -> None:
    (project / "theme" / "inert.lua").write_text("return { Str = function(word) return pandoc.Str('b') end }")
    assert "<p>b</p>" in write_as(project, project, parse("Mot"), "html", {}, is_whole=False)


def test_what_was_written_is_not_taken_where_filters_are_run_otherwise(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = embedded._theme(project)
    other = tmp_path / "in_one_state.lua"
    other.write_text(f"{embedded.IN_ONE_STATE.read_text('utf-8')}-- otherwise\n", encoding="utf-8")
    monkeypatch.setattr(embedded, "IN_ONE_STATE", other)
    assert embedded._theme(project) != before


def test_definitions_put_in_afterwards_are_those_that_pandoc_puts_in(project: Path) -> None:
    afterwards = write_as(project, project, parse(TEXT), "typst", {})
    definitions = project / embedded.TEMPLATES / embedded.DEFINITIONS
    assert definitions.read_text("utf-8") == f"{embedded.DEFINITIONS_MARK}\n"
    definitions.write_bytes((project / "theme" / embedded.DEFINITIONS).read_bytes())
    assert write_as(project, project, parse(TEXT), "typst", {}) == afterwards


def test_definitions_that_ask_for_variables_are_left_to_pandoc(project: Path) -> None:
    with (project / "theme" / embedded.DEFINITIONS).open("a", encoding="utf-8") as stream:
        stream.write("// $section-numbering$ for $$1\n")
    copy_templates(project)
    assert "\n// 1.1 for $1\n" in write_as(project, project, parse(TEXT), "typst", {"section-numbering": "1.1"})
