"""The tables of laid-out pages, as a reader copies them into a spreadsheet: alone, and one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pandas as pd
from lxml import html
from lxml.html import HtmlElement

from benchmarks.joined_tables import Told
from benchmarks.page_lists import ITEMS, SHEET, PageList, is_list, items_of, kind_of, tables_of_lists
from pipeline.released import ANCHOR

HEADINGS = ("h1", "h2", "h3", "h4")
PARTS = ("h1", "h2")
FACT_LINK = re.compile(rf"#{re.escape(ANCHOR)}(.+)$")
BETWEEN = re.compile(r",\s+|\s+et\s+|\s+and\s+|\s*;\s+")
"""What stands between the things that a cell lists."""

COUNTED = re.compile(r"\s\(\d+\)$")
NUMBERED = re.compile(r"^(?:(?:Tableau|Table)\s)?\d+(?:\.\d+)*\s(?::\s)?")
"""How layouts number parts and tables: the same ones have other numbers in another booklet."""

ABOUT, LISTED = "titre", "liste"
"""A column with the titles over a table; how columns end that hold what the cells of another list."""


@dataclass
class _Titles:
    """The titles over what is read, the theme of the part."""

    by_level: dict[str, str] = field(default_factory=dict)
    theme: str = ""

    def pass_by(self, heading: HtmlElement) -> None:
        level = str(heading.tag)
        self.by_level = {name: text for name, text in self.by_level.items() if name < level}
        self.by_level[level] = _text(heading)
        named = str(heading.get("id") or "")
        if level in PARTS and named.startswith("sec-"):
            self.theme = named.removeprefix("sec-").replace("-", "_")


ASKED = "questionnaire-"
"""How pages begin that list questions and possible answers, and hold no number of anybody."""


def pages_of(folder: Path) -> list[Path]:
    """The pages of a published folder that may tell numbers of somebody."""
    return [page for page in sorted(folder.rglob("*.html")) if not page.name.startswith(ASKED)]


def lists_of_pages(folder: Path) -> dict[str, Told]:
    """Every list of a published folder as a table, by page and number, and those of one kind as one."""
    return tables_of_lists(
        {f"{page.stem}:list:{number}": each for page in pages_of(folder) for number, each in enumerate(_lists(page))}
    )


def _lists(page: Path) -> Iterator[PageList]:
    titles = _Titles()
    for element in _read(page).iter(*ITEMS, SHEET, *HEADINGS):
        if element.tag in HEADINGS:
            titles.pass_by(element)
        elif is_list(element) and (items := items_of(element)):
            yield PageList(items, tuple(titles.by_level.values()), titles.theme, _facts(element), kind_of(element))


def _read(page: Path) -> HtmlElement:
    return html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def _facts(element: HtmlElement) -> frozenset[str]:
    """The facts that an element links to."""
    return frozenset(found[1] for link in element.iter("a") if (found := FACT_LINK.search(link.get("href") or "")))


def tables_of_pages(folder: Path) -> dict[str, Told]:
    """Every table of a published folder, by page and number, and those with the same heads put below each other."""
    pages = pages_of(folder)
    found = {f"{page.stem}:{number}": table for page in pages for number, table in enumerate(tables_of_page(page))}
    alike: dict[tuple[str, ...], list[Told]] = {}
    for table in found.values():
        heads = tuple(map(str, table.rows))
        if len(heads) > 1:
            alike.setdefault((table.theme, *heads[1:]), []).append(table)
    stacked = (tables for tables in alike.values() if len(tables) > 1)
    return found | {f"stacked:{number}": _stacked(tables) for number, tables in enumerate(stacked)}


def tables_of_page(page: Path) -> Iterator[Told]:
    """The tables of one page, in order."""
    titles = _Titles()
    for element in _read(page).iter("table", *HEADINGS):
        if element.tag in HEADINGS:
            titles.pass_by(element)
        elif len(rows := _rows(element)):
            above = [*titles.by_level.values(), *map(_text, element.iter("caption"))]
            family = "|".join(map(str, rows.columns[1:]))
            yield Told(_told(rows, above), titles.theme, _facts(element), is_page=True, family=family)


def _rows(table: HtmlElement) -> pd.DataFrame:
    """A table as text, spans filled; nothing where it has no cell."""
    source = StringIO(html.tostring(table, encoding="unicode", with_tail=False))
    as_text = dict.fromkeys(range(max(map(_width, table.iter("tr")), default=0)), str)
    try:
        (read,) = pd.read_html(source, flavor="lxml", keep_default_na=False, converters=as_text)
    except ValueError:  # pandas' word for a table without a cell
        return pd.DataFrame()
    read.columns = pd.Index([_head(name) for name in read.columns])
    return read.loc[:, ~read.columns.duplicated()]


def _width(row: HtmlElement) -> int:
    return sum(int(cell.get("colspan") or 1) for cell in row.iterchildren("td", "th"))


def _head(name: object) -> str:
    return " ".join(dict.fromkeys(map(str, name))) if isinstance(name, tuple) else str(name)


def _told(rows: pd.DataFrame, above: list[str]) -> pd.DataFrame:
    """The rows with the titles over them, and with lists of what their cells list."""
    said = {str(name): rows[name].map(_said).astype("str") for name in rows}
    titles = {f"{ABOUT} {place}": pd.Series(text, index=rows.index, dtype="str") for place, text in enumerate(above)}
    titles[ABOUT] = pd.Series(str(rows.columns[0]), index=rows.index, dtype="str")
    lists = {
        f"{name} {LISTED}": pd.Series([_items(cell) for cell in cells], index=rows.index, dtype="object")
        for name, cells in said.items()
        if cells.str.contains(BETWEEN).any()
    }
    columns: dict[str, pd.Series] = {**said, **titles, **lists}
    return pd.DataFrame(columns)


def _said(cell: object) -> str:
    return " ".join(str(cell).split())


def _items(cell: str) -> list[str]:
    return [item for part in BETWEEN.split(cell) if (item := COUNTED.sub("", part).strip())]


def _stacked(tables: list[Told]) -> Told:
    """Tables whose columns but for the first have the same heads, one below the other; what several say, once."""
    first = str(tables[0].rows.columns[0])
    renamed = [table.rows.rename(columns={str(table.rows.columns[0]): first}) for table in tables]
    facts = frozenset().union(*(table.facts for table in tables))
    together = pd.concat(renamed, ignore_index=True)
    again: pd.Series = together.select_dtypes("str").duplicated()
    return Told(together[~again].reset_index(drop=True), tables[0].theme, facts, is_page=True, family=tables[0].family)


def _text(element: HtmlElement) -> str:
    return NUMBERED.sub("", " ".join(str(element.text_content()).split()))
