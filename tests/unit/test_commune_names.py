from __future__ import annotations

import pandas as pd
import pytest

from pipeline.intake.commune_names import name_key, proposals, proposed_code_fr, register

COMMUNES = (("93005", "Aulnay-sous-Bois"), ("92071", "Sceaux"), ("94038", "L’Haÿ-les-Roses"), ("93066", "Saint-Denis"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("AULNAY SOUS BOIS", "Aulnay-sous-Bois"),
        ("Aulnay s/s Bois", "Aulnay-sous-Bois"),
        ("Ville d'Aulnay-sous-Bois", "Aulnay-sous-Bois"),
        ("Aulnay-sous-Bois Cedex", "Aulnay-sous-Bois"),
        ("St-Denis", "Saint-Denis"),
        ("St. Denis", "Saint-Denis"),
        ("Hay les Roses (L')", "L’Haÿ-les-Roses"),
        ("Ivry s/ Seine", "Ivry-sur-Seine"),
        ("Ivry s/Seine", "Ivry-sur-Seine"),
        ("Ste-Geneviève-des-Bois", "Sainte-Geneviève-des-Bois"),
        ("Kremlin-Bicetre (Le)", "Le Kremlin-Bicêtre"),
        ("Sacré-Cœur", "Sacre Coeur"),
    ],
)
def test_usual_ways_to_write_a_name_have_one_key(written: str, name: str) -> None:
    assert name_key(written) == name_key(name)


def test_different_communes_keep_different_keys() -> None:
    assert len({name_key(name) for _, name in COMMUNES}) == len(COMMUNES)
    assert name_key("Épinay-sur-Seine") != name_key("Épinay-sous-Sénart")
    assert name_key("Les") == "les"


def test_a_name_proposes_and_an_empty_one_does_not() -> None:
    assert proposals("aulnay sous bois", COMMUNES) == [("93005", "Aulnay-sous-Bois")]
    assert proposals("", COMMUNES) == []
    assert proposals("Lyon", COMMUNES) == []


def test_every_commune_that_a_name_may_mean_is_listed() -> None:
    twins = (*COMMUNES, ("11340", "Saint-Denis"), ("97411", "Saint-Denis"))
    assert proposed_code_fr({"commune_insee": "St Denis"}, twins) == (
        "11340, si c’est Saint-Denis ; ou 93066, si c’est Saint-Denis ; ou 97411, si c’est Saint-Denis"
    )


def test_the_name_is_looked_for_in_the_cell_then_in_the_row() -> None:
    assert proposed_code_fr({"commune_insee": "Sceaux", "commune": "x"}, COMMUNES) == "92071, si c’est Sceaux"
    assert proposed_code_fr({"commune_insee": "", "commune": "SCEAUX"}, COMMUNES) == "92071, si c’est Sceaux"
    assert proposed_code_fr({"commune_insee": "99999", "name": "Sceaux"}, COMMUNES) == ""


def test_the_register_holds_only_rows_with_a_code() -> None:
    frame = pd.DataFrame({"commune_insee": ["93005", "", "Meudon"], "name": ["Aulnay-sous-Bois", "Sceaux", "Meudon"]})
    assert register(frame) == (("93005", "Aulnay-sous-Bois"),)
    assert register(None) == ()
    assert register(frame[["name"]]) == ()
