"""Tables of laid-out pages, as a reader copies them: alone, one below the other, joined with released ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.joined_tables import Told
from benchmarks.page_tables import lists_of_pages, tables_of_pages
from benchmarks.recounts import counted_again
from pipeline.disclosure.decided import Decision
from pipeline.disclosure.published import Published
from pipeline.facts import facts_frame
from tests.unit.test_facts import a_fact

PAGE = "<html><body><h1 id='sec-fates'>{title}</h1><table>{rows}</table></body></html>"
HIDDEN = "secret&#8239;statistique"


def a_page(folder: Path, name: str, title: str, *rows: tuple[str, ...]) -> None:
    """A page with a table whose first row heads the columns."""
    head, *body = rows
    cells = "".join(f"<th>{cell}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    page = PAGE.format(title=title, rows=f"<thead><tr>{cells}</tr></thead><tbody>{lines}</tbody>")
    (folder / f"{name}.html").write_text(page, encoding="utf-8")


def found(folder: Path, tables: dict[str, pd.DataFrame] | None = None) -> set[str]:
    """What is counted again of two projects sold in the north, on these pages and in released tables."""
    facts = [a_fact(fact_id="fates-nord-sold", label_fr="Projets vendus (Nord)", value=2.0)]
    published = Published(facts_frame({"fates": facts}), tables=tables or {})
    told = {**tables_of_pages(folder), **lists_of_pages(folder)}
    return set(counted_again(published, Decision(facts=frozenset({"fates-nord-sold"})), told))


HEAD = ("Projet", "Commune", "État")
ROWS = (("A", "Nord", "vendus"), ("B", "Nord", "vendus"), ("C", "Sud", "vendus"))


def test_a_reader_counts_the_rows_of_a_page(tmp_path: Path) -> None:
    a_page(tmp_path, "catalogue", "Catalogue", HEAD, *ROWS)
    assert found(tmp_path) == {"fates-nord-sold"}


@pytest.mark.parametrize(
    "rows",
    [(*ROWS, ("D", "Nord", HIDDEN)), (*ROWS, ("D", "Nord", "–")), (*ROWS, ("D", "Nord", "vendus"))],
    ids=["one is hidden", "one says nothing", "another number"],
)
def test_a_row_in_doubt_leaves_a_count_open(tmp_path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    a_page(tmp_path, "catalogue", "Catalogue", HEAD, *rows)
    assert found(tmp_path) == set()


def test_a_reader_puts_tables_of_several_sheets_below_each_other(tmp_path: Path) -> None:
    """Each sheet is about one project, its title says the place."""
    a_page(tmp_path, "a", "Nord", ("Projet", "État"), ("A", "vendus"))
    a_page(tmp_path, "b", "Sud", ("Projet", "État"), ("C", "vendus"))
    assert found(tmp_path) == set()
    a_page(tmp_path, "c", "Nord", ("Projet", "État"), ("B", "vendus"))
    assert found(tmp_path) == {"fates-nord-sold"}


def test_a_reader_joins_a_page_with_open_data(tmp_path: Path) -> None:
    a_page(tmp_path, "catalogue", "Catalogue", ("Projet", "État"), *((name, state) for name, _, state in ROWS))
    assert found(tmp_path) == set()
    places = pd.DataFrame({"project": ["A", "B", "C"], "place": ["nord", "nord", "sud"]})
    assert found(tmp_path, {"places": places}) == {"fates-nord-sold"}


def test_a_number_is_of_what_its_column_is_called(tmp_path: Path) -> None:
    """« Niveau 2 » is counted in a column « Niveau », not in one « Édition »."""
    facts = [a_fact(fact_id="fates-at-2", label_fr="Projets du Nord au niveau 2", value=2.0)]
    published = Published(facts_frame({"fates": facts}))
    for head, is_found in (("Niveau", True), ("Édition", False)):
        rows = (("A", "Nord", "2"), ("B", "Nord", "2"), ("C", "Sud", "1"))
        a_page(tmp_path, "catalogue", "Catalogue", ("Projet", "Commune", head), *rows)
        found = set(counted_again(published, Decision(facts=frozenset({"fates-at-2"})), tables_of_pages(tmp_path)))
        assert bool(found) == is_found


def test_what_several_booklets_show_is_put_below_once(tmp_path: Path) -> None:
    for name, title in (("one", "3 Projets"), ("two", "5 Projets")):
        a_page(tmp_path, name, title, HEAD, *ROWS)
    assert len(tables_of_pages(tmp_path)["stacked:0"].rows) == len(ROWS)


def test_a_table_is_read_with_its_spans_its_links_and_its_lists(tmp_path: Path) -> None:
    rows = ("<a href='x.html#fait-fates-nord'>2</a>", "Lyon, Nice et Brest (2)")
    a_page(tmp_path, "spans", "Villes", ("Nombre", "Villes"), rows, ("01", "Lyon</td></tr><tr><td colspan=2>rien"))
    table = tables_of_pages(tmp_path)["spans:0"]
    assert isinstance(table, Told)
    assert (table.theme, table.facts) == ("fates", {"fates-nord"})
    assert table.rows["Nombre"].tolist() == ["2", "01", "rien"]
    assert table.rows["Villes liste"].iloc[0] == ["Lyon", "Nice", "Brest"]


def a_list(folder: Path, name: str, title: str, body: str) -> None:
    page = f"<html><body><main><h1 id='sec-fates'>{title}</h1>{body}</main></body></html>"
    (folder / f"{name}.html").write_text(page, encoding="utf-8")


BULLETS = ("A : Nord, vendus", "B : Nord, vendus", "C : Sud, vendus")
CARDS = tuple(f"<a href='{name}.html'>{name}</a><span>{place}</span><em>vendus</em>" for name, place, _ in ROWS)


@pytest.mark.parametrize("items", [BULLETS, CARDS], ids=["bullets", "cards"])
@pytest.mark.parametrize(
    ("last", "is_found"),
    [("D : Sud, en attente", True), (f"D : {HIDDEN}", False), ("D : Nord, vendus", False)],
    ids=["told", "one is hidden", "another number"],
)
def test_a_reader_counts_the_items_of_a_list(tmp_path: Path, items: tuple[str, ...], last: str, is_found: bool) -> None:
    a_list(tmp_path, "liste", "Projets", f"<ul>{''.join(f'<li>{item}</li>' for item in (*items, last))}</ul>")
    assert bool(found(tmp_path)) == is_found


@pytest.mark.parametrize(
    "body",
    [
        "<dl>" + "".join(f"<dt>{name}</dt><dd>{place}</dd><dd>vendus</dd>" for name, place, _ in ROWS) + "</dl>",
        "<select>" + "".join(f"<option>{name} – {place} – vendus</option>" for name, place, _ in ROWS) + "</select>",
        "<ol>" + "".join(f"<li><b>{name}</b> ({place}), <i>vendus</i></li>" for name, place, _ in ROWS) + "</ol>",
    ],
    ids=["definitions", "choices", "numbered"],
)
def test_a_reader_counts_whatever_lists_projects(tmp_path: Path, body: str) -> None:
    a_list(tmp_path, "liste", "Projets", body)
    assert found(tmp_path) == {"fates-nord-sold"}


def test_a_reader_counts_sheets(tmp_path: Path) -> None:
    """Each page is about one project; no list holds several."""
    for name, place, state in ROWS:
        head = f"<article class='sheet'><h1>{name}</h1><p>{state}, {place}</p><h2>Résultats</h2></article>"
        a_list(tmp_path, name, "", head)
    assert found(tmp_path) == {"fates-nord-sold"}


def test_a_reader_puts_lists_of_several_pages_below_each_other(tmp_path: Path) -> None:
    for name, place in (("nord", "Nord"), ("sud", "Sud")):
        links = "".join(f"<li>{project} : {state}</li>" for project, at, state in ROWS if at == place)
        a_list(tmp_path, name, place, f"<nav><ul>{links}</ul></nav>")
    assert found(tmp_path) == {"fates-nord-sold"}


def test_how_many_answers_a_question_has_tells_nobody(tmp_path: Path) -> None:
    """One row an answer with how many gave it, hidden: that the answer has one row tells nothing."""
    facts = [
        a_fact(fact_id=name, label_fr=label, value=1.0, source_table="survey_startups")
        for name, label in (("survey-service", "Quel service ? (Autre)"), ("survey-by-service", "Notes (Autre)"))
    ]
    published = Published(facts_frame({"survey": facts}))
    hidden = Decision(facts=frozenset(fact.fact_id for fact in facts))
    link = f"<a href='x.html#fait-survey-service'>{HIDDEN}</a>"
    a_page(tmp_path, "answers", "Notes", ("Quel service", "Réponses"), ("Autre", link))
    assert set(counted_again(published, hidden, tables_of_pages(tmp_path))) == set()
