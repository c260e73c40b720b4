"""A census is taken again only where making it again would find the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.census.asked import AskedKnown
from pipeline.census.former_census import Traced, traced_before
from pipeline.census.known import Known
from pipeline.errors import CensusError
from pipeline.facts import Fact
from pipeline.former_results import FormerResults
from pipeline.released import Release
from tests.fixtures.framed import COUNT, DELIVERY, framed_release
from tests.unit.test_facts import a_fact

PRINTED, OTHER = COUNT, a_fact(fact_id="other-number", label_fr="Autre")
DRAWN = a_fact(fact_id="sample-drawn", label_fr="Dessiné")
PAGE = (
    '<h1 id="sec-sample">Chapitre</h1><p><a href="#fait-sample-interviews">15</a></p>'
    '<div class="figure-data"><p>15, 27 sur 33</p></div>'
)
TABLES = {"sample_sizes": pd.DataFrame({"n_fact": ["sample-drawn"], "size": [3]})}


class Build:
    """A release, a page and its PDF, and how often they were traced."""

    def __init__(self, folder: Path, stage_code: Path) -> None:
        self.folder, self.code, self.traced = folder, stage_code, 0
        self.page, self.pdf = PAGE, "pdf"

    def run(
        self,
        facts: Sequence[Fact] = (PRINTED, DRAWN, OTHER),
        tables: Mapping[str, pd.DataFrame] = TABLES,
        delivery: Mapping[str, object] = DELIVERY,
    ) -> bool:
        """Whether the page was traced anew."""
        release = self._released(facts, tables, delivery)
        html, pdf = self.folder / "a.html", self.folder / "a.pdf"
        html.write_text(self.page, encoding="utf-8")
        pdf.write_text(self.pdf, encoding="utf-8")
        before, former = self.traced, FormerResults("censuses/demo", [self.code])
        assert traced_before(former, "a", [html], [pdf], AskedKnown(release), self._anew) == {"traced": {"fact": 1}}
        return self.traced > before

    def _released(
        self, facts: Sequence[Fact], tables: Mapping[str, pd.DataFrame], delivery: Mapping[str, object]
    ) -> Release:
        by_theme = {"sample": [each for each in facts if each.fact_id.startswith("sample")], "other": [facts[-1]]}
        release = framed_release(self.folder / "release", by_theme, tables=tables, deliveries=[delivery])
        release.summary["themes"].update(sample=["sample_sizes"], other=[])
        return release

    def _anew(self) -> Traced:
        self.traced += 1
        return {"traced": {"fact": 1}}


@pytest.fixture
def build(tmp_path: Path, stage_code: Path) -> Build:
    (tmp_path / "built").mkdir()
    return Build(tmp_path / "built", stage_code)


def test_the_same_is_not_traced_again(build: Build) -> None:
    assert build.run()
    assert not build.run()


KEPT: dict[str, Callable[[Build], bool]] = {
    "a number that the page does not show": lambda build: build.run((PRINTED, DRAWN, changed(OTHER))),
    "a number that its figures do not draw": lambda build: build.run((PRINTED, drawing(DRAWN, 14.0), OTHER)),
    "a table of its theme that its figures do not draw": lambda build: build.run(
        tables={"sample_sizes": TABLES["sample_sizes"].assign(size=4)}
    ),
    "a table that holds what its figures draw from a fact": lambda build: build.run(
        tables={"sample_sizes": TABLES["sample_sizes"].assign(size=15)}
    ),
    "words of the data without a number": lambda build: build.run(
        (PRINTED, DRAWN, dataclasses.replace(OTHER, label_fr="Encore autre"))
    ),
    "a file delivered again": lambda build: build.run(delivery={**DELIVERY, "sha256": "cd" * 32}),
}
ANEW: dict[str, Callable[[Build], bool]] = {
    "a number that it shows": lambda build: build.run((changed(PRINTED), DRAWN, OTHER)),
    "a number that its figures are drawn from": lambda build: build.run((PRINTED, drawing(DRAWN, 27.0), OTHER)),
    "a table that its figures are drawn from": lambda build: build.run(
        tables={"sample_sizes": TABLES["sample_sizes"].assign(size=33)}
    ),
    "words of the data": lambda build: build.run((PRINTED, DRAWN, dataclasses.replace(OTHER, label_fr="En 2025"))),
    "how many rows a file has": lambda build: build.run(delivery={**DELIVERY, "rows": 16}),
    "the page": lambda build: edited(build, "page"),
    "the PDF": lambda build: edited(build, "pdf"),
    "the code": lambda build: bool(build.code.write_text("2", encoding="utf-8")) and build.run(),
}


def changed(fact: Fact) -> Fact:
    return drawing(fact, 14.0)


def drawing(fact: Fact, value: float) -> Fact:
    return dataclasses.replace(fact, value=value)


def edited(build: Build, form: str) -> bool:
    setattr(build, form, getattr(build, form) + " ")
    return build.run()


@pytest.mark.parametrize("edit", KEPT)
def test_what_the_page_does_not_show_leaves_it(build: Build, edit: str) -> None:
    build.run()
    assert not KEPT[edit](build)


@pytest.mark.parametrize("edit", ANEW)
def test_what_it_shows_or_may_be_traced_to_has_it_traced_again(build: Build, edit: str) -> None:
    build.run()
    assert ANEW[edit](build)


def test_a_digest_that_the_page_shows_is_looked_up_again(build: Build) -> None:
    build.page = f"{PAGE}<code>{DELIVERY['sha256']}</code>"
    build.run()
    assert build.run(delivery={**DELIVERY, "sha256": "cd" * 32})


def test_a_census_that_stopped_is_not_kept(build: Build, tmp_path: Path) -> None:
    def stopped() -> Traced:
        raise CensusError("7: a number from nowhere")

    release, former = build._released((PRINTED, DRAWN, OTHER), TABLES, DELIVERY), FormerResults("censuses/demo", [])
    page = tmp_path / "p.html"
    page.write_text(PAGE, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(CensusError):
            traced_before(former, "p", [page], [], AskedKnown(release), stopped)


def test_what_tables_hold_is_read_again_only_where_they_changed_and_facts_are_those_of_now(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def held(facts: Sequence[Fact], size: int) -> set[str]:
        tables = {"sample_sizes": TABLES["sample_sizes"].assign(size=size)}
        release, former = build._released(facts, tables, DELIVERY), FormerResults("censuses/demo", [build.code])
        known = AskedKnown(release, former=former)
        monkeypatch.setattr(known, "_in_tables", lambda names: read.extend(names) or Known._in_tables(known, names))
        return known.of_tables("sec-sample")

    first = held((PRINTED, DRAWN, OTHER), 3)
    assert held((PRINTED, DRAWN, OTHER), 3) == first and len(read) == 1
    assert "4" in held((PRINTED, DRAWN, OTHER), 4) and len(read) == 2
    assert "27" in held((PRINTED, drawing(DRAWN, 27.0), OTHER), 4) and len(read) == 2
