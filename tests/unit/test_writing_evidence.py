from __future__ import annotations

import pytest

from pipeline.intake.writing_evidence import choice_evidence, date_evidence, decimal_evidence, delimiter_evidence
from pipeline.tables import Choice

SIZES = (Choice("1", "Petite", "Small"), Choice("2", "Grande", "Large"))


@pytest.mark.parametrize(
    ("cells", "value", "why"),
    [
        (["1,5", "2,25", "3"], ",", "2 cells with a decimal comma, 0 with a point"),
        (["1.5", "−2.25"], ".", "0 cells with a decimal comma, 2 with a point"),
        (["1,5", "2.25"], "", "1 cells with a decimal comma, 1 with a point"),
        (["1.234", "12.345"], "", "may be thousands, as 1.234"),
        (["1.234", "1.2"], ".", "2 with a point"),
        (["12 500", "3"], ",", "thousands are grouped by spaces"),
        (["12", ""], ".", "as the rest of the cohort"),
    ],
)
def test_the_decimal_mark_is_what_cells_show(cells: list[str], value: str, why: str) -> None:
    evidence = decimal_evidence(cells, ".")
    assert evidence.value == value
    assert why in evidence.why
    assert evidence.option == ("" if value else "--decimal")


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["2026-04-03"], "YYYY-MM-DD"),
        (["03/04/2026", "25/04/2026 14:05:00"], "DD/MM/YYYY"),
        (["03/04/2026"], ""),
        (["04/25/2026"], ""),
        (["2026-04-03", "25/04/2026"], ""),
        (["", "hier"], "DD/MM/YYYY"),
    ],
)
def test_the_order_of_dates_is_what_cells_show(cells: list[str], value: str) -> None:
    evidence = date_evidence(cells, "DD/MM/YYYY")
    assert evidence.value == value
    assert evidence.option == ("" if value else "--dates")


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["1", "2|1"], "names"),
        (["Petite", "PETITE", "Grande"], "labels-fr"),
        (["Small", "autre"], "labels-en"),
        (["Petite", "1"], ""),
        (["moyenne"], ""),
        ([""], "names"),
    ],
)
def test_choices_are_named_or_labelled_as_cells_show(cells: list[str], value: str) -> None:
    assert choice_evidence([(SIZES, cells)], "names").value == value


def test_names_that_are_also_labels_of_other_choices_must_be_settled_by_a_person() -> None:
    crossed = (Choice("a", "b"), Choice("b", "a"))
    assert choice_evidence([(crossed, ["a", "b"])], "names").value == ""
    assert choice_evidence([((Choice("oui", "Oui", "Yes"),), ["oui", "Oui"])], "names").value == "names"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a;b\n1;2,5\n", ";"),
        ("a,b\n1,2\n", ","),
        ("a\tb\n1\t2\n", "\t"),
        ("question, avec virgule;b\n1;2\n", ";"),
        ("a;b\n1;2\n3\n", ";"),
        ("seule\nx\n", ","),
        ("a;b,c\n1;2,3\n", ""),
    ],
)
def test_the_delimiter_is_the_one_that_gives_regular_rows(text: str, value: str) -> None:
    assert delimiter_evidence(text, ",").value == value
