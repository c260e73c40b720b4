"""On paper a number is not parted from the words that bound it."""

from __future__ import annotations

import pypandoc
import pytest

from tests.conftest import ROOT

FILTER = ROOT / "reports/theme/bound_numbers.lua"


def on_paper(text: str) -> str:
    """The words of a paragraph after the filter, « _ » where no line may end."""
    made = pypandoc.convert_text(text, "typst", "markdown-smart", extra_args=[f"--lua-filter={FILTER}", "--wrap=none"])
    return str(made).strip().replace("\\", "").replace("\u00a0", "_").replace("~", "_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de 12 à 34 points", "de_12_à_34 points"),
        ("(de −12 à +3)", "(de_−12_à_+3)"),
        ("(−12,25\u202f% à\u00a0+20,75\u202f%)", "(−12,25\u202f%_à_+20,75\u202f%)"),
        ("\\[−3,1\u202f; 2,0\\]", "[−3,1\u202f;_2,0]"),
        ("(+2 points ; −3,1 à\u00a0+4,8)", "(+2 points ; −3,1_à_+4,8)"),
        ("(de −0,04 à 0,54)\u202f; écart", "(de_−0,04_à_0,54)\u202f; écart"),
        ("(de −25\u00a0points à\u00a018\u00a0points)", "(de_−25_points_à_18_points)"),
        ("(de\u00a0−25\u00a0points à\u00a018\u00a0points)", "(de_−25_points_à_18_points)"),
        ("de −25\u00a0points à\u00a018\u00a0points", "de_−25_points à_18_points"),
        ("(12\u202f; 3 à part)", "(12\u202f; 3 à part)"),
        ("bases : 19 ou 25.", "bases : 19_ou_25."),
        ("(0 to 10)", "(0_to_10)"),
        ("de 1500 à 16000 habitants", "de_1500 à_16000 habitants"),
        ("12 ou quelques", "12 ou quelques"),
        ("plus de 6 fois", "plus_de_6 fois"),
        ("(plus de\u00a06\u00a0semaines)", "(plus_de_6_semaines)"),
        ("plus de temps que de travail", "plus de temps que de travail"),
        ("environ\n30 et Projet 12", "environ_30 et Projet_12"),
        ("(pandoc 3.9 + typst 0.15.0)", "(pandoc 3.9 + typst_0.15.0)"),
        ("trois à quatre sur 5", "trois à quatre sur 5"),
    ],
)
def test_a_number_stays_with_the_words_that_bound_it(text: str, expected: str) -> None:
    assert on_paper(text) == expected


def test_a_number_that_leads_to_its_evidence_is_bound_too() -> None:
    assert on_paper("de [12](https://a.fr/) à [34](https://a.fr/)").count("_#link") == 2
