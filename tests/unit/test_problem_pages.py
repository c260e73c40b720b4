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
    assert cells[:2] == ["1", "1"]
    assert cells[2:8] == ["Bloquant", "8", "insee", "1004", "01004\u202f?", "Quatre chiffres. COM-002"]
    assert cells[8:14] == ["À vérifier", "9", "nom", "vide", "un nom", "À revoir. COM-004"]
    assert cells[14:] == ["communes", "1\u202f234", "1er\u00a0novembre 2026"]


def test_the_page_says_once_who_mends_what_it_lists() -> None:
    page = owner_page(MAIRIE, problems(), RECEPTION)
    assert '<p class="owner">Qui corrige\u00a0: La mairie</p>' in page
    assert page.count("La mairie") == 2  # there, and in the title of the window


def test_ten_thousand_errors_stay_one_line_and_one_small_page() -> None:
    findings = Findings(Place("mairie", "La mairie", "communes.csv", "communes"))
    for row in range(2, 10_002):
        findings.block("COM-002", "Quatre chiffres.", row=row, column="insee", found=str(row), expected_fr=f"0{row}")
    page = owner_page(MAIRIE, findings.problems, RECEPTION)
    assert "2, 3, 4, 5, 6, 7 et 9\u202f994\u00a0autres" in page
    assert "2-10001" in page
    assert "et 9\u202f997\u00a0autres valeurs" in page
    assert len(page) < 15_000


def test_each_file_has_its_section_and_the_summary_leads_to_it() -> None:
    sheet = Findings(Place("mairie", "La mairie", "jalons.xlsx [2024]", "milestones"))
    sheet.warn("JAL-010", "Un jalon manque.", row=4, column="date", found="", expected_fr="une date")
    page = owner_page(MAIRIE, [*sheet.problems, *problems()], RECEPTION)
    targets = re.findall(r'href="#([\w-]+)"', page)
    assert targets == ["fichier-1", "fichier-2"]
    titles = [re.sub("<[^>]+>", "", page.split(f'id="{target}">')[1].split("</h2>")[0]) for target in targets]
    assert titles == ["communes.csv", "jalons.xlsx [2024]"]


def test_a_long_cell_does_not_bury_the_others() -> None:
    page = owner_page(MAIRIE, problems("x" * 50_000), RECEPTION)
    assert len(page) < 12_000


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
    assert not re.findall(r'src=|href="[^#]|@import|url\(', page)
    assert '<html lang="fr-FR">' in page
    assert page.count("<h1>") == 1
    assert len(re.findall(r'<th scope="col"', page)) == 3 + 6 + 4
    assert len(re.findall(r"<table", page)) == len(re.findall(r"<caption>", page)) == 3
    assert all(page.count(f"<{landmark}") == 1 for landmark in ("main", "header>", "nav"))
    labelled = re.findall(r'aria-labelledby="([\w-]+)"', page)
    assert all(page.count(f'id="{name}"') == 1 for name in labelled)
    assert not re.findall(r"[\w»] [;!?]|\w :\s|« | »", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_colours_are_those_of_the_brand(root: Path) -> None:
    template = (root / "pipeline/intake/templates/problems.html.j2").read_text("utf-8")
    brand = (root / "reports/_brand.yml").read_text("utf-8")
    used = set(re.findall(r"#[0-9a-f]{6}\b", template))
    assert used
    assert used <= set(re.findall(r"#[0-9a-f]{6}\b", brand))
