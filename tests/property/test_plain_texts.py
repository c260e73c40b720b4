"""Short cuts for plain texts give what the long way gives."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.disclosure.personal import personal_traces, traces_of_each_kind
from pipeline.intake.characters import normalise
from pipeline.intake.typed_tables import normalised
from tests.unit.test_personal import ORDINARY, SEEDS

PIECES = [*ORDINARY, *(seed for seeds in SEEDS.values() for seed in seeds), " ", ", ", "", "remarque 12", "h0|h2"]
CUT = st.sampled_from(PIECES).flatmap(lambda piece: st.integers(0, len(piece)).map(lambda at: piece[at:]))
TEXTS = st.lists(CUT | st.text(max_size=8) | st.text("01 28.-()+FRrueabi@éÉM", max_size=12), max_size=5).map("".join)


@given(TEXTS)
def test_no_trace_is_lost_where_no_sign_of_one_is_seen(text: str) -> None:
    assert list(personal_traces(text)) == list(traces_of_each_kind(text))


@given(st.lists(st.text(max_size=6) | st.text(" a\t\n\x7f\u00a0é\u200b", max_size=6)))
def test_a_column_is_normalised_as_each_of_its_cells(cells: list[str]) -> None:
    frame = pd.DataFrame(
        {"said": pd.Series(cells, dtype="str"), "source_file": "a.csv", "source_row": range(len(cells))}
    )
    assert normalised(frame)["said"].tolist() == [normalise(cell) for cell in cells]
