from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.booklet.frame.agreement import AGREEING, agreed, agreements
from pipeline.booklet.frame.staging import variables
from pipeline.errors import FactError
from pipeline.released import Release
from pipeline.renderer.metadata import lookup
from tests.conftest import ROOT
from tests.fixtures.framed import FEW, framed_release
from tests.unit.test_facts import a_fact

TEXTS = sorted((ROOT / "reports").glob("*/**/*.qmd"))


@pytest.mark.parametrize(
    ("value", "printed"), [(0.0, "projet"), (1.0, "projet"), (1.9, "projet"), (-1.0, "projet"), (2.0, "projets")]
)
def test_the_plural_starts_at_two(tmp_path: Path, value: float, printed: str) -> None:
    release = framed_release(tmp_path, {"sample": [a_fact(value=value, unit="points")]})
    assert agreed(release, "projet/projets", "sample-interviews") == printed


@pytest.mark.parametrize(
    ("value", "printed"), [(0.0, "projects"), (1.0, "project"), (1.9, "projects"), (2.0, "projects")]
)
def test_in_english_one_alone_is_singular(tmp_path: Path, value: float, printed: str) -> None:
    release = framed_release(tmp_path, {"sample": [a_fact(value=value, unit="points")]})
    assert agreed(Release(release.folder, "en"), "project/projects", "sample-interviews") == printed


def test_a_hidden_number_and_a_range_are_plural(tmp_path: Path) -> None:
    ranged = a_fact(fact_id="sample-range", value=None, qualifier="range", low=1.0, high=8.0)
    release = framed_release(tmp_path, {"sample": [FEW, ranged]})
    assert agreed(release, "est/sont", "sample-few") == "sont"
    assert agreed(release, "est/sont", "sample-range") == "sont"


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown", "printed"),
    [
        (1.0, 3.0, "1\u00a0sur\u00a03", "est"),
        (2.0, 3.0, "2\u00a0sur\u00a03", "sont"),
        (8.0, 800.0, "1\u202f%", "est"),
        (14.0, 700.0, "2\u202f%", "sont"),
        (14.0, 20.0, "70\u202f%", "sont"),
    ],
)
def test_words_agree_with_a_share_as_it_is_read(
    tmp_path: Path, numerator: float, denominator: float, shown: str, printed: str
) -> None:
    release = framed_release(tmp_path, {"sample": [a_fact(unit="share", numerator=10.0, denominator=20.0, value=0.5)]})
    release.facts["display_fr"] = shown
    release.facts[["numerator", "denominator", "value"]] = [numerator, denominator, numerator / denominator]
    assert agreed(release, "est/sont", "sample-interviews") == printed


def test_words_do_not_agree_with_a_date(tmp_path: Path) -> None:
    date = a_fact(fact_id="sample-date", unit="date", value=None, value_text="2025-01-01")
    with pytest.raises(FactError, match="« jour/jours » cannot agree with fact sample-date"):
        agreed(framed_release(tmp_path, {"sample": [date]}), "jour/jours", "sample-date")


def test_both_renderers_find_the_words_where_quarto_looks_for_them(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [a_fact()]})
    text = "{{< var sample-interviews >}} {{< var étape/étapes.sample-interviews >}}"
    found = json.loads(variables(release, [text]))
    assert lookup(found, "étape/étapes.sample-interviews") == "étapes"
    assert agreements(release, ["{{< var sample-interviews >}}"]) == {}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT / "reports")))
def test_words_agree_with_the_number_just_before_or_after_them(path: Path) -> None:
    """A word that agrees with a fact the sentence does not print would be a slip of the pen."""
    text = path.read_text(encoding="utf-8")
    for _, fact_id in AGREEING.findall(text):
        assert re.search(rf"\{{\{{<\s*var\s+(?:interval\.)?{re.escape(fact_id)}\s*>\}}\}}", text), fact_id
