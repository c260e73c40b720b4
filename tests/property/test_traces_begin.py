"""Traces of persons are looked for where one may begin only, and found as if they were looked for at each letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.disclosure.personal import EMAIL, GIVEN_AND_SURNAME, IBAN, TITLED_NAME, personal_traces

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


PIECES += ("M. ", "Mme ", "Monsieur ", "Dr ", "Me ", "a.b", "+", ".fr", "FR76 ", "3000 1000 A234 ", "5678 90AB ", "CDE")
PATTERNS = {"email": (EMAIL,), "iban": (IBAN,), "name": (TITLED_NAME, GIVEN_AND_SURNAME)}


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_they_are_found_as_at_each_letter(text: str) -> None:
    found = [(trace.kind, trace.start, trace.end) for trace in personal_traces(text) if trace.kind in PATTERNS]
    each = [(kind, pattern) for kind, patterns in PATTERNS.items() for pattern in patterns]
    assert found == [(kind, *one.span()) for kind, pattern in each for one in pattern.finditer(text)]


def test_an_iban_an_address_and_a_titled_name_are_found() -> None:
    text = "Mme Exemple (a.b@c.fr), FR76 3000 1000 A234 5678 90AB CDE"
    assert {trace.kind for trace in personal_traces(text)} >= {"email", "iban", "name"}
