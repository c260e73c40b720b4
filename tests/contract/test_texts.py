"""No result is typed in a text: every number of a booklet's sources comes from a fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDERS = ("booklets", "chapters", "openings", "en", "sheets")
TEXTS = sorted(
    [*(ROOT / "reports").glob("*.qmd")]
    + [path for folder in FOLDERS for path in (ROOT / "reports" / folder).rglob("*.qmd")]
)
ENGLISH = [
    path
    for path in TEXTS
    if any(part == "en" or part.endswith("-en") for part in path.relative_to(ROOT).with_suffix("").parts)
]
FRENCH = [path for path in TEXTS if path not in ENGLISH]
NOT_PROSE = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # front matter
    re.compile(r"\{\{<.*?>\}\}"),  # shortcodes
    re.compile(r"\{(?:[#.]|when=)[^}]*\}"),  # attributes
    re.compile(r"@(?:fig|tbl|sec)-[\w-]+"),  # cross-references
    re.compile(r"\]\([^)]*\)"),  # link targets
    re.compile(r"<!--.*?-->", re.DOTALL),  # comments
)


def prose(text: str) -> str:
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    return text


def typed_numbers(text: str) -> list[str]:
    return re.findall(r"\S*\d\S*", prose(text))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_number_is_typed_in_a_text(path: Path) -> None:
    assert typed_numbers(path.read_text(encoding="utf-8")) == []


def test_a_typed_number_would_be_seen() -> None:
    planted = "---\nn: 3\n---\n\n# Titre {#sec-1}\n\n{{< var a-2 >}} projets, dont 84 % achetés, voir @tbl-x-1.\n"
    assert typed_numbers(planted) == ["84"]


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_french_typography(path: Path) -> None:
    text = prose(path.read_text(encoding="utf-8"))
    assert not re.findall(r"\w'\w", text), "typewriter apostrophe"
    assert not re.findall(r"[\w»] [;!?]", text), "ordinary space before ; ! ?"
    assert not re.findall(r"« | »", text), "ordinary space inside guillemets"
    assert not re.findall(r"[\w»)] ?:\s", text), "no no-break space before a colon"
    assert not re.findall(r"\w[;!?](?:\s|$)", text), "no space before ; ! ?"


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_english_typography(path: Path) -> None:
    text = prose(re.sub(r"\{\{<.*?>\}\}|@(?:fig|tbl|sec)-[\w-]+", "x", path.read_text(encoding="utf-8")))
    assert not re.findall(r"\w'\w", text), "typewriter apostrophe"
    assert not re.findall(r"[\u202f\u00a0 ][;!?:](?:\s|$)", text), "space before punctuation"
    assert not re.findall(r"[«»]", text), "French quotation marks"
