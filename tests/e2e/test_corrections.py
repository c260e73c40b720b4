"""Two cells of a delivery are wrong and corrected by declaration: booklet, page, site and `explain` say so."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.e2e.conftest import AUDIENCE, SMALLEST, clone, pipeline

pytestmark = pytest.mark.slow
REGISTER = Path("data/raw") / SMALLEST / "interview_register.csv"
WRONG = ("I02", "I03")
FACT, UNTOUCHED = "sample-how-par-telephone", "sample-i01-date"
REASON = "Mode mal recopié (essai)"
ENTRY = """\
  - table: interviews
    where: {{interview_id: {interview}}}
    action: set
    column: mode
    expect: sur place
    value: téléphone
    reason: {reason}
    provider: Équipe d’essai
    date: 2026-11-20
"""


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone whose register was delivered with two wrong cells, and two corrections that mend them."""
    folder = clone(tmp_path_factory.mktemp("corrected"))
    register = (folder / REGISTER).read_text(encoding="utf-8")
    register, changed = re.subn(rf"(?m)^((?:{'|'.join(WRONG)}),.*?),téléphone,", r"\1,sur place,", register)
    assert changed == len(WRONG)
    (folder / REGISTER).write_text(register, encoding="utf-8")
    entries = "".join(ENTRY.format(interview=interview, reason=REASON) for interview in WRONG)
    declared = folder / "expectations" / "corrections" / f"{SMALLEST}.yml"
    declared.write_text(f"corrections:\n{entries}", encoding="utf-8")
    result = pipeline(folder, "run", "--cohort", SMALLEST)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def test_explain_names_the_corrections_of_a_number(corrected: Path) -> None:
    told = pipeline(corrected, "explain", FACT, "--cohort", SMALLEST).stdout
    said = re.findall(r"c[0-9a-f]{8}: mode of interviews, 1 row: (.*?) \(Équipe d’essai, 2026-11-20\)", told)
    assert said == [REASON, REASON]
    assert "8 sur 15" in told.replace("\u202f", " ").replace("\u00a0", " ")  # as if it had been delivered right
    assert (
        "none on these rows; 2 in the cohort" in pipeline(corrected, "explain", UNTOUCHED, "--cohort", SMALLEST).stdout
    )


def test_the_annex_of_the_booklet_counts_and_lists_them(corrected: Path) -> None:
    published = corrected / "reports" / SMALLEST
    pdf = "\n".join(page.extract_text() for page in pypdf.PdfReader(published / f"{AUDIENCE}.pdf").pages)
    for words in (" ".join(pdf.split()), words_of(published / f"{AUDIENCE}.html")):
        assert "2 corrections" in words
        assert words.count(REASON) >= len(WRONG)


def test_the_evidence_on_the_site_leads_to_them(corrected: Path) -> None:
    site = corrected / "reports" / SMALLEST / "site"
    listed, shown = (words_of(site / page) for page in ("preuves.html", "preuves/sample.html"))
    names = re.findall(rf"(c[0-9a-f]{{8}}) interviews, mode, 1 ligne\s?: {re.escape(REASON)}", listed)
    assert len(set(names)) == len(WRONG)
    told = re.findall(r"Corrections de ces lignes\s?: ((?:c[0-9a-f]{8}\W+)+)", shown)
    assert told
    assert {name for each in told for name in re.findall(r"c[0-9a-f]{8}", each)} == set(names)


def words_of(page: Path) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")).split())
