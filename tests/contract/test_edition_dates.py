"""An edition is dated once everything that it rests on has been received."""

from __future__ import annotations

import pytest
import yaml

from pipeline.params import load_params
from tests.conftest import ROOT


@pytest.mark.parametrize("cohort", load_params(ROOT).cohorts)
def test_no_file_was_received_after_the_date_of_the_edition(cohort: str) -> None:
    folder = ROOT / "data/raw" / cohort
    edition = yaml.safe_load((folder / "cohort.yml").read_text(encoding="utf-8"))["edition_date"]
    deliveries = yaml.safe_load((folder / "delivery.yml").read_text(encoding="utf-8"))["deliveries"]
    assert deliveries
    assert not [delivery["file"] for delivery in deliveries if delivery["received"] > edition]
