"""What is personal in a delivery is told to its owner by kind and place, and its words stay in the delivery."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.disclosure.personal import masked
from pipeline.ingest import ingest_cohort
from pipeline.intake.personal_problems import PERSONAL
from pipeline.paths import CohortPaths
from pipeline.validate import main as validate
from pipeline.validate import validate_cohort
from tests.fixtures.small_cohort import SURVEY, TABLES, File, as_csv, as_received, deliver

SECRETS = ("Sophie", "Exemple", "06 12 34", "essai@example.org")


@pytest.fixture
def telling(tmp_path: Path) -> CohortPaths:
    """Answers that name somebody; another writes an address where a number was asked."""
    rows = [list(row) for row in TABLES[SURVEY]]
    rows[1][-1] = "Demander à Sophie Exemple, 06 12 34 56 78"
    rows[2][5] = "essai@example.org"
    paths = deliver(tmp_path, as_received(**{SURVEY: File("answers.csv", as_csv(rows))}))
    ingest_cohort(paths)
    return paths


def test_a_cell_that_tells_of_somebody_is_told_without_its_words(telling: CohortPaths) -> None:
    told = [problem for problem in validate_cohort(telling).problems if problem.code == PERSONAL]
    assert [(each.file, each.row, each.column, each.severity) for each in told] == [
        ("answers.csv", 2, "comment", "warning")
    ]
    assert told[0].found == "[nom de personne] et [numéro de téléphone]"


def test_pages_and_records_hold_no_word_of_it_whatever_else_is_wrong_with_the_cell(telling: CohortPaths) -> None:
    report = validate_cohort(telling)
    assert "[adresse électronique]" in [problem.found for problem in report.blocking]
    written = [telling.problems, *telling.problem_pages.iterdir(), *telling.validated.rglob("*.json")]
    told = "".join(path.read_text(encoding="utf-8") for path in written)
    assert "numéro de téléphone" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_researcher_is_told_how_many_there_are(
    telling: CohortPaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(json.dumps(TABLES[SURVEY]))
    rows[1][-1] = "Demander à Sophie Exemple"
    (telling.raw / "answers.csv").write_bytes(as_csv(rows))
    ingest_cohort(telling)
    monkeypatch.chdir(telling.root)
    validate("essai")
    said = capsys.readouterr().out
    assert "1 cell seems to hold personal data" in said
    assert "Sophie" not in said


def test_ordinary_deliveries_tell_of_nobody(tmp_path: Path) -> None:
    paths = deliver(tmp_path, as_received())
    ingest_cohort(paths)
    assert PERSONAL not in [problem.code for problem in validate_cohort(paths).problems]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rien.", "Rien."),
        ("Écrire à a@example.org ou b@example.org.", "Écrire à [adresse électronique] ou [adresse électronique]."),
        ("Mme Sophie Exemple", "[nom de personne]"),
        ("12 rue Jean Modèle, au fond", "[adresse postale], au fond"),
    ],
)
def test_what_is_masked_is_named(text: str, shown: str) -> None:
    assert masked(text) == shown
