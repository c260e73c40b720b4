"""The body of a sheet on the site: its tables have a name, telephones read them as cards, names of sheets lead there.

All is made from the body itself and from the list of sheets, so that it can be told from what was traced before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree, html

from pipeline.site.edition import Edition

FIRST_FR = "En bref"
"""What a table is called that stands before the first heading."""

BOX = "table-scroll"
"""The class of what is around a table, and bears its name for those who do not see it."""

FEW_COLUMNS = 3
"""So many columns stand beside each other on a telephone."""

NAMING = ("Projet", "Commune")
"""Columns whose cells name what may have a sheet."""

COLUMN, ROLES = "col", {"col": "columnheader", "row": "rowheader", None: "cell"}


def sheet_page(edition: Edition, slug: str) -> str:
    """The body of the page of one sheet, as the site shows it."""
    body = (edition.sheets_folder / f"{slug}.html").read_text(encoding="utf-8").rstrip("\n")
    others = {sheet["title"]: sheet["slug"] for sheet in edition.sheets if sheet["slug"] != slug}
    return for_site(body, others)


def for_site(body: str, sheets: Mapping[str, str]) -> str:
    """A body as pandoc wrote it, with tables for every screen; `sheets` are the slugs of other sheets by title."""
    root = html.fragment_fromstring(body, create_parent=True)
    title = FIRST_FR
    for element in root.iter("h2", "div"):
        if element.tag == "h2":
            title = element.text_content()
        elif BOX in element.classes:
            element.set("aria-label", title)
            _lay_out(element.find("table"), title, sheets)
    return "".join([root.text or "", *(html.tostring(child, encoding="unicode") for child in root)])


def _lay_out(table: html.HtmlElement, title: str, sheets: Mapping[str, str]) -> None:
    """Name the table, link what has a sheet; one of many columns gets what a telephone needs to show it as cards."""
    heads = [cell.text_content() for cell in table.iter("th") if cell.get("scope") == COLUMN]
    rows = list(table.iter("tr"))
    for row in rows:
        _link(row, heads, sheets)
    if len(heads) > FEW_COLUMNS:
        _stack(table, rows, heads)
    caption = etree.Element("caption", {"class": "sr-only"})
    caption.text, caption.tail = title, "\n"
    table.insert(0, caption)


def _link(row: html.HtmlElement, heads: Sequence[str], sheets: Mapping[str, str]) -> None:
    """Make a link of each name of something that has a sheet."""
    for cell, head in zip(row, heads, strict=False):  # a table without heads has nothing to link
        if head in NAMING and cell.get("scope") != COLUMN and not len(cell) and cell.text in sheets:
            name, cell.text = cell.text, None
            etree.SubElement(cell, "a", href=f"{sheets[name]}.html").text = name


def _stack(table: html.HtmlElement, rows: Sequence[html.HtmlElement], heads: Sequence[str]) -> None:
    """Say of each part what it is, since it is not laid out as one, and of each cell which column it is of.

    The first cell of a row names it and needs no column, unless it is the only row.
    """
    table.set("class", "stacks")
    for part, role in [(table, "table"), *((each, "rowgroup") for each in table.iter("thead", "tbody"))]:
        part.set("role", role)
    is_single = len(rows) == 2
    for row in rows:
        row.set("role", "row")
        for cell, head in zip(row, heads, strict=True):
            scope = cell.get("scope")
            cell.set("role", ROLES[scope])
            if scope is None or (is_single and scope != COLUMN):
                cell.set("data-label", head)
