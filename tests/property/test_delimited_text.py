from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.delimited_text import decode, read_text
from pipeline.intake.deliveries import Reader
from pipeline.intake.problems import Findings, Place

READER = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")


@given(content=st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_problem_and_never_an_error(content: bytes) -> None:
    findings = Findings(Place("equipe", "Équipe"))
    assert read_text(io.BytesIO(content), READER, ["a", "b"], findings) is not None or findings.problems


@given(text=st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs"))))
def test_text_saved_in_utf8_is_read_back_exactly(text: str) -> None:
    findings = Findings(Place("equipe", "Équipe"))
    assert decode(b"\xef\xbb\xbf" + text.encode(), "utf-8", findings) == (text, "utf-8")
