"""Cells in which somebody may be recognised: told to who delivered them by kind and place, never with their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.booklet.wording import enumeration
from pipeline.disclosure.personal import KINDS_FR, kinds_in, masked
from pipeline.intake.problems import Findings, Problem
from pipeline.intake.reception import Reception
from pipeline.intake.typed_tables import Prepared

PERSONAL = "PER-001"
REGISTERED = ("_siren", "_siret")
"""How columns end that are declared to hold registration numbers."""


def personal_problems(checked: Prepared, reception: Reception) -> list[Problem]:
    """One warning a cell of words in which personal data is detected."""
    return [problem for column in _worded(checked) for problem in _of_column(column, checked, reception)]


def without_persons(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as pages may show them: what is personal in a cell is named by its kind; the row says where."""
    return [
        replace(each, found=masked(each.found), expected_fr=masked(each.expected_fr)) if _tells(each) else each
        for each in problems
    ]


def _tells(problem: Problem) -> bool:
    return bool(kinds_in(f"{problem.found}\n{problem.expected_fr}"))


def _worded(checked: Prepared) -> Iterator[str]:
    for column in checked.table.columns:
        if column.kind in ("text", "list") and column.name in checked.texts and not column.name.endswith(REGISTERED):
            yield column.name


def _of_column(column: str, checked: Prepared, reception: Reception) -> Iterator[Problem]:
    telling = {text: kinds for text in checked.texts[column].unique() if (kinds := kinds_in(text))}
    found = checked.texts[checked.texts[column].isin(list(telling))]
    for file, row, text in zip(found["source_file"], found["source_row"], found[column], strict=True):
        findings = Findings(reception.place(file))
        findings.warn(
            PERSONAL,
            "Cette cellule semble contenir des données personnelles ; elles ne seront pas publiées sans accord.",
            row=int(row),
            column=reception.header(file, column),
            found=enumeration([f"[{KINDS_FR[kind]}]" for kind in telling[text]]),
            expected_fr="un texte sans nom, adresse ni numéro ; un identifiant peut être déclaré dans `pseudonyms`",
        )
        yield from findings.problems
