"""A booklet in English: staged with its own texts and the project's theme, then laid out; no French is left in it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pikepdf
import pytest

from pipeline import renderer
from pipeline.booklet.documents import Document
from pipeline.booklet.english.door import as_made
from pipeline.booklet.english.shown import english_exhibits
from pipeline.booklet.frame.agreement import agreed
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.errors import NotebookError, TranslationError
from pipeline.released import Release
from tests.conftest import ROOT
from tests.fixtures.framed import DELIVERY, framed_release
from tests.fixtures.french_words import leftovers
from tests.fixtures.notebook_processes import run_alone
from tests.unit.test_facts import a_fact
from tests.unit.test_notebook_runs import notebook

REPORTS = ROOT / "reports"
MAKING = Making({"pandas": "3"}, "ab" * 32)
CHAPTER = """# Project holders {#sec-holders}

Projects: {{< var holders-projects >}} {{< var project/projects.holders-projects >}}.

{{< embed ../notebooks/holders.ipynb#holders-seats >}}

{{< embed ../notebooks/holders.ipynb#tbl-holders-a >}}
"""
DOCUMENT = """{{< include ../generated/data-label.qmd >}}

{{< include ../generated/summary.qmd >}}

{{< include ../generated/reading.qmd >}}

{{< include ../generated/chapters.qmd >}}

{{< include ../generated/method.qmd >}}

{{< include ../generated/glossary.qmd >}}

{{< include ../generated/evidence.qmd >}}

{{< include ../generated/certificate.qmd >}}
"""
CELLS = (
    'cohort = "demo"',
    "#| label: holders-seats\nfrom pipeline.booklet.exhibits import Table, Text\n"
    "from pipeline.booklet.markdown import Markdown\nText(Markdown('Tous les sièges sont en France.'))",
    "#| label: tbl-holders-a\nTable({'Famille': ['Énergie'], 'Projets': ['1\\u202f200']}, 'Type de porteur')",
)
FACTS = [
    a_fact(
        fact_id="holders-projects", label_fr="Projets du registre", value=30.0, method="Dénombrement du registre"
    ),
    a_fact(
        fact_id="holders-public", label_fr="Projets qui s’adressent au secteur public", unit="share", design="sample",
        value=0.64, numerator=18.0, denominator=28.0, low=0.4, high=0.8, level=0.95, interval_method="Student",
        method="Part des répondants", limits_fr="Montant hors taxes.",
    ),
]  # fmt: skip
BOOKLET = Document(name="demo-en", audience="communes", lang="en-GB", title="Booklet of the test", themes=["holders"])


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    shutil.copytree(REPORTS / "theme", folder / "theme")
    shutil.copytree(REPORTS / "en", folder / "en")
    for name in ("_quarto.yml", "_brand.yml"):
        shutil.copy(REPORTS / name, folder)
    (folder / "booklets").mkdir()
    (folder / "booklets" / "demo-en.qmd").write_text(DOCUMENT, encoding="utf-8")
    (folder / "en" / "chapters" / "holders.qmd").write_text(CHAPTER, encoding="utf-8")
    openings = folder / "openings" / "demo-en"
    openings.mkdir(parents=True)
    finding = "**A finding.** For the public sector: {{< var holders-public >}}.\n"
    (openings / "holders.qmd").write_text(finding, encoding="utf-8")
    figures = "figures:\n  - {fact: holders-public, words: of projects}\n"
    (openings / "figures.yml").write_text(figures, encoding="utf-8")
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Release:
    said = {
        "title_fr": "Quartiers Métropolitains d’Innovation : première édition",
        "subtitle_fr": "Un exemple entièrement synthétique : aucun de ces résultats n’a été observé",
        "notice_fr": "Ce livret montre ce que l’outil produit.",
        "publisher": "Retex, équipe d’évaluation",
        "is_synthetic": True,
        "synthetic_themes": ["holders"],
        "languages": ["fr", "en"],
        "disclosure": {"min_count": 1, "reason": "Documents publiés : il n’y a donc personne à protéger."},
    }
    delivery = {**DELIVERY, "owner_name": "Équipe d’évaluation"}
    made = framed_release(tmp_path / "release", {"holders": FACTS}, deliveries=[delivery], **said)
    return Release(made.folder, "en")


def executed(folder: Path, release: Release, *more: str) -> Path:
    source = notebook(folder / "holders.ipynb", *CELLS, *more)
    target = folder / "executed" / "holders.ipynb"
    run_alone(source, target, folder / "failed" / "holders.ipynb", {"cohort": "demo"}, english_exhibits(release))
    return target.parent


def test_a_notebook_shows_english(tmp_path: Path, release: Release) -> None:
    cells = nbformat.read(executed(tmp_path, release) / "holders.ipynb", as_version=4).cells
    assert cells[2].outputs[0].data["text/markdown"] == "All head offices are in France\\."
    assert '#| tbl-cap: "Type of organisation"' in cells[3].source
    assert "Energy" in cells[3].outputs[0].data["text/markdown"]


def test_a_notebook_tells_all_that_has_no_english(tmp_path: Path, release: Release) -> None:
    unknown = "#| label: x\nText('Jamais vu.')", "#| label: y\nTable({'Inconnu': ['Énergie']}, 'Légende inconnue')"
    with pytest.raises(NotebookError, match=r"(?s)holders.*messages\.po.*Jamais vu\..*Inconnu.*Légende inconnue"):
        executed(tmp_path, release, *unknown)


def test_a_booklet_in_english_is_english_throughout(tmp_path: Path, reports: Path, release: Release) -> None:
    project = tmp_path / "project"
    document = stage_booklet(reports, BOOKLET, release, executed(tmp_path, release), MAKING, project)
    names = ("Étude", "Éditeur", "Quartiers Métropolitains d’Innovation", *(path.name for path in project.iterdir()))
    told = json.loads((project / "booklets" / "_metadata.yml").read_text(encoding="utf-8"))
    assert (told["lang"], told["data-label"], told["toc-title"]) == ("en-GB", "Synthetic data", "Contents")
    texts = [path for path in project.glob("generated/*") if path.suffix in (".qmd", ".csv", ".json")]
    left = {path.name: leftovers(path.read_text(encoding="utf-8").replace("fait-", ""), names) for path in texts}
    assert {name: found for name, found in left.items() if found} == {}
    rows = pd.read_csv(project / "generated" / "faits.csv")
    assert list(rows["display_en"]) == ["30", "64% (18\u00a0of\u00a028)"]
    assert list(rows["value"]) == [fact.value for fact in FACTS]
    assert "label_fr" not in rows and "method" in rows

    renderer.render(project, document, tmp_path / "out", renderer.Resolved("embedded", "test"), dt.date(2026, 11, 21))
    with pikepdf.open(tmp_path / "out" / "demo-en.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
    page = (tmp_path / "out" / "demo-en.html").read_text(encoding="utf-8")
    assert '<html lang="en-GB">' in page and "Skip to content" in page and "Table\u00a01:" in page
    assert "30</a> projects." in page


def test_a_booklet_with_a_text_without_english_is_refused(tmp_path: Path, reports: Path, release: Release) -> None:
    summary = json.loads((release.folder / "release.json").read_text(encoding="utf-8"))
    summary["subtitle_fr"] = "Un sous-titre jamais vu"
    (release.folder / "release.json").write_text(json.dumps(summary), encoding="utf-8")
    changed, shown = Release(release.folder, "en"), executed(tmp_path, release)
    with pytest.raises(TranslationError, match="Un sous-titre jamais vu"):
        stage_booklet(reports, BOOKLET, changed, shown, MAKING, tmp_path / "p")


def test_a_summary_names_chapters_that_it_does_not_show(tmp_path: Path, reports: Path, release: Release) -> None:
    (reports / "chapters").mkdir()
    (reports / "chapters" / "holders.qmd").write_text("# Les projets {#sec-holders}\n", encoding="utf-8")
    (reports / "booklets" / "demo-en.qmd").write_text("{{< include ../generated/evidence.qmd >}}\n", encoding="utf-8")
    (tmp_path / "none").mkdir()
    short = BOOKLET.model_copy(update={"shows": "summary"})
    stage_booklet(reports, short, release, tmp_path / "none", MAKING, tmp_path / "p")
    evidence = (tmp_path / "p" / "generated" / "evidence.qmd").read_text(encoding="utf-8")
    assert "### The projects {#sec-preuves-chapitre-1}" in evidence
    assert not list((tmp_path / "p" / "chapters").iterdir())


def test_english_numbers_choose_their_words(release: Release) -> None:
    assert agreed(release, "project/projects", "holders-projects") == "projects"
    assert agreed(release, "is/are", "holders-public") == "are"
    assert agreed(as_made(release), "est/sont", "holders-public") == "sont"
