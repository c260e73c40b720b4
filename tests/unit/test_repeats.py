from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.booklet.chapters.catalogue import catalogue_tables
from pipeline.booklet.chapters.repeats import repeats_table
from pipeline.released import Release

TWINS = pd.DataFrame(
    [
        ("durée", "Durée", "livret", "mois-a", "diffèrent"),
        ("durée", "Durée", "guide", "mois-b", "diffèrent"),
        ("durée", "Durée", "affiche", "mois-c", "diffèrent"),
        ("année", "Année", "guide", "an", "concordent"),
    ],
    columns=["pair_id", "quantity_fr", "where_fr", "value_fact", "agreement_fr"],
)
CATALOGUE = pd.DataFrame(
    [
        ("Énergie", "theme-energie", "Alizé", "Meudon", "l’air"),
        ("Énergie", "theme-energie", "A|B", "Meudon", "l’eau"),
        ("Mobilités", "theme-mobilites", "Bise", "Sceaux", "la rue"),
    ],
    columns=["theme", "theme_fact", "name", "commune", "description_fr"],
)
SHOWN = {"mois-a": "18 mois", "mois-b": "24 mois", "mois-c": "18 mois", "an": "2022"} | {
    "theme-energie": "2",
    "theme-mobilites": "1",
}


@pytest.fixture
def release(tmp_path: Path) -> Release:
    (tmp_path / "tables").mkdir()
    TWINS.to_parquet(tmp_path / "tables" / "published_twins.parquet")
    CATALOGUE.to_parquet(tmp_path / "tables" / "portfolio_catalogue.parquet")
    pd.DataFrame({"fact_id": list(SHOWN), "display_fr": list(SHOWN.values())}).to_parquet(tmp_path / "facts.parquet")
    return Release(tmp_path)


def test_one_row_a_quantity_and_each_value_once(release: Release) -> None:
    header, _, duration, year = repeats_table(release, "Répétées").markdown().splitlines()
    assert header == "| Grandeur | Valeurs et endroits | Ensemble |"
    assert duration == (
        "| Durée | **[18 mois](#fait-mois-a)**\u00a0: [livret](#fait-mois-a)\u202f; [affiche](#fait-mois-c). "
        "**[24 mois](#fait-mois-b)**\u00a0: [guide](#fait-mois-b) | diffèrent |"
    )
    assert year == "| Année | **[2022](#fait-an)**\u00a0: [guide](#fait-an) | concordent |"


def test_one_captioned_table_a_theme(release: Release) -> None:
    text = catalogue_tables(release).markdown
    assert ": Famille «\u202fÉnergie\u202f» ([2](#fait-theme-energie)) {#tbl-portfolio-catalogue-energie}" in text
    assert text.index("A\\|B") < text.index("#tbl-portfolio-catalogue-energie") < text.index("Bise")
    assert text.count("| Projet | Commune |") == 2
