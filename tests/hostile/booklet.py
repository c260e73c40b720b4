"""Every hostile text in every field where readers see free text, through a whole booklet: one layout tries them all."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pikepdf
import pypdf

from pipeline import renderer
from pipeline.booklet.documents import Document
from pipeline.booklet.frame.certificate_page import Making
from pipeline.booklet.frame.facts_file import CSV_NAME, JSON_NAME
from pipeline.booklet.frame.staging import stage_booklet
from pipeline.booklet.sheets.project_sheets import project_sheets
from pipeline.booklet.sheets.sheets import stage_sheet, stage_theme
from pipeline.disclosure.decided import Decision
from pipeline.estimate import estimate
from pipeline.facts import facts_frame
from pipeline.frames import write_tables
from pipeline.params import Cohort, DisclosureRules
from pipeline.plan import Settings
from pipeline.release import Estimated, cleared, write_cleared
from pipeline.released import Release
from pipeline.renderer.sheets import Press
from tests.conftest import ROOT
from tests.fixtures.framed import DELIVERY
from tests.fixtures.notebook_processes import run_alone
from tests.fixtures.sheet_releases import written_releases
from tests.hostile.canary import Canary

AUDIENCE, COHORT = "startups", "essai"
BOOKLET = Document(
    name="technical", audience=AUDIENCE, title="Cahier d’essai", themes=["portfolio", "survey", "interviews"]
)
"""The longest of the booklets' forms, with the chapters that print most of what deliveries say in words."""

SETTINGS = Settings(confidence_level=0.95, percent_base_min=10)
DATE = dt.date(2026, 11, 21)
SURVEY = "survey_startups"
CHOICES_PER_QUESTION = 12
COVER = ("title_fr", "subtitle_fr", "programme", "publisher", "licence", "notice_fr")
"""Texts of cohort.yml that the cover prints."""

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class LaidOut:
    """What readers get: the words of the PDF and of the page, and the page's tags with their attributes."""

    pdf: str
    page: str
    tags: Sequence[tuple[str, Mapping[str, str | None]]]
    file: Path


def canonical(text: str) -> str:
    """The text without what a layout may change: spaces, hyphens at line ends, ligatures, what nobody sees."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "CZM")
    return re.sub(r"[-\u2010\u00ad\ufffd]", "", plain)


def laid_out(folder: Path, canary: Canary, texts: Sequence[str], cover: Mapping[str, str]) -> LaidOut:
    """The booklet of a cohort whose every name, label, answer and quote is one of `texts`."""
    release = _released(folder, hostile_tables(texts), cover)
    (folder / "reports").symlink_to(ROOT / "reports")
    executed = _executed(folder, release)
    project = folder / "project"
    source = stage_booklet(ROOT / "reports", BOOKLET, release, executed, Making({"essai": "1"}, "ab" * 32), project)
    for each in (project, project / "booklets", project / "generated", project / "chapters"):
        canary.lay(each)
    renderer.render(project, source, folder / "out", renderer.Resolved("embedded", "as installed"), DATE)
    return read(folder / "out" / f"{BOOKLET.name}.pdf", folder / "out" / f"{BOOKLET.name}.html")


def read(pdf: Path, page: Path) -> LaidOut:
    """What is in the two files."""
    words = " ".join(leaf.extract_text() for leaf in pypdf.PdfReader(pdf).pages)
    html = Page(page.read_text(encoding="utf-8"))
    return LaidOut(canonical(words), canonical("".join(html.words)), html.tags, pdf)


def sheets_laid_out(folder: Path, canary: Canary, titles: Sequence[str], quotes: Sequence[str]) -> list[LaidOut]:
    """A project's sheet under each of the titles; the first quotes every text."""
    releases = written_releases(folder / "releases")
    for release in releases:
        told = release.table("interviews_quotes").iloc[:1]
        many = pd.concat([told] * len(quotes), ignore_index=True).assign(
            quote_id=[f"V{number:03}" for number in range(len(quotes))], text_fr=marked(quotes, "verbatim")
        )
        write_tables(release.folder / "tables", {"interviews_quotes": many})
    fresh = [Release(release.folder) for release in releases]
    with chdir(ROOT):
        first, second, *_ = project_sheets(fresh)
    project = folder / "project"
    project.mkdir()
    stage_theme(ROOT / "reports", project)
    press = Press(project, DATE)
    laid = []
    for number, title in enumerate(titles):
        named = {"title": f"{title} (titre)", "about": title, "subtitle": title, "slug": f"projet-{number}"}
        document = stage_sheet(ROOT / "reports", replace(second if number else first, **named), fresh[0], project)
        canary.lay(project / named["slug"])
        pdf = folder / f"{number}.pdf"
        pdf.with_suffix(".html").write_text(press.lay_out(document, pdf), encoding="utf-8")
        laid.append(read(pdf, pdf.with_suffix(".html")))
    return laid


