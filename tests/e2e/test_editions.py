"""One edition from draft to frozen, in a clone: compared, approved once, a draft again at the next changed word."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser

from pipeline.editions.approvals import NOTHING_APPROVED, load_approvals
from pipeline.editions.content import hashes_below
from tests.accessibility import webpage
from tests.browser.axe import violations
from tests.browser.visits import TELEPHONE, visiting
from tests.e2e.conftest import AUDIENCE, SMALLEST, pipeline

pytestmark = pytest.mark.slow
PUBLISHED = Path("reports") / SMALLEST
FROZEN = Path("reports/editions") / SMALLEST / "1"
CHAPTER = Path("reports/chapters/typologies.qmd")
WORDS = ("--by", "Comité de relecture", "--why", "Relu par deux personnes", "--on", "2026-11-26")


def commit(folder: Path, message: str) -> None:
    who = ["-c", "user.name=essai", "-c", "user.email=essai@exemple.fr"]
    for arguments in (["add", "-A"], [*who, "commit", "-q", "-m", message]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


@pytest.fixture(scope="module")
def study(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built clone of which nothing is approved, committed: what other tests look at stays as it is."""
    folder = tmp_path_factory.mktemp("editions") / "study"
    shutil.copytree(built, folder, symlinks=True)
    shutil.rmtree(folder / "reports/approvals" / SMALLEST, ignore_errors=True)
    (folder / "reports/approvals" / f"{SMALLEST}.yml").unlink(missing_ok=True)
    assert pipeline(folder, "run", "--cohort", SMALLEST).returncode == 0
    commit(folder, "Commencer")
    return folder


def certificate(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / PUBLISHED / "certificate.json").read_text(encoding="utf-8"))
    return content


def page_texts(folder: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(folder / PUBLISHED / f"{AUDIENCE}.pdf").pages]


def marks(folder: Path) -> set[str]:
    """The formats in which what is published says that nobody approved it."""
    published, found = folder / PUBLISHED, set()
    if all("Projet – non approuvé" in text for text in page_texts(folder)):
        found.add("pdf")
    pages = sorted(published.rglob("*.html"))
    if all("Projet – non approuvé" in page.read_text(encoding="utf-8") for page in pages):
        found.add("html")
    if any("Projet – non approuvé" in page.read_text(encoding="utf-8") for page in pages):
        found.add("some html")
    with (published / "site/donnees/facts.csv").open(encoding="utf-8", newline="") as file:
        if all(row["edition_status"].startswith("draft ") for row in csv.DictReader(file)):
            found.add("csv")
    crate = json.loads((published / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    if any(entity.get("creativeWorkStatus") == "Draft" for entity in crate["@graph"]):
        found.add("crate")
    return found


def approve(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return pipeline(folder, "approve", SMALLEST, "--edition", "1", *(words or WORDS), "--content", code)


def test_an_edition_is_a_draft_then_approved_then_a_draft_again(study: Path, browser: Browser) -> None:
    draft = certificate(study)
    assert marks(study) == {"pdf", "html", "some html", "csv", "crate"}
    code = draft["edition"]["code"]

    refused = approve(study, "babab-babab-babab")
    assert refused.returncode == 1
    assert f"says « {code} »" in refused.stderr
    assert load_approvals(SMALLEST, study) == NOTHING_APPROVED

    done = approve(study, code)
    assert done.returncode == 0, done.stdout + done.stderr
    approved = certificate(study)
    assert marks(study) == set()
    assert approved["contents"] == draft["contents"]
    assert approved["edition"]["approval"]["why"] == "Relu par deux personnes"
    assert "Édition 1, approuvée le 26" in page_texts(study)[-1]
    assert len(page_texts(study)) == approved["booklets"][0]["pages"] == draft["booklets"][0]["pages"]
    frozen = hashes_below(study / FROZEN)
    assert frozen == hashes_below(study / PUBLISHED)
    commit(study, "Approuver")
    assert "Nothing to do" in pipeline(study, "run", "--cohort", SMALLEST).stdout

    again = approve(study, code, "--by", "Autre", "--why", "Encore")
    assert again.returncode == 1
    assert "never overwritten" in again.stderr

    chapter = study / CHAPTER
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("familles", "tribus", 1), encoding="utf-8")
    assert pipeline(study, "run", "--cohort", SMALLEST).returncode == 0
    assert marks(study) == {"pdf", "html", "some html", "csv", "crate"}
    assert certificate(study)["contents"].keys() == frozen_contents(study).keys()
    assert certificate(study)["contents"]["sheets"] == frozen_contents(study)["sheets"]
    assert hashes_below(study / FROZEN) == frozen

    told = pipeline(study, "diff", f"{SMALLEST}/1", SMALLEST)
    assert told.returncode == 0, told.stderr
    [report] = (study / "data/processed" / SMALLEST / "diff").glob("*.html")
    page = report.read_text(encoding="utf-8")
    assert "<del>familles" in page
    assert "<ins>tribus" in page
    assert certificate(study)["edition"]["code"] in page
    assert webpage.defects(report) == {}
    with visiting(browser, f"{report.parent.as_uri()}/", TELEPHONE) as visit:
        assert violations(visit.open(report.name)) == []


def frozen_contents(folder: Path) -> dict[str, str]:
    record = json.loads((folder / f"reports/approvals/{SMALLEST}/1.json").read_text(encoding="utf-8"))
    contents: dict[str, str] = record["certificate"]["contents"]
    return contents


def test_a_frozen_edition_is_built_again_byte_for_byte(study: Path) -> None:
    done = pipeline(study, "reproduce", f"{SMALLEST}/1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is reproduced" in done.stdout
