from __future__ import annotations

import pytest
from lxml import html

from pipeline.site.sheet_pages import FIRST_FR, for_site

SHEETS = {"Projet 02": "projet-02"}
NAMES, VALUES = ("Projet", "Thème", "État", "Achat"), ("Projet 02", "Énergie", "déployé", "–")


def table(columns: int, rows: int = 2, attributes: str = ' style="text-align: left;"') -> str:
    heads = "".join(f'<th scope="col"{attributes}>{name}</th>' for name in NAMES[:columns])
    first, *others = VALUES[:columns]
    cells = f'<th scope="row"{attributes}>{first}</th>' + "".join(f"<td{attributes}>{each}</td>" for each in others)
    body = f"<thead><tr>{heads}</tr></thead><tbody>{f'<tr>{cells}</tr>' * rows}</tbody>"
    return f'<div class="table-scroll" aria-label="Tableau"><table>{body}</table></div>'


def laid_out(body: str) -> html.HtmlElement:
    return html.fragment_fromstring(for_site(body, SHEETS), create_parent=True)


def test_a_table_is_called_as_the_heading_above_it() -> None:
    page = laid_out(f"{table(2)}<h2>Prix &amp; <em>délais</em></h2>{table(2)}")
    assert page.xpath("//caption/text()") == page.xpath("//div/@aria-label") == [FIRST_FR, "Prix & délais"]


@pytest.mark.parametrize("attributes", ["", ' style="text-align: left;"', ' class="total" colspan="1"'])
def test_a_name_leads_to_its_sheet_whatever_else_its_cell_says(attributes: str) -> None:
    page = laid_out(table(2, attributes=attributes))
    assert page.xpath("//tbody//th/a/@href") == ["projet-02.html"] * 2
    assert page.xpath("//a/text()") == ["Projet 02"] * 2


def test_a_wide_table_says_of_each_cell_which_column_it_is_of() -> None:
    page = laid_out(table(4))
    assert page.xpath("//table/@class") == ["stacks"]
    assert len(page.xpath("//tr[@role='row']")) == 3
    assert page.xpath("(//tbody/tr)[1]/*/@data-label") == ["Thème", "État", "Achat"]
    assert page.xpath("(//tbody/tr)[1]/*/@role") == ["rowheader", "cell", "cell", "cell"]


def test_the_only_row_has_no_name_and_a_narrow_table_no_role() -> None:
    assert laid_out(table(4, rows=1)).xpath("//tbody/tr/*/@data-label") == list(NAMES)
    assert not laid_out(table(3)).xpath("//@role")
