"""The first letter of a text changes, and nothing else of it."""

from __future__ import annotations

import pytest

from pipeline.capitals import capitalised, uncapitalised


@pytest.mark.parametrize(
    ("inside", "first"),
    [("écoles de Sceaux", "Écoles de Sceaux"), ("kappa de Cohen", "Kappa de Cohen"), ("3 mois", "3 mois"), ("", "")],
)
def test_names_inside_a_text_keep_their_capitals(inside: str, first: str) -> None:
    assert capitalised(inside) == first
    assert uncapitalised(first) == inside
