"""The blocks that frame a booklet's chapters, and the files attached to its PDF."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from pipeline import renderer
from tests.fixtures.renderer.staged import DOCUMENT, stage

BLOCKS = """
:::: {.summary}
::: {.big-figures}
- **{{< var total >}}** projets
- **{{< var deployes >}}** déployés
:::

::: {.finding chapter="deployment"}
**Un constat.** Il tient en une phrase.
:::

::: {.actions}
- **Appelez une commune.** Aujourd’hui.
- **Comptez.** Demain.
:::
::::

::: {.quote}
Une phrase que l’on retient.
:::

::: {.glossary}
Base
:   Ceux sur qui porte un nombre.
:::

::: {.evidence-group summary="12 nombres"}
- un
- deux
:::
"""
FILES = {"faits.csv": "id,value\na,1\n", "faits.json": '[{"id": "a", "value": 1}]\n'}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frame")
    project = stage(folder / "project")
    with (project / DOCUMENT).open("a", encoding="utf-8") as text:
        text.write(BLOCKS)
    for name, content in FILES.items():
        (project / "generated" / name).write_text(content, encoding="utf-8")
    metadata = project / "booklets/_metadata.yml"
    said = json.loads(metadata.read_text(encoding="utf-8")) | {"facts-attached": True}
    metadata.write_text(json.dumps(said), encoding="utf-8")
    renderer.render(project, DOCUMENT, folder, renderer.Resolved("embedded", "x"), dt.date(2026, 3, 31))
    return folder


def tags(node: Any) -> Iterator[str]:
    """The tag of every structure element."""
    for child in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S)
            yield from tags(child.get("/K", pikepdf.Array()))


def test_the_facts_come_back_from_the_pdf_as_they_were(output: Path) -> None:
    attached = pypdf.PdfReader(output / "institutions.pdf").attachments
    assert {Path(name).name: content[0].decode() for name, content in attached.items()} == FILES


def test_the_pdf_is_made_to_be_kept_and_accessible(output: Path) -> None:
    with pikepdf.open(output / "institutions.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert "/L" in set(tags(pdf.Root.StructTreeRoot.K))


def test_every_block_is_on_paper_and_on_screen(output: Path) -> None:
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(output / "institutions.pdf").pages)
    screen = (output / "institutions.html").read_text(encoding="utf-8")
    for words in ("Un constat.", "Appelez une commune.", "Une phrase que", "Ceux sur qui porte"):
        assert words in " ".join(paper.split())
        assert words in screen
    assert "12 nombres" in screen
    assert "12 nombres" not in paper, "on paper nothing is folded"
    assert '<details class="evidence-group" open>' in screen


def head(page: pypdf.PageObject) -> tuple[list[int], str]:
    """The numbers of the thumb index of a page, and the title that its head names."""
    lines = page.extract_text().splitlines()
    numbers = list(takewhile(str.isdigit, (line.strip() for line in lines)))
    return [int(number) for number in numbers], lines[len(numbers)].strip()


def test_each_page_bears_the_numbers_of_its_chapters_and_the_title_of_the_one_it_begins_with(output: Path) -> None:
    heads = [head(page) for page in pypdf.PdfReader(output / "institutions.pdf").pages]
    assert [numbers for numbers, _ in heads] == [[], [], [1, 2], [2], [2], [2, 3], [3, 4], [4]]
    assert [title.startswith("Les projets") for _, title in heads[2:6]] == [False, True, True, True]
