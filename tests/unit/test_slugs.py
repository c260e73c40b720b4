from __future__ import annotations

import re

import pytest

from pipeline.booklet.slugs import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Économie circulaire", "economie-circulaire"),
        ("Val-d’Oise", "val-d-oise"),
        ("Œuvre n°2", "oeuvre-n-2"),
        ("guide-projets-edition1", "guide-projets-edition1"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_very_long_text_gives_a_short_id_of_its_own() -> None:
    first, second = slug("très long " * 100 + "un"), slug("très long " * 100 + "deux")
    assert first != second
    assert max(len(first), len(second)) <= 110


def test_texts_of_another_alphabet_have_ids_of_their_own() -> None:
    slugs = {slug(text) for text in ("مشروع المدينة", "مدينة", "≥", "🚲")}
    assert len(slugs) == 4
    assert all(re.fullmatch(r"x[0-9a-f]{8}", each) for each in slugs)
