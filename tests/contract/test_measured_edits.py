"""What the benchmark of builds edits stands in the texts that it names: else it has nothing to measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import EDITS, Edits

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_the_word_that_a_benchmark_edits_is_in_its_text(edits: Edits) -> None:
    assert edits.words in (ROOT / edits.text).read_text(encoding="utf-8")
