"""Parts of a chapter for some booklets only: shown whole or not at all, whatever blocks they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.booklet.frame.audience_parts import parts_for
from pipeline.renderer.notebooks import told_labels

CHAPTER = """# Titre

Pour tous.

::: {.content-visible when-meta="for.institutions"}
## Détail

::: {.callout-note title="Lire"}
Une note.
:::

Fin du détail.
:::

::: {.content-hidden when-meta="for.institutions"}
Plus court.
:::

::: {.small}
Petit, pour tous.
:::

Suite.
"""


@pytest.mark.parametrize(
    ("audience", "shown", "hidden"),
    [
        ("institutions", ["## Détail", "Une note.", "Fin du détail."], ["Plus court."]),
        ("startups", ["Plus court."], ["## Détail", "Une note.", "Fin du détail.", "callout"]),
    ],
)
def test_a_part_is_shown_to_its_audience_only(audience: str, shown: list[str], hidden: list[str]) -> None:
    text = parts_for(CHAPTER, {audience, "annual-report"})
    assert all(words in text for words in [*shown, "Pour tous.", "::: {.small}\nPetit, pour tous.\n:::", "Suite."])
    assert not [words for words in [*hidden, "content-visible", "content-hidden"] if words in text]
    assert text.count("\n:::\n") == sum(line.startswith("::: {") for line in text.split("\n"))


def test_a_chapter_without_parts_stays_as_it_is() -> None:
    plain = "# Titre\n\n::: {.key-figures}\n- a\n:::\n\n:::: {.halves}\n::: {.half}\nx\n:::\n::::\n"
    assert parts_for(plain, {"startups"}) == plain


def test_a_cell_that_says_nothing_takes_its_section_along(tmp_path: Path) -> None:
    outputs = {"told": [{"data": {"text/markdown": "Un conseil."}}], "silent": [{"data": {"text/markdown": " "}}]}
    cells = [
        {"cell_type": "code", "source": f"#| label: {label}\nx", "outputs": shown} for label, shown in outputs.items()
    ]
    (tmp_path / "advice.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    names = told_labels(tmp_path)
    assert names == {"told"}
    text = '::: {.content-visible when-meta="tells.silent"}\n## Après\n:::\n\nReste'
    assert parts_for(text, names).strip() == "Reste"
