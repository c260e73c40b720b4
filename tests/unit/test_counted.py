"""Words agree with the count before them."""

from __future__ import annotations

import pytest

from pipeline.counted import counted


@pytest.mark.parametrize(("count", "said"), [(0, "0 rows are"), (1, "1 row is"), (118, "118 rows are")])
def test_a_verb_agrees_with_its_count(count: int, said: str) -> None:
    assert counted(count, "row is", "rows are") == said
