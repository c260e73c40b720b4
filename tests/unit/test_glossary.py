from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.booklet.frame.glossary import Glossary, glossary
from pipeline.errors import ParamsError
from pipeline.yaml_files import load_model
from tests.conftest import ROOT

TERMS = """\
entries:
  - {term: Registre, also: [registres], meaning: "Liste complète."}
  - {term: Écart, meaning: "Différence."}
  - {term: "p ajustée", meaning: "Probabilité."}
  - {term: Essai, meaning: "Essai d’une solution.", chapters: [deployment]}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "glossary.yml"
    file.write_text(TERMS, encoding="utf-8")
    return file


def test_only_words_that_are_used_are_explained_in_alphabetical_order(path: Path) -> None:
    text = glossary(path, ["Les REGISTRES disent", "un écart ; une p ajustée"])
    assert [line for line in text.splitlines() if line in ("Registre", "Écart", "p ajustée")] == [
        "Écart",
        "p ajustée",
        "Registre",
    ]
    assert "Registre" not in glossary(path, ["un écart"])


def test_a_word_inside_another_is_not_used(path: Path) -> None:
    assert glossary(path, ["enregistrement, écartelé"]) == ""
    assert glossary(path, []) == ""


def test_a_word_of_other_chapters_is_not_explained(path: Path) -> None:
    assert "Essai" in glossary(path, ["un essai"], ["deployment", "sample"])
    assert glossary(path, ["un essai"], ["sample"]) == ""


def test_a_slip_is_told_with_its_line(path: Path) -> None:
    path.write_text("entries:\n  - {term: Seul}\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"line 2: missing key « entries\.0\.meaning »"):
        glossary(path, ["Seul"])


def test_the_project_s_glossary_says_each_word_once_in_sentences() -> None:
    entries = load_model(ROOT / "reports/glossary.yml", Glossary).entries
    forms = [form.lower() for entry in entries for form in (entry.term, *entry.also)]
    assert len(forms) == len(set(forms))
    assert all(entry.meaning[0].isupper() and entry.meaning.endswith(".") for entry in entries)
