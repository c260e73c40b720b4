"""What changed between two editions: numbers, words, pages and origins, each told once and nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typst
from rich.console import Console

from pipeline.commands.diff import compare, differences
from pipeline.editions.content import short_code
from pipeline.editions.differences.inputs import changed_inputs
from pipeline.editions.differences.numbers import (
    against_interval,
    change_words,
    changed_numbers,
)
from pipeline.editions.differences.pages import Pages, aligned, changed_pages
from pipeline.editions.differences.texts import Unit, changed_texts, compared_words, read_units
from pipeline.editions.finding import FoundEdition, find, named
from pipeline.editions.status import sheet_document
from pipeline.errors import EditionError
from tests.conftest import ROOT
from tests.unit.test_draft_marks import CODE

SHARE = {"fact_id": "survey-yes", "theme": "survey", "label_fr": "Oui", "value": 0.5, "display_fr": "50 % (10 sur 20)"}
SHARE |= {"unit": "share", "low": 0.3, "high": 0.7, "numerator": 10, "denominator": 20, "status": "released"}


def numbers(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Any]:
    sides = [{} if fact is None else {fact["fact_id"]: fact} for fact in (before, after)]
    return list(changed_numbers(*sides))


@pytest.mark.parametrize(
    ("value", "change", "against"),
    [
        (0.6, "+10\u00a0points", "dans l’intervalle d’avant (0,5 fois sa demi-largeur)"),
        (0.9, "+40\u00a0points", "hors de l’intervalle d’avant (2 fois sa demi-largeur)"),
        (0.49, "\u22121\u00a0point", "dans l’intervalle d’avant (0,1 fois sa demi-largeur)"),
    ],
)
def test_a_change_is_told_beside_the_interval(value: float, change: str, against: str) -> None:
    [number] = numbers(SHARE, {**SHARE, "value": value, "display_fr": "x"})
    assert (number.kind, change_words(number)) == ("changed", change)
    assert against_interval(number) == against


def test_numbers_without_interval_base_text_or_value_are_told_too() -> None:
    count = {**SHARE, "unit": "count", "low": None, "high": None, "value": 8, "display_fr": "8"}
    [number] = numbers(count, {**count, "value": 5, "display_fr": "5"})
    assert (change_words(number), against_interval(number)) == ("\u22123", "")
    [number] = numbers(SHARE, {**SHARE, "denominator": 40, "display_fr": "50 % (20 sur 40)"})
    assert "même valeur" in change_words(number)
    [number] = numbers(SHARE, {**SHARE, "value": None, "display_fr": "", "status": "suppressed"})
    assert (number.change, number.is_outside) == (None, None)


def test_appeared_disappeared_and_evidence_are_told_apart() -> None:
    assert numbers(SHARE, SHARE) == []
    assert [each.kind for each in numbers(None, SHARE)] == ["appeared"]
    assert [each.kind for each in numbers(SHARE, None)] == ["disappeared"]
    assert [each.kind for each in numbers(SHARE, {**SHARE, "source_rows_digest": "autre"})] == ["evidence"]
    assert numbers(SHARE, {**SHARE, "edition_status": "approved 1"}) == []


def test_words_are_compared_in_their_paragraph() -> None:
    assert compared_words("un deux trois", "un quatre trois") == [
        ("same", "un"), ("gone", "deux"), ("new", "quatre"), ("same", "trois"),
    ]  # fmt: skip
    before = [Unit("A", "Un premier texte assez long."), Unit("B", "Rien ne ressemble."), Unit("B", "Reste.")]
    after = [Unit("A", "Un second texte assez long."), Unit("B", "Reste."), Unit("B", "Tout neuf")]
    found = list(changed_texts(before, after))
    assert [text.chapter for text in found] == ["A", "B", "B"]
    assert [[mark for mark, _ in text.words] for text in found] == [
        ["same", "gone", "new", "same"], ["gone"], ["new"],
    ]  # fmt: skip


def test_a_page_is_read_by_chapter_without_what_tells_its_status(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<main><h2>Un</h2><p>Des <em>mots</em>.</p><ul><li>Point<ul><li>Sous-point</li></ul></li></ul><table><tr>"
        f"<td>a</td><td><p>b</p></td></tr></table><p>Contenu {CODE}</p><script>1</script></main>",
        encoding="utf-8",
    )
    texts = [(unit.chapter, unit.text) for unit in read_units(page, without=CODE)]
    assert texts == [("Un", "Un"), ("Un", "Des mots."), ("Un", "Point"), ("Un", "Sous-point"), ("Un", "a | b")]


SOURCE = """
#set page(paper: "a4", footer: context counter(page).display("1 / 1", both: true), background: {ground})
#set text(font: "Source Sans 3")
{body}
"""
STRIP = f'place(top, block(width: 100%, fill: rgb("#f5e7e2"), inset: 4pt)[Projet contenu {CODE}])'
GROUND = f'{{ place(center + horizon, rect(width: 9cm, height: 9cm, fill: rgb("#f9efea"))); {STRIP} }}'


def pdf(target: Path, *pages: str, ground: str = "none") -> Pages:
    source = SOURCE.format(ground=ground, body="\n#pagebreak()\n".join(pages))
    fonts = [str(ROOT / "reports/theme/fonts")]
    typst.compile(source.encode(), output=str(target), font_paths=fonts, ignore_system_fonts=True)
    return Pages(target, CODE)


ONE, TWO = "Une première page qui dit beaucoup de mots.", "La deuxième page parle de tout autre chose."


def test_the_mark_of_a_draft_and_page_numbers_are_no_change(tmp_path: Path) -> None:
    draft, approved = pdf(tmp_path / "a.pdf", ONE, TWO, ground=GROUND), pdf(tmp_path / "b.pdf", ONE, TWO)
    assert list(changed_pages(draft, approved)) == []


def test_a_changed_word_is_framed_on_its_page_alone(tmp_path: Path) -> None:
    before = pdf(tmp_path / "a.pdf", ONE, TWO)
    after = pdf(tmp_path / "b.pdf", ONE, TWO.replace("chose", "sujet"))
    [page] = changed_pages(before, after)
    assert page.former is not None
    assert page.current is not None
    assert (page.former[0], page.current[0]) == (2, 2)
    [(left, top, right, bottom)] = page.boxes
    assert right - left < 120
    assert 80 < top < bottom < 160


def test_a_page_that_was_added_does_not_shift_the_comparison(tmp_path: Path) -> None:
    before, after = pdf(tmp_path / "a.pdf", ONE, TWO), pdf(tmp_path / "b.pdf", ONE, "Rien de commun ici", TWO)
    [page] = changed_pages(before, after)
    assert page.former is None
    assert page.current is not None
    assert page.current[0] == 2
    assert list(aligned([ONE, TWO], [TWO])) == [(0, None), (1, 0)]


CERTIFICATE: dict[str, Any] = {
    "cohort": "essai",
    "edition_date": "2026-11-21",
    "inputs": {"a.csv": "a" * 64},
    "tools": {"pandas": "3.1.1"},
    "requirements_lock": "b" * 64,
    "booklets": [{"booklet": "communes", "title": "Livret <x>", "renderer": "embedded", "renderer_version": "1"}],
    "files": {},
    "edition": {"code": CODE, "status": "draft", "content": "7f000001" + "0" * 56},
    "contents": {"communes": "7f000001" + "0" * 56, "sheets": "0" * 64, "site": "7f000001" + "0" * 56},
}  # fmt: skip


def test_origins_are_told_when_they_changed() -> None:
    now = {**CERTIFICATE, "inputs": {"a.csv": "c" * 64, "b.csv": "d" * 64}, "tools": {"pandas": "3.2"}}
    assert list(changed_inputs(CERTIFICATE, CERTIFICATE)) == []
    assert list(changed_inputs(CERTIFICATE, now)) == [
        ("Fichier reçu\u00a0: a.csv", "a" * 16, "c" * 16),
        ("Fichier reçu\u00a0: b.csv", "", "d" * 16),
        ("Outil\u00a0: pandas", "3.1.1", "3.2"),
    ]


def published(folder: Path, text: str, fact: dict[str, Any]) -> Path:
    (folder / "site/donnees").mkdir(parents=True)
    (folder / "site/donnees/facts.json").write_text(json.dumps([fact]), encoding="utf-8")
    (folder / "certificate.json").write_text(json.dumps(CERTIFICATE), encoding="utf-8")
    (folder / "communes.html").write_text(f"<main><h2>Un</h2><p>{text}</p></main>", encoding="utf-8")
    pdf(folder / "communes.pdf", text.replace("&lt;", "moins"), ground=GROUND)
    return folder


def test_the_report_carries_the_code_and_escapes_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").symlink_to(ROOT / "reports")
    fact = {**SHARE, "label_fr": "<script>alert(1)</script>"}
    before = published(tmp_path / "a", "Un mot &lt;b&gt; ici", fact)
    after = published(tmp_path / "b", "Un autre &lt;b&gt; ici", {**fact, "value": 0.6, "display_fr": "60 %"})
    console = Console(file=io.StringIO(), width=120)
    page = compare(str(before), str(after), console).read_text(encoding="utf-8")
    assert f"--content {CODE}" in page
    assert "<script>" not in page
    assert "<del>mot</del>" in page
    assert "<ins>autre</ins>" in page
    assert "&lt;b&gt;" in page
    assert "data:image/jpeg;base64," in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert CODE in console.file.getvalue()
    found = differences(find(str(before)), find(str(before)))
    assert not any(found.counts().values())


def test_a_folder_that_was_published_before_editions_is_refused_with_a_sentence(tmp_path: Path) -> None:
    before, after = (published(tmp_path / name, "Un mot", SHARE) for name in "ab")
    old = {name: said for name, said in CERTIFICATE.items() if name not in ("edition", "contents")}
    (before / "certificate.json").write_text(json.dumps(old), encoding="utf-8")
    for names in ((before, after), (after, before)):
        with pytest.raises(EditionError, match=r"a was published before editions existed: .* Build it again from"):
            compare(*map(str, names), Console(file=io.StringIO()))


def test_a_name_that_is_no_edition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert named("qmi-1/1") == ("qmi-1", "1")
    with pytest.raises(EditionError, match="« qmi-9 » is no edition"):
        named("qmi-9")
    with pytest.raises(EditionError, match=r"There is no reports/editions/qmi-1/9: it was not frozen here"):
        find("qmi-1/9")
    assert short_code(CERTIFICATE["contents"]["communes"]) == CODE


def test_a_sheet_prints_its_own_code_and_that_of_all_sheets_in_older_editions() -> None:
    contents = {"sheets": "a" * 64, sheet_document("projet-p1"): "b" * 64}
    now = FoundEdition("demo", Path(), "demo", "", {"contents": contents})
    before = FoundEdition("demo/1", Path(), "demo", "1", {"contents": {"sheets": "a" * 64}})
    codes = [each.code_on(sheet_document("projet-p1")) for each in (now, before)]
    assert codes == [short_code("b" * 64), short_code("a" * 64)]
