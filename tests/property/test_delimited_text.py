from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.delimited_text import decode, delimiter_of, records
from pipeline.intake.problems import Findings, Place


@given(content=st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_problem_and_never_an_error(content: bytes) -> None:
    findings = Findings(Place("equipe", "Équipe"))
    decoded = decode(content, "utf-8", findings)
    if decoded is None:
        assert findings.problems
        return
    delimiter = delimiter_of(decoded[0], ",", ["a", "b"], findings)
    rows = records(decoded[0], delimiter, findings)
    assert rows is not None or findings.problems


@given(text=st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs"))))
def test_text_saved_in_utf8_is_read_back_exactly(text: str) -> None:
    findings = Findings(Place("equipe", "Équipe"))
    assert decode(b"\xef\xbb\xbf" + text.encode(), "utf-8", findings) == (text, "utf-8")
