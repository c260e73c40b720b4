from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from pipeline.intake.deliveries import Owner
from pipeline.intake.problem_pages import headline, owner_page
from pipeline.intake.problems import Findings, Place, Problem
from pipeline.intake.reception import Reception

MAIRIE, EQUIPE = Owner(id="mairie", name_fr="La mairie"), Owner(id="equipe", name_fr="Équipe d’évaluation")
RECEPTION = Reception(
    title_fr="Une cohorte",
    tables={},
    deliveries=pd.DataFrame(
        {
            "file": ["communes.csv"],
            "table": ["communes"],
            "owner": ["mairie"],
            "rows": [1234],
            "received": ["2026-11-01"],
        }
    ),
    declared=["communes"],
    owners=[MAIRIE, EQUIPE],
    team="equipe",
    problems=[],
)


def problems(found: str = "1004") -> list[Problem]:
    findings = Findings(Place("mairie", "La mairie", "communes.csv", "communes"))
    findings.block("COM-002", "Quatre chiffres.", row=8, column="insee", found=found, expected_fr="01004\u202f?")
    findings.warn("COM-004", "À revoir.", row=9, column="nom", found="", expected_fr="un nom")
    return findings.problems


def test_the_page_says_which_cell_what_was_found_and_what_was_expected() -> None:
    page = owner_page(MAIRIE, problems(), RECEPTION)
    cells = [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    first = ["communes.csv", "8", "insee", "1004", "01004\u202f?", "Quatre chiffres. COM-002", "La mairie", "oui"]
    assert cells[:8] == first
    assert cells[8:16] == ["communes.csv", "9", "nom", "vide", "un nom", "À revoir. COM-004", "La mairie", "non"]
    assert cells[16:] == ["communes.csv", "communes", "1\u202f234", "1er\u00a0novembre 2026"]


def test_text_from_files_is_inert() -> None:
    page = owner_page(MAIRIE, problems('<script>alert("x")</script>'), RECEPTION)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_owner_sees_only_what_is_theirs() -> None:
    page = owner_page(EQUIPE, problems(), RECEPTION)
    assert "Rien à corriger" in page
    assert "1004" not in page
    assert "communes.csv" not in page


@pytest.mark.parametrize(
    ("blocking", "warnings", "text"),
    [
        (0, 0, "Rien à corriger"),
        (1, 0, "1\u00a0problème à corriger"),
        (2, 1, "2\u00a0problèmes à corriger, 1\u00a0point à vérifier"),
    ],
)
def test_the_headline_counts(blocking: int, warnings: int, text: str) -> None:
    assert headline(blocking, warnings) == text


def test_the_page_stands_alone_and_is_accessible() -> None:
    page = owner_page(MAIRIE, problems(), RECEPTION)
    assert not re.findall(r"(?:src|href)=|@import|url\(", page)
    assert '<html lang="fr-FR">' in page
    assert page.count("<h1>") == 1
    assert len(re.findall(r'<th scope="col"', page)) == 8 + 8 + 4
    assert not re.findall(r"[\w»] [;!?]|\w :\s|« | »", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_colours_are_those_of_the_brand(root: Path) -> None:
    template = (root / "pipeline/intake/templates/problems.html.j2").read_text("utf-8")
    brand = (root / "reports/_brand.yml").read_text("utf-8")
    used = set(re.findall(r"#[0-9a-f]{6}\b", template))
    assert used
    assert used <= set(re.findall(r"#[0-9a-f]{6}\b", brand))