def assert_inert(made: LaidOut, canary: Canary) -> None:
    """Nothing in it runs, fetches or shows what it should not."""
    canary.assert_unharmed(made.pdf, made.page)
    for tag, attributes in made.tags:
        assert tag not in FORBIDDEN_TAGS
        assert not [name for name in attributes if name.startswith("on")]
        targets = [str(attributes[name]) for name in ("src", "href", "srcset", "action") if name in attributes]
        assert [target for target in targets if not target.startswith(("#", "data:image/"))] == []
        assert "url(" not in str(attributes.get("style", ""))
    with pikepdf.open(made.file) as pdf:
        marks = [mark for leaf in pdf.pages for mark in leaf.get("/Annots", pikepdf.Array())]
        actions = {str(mark.A.S) for mark in marks if "/A" in mark}
        kinds = {str(each.get("/S")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)}
        assert actions <= {"/GoTo"}
        assert kinds.isdisjoint({"/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/ImportData"})
        assert {Path(name).name for name in pdf.attachments} == {CSV_NAME, JSON_NAME}


FORBIDDEN_TAGS = frozenset({"script", "iframe", "object", "embed", "base", "link", "form"})


class Page(HTMLParser):
    """Tags with their attributes, and the words outside style sheets."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.words: list[str] = []
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = tag

    def handle_data(self, data: str) -> None:
        if self._within != "style":
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


def marked(texts: Sequence[str], field: str) -> list[str]:
    """The texts, each followed by the place it is put in: what is found can only come from there."""
    return [f"{text} ({field}{number:03})" for number, text in enumerate(texts)]


def hostile_tables(texts: Sequence[str]) -> Tables:
    """Clean tables of a cohort: registers, a survey and its answers, interviews and quotes."""
    return {**_registers(texts), **_survey(texts), **_interviews(texts)}


def _registers(texts: Sequence[str]) -> Tables:
    every = range(len(texts))
    insee = [f"92{number:03}" for number in every]
    communes = marked(texts, "commune")
    catalogue = {
        "project_id": [f"P{number}" for number in every],
        "name": marked(texts, "nom"),
        "theme": [("Mobilités", "Énergie", "Déchets")[number % 3] for number in every],
        "tags": [[tag] for tag in marked(texts, "motcle")],
        "commune": communes,
        "commune_insee": insee,
        "description_fr": marked(texts, "phrase"),
    }
    register = {
        "commune_insee": insee,
        "name": communes,
        **{name: ["92"] * len(texts) for name in ("department_code", "department", "ept")},
        **{name: [1] * len(texts) for name in ("edition", "population", "population_year")},
        **{name: [48.8] * len(texts) for name in ("lat", "lon")},
    }
    projects = {
        **{name: catalogue[name] for name in ("project_id", "name", "tags", "commune_insee")},
        "holder": marked(texts, "porteur"),
        "holder_type": ["startup"] * len(texts),
        "founded_on": [pd.Timestamp(2020, 1, 1)] * len(texts),
        **{name: ["FR"] * len(texts) for name in ("hq_region", "hq_country")},
        "theme": ["mobilites"] * len(texts),
        "targets_public_sector": [True] * len(texts),
        "status": ["deployed"] * len(texts),
    }
    return {"catalogue": _rows(catalogue), "communes": _rows(register), "projects": _rows(projects)}


def _survey(texts: Sequence[str]) -> Tables:
    labels, asked = marked(texts, "reponse"), marked(texts, "question")
    names = [f"q{number}" for number in range(len(texts) // CHOICES_PER_QUESTION + 1)]
    offered = [(names[number // CHOICES_PER_QUESTION], f"c{number}", label) for number, label in enumerate(labels)]
    questions = pd.DataFrame(
        {
            **{"survey": SURVEY, "question": names, "kind": "choice", "label_fr": asked[: len(names)]},
            **{"label_en": "x", "hint_fr": "", "row": 2, "type": "select_one x", "group": "g", "repeat": ""},
            **{"is_required": True, "relevant": "", "constraint": "", "minimum": float("nan")},
            **{"maximum": float("nan"), "is_ranking": False, "measure": "nominal", "group_by": False},
            **{"weight": False, "indicator": "", "is_scale": False},
        }
    )
    answers = pd.DataFrame(offered, columns=["question", "name", "label_fr"]).assign(
        survey=SURVEY, label_en="x", status="", value=float("nan")
    )
    per_question = {name: [code for question, code, _ in offered if question == name] or ["c0"] for name in names}
    responses = {
        "response_id": [f"R{number}" for number in range(CHOICES_PER_QUESTION)],
        **{name: [codes[n % len(codes)] for n in range(CHOICES_PER_QUESTION)] for name, codes in per_question.items()},
    }
    return {
        "questionnaires": pd.DataFrame({"survey": [SURVEY], "title_fr": ["Enquête"], "title_en": "x", "version": "1"}),
        "question_groups": pd.DataFrame({"survey": [SURVEY], "path": ["g"], "label_fr": ["Groupe"], "label_en": "x"}),
        "questions": questions,
        "answers": answers,
        SURVEY: _rows(responses),
    }


def _interviews(texts: Sequence[str]) -> Tables:
    every = range(len(texts))
    entities = marked(texts, "entite")
    interviews = {
        "interview_id": [f"E{number}" for number in every],
        "entity": entities,
        "entity_printed": entities,
        "role_class": ["porteur"] * len(texts),
        "date": [pd.Timestamp(2026, 5, 25)] * len(texts),
        "mode": ["sur place"] * len(texts),
        "has_consent": [True] * len(texts),
    }
    quotes = {
        "quote_id": [f"V{number:03}" for number in every],
        "text": marked(texts, "verbatim"),
        "role_class": ["porteur"] * len(texts),
        "entity": entities,
        "interview_id": interviews["interview_id"],
        "has_consent": [True] * len(texts),
        "audience": [[AUDIENCE]] * len(texts),
    }
    coding = {
        "segment_id": [f"S{number}" for number in range(3)],
        "interview_id": interviews["interview_id"][:3],
        "passage_id": [f"A{number}" for number in range(3)],
        "entity": entities[:3],
        "dimension_id": ["E01"] * 3,
        "code": ["cout"] * 3,
        "code_fr": marked(texts, "code")[:1] * 3,
        "strength": ["E"] * 3,
        "locator": ["question 1"] * 3,
        "coder": ["codeur-1"] * 3,
    }
    dimensions = {"dimension_id": ["E01"], "slug": ["frein"], "label_fr": ["Frein"], "is_multi_label": [False]}
    return {
        "interviews": _rows(interviews),
        "quotes": _rows(quotes),
        "coding": _rows(coding),
        "dimensions": _rows({**dimensions, "is_exhaustive": [True]}),
    }


def _rows(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(dict(columns))
    return frame.assign(source_file="essai.csv", source_row=range(2, len(frame) + 2))


def _released(folder: Path, tables: Tables, cover: Mapping[str, str]) -> Release:
    rules = DisclosureRules(min_count=1, reason="essai")
    texts = {**dict.fromkeys(COVER, "Essai"), **cover}
    said = {"cohort": COHORT, "audiences": [AUDIENCE], "edition_date": DATE, "is_synthetic": False}
    cohort = Cohort(**said, **texts, disclosure=rules)
    found = estimate(tables, SETTINGS)
    facts = facts_frame({theme: each.facts for theme, each in found.items()})
    target = folder / "data" / "processed" / COHORT / "release" / AUDIENCE
    delivery = {**DELIVERY, **{name: "Équipe" for name in ("owner_name", "source", "publisher", "licence")}}
    made = Estimated(
        facts,
        deliveries=pd.DataFrame([{**delivery, "file": "essai.csv"}]),
        corrections=pd.DataFrame(columns=["table", "column", "action", "reason", "provider", "date"]),
        tables={name: table for each in found.values() for name, table in each.tables.items()},
        themes={theme: sorted(each.tables) for theme, each in found.items()},
    )
    write_cleared(target, AUDIENCE, cleared(made, cohort, Decision(), SETTINGS.percent_base_min), cohort)
    return Release(target)


def _executed(folder: Path, release: Release) -> Path:
    parameters = {"cohort": COHORT, "audience": AUDIENCE}
    with chdir(folder):
        for theme in BOOKLET.chapters(release.summary):
            name = f"{theme}.ipynb"
            run_alone(ROOT / "notebooks" / name, folder / "executed" / name, folder / "failed" / name, parameters)
    return folder / "executed"
