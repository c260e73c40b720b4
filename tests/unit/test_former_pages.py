"""A page of a site is traced again where it says something else, or where its numbers may come from something else."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.census.asked import AskedKnown
from pipeline.census.census import Census, Untraced, count
from pipeline.census.former_pages import FormerPages
from pipeline.census.pages import parse_blocks
from pipeline.facts import Fact
from pipeline.former_results import FormerResults
from tests.fixtures.framed import COUNT, DELIVERY, framed_release
from tests.unit.test_facts import a_fact

OTHER = a_fact(fact_id="sample-other", label_fr="Autre")
NAMED = a_fact(fact_id="sample-named", label_fr="Visites de 2024")
DIGEST = str(DELIVERY["sha256"])[:12]
PAGE = (
    '<p><a href="preuves/sample.html#fait-sample-interviews">15</a> : visites de 2024</p>'
    f"<p>register.csv <code>{DIGEST}</code></p>"
)
WAYS = Counter({"fact": 1, "data": 1, "digest": 1})


class Site:
    """One page, traced in builds of a cohort."""

    def __init__(self, folder: Path, code: Path) -> None:
        self.folder, self.code = folder, code
        self.page, self.records = PAGE, "records"

    def is_traced(
        self, facts: Sequence[Fact] = (COUNT, OTHER, NAMED), delivery: Mapping[str, object] = DELIVERY
    ) -> bool:
        """Whether this build traced the page anew; whatever it did, the census is that of the page."""
        known = AskedKnown(framed_release(self.folder, {"sample": list(facts)}, deliveries=[delivery]))
        former = FormerPages(FormerResults("sites/demo", [self.code]), known, [self.records])
        found = former.take("site/index.html", self.page)
        if found is not None:
            assert found == Census(WAYS, [])
            return False
        former.anew("site/index.html", self.page, lambda _, text: count(parse_blocks(text), known, []))
        return True


@pytest.fixture
def site(tmp_path: Path, stage_code: Path) -> Site:
    return Site(tmp_path / "release", stage_code)


KEPT: dict[str, Callable[[Site], bool]] = {
    "nothing else": lambda site: site.is_traced(),
    "a number that it does not show": lambda site: site.is_traced((COUNT, changed(OTHER), NAMED)),
    "words without its numbers": lambda site: site.is_traced((COUNT, named(OTHER, "Dont 7 autres"), NAMED)),
}
ANEW: dict[str, Callable[[Site], bool]] = {
    "a number that it shows": lambda site: site.is_traced((changed(COUNT), OTHER, NAMED)),
    "words around one of its numbers": lambda site: site.is_traced((COUNT, OTHER, named(NAMED, "Avant 2024"))),
    "a file whose digest it shows": lambda site: site.is_traced(delivery={**DELIVERY, "sha256": "cd" * 32}),
    "its own words": lambda site: with_(site, page=PAGE.replace("visites", "Visites")),
    "what the site counts of itself": lambda site: with_(site, records="other records"),
    "the code": lambda site: bool(site.code.write_text("2", encoding="utf-8")) and site.is_traced(),
}


def changed(fact: Fact) -> Fact:
    return dataclasses.replace(fact, value=14.0)


def named(fact: Fact, label: str) -> Fact:
    return dataclasses.replace(fact, label_fr=label)


def with_(site: Site, **said: str) -> bool:
    vars(site).update(said)
    return site.is_traced()


@pytest.mark.parametrize("edit", KEPT)
def test_what_a_page_does_not_show_leaves_it(site: Site, edit: str) -> None:
    assert site.is_traced()
    assert not KEPT[edit](site)


@pytest.mark.parametrize("edit", ANEW)
def test_what_it_shows_or_may_be_traced_to_has_it_traced_again(site: Site, edit: str) -> None:
    assert site.is_traced()
    assert ANEW[edit](site)


def test_a_page_that_is_refused_is_traced_again(site: Site) -> None:
    site.page += "<p>98765</p>"
    assert site.is_traced()
    assert site.is_traced()


def test_outside_of_a_project_each_page_is_traced(site: Site) -> None:
    pages = FormerPages(None, AskedKnown(framed_release(site.folder, {"sample": [COUNT]})), [])
    refused = Census(Counter(), [Untraced("98765", "", "")])
    assert pages.take("index.html", PAGE) is None
    assert pages.anew("index.html", PAGE, lambda _page, _text: refused) is refused
