from __future__ import annotations

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


def test_nothing_left_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to make an id of"):
        slug("« »")
