"""The body of a sheet on the site: its tables have a name, telephones read them as cards, names of sheets lead there.

All is made from the body itself and from the list of sheets, so that it can be told from what was traced before.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from pipeline.site.edition import Edition

PARTS = re.compile(
    r"<h2[^>]*>(?P<title>.*?)</h2>|"
    r'(?P<box><div class="table-scroll"[^>]*)aria-label="[^"]*">\s*(?P<table><table>.*?</table>)',
    re.DOTALL,
)
ROW = re.compile(r"<tr>(?P<cells>.*?)</tr>", re.DOTALL)
CELL = re.compile(
    r'<(?P<tag>th|td)(?P<scope>(?: scope="(?:col|row)")?)(?P<style>(?: style="[^"]*")?)>(?P<text>.*?)</(?P=tag)>',
    re.DOTALL,
)
TAG = re.compile(r"<[^>]+>")
FIRST_FR = "En bref"
"""What a table is called that stands before the first heading."""

FEW_COLUMNS = 3
"""So many columns stand beside each other on a telephone."""

NAMING = ("Projet", "Commune")
"""Columns whose cells name what may have a sheet."""

ROLES = {"col": "columnheader", "row": "rowheader", "": "cell"}


def sheet_page(edition: Edition, slug: str) -> str:
    """The body of the page of one sheet, as the site shows it."""
    body = (edition.sheets_folder / f"{slug}.html").read_text(encoding="utf-8").rstrip("\n")
    others = {sheet["title"]: sheet["slug"] for sheet in edition.sheets if sheet["slug"] != slug}
    return for_site(body, others)


def for_site(body: str, sheets: Mapping[str, str]) -> str:
    """A body as pandoc wrote it, with tables for every screen; `sheets` are the slugs of other sheets by title."""
    title = FIRST_FR

    def laid(found: re.Match[str]) -> str:
        nonlocal title
        if found["table"] is None:
            title = html.escape(html.unescape(TAG.sub("", found["title"])))
            return found.group()
        return f'{found["box"]}aria-label="{title}">\n{_table(found["table"], title, sheets)}'

    return PARTS.sub(laid, body)


def _table(table: str, title: str, sheets: Mapping[str, str]) -> str:
    """The table with its name; one of many columns with what a telephone needs to show it as cards."""
    heads = [TAG.sub("", found["text"]) for found in CELL.finditer(table) if "col" in found["scope"]]
    is_stacked = len(heads) > FEW_COLUMNS
    is_single = len(ROW.findall(table)) == 2  # the heads, and one row: its first cell is no name
    rows = ROW.sub(lambda row: _row(row["cells"], heads, sheets, is_stacked=is_stacked, is_single=is_single), table)
    if is_stacked:
        rows = rows.replace("<table>", '<table class="stacks" role="table">', 1)
        rows = rows.replace("<thead>", '<thead role="rowgroup">').replace("<tbody>", '<tbody role="rowgroup">')
    return rows.replace(">", f'>\n<caption class="sr-only">{title}</caption>', 1)


def _row(cells: str, heads: list[str], sheets: Mapping[str, str], *, is_stacked: bool, is_single: bool) -> str:
    columns = iter(heads)

    def laid(found: re.Match[str]) -> str:
        head, is_head = next(columns, ""), "col" in found["scope"]
        text = found["text"] if is_head else _linked(found["text"], head, sheets)
        said = _said(found, head, is_named=not is_head and (is_single or not found["scope"])) if is_stacked else ""
        return f"<{found['tag']}{found['scope']}{said}{found['style']}>{text}</{found['tag']}>"

    role = ' role="row"' if is_stacked else ""
    return f"<tr{role}>{CELL.sub(laid, cells)}</tr>"


def _said(cell: re.Match[str], head: str, *, is_named: bool) -> str:
    """The role of a cell that is not laid out as one, and which column it is of."""
    role = next(role for scope, role in ROLES.items() if scope in cell["scope"])
    return f' role="{role}"' + (f' data-label="{html.escape(html.unescape(head))}"' if is_named else "")


def _linked(text: str, head: str, sheets: Mapping[str, str]) -> str:
    slug = sheets.get(html.unescape(text)) if head in NAMING else None
    return f'<a href="{slug}.html">{text}</a>' if slug else text
