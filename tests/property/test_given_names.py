"""Names are looked for where a given name stands only: they are found as if they were looked for at each letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.disclosure.personal import GIVEN_AND_SURNAME, personal_traces

PIECES = (
    "Jean",
    "JEAN",
    "Anne",
    "Marie",
    "Modèle",
    "Élise",
    "É",
    "X",
    "d’",
    "de ",
    "La ",
    "El ",
    " ",
    "-",
    "’",
    ".",
    "@",
)
PIECES += ("1", "_", "jean", "ÅJean", "\n", "\u202f", "-Marie ", " Exemple", "Dupont-Essai")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_names_are_found_as_at_each_letter(text: str) -> None:
    found = [(trace.start, trace.end) for trace in personal_traces(text) if trace.kind == "name"]
    assert found == [each.span() for each in GIVEN_AND_SURNAME.finditer(text)]
