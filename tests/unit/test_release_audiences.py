from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from pipeline.disclosure.decided import Decision
from pipeline.facts import facts_frame
from pipeline.release import Estimated, cleared, for_audience, write_cleared
from pipeline.released import Release
from tests.fixtures.framed import CORRECTIONS, COUNT, DELIVERY
from tests.unit.test_release import COHORT

QUOTES = pd.DataFrame({"text_fr": ["a", "b"], "audiences": [["communes"], ["communes", "startups"]]})


def test_rows_that_name_audiences_reach_those_alone() -> None:
    assert list(for_audience(QUOTES, "communes")["text_fr"]) == ["a", "b"]
    assert list(for_audience(QUOTES, "startups")["text_fr"]) == ["b"]
    assert for_audience(QUOTES, "institutions").empty
    plain = pd.DataFrame({"text_fr": ["a"]})
    assert for_audience(plain, "startups") is plain


def test_what_was_cleared_once_is_written_for_each_audience(tmp_path: Path) -> None:
    described = COHORT.model_copy(update={"audiences": ["communes", "startups"]})
    made = Estimated(
        facts_frame({"sample": [COUNT]}),
        pd.DataFrame([DELIVERY]),
        pd.DataFrame(columns=list(CORRECTIONS)),
        {"sample_said": QUOTES},
        {"sample": ["sample_said"]},
    )
    released = cleared(made, described, Decision(), 10)
    for audience in ("communes", "startups", "institutions"):
        write_cleared(tmp_path / audience, audience, released, described)
    communes, startups = Release(tmp_path / "communes"), Release(tmp_path / "startups")
    assert (len(communes.table("sample_said")), len(startups.table("sample_said"))) == (2, 1)
    assert communes.answer("facts") == startups.answer("facts")
    assert (communes.summary["audience"], startups.summary["audience"]) == ("communes", "startups")
    told = json.loads((tmp_path / "institutions" / "release.json").read_text(encoding="utf-8"))
    assert (told["is_addressed"], told["themes"]) == (False, {})
    assert [path.name for path in (tmp_path / "institutions").iterdir()] == ["release.json"]
