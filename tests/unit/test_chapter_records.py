"""Numbers of chapters that no fact holds: those that the release's tables give may stand there, and no other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.census.chapter_records import chapter_records
from pipeline.census.pages import Block
from tests.fixtures.framed import COUNT, DELIVERY, framed_release

CHANGES = pd.DataFrame(
    {
        "domain": ["social"] * 3,
        "start": [1.0, 1.0, None],
        "end": [2.0, 2.0, None],
        "is_apart": [True, None, None],
        "gap_fact": [None, None, None],
    }
).astype({"is_apart": "object", "gap_fact": "object"})
ANCHORS = pd.DataFrame({"criterion_id": ["a"], "level_0": ["Non"], "level_1": ["Oui"]})
RULES = pd.DataFrame({"rule_id": ["R1", "R2", "R3"], "repeats": ["", "", "R2"]})
SCALES = pd.DataFrame({"measure": ["scale", "number"], "highest": [5.0, 40.0]})
TABLES = {
    "indicators_changes": CHANGES,
    "replicability_anchors": ANCHORS,
    "procurement_rules": RULES,
    "survey_scales": SCALES,
}


@pytest.mark.parametrize(
    ("part", "right", "wrong"),
    [
        ("sec-indicators", "Le social (2 sur 3 mesurés)", "Le social (4 sur 5 mesurés)"),
        ("sec-replicability", "niveau 1 sur 1, « Oui »", "niveau 2 sur 7, « Oui »"),
        ("sec-procurement", "gré à gré (règle 2)", "gré à gré (règle 3)"),
        ("sec-presentation", "Sur une base de moins de 10, nous", "Sur une base de moins de 20, nous"),
        ("sec-essentiel", "\ufffc/5 de satisfaction", "\ufffc/40 de satisfaction"),
        ("sec-methode", "du 20 au 21 novembre 2026", "du 19 au 21 novembre 2026"),
    ],
)
def test_a_number_stands_where_the_release_gives_it(part: str, right: str, wrong: str, tmp_path: Path) -> None:
    deliveries = [DELIVERY, {**DELIVERY, "file": "first.csv", "received": "2026-11-20"}]
    records = chapter_records(framed_release(tmp_path, {"sample": [COUNT]}, tables=TABLES, deliveries=deliveries))
    traced = {
        text: [span for each in records for span in each.spans(Block(part, "p", text=text))] for text in (right, wrong)
    }
    assert traced[right]
    assert not traced[wrong]
