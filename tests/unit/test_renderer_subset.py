from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import renderer
from tests.fixtures.renderer.staged import DOCUMENT, stage


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("booklets", "chapters", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "_variables.yml").write_text('{"total": "[51](#fait-total)"}')
    (tmp_path / "booklets" / "ici.svg").write_text("<svg/>")
    cell = {"cell_type": "code", "source": "#| label: vide\n1", "outputs": []}
    (tmp_path / "notebooks" / "n.ipynb").write_text(json.dumps({"cells": [cell]}))
    return tmp_path


def found(project: Path, body: str) -> list[str]:
    (project / DOCUMENT).write_text(f"---\ntitle: T\n---\n\n# Titre {{#sec-t}}\n\n{body}\n", encoding="utf-8")
    return renderer.check(project, DOCUMENT)


def test_the_fixture_booklet_is_inside_the_subset(tmp_path: Path) -> None:
    assert renderer.check(stage(tmp_path / "project"), DOCUMENT) == []


IMAGE = '{#fig-x fig-alt="x"}'
REFUSED = {
    "```{python}\n1\n```": "found a code cell",
    "texte `<b>x</b>`{=html} ici": "found raw html « <b>x</b> »",
    "Texte<br>coupé.": "found raw html « <br> »",
    "```{=typst}\n#panic()\n```": "found raw typst « #panic() »",
    "Une formule $x^2$.": "found the formula « x^2 »",
    "Voir [@dupont2020].": "found the citation « @dupont2020 »",
    "Voir @fig-absente.": "found the reference « @fig-absente », which nothing is labelled",
    "Voir [là](#nulle-part).": "found a link to « #nulle-part », which nothing in the booklet is called",
    "Voir [là](autre.qmd).": "found a link to the file « autre.qmd »",
    "![c](ici.svg){#fig-x}": "found the image « ici.svg » without fig-alt",
    "![c](absente.svg)" + IMAGE: "found the image « absente.svg », which does not exist",
    "![c](https://a.b/c.svg)" + IMAGE: "found the remote image « https://a.b/c.svg »",
    "![c](ici.pdf)" + IMAGE: "found the image « ici.pdf », expected a file that ends in .svg",
    '![c](ici.svg){fig-alt="x"}': "found « ici.svg » unlabelled, expected a label #fig-…",
    "| A |\n|---|\n| b |\n\n: Légende": "found « Légende » unlabelled, expected a label #tbl-…",
    "|  |\n|---|\n| b |\n\n: Légende {#tbl-x}": "found a table without header row",
    "::: {.callout-danger}\nx\n:::": "found the callout « callout-danger »",
    "::: {.callout-note}\n## T\n\nx\n:::": "found a heading in the callout « callout-note »",
    "::: {.encadre}\nx\n:::": "found the class « encadre »",
    "### Trop bas": "found the heading « Trop bas » at level 3, expected level 2 at most",
    "{{< video x.mp4 >}}": "found the shortcode « video »",
    "Voir {{< embed ../notebooks/n.ipynb#fig-x >}}.": "found {{< embed >}} inside a line",
    "{{< include ../chapters/absent.qmd >}}": "found the include of « ../chapters/absent.qmd », which does not exist",
    "{{< include ../../ailleurs.qmd >}}": "found the include of « ../../ailleurs.qmd », which does not exist",
    "{{< embed ../notebooks/absent.ipynb#fig-x >}}": "found the embed of « ../notebooks/absent.ipynb#fig-x »",
    "{{< embed ../notebooks/n.ipynb#fig-x >}}": "no cell with this label, the notebook has vide",
    "{{< embed ../notebooks/n.ipynb#vide >}}": "a cell that shows neither a figure in SVG nor Markdown",
    "Il y en a {{< var absente >}}.": "found {{< var absente >}}, which has no value, expected a key of _variables.yml",
    "{{< meta absente >}}": "found {{< meta absente >}}, which has no value",
    "| vers\n| un": "found a line block",
}


@pytest.mark.parametrize("body", list(REFUSED))
def test_what_is_outside_the_subset_is_a_sentence_with_its_line(project: Path, body: str) -> None:
    problems = found(project, f"Rien à dire.\n\n{body}")
    assert len(problems) == 1, problems
    line = next(at for at, text in enumerate(body.splitlines(), start=9) if _is_at_fault(text))
    assert problems[0].startswith(f"{DOCUMENT}, line {line}: "), problems
    assert REFUSED[body] in problems[0]
    assert ", expected " in problems[0]


def _is_at_fault(line: str) -> bool:
    """Block openings and table rules carry no fault of their own, but for those that the tests are about."""
    return line not in ("| A |", "|---|", "| b |", "", "```{=typst}", "|  |")


def test_the_first_heading_must_be_of_level_one(project: Path) -> None:
    (project / DOCUMENT).write_text("## Titre\n", encoding="utf-8")
    (problem,) = renderer.check(project, DOCUMENT)
    assert (
        problem
        == f"{DOCUMENT}, line 1: found the heading « Titre » at level 2, expected level 1 for the first heading."
    )


def test_problems_of_included_files_name_them(project: Path) -> None:
    (project / "chapters" / "a.qmd").write_text("Bien.\n\n{{< include b.qmd >}}\n")
    (project / "chapters" / "b.qmd").write_text("\n\nUne $x$ et {{< var rien >}}.\n")
    problems = found(project, "{{< include ../chapters/a.qmd >}}")
    assert [problem.split(":")[0] for problem in problems] == ["chapters/b.qmd, line 3"] * 2


def test_every_problem_is_told_at_once(project: Path) -> None:
    assert len(found(project, "Une $x$.\n\nUne autre $x$.\n\n{{< var a >}} {{< var b >}}")) == 4


def test_repeated_problems_each_have_their_line(project: Path) -> None:
    problems = found(project, "Une $x$.\n\nUne autre $x$.")
    assert [problem.split(":")[0] for problem in problems] == [f"{DOCUMENT}, line 7", f"{DOCUMENT}, line 9"]


def test_an_include_that_never_ends_is_refused(project: Path) -> None:
    (project / "chapters" / "a.qmd").write_text("{{< include a.qmd >}}\n")
    (problem,) = found(project, "{{< include ../chapters/a.qmd >}}")
    assert "chapters/a.qmd, line 1: found « a.qmd » including itself" in problem


def test_comments_are_not_raw_html(project: Path) -> None:
    assert found(project, "<!-- une remarque -->\n\nTexte <!-- et une autre -->.") == []


def test_raw_markup_in_the_metadata_is_refused(project: Path) -> None:
    (project / DOCUMENT).write_text("---\ntitle: 'T `#panic()`{=typst}'\n---\n\n# Titre\n", encoding="utf-8")
    (problem,) = renderer.check(project, DOCUMENT)
    assert "found raw typst « #panic() »" in problem


def test_unreadable_metadata_is_a_sentence(project: Path) -> None:
    (project / "_quarto.yml").write_text("a: [\n")
    (problem,) = found(project, "Texte.")
    assert "_quarto.yml, line 2" in problem


def test_an_identifier_used_twice_is_refused_where_it_stands_first(project: Path) -> None:
    (problem,) = found(project, "## Un {#sec-t}")
    assert problem == f"{DOCUMENT}, line 5: found the identifier « sec-t » 2 times, expected each identifier once."
