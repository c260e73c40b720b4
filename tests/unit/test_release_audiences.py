from __future__ import annotations

import pandas as pd

from pipeline.release import for_audience


def test_rows_that_name_audiences_reach_those_alone() -> None:
    quotes = pd.DataFrame({"text_fr": ["a", "b"], "audiences": [["communes"], ["communes", "startups"]]})
    assert list(for_audience(quotes, "communes")["text_fr"]) == ["a", "b"]
    assert list(for_audience(quotes, "startups")["text_fr"]) == ["b"]
    assert for_audience(quotes, "institutions").empty
    plain = pd.DataFrame({"text_fr": ["a"]})
    assert for_audience(plain, "startups") is plain
