from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.booklet.frame.evidence import cited_facts
from pipeline.booklet.frame.with_intervals import with_interval, with_intervals
from pipeline.released import Release
from tests.fixtures.framed import FEW, SHARE, framed_release
from tests.unit.test_facts import a_fact

ASKED = "{{< var interval.sample-agents >}}"
MARK = a_fact(
    fact_id="sample-mark",
    unit="mean_0_10",
    design="sample",
    value=6.0,
    decimals=1.0,
    low=5.63,
    high=6.3,
    level=0.95,
    interval_method="échelle bornée",
)
WITHOUT = dataclasses.replace(SHARE, fact_id="sample-all", low=None, high=None, level=None, interval_method="")


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return framed_release(tmp_path, {"sample": [SHARE, MARK, WITHOUT, FEW]})


@pytest.mark.parametrize(
    ("fact_id", "language", "text"),
    [
        ("sample-agents", "fr", "(10 sur 15 ; intervalle : de 41 % à 85 %)"),
        ("sample-agents", "en", "(10 of 15; interval: 41% to 85%)"),
        ("sample-mark", "fr", "6,0/10 (intervalle : de 5,6/10 à 6,3/10)"),
        ("sample-mark", "en", "6.0/10 (interval: 5.6/10 to 6.3/10)"),
    ],
)
def test_a_number_is_printed_with_its_interval(release: Release, fact_id: str, language: str, text: str) -> None:
    said = with_interval(dataclasses.replace(release, language=language), fact_id)
    assert text in plain(said) and said.endswith(f"(#fait-{fact_id})")


@pytest.mark.parametrize("fact_id", ["sample-all", "sample-few"], ids=["without interval", "withheld"])
def test_a_number_without_interval_stands_alone(release: Release, fact_id: str) -> None:
    assert with_interval(release, fact_id) == release.link(fact_id)


def test_what_is_printed_with_its_interval_is_cited(release: Release) -> None:
    assert list(with_intervals(release, [ASKED, "{{< var sample-mark >}}"])) == cited_facts([ASKED])


def plain(markdown: str) -> str:
    return markdown.replace("\\", "").replace("\u202f", " ").replace("\u00a0", " ")
