"""Traces of persons: planted ones are all found, ordinary texts and numbers of booklets are none."""

from __future__ import annotations

import subprocess

import pytest

from pipeline.disclosure.personal import personal_traces
from tests.conftest import ROOT

SEEDS = {
    "email": ["prenom.nom@example.org", "contact+ville@mairie-exemple.fr", "a_b@sous.domaine.example.com"],
    "phone": ["01 23 45 67 89", "06.12.34.56.78", "+33 6 12 34 56 78", "0033 1 23 45 67 89", "+33 (0)1 23 45 67 89"],
    "registration": ["732 829 320", "73282932000074", "732 829 320 00074", "732\u202f829\u202f320"],
    "iban": ["FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"],
    "social-security": ["2 55 08 14 168 025 38", "255081416802538"],
    "street": ["12 rue de la Paix", "3 bis, avenue Victor Exemple", "120 boulevard des Essais"],
    "name": ["Mme Exemple", "M. Jean Modèle", "Madame Dupont-Essai"],
}
PLANTED = [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds]
ORDINARY = [
    "227 795 habitants dans 4 communes, 608 093 dans 10.",
    "84 % (21 sur 25), de 64,2 % à 95,5 % ; p = 0,004.",
    "Du 21 novembre 2026 au 25 novembre 2026, soit 2 381 lignes.",
    "Seuil de 40 000 € ; 100 000 € ; 221 000 €.",
    "Projet 01, Projet 02 ; 12 rues équipées ; 3 places de stationnement.",
    "SHA-256 76a7b464a5a25802dbee8b656a56319d186291ba173dbb4b6025503fe5531fa0",
    "Empreinte e0702046756a, ligne 0109150728f1.",
    "Article R2122-9-1 ; 93001 ; 000 000 000.",
    "Melun, Meudon ; la rue de l’Essai.",
]


@pytest.mark.parametrize(("kind", "seed"), PLANTED)
def test_what_is_planted_is_found(kind: str, seed: str) -> None:
    text = f"Écrire à {seed}, qui répondra."
    found = [trace for trace in personal_traces(text) if trace.kind == kind]
    assert found, f"{kind}: {seed}"
    assert text[found[0].start : found[0].end] in f"{seed}, qui répondra."


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_have_none(text: str) -> None:
    assert list(personal_traces(text)) == []


def test_nothing_that_is_tracked_tells_of_a_person() -> None:
    folders = ("data", "reports", "notebooks", "expectations", "docs")
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    texts = {file: file.read_bytes() for file in files if file.is_file() and b"\0" not in file.read_bytes()}
    told = {
        (str(file.relative_to(ROOT)), trace.kind)
        for file, content in texts.items()
        for trace in personal_traces(content.decode("utf-8", "replace"))
        if trace.kind != "street"
    }
    assert told == {("data/raw/demo-errors/verbatims.csv", "phone")}, "a number that nobody is given, on purpose"
