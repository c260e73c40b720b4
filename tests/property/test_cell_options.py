"""A cell's options, as `analyse` writes them, are read as YAML reads them, without YAML where that is sure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pipeline.errors import RenderError
from pipeline.renderer.metadata import parse_yaml

NOTEBOOK = Path("a.ipynb")
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=' "\\:#-{}[]'), max_size=30
)
NAMES = st.sampled_from(["fig-cap", "tbl-cap", "fig-alt", "tbl-colwidths"])
LABELS = st.sampled_from(["fig-survey-1", "true", "no", "null", "1e3", "survey", "tbl-a", "a - b"])


@given(LABELS, st.dictionaries(NAMES, TEXTS))
def test_options_are_what_yaml_says(label: str, options: dict[str, str]) -> None:
    lines = [f"label: {label}", *(f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in options.items())]
    text = "\n".join(lines)
    assert parse_yaml(text, NOTEBOOK) == YAML(typ="safe", pure=True).load(text)


def test_an_option_given_twice_is_refused() -> None:
    with pytest.raises(RenderError, match="line 2"):
        parse_yaml("label: fig-a\nlabel: fig-b", NOTEBOOK)


def test_a_cell_without_options_has_none() -> None:
    assert parse_yaml("", NOTEBOOK) == {}
