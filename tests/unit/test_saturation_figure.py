from __future__ import annotations

import pandas as pd
import pytest

from pipeline import figures


def curve(n: int) -> pd.DataFrame:
    sizes = list(range(1, n + 1))
    return pd.DataFrame({"size": sizes, "value": [4.25 * s**0.5 for s in sizes], "low": sizes, "high": [9] * n})


@pytest.mark.parametrize("n", [1, 2, 21])
def test_the_curve_is_told_and_holds_its_data(n: int) -> None:
    figure = figures.saturation(curve(n), "Légende", "entretiens", "codes distincts")
    assert "En abscisse\u00a0: entretiens" in figure.alt_fr
    assert len(figure.twin().columns["Entretiens"]) == n
    assert figure.twin().columns["Codes distincts, en moyenne"][0] == "4,3"
    assert figure.svg() == figures.saturation(curve(n), "Légende", "entretiens", "codes distincts").svg()


def test_no_curve_is_drawn_of_nothing() -> None:
    with pytest.raises(ValueError, match="without rows"):
        figures.saturation(curve(0), "Légende", "entretiens", "codes distincts")
