from __future__ import annotations

import pytest

from pipeline.booklet.typography import french


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("l'appel à projets", "l’appel à projets"),
        ("le Trilib' et 10' après", "le Trilib’ et 10' après"),
        ("Motif : la visibilité", "Motif\u00a0: la visibilité"),
        ("un ; deux ?", "un\u202f; deux\u202f?"),
        ("« près de »", "«\u202fprès de\u202f»"),
        ("84 % et 84%", "84\u202f% et 84\u202f%"),
    ],
)
def test_french(raw: str, printed: str) -> None:
    assert french(raw) == printed
    assert french(printed) == printed
